// Near: what the learner can read from here is asked for, and nothing else. It is in no frame.

import { looking } from "./looking.js";
import { nearest, NearSheet } from "./near_sheet.js";

const APART_MS = 400;
const OPEN = new Set(["pod", "component", "service"]); // kinds that show their inside
const MOST = 24; // as clusterviz/picture/insides has it

export class Near {
  /** @param {import("./diagram.js").Diagram} diagram @param {string} base */
  constructor(diagram, base) {
    this.diagram = diagram;
    this.base = base;
    /** Something has changed, or the learner has moved. */
    this.refresh = looking(() => this.load(), APART_MS);
    this.seen = "";
    const sheet = diagram.frame.querySelector(".near-sheet");
    this.sheet = sheet ? new NearSheet(/** @type {HTMLElement} */ (sheet)) : null;
    diagram.moved.add(() => {
      const seen = this.wanted().join();
      if (seen !== this.seen) this.refresh();
      this.seen = seen;
    });
  }

  /** The boxes in sight whose inside can be read. @returns {string[]} */
  wanted() {
    const { diagram } = this;
    if (!diagram.deep) return [];
    const { x1, x2, y1, y2 } = diagram.cy.extent();
    if (this.alone) {
      const id = nearest([...diagram.boxes].filter(([one]) => OPEN.has(diagram.scene.data(one)?.kind ?? "")), { x1, x2, y1, y2 });
      return id ? [id] : [];
    }
    const found = [];
    for (const [id, box] of diagram.boxes) {
      const data = diagram.scene.data(id);
      if (!data || !OPEN.has(data.kind) || (!data.parent && data.kind !== "service") || box.w < 40) continue;
      if (box.x < x2 && box.x + box.w > x1 && box.y < y2 && box.y + box.h > y1) found.push(id);
    }
    return found.slice(0, MOST);
  }

  /** Whether one thing is shown at a time, over the drawing. */
  get alone() {
    return this.sheet !== null && this.diagram.mode === "far";
  }

  async load() {
    const wanted = this.wanted();
    if (!wanted.length || !this.alone) this.sheet?.hide();
    if (!wanted.length) {
      this.diagram.fill({});
      return;
    }
    const answer = await fetch(`${this.base}inside?${wanted.map((id) => `of=${encodeURIComponent(id)}`).join("&")}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const insides = await answer.json();
    if (this.alone) this.sheet?.show(this.diagram.scene.data(wanted[0]), this.wanted()[0] === wanted[0] ? insides[wanted[0]] : undefined);
    else this.diagram.fill(insides);
  }
}
