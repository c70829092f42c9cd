// What happened when: bars for messages, flags for pokes and decisions, hatched folds for silence.

import { place, segments, span } from "./folding.js";

/** @typedef {import("./types.js").Mark} Mark */

const KEPT = 1500;
const BAR = 5;

export class Timeline {
  /** @param {HTMLElement} holder */
  constructor(holder) {
    this.holder = holder;
    /** @type {number[]} */
    this.times = [];
    /** @type {Mark[]} */
    this.marks = [];
    this.now = 0;
    this.drawnAt = 0;
    new ResizeObserver(() => this.draw()).observe(holder);
  }

  /** @param {import("./types.js").Packet[]} packets @param {Mark[]} marks @param {number} now */
  add(packets, marks, now) {
    for (const packet of packets) {
      const at = packet.sent ?? packet.at;
      if (packet.worth > 0 && at !== undefined) this.times.push(at);
    }
    if (this.times.length > KEPT) this.times.splice(0, this.times.length - KEPT);
    this.marks.push(...marks);
    this.marks.splice(0, Math.max(0, this.marks.length - 60));
    this.now = now;
    const wall = performance.now();
    if (wall - this.drawnAt > 120) this.draw();
  }

  /** @param {Mark[]} marks @param {number} now */
  reset(marks, now) {
    this.times = marks.map((mark) => mark.at);
    this.marks = [...marks];
    this.now = now;
    this.draw();
  }

  draw() {
    this.drawnAt = performance.now();
    const width = this.holder.clientWidth;
    if (!width) return;
    const right = width - 10;
    this.times.sort((a, b) => a - b);
    const parts = segments(this.times, this.now, right);
    let svg = `<svg viewBox="0 0 ${width} 44"><defs><pattern id="tl-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V8" class="hl"/></pattern></defs>`;
    /** @type {Map<number, number>} */
    const heights = new Map();
    for (const time of this.times) {
      const x = place(parts, time);
      if (x !== null && x >= 0) heights.set(Math.floor(x / BAR), (heights.get(Math.floor(x / BAR)) ?? 0) + 1);
    }
    for (const part of parts) {
      if (part.x + part.width < 0) continue;
      if (part.folded) svg += `<rect x="${part.x + 2}" y="21" width="${part.width - 4}" height="19" rx="4" class="fold"/><rect x="${part.x + 2}" y="21" width="${part.width - 4}" height="19" rx="4" class="hatch"/><text x="${part.x + part.width / 2}" y="35" text-anchor="middle">${span(part.to - part.from)}</text>`;
      else svg += `<path class="base" d="M${Math.max(0, part.x)} 39.5H${part.x + part.width}"/>`;
    }
    for (const [bar, count] of heights) {
      const height = Math.min(20, 2 + 3.4 * Math.log2(1 + count));
      svg += `<rect class="hb" x="${bar * BAR + 1}" y="${39 - height}" width="3" height="${height}" rx="1"/>`;
    }
    svg += this.flags(parts, right);
    svg += `<path class="nowl" d="M${right} 6V43"/><path class="now" d="M${right - 5.5} 2h11v5l-5.5 5.5l-5.5-5.5z"/></svg>`;
    this.holder.innerHTML = svg;
  }

  /** @param {import("./folding.js").Segment[]} parts @param {number} right */
  flags(parts, right) {
    let svg = "";
    let free = Infinity;
    for (const mark of [...this.marks].reverse()) {
      const x = place(parts, mark.at);
      if (x === null || x < 0) continue;
      const width = mark.label.length * 7 + 16;
      const room = Math.min(free, right - 8) - x;
      if (room < 6) continue;
      svg += `<g class="k-${mark.who}"><path class="mkl" d="M${x} 9V39"/><rect class="mkb" x="${x - 1}" y="4" width="9" height="9" rx="2"/>`;
      if (room >= width) svg += `<text class="mkt" x="${x + 12}" y="12.5">${escape(mark.label)}</text>`;
      svg += "</g>";
      free = x - 4;
    }
    return svg;
  }
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
