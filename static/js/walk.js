// A request's walk: its steps in the panel, one of them chosen, and the way so far in the diagram.

import { say } from "./language.js";

/** @typedef {import("./diagram.js").Diagram} Diagram @typedef {import("./types.js").Box} Box */

const SVG = "http://www.w3.org/2000/svg";
const STEP_MS = 900; // wall: so long a step is read while it walks by itself
const TRAVEL_MS = 420;

export class Walk {
  /** @param {HTMLElement} panel  of the inspector @param {Diagram} diagram @param {SVGElement} layer */
  constructor(panel, diagram, layer) {
    this.panel = panel;
    this.diagram = diagram;
    this.layer = layer;
    this.number = "";
    this.at = 0;
    this.timer = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    panel.addEventListener("click", (event) => this.click(/** @type {HTMLElement} */ (event.target)));
    panel.addEventListener("keydown", (event) => this.key(event));
    diagram.moved.add(() => this.redraw());
  }

  /** @returns {HTMLElement[]} */
  get steps() {
    return [...this.panel.querySelectorAll(".walk-step")].map((step) => /** @type {HTMLElement} */ (step));
  }

  /** The panel shows something new, or the same again. */
  shown() {
    const number = /** @type {HTMLElement|null} */ (this.panel.querySelector("[data-walk]"))?.dataset.walk ?? "";
    if (number !== this.number) {
      this.stop();
      this.number = number;
      this.at = 0;
    }
    if (number) this.choose(this.at, false);
    else this.layer.replaceChildren();
  }

  closed() {
    this.stop();
    this.number = "";
    this.layer.replaceChildren();
  }

  /** @param {HTMLElement} target */
  click(target) {
    if (!this.number) return;
    const step = /** @type {HTMLElement|null} */ (target.closest(".walk-step"));
    if (step) {
      this.stop();
      this.choose(this.steps.indexOf(step), true);
    } else if (target.closest("[data-walk-play]")) this.timer ? this.stop() : this.play();
    else if (target.closest("[data-walk-back]")) this.go(-1);
    else if (target.closest("[data-walk-next]")) this.go(1);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!/** @type {HTMLElement} */ (event.target).closest(".walk-step")) return;
    const to = { ArrowDown: this.at + 1, ArrowRight: this.at + 1, ArrowUp: this.at - 1, ArrowLeft: this.at - 1, Home: 0, End: this.steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    this.choose(to, true);
    this.steps[this.at]?.focus();
  }

  /** @param {number} by */
  go(by) {
    this.stop();
    this.choose(this.at + by, true);
  }

  play() {
    const button = this.panel.querySelector("[data-walk-play]");
    button?.setAttribute("aria-pressed", "true");
    if (this.at >= this.steps.length - 1) this.at = -1;
    const on = () => {
      if (this.at >= this.steps.length - 1) {
        this.stop();
        return;
      }
      this.choose(this.at + 1, true);
      this.timer = window.setTimeout(on, STEP_MS);
    };
    on();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.panel.querySelector("[data-walk-play]")?.removeAttribute("aria-pressed");
  }

  /** @param {number} at @param {boolean} said  the learner went there: it is said, and the token travels */
  choose(at, said) {
    const { steps } = this;
    const before = this.at;
    this.at = Math.max(0, Math.min(steps.length - 1, at));
    steps.forEach((step, place) => {
      step.tabIndex = place === this.at ? 0 : -1;
      if (place === this.at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const status = this.panel.querySelector("#walk-at");
    if (status) status.textContent = `${say("step {number} of {count}", { number: this.at + 1, count: steps.length })}${said ? `: ${steps[this.at]?.querySelector(".sen")?.textContent ?? ""}` : ""}`;
    if (said) steps[this.at]?.scrollIntoView({ block: "nearest" });
    this.draw(said && this.at === before + 1 && !this.still.matches);
  }

  redraw() {
    if (this.number) this.draw(false);
  }

  /** The way up to the chosen step, and the token where it is now. @param {boolean} travels */
  draw(travels) {
    const places = this.steps.map((step) => this.middle(step.dataset.place ?? ""));
    const all = way(places);
    const done = way(places.slice(0, this.at + 1));
    this.layer.replaceChildren();
    const end = done.at(-1);
    if (!end) return;
    this.layer.append(pathOf(all, "ahead"), pathOf(done, "done"));
    const token = document.createElementNS(SVG, "circle");
    token.setAttribute("class", "token");
    token.setAttribute("r", String(7 / Math.max(1, this.diagram.cy.zoom() / 1.6)));
    token.setAttribute("cx", String(end[0]));
    token.setAttribute("cy", String(end[1]));
    this.layer.append(token);
    const from = done.at(-2);
    const moved = this.at > 0 && places[this.at] && !same(places[this.at], places[this.at - 1]);
    if (travels && from && moved) token.animate([{ transform: `translate(${from[0] - end[0]}px, ${from[1] - end[1]}px)` }, { transform: "none" }], { duration: TRAVEL_MS, easing: "ease-in-out" });
  }

  /** @param {string} element @returns {[number, number]|null} */
  middle(element) {
    const box = this.diagram.boxes.get(element);
    if (!box) return null;
    // A machine is entered at its title: what is in it has boxes of its own.
    return element.startsWith("node/") ? [box.x + box.w / 2, box.y + 17] : [box.x + box.w / 2, box.y + box.h / 2];
  }
}

/** The places where it was, without those that are not drawn and without standing still. @param {([number, number]|null)[]} places @returns {[number, number][]} */
export function way(places) {
  /** @type {[number, number][]} */
  const found = [];
  for (const place of places) if (place && !same(place, found.at(-1) ?? null)) found.push(place);
  return found;
}

/** @param {[number, number]|null} one @param {[number, number]|null} other */
function same(one, other) {
  return Boolean(one && other && one[0] === other[0] && one[1] === other[1]);
}

const BEND = 0.12; // of the distance: a way back does not lie on the way there

/** As SVG says it: each stretch bends to its right. @param {[number, number][]} points */
export function bent(points) {
  return points.map(([x, y], at) => {
    if (!at) return `M${x} ${y}`;
    const [fromX, fromY] = points[at - 1];
    const middle = [(fromX + x) / 2 - (y - fromY) * BEND, (fromY + y) / 2 + (x - fromX) * BEND];
    return `Q${middle.map((number) => Math.round(number * 10) / 10).join(" ")} ${x} ${y}`;
  }).join("");
}

/** @param {[number, number][]} points @param {string} css */
function pathOf(points, css) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", css);
  path.setAttribute("d", bent(points));
  return path;
}
