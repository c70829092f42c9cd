// Hops on their lines: a pill travels, and behind it the line is lit in the sender's colour.

import { FADE_MS, Flights } from "./flight.js";
import { icon, make } from "./marks.js";

/** @typedef {import("./types.js").Packet} Packet @typedef {import("./flight.js").Flight} Flight */

const SVG = "http://www.w3.org/2000/svg";
const FLASH_MS = 160;
const ARROWS = { up: "M1 6 4.5 2.5 8 6", down: "M1 3 4.5 6.5 8 3", left: "M6 1 2.5 4.5 6 8", right: "M3 1 6.5 4.5 3 8" };

export class Packets {
  /**
   * @param {import("./diagram.js").Diagram} diagram
   * @param {import("./clock.js").RunningClock} clock
   * @param {(packet: Packet) => void} opened  a pill was clicked
   */
  constructor(diagram, clock, opened) {
    this.diagram = diagram;
    this.clock = clock;
    this.opened = opened;
    this.flights = new Flights();
    this.layer = /** @type {HTMLElement} */ (document.getElementById("pills"));
    this.lit = /** @type {SVGElement} */ (/** @type {unknown} */ (document.getElementById("lit")));
    this.hidden = new Set(["raft", "probe"]);
    /** @type {Map<Flight, {pill: HTMLElement|null, line: SVGLineElement, width: number}>} */
    this.drawn = new Map();
    /** @type {Map<string, number>} when a box falls quiet again */
    this.acting = new Map();
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.running = false;
    /** @type {{pill: HTMLElement, line: SVGLineElement, line_id: string}|null} */
    this.held = null;
  }

  /** @param {Packet[]} packets */
  add(packets) {
    if (document.hidden) return;
    const wall = performance.now();
    for (const packet of packets) {
      if (packet.is !== "hop" || this.hidden.has(packet.kind ?? "")) continue;
      const line = this.diagram.lines.get(packet.line);
      if (!line) {
        this.glowNode(packet, wall);
        continue;
      }
      const shown = packet.worth > 0 || (packet.kind === "heartbeat" && packet.from.startsWith("kubelet/") && !this.clock.races);
      if (covered(packet.line)) {
        if (packet.worth > 0) this.act(packet, wall + FLASH_MS * 2);
        continue;
      }
      if (this.held?.line_id === packet.line) continue; // one selection: nothing passes over it
      if (this.still.matches || !shown || this.diagram.level === "far" || (this.clock.races && packet.worth < 2)) {
        if (packet.worth > 0 || packet.kind === "heartbeat") this.flash(packet, line);
        if (!this.still.matches && !shown) continue;
        this.act(packet, wall + FLASH_MS * 2);
        continue;
      }
      this.flights.add(packet, wall, Math.hypot(line.x2 - line.x1, line.y2 - line.y1));
    }
    this.run();
  }

  /** @param {Packet} packet @param {number} wall */
  glowNode(packet, wall) {
    if (packet.worth < 1) return;
    for (const end of [packet.from, packet.to]) {
      const machine = end.split("/")[1];
      if (machine) this.light(`node/${machine}`, wall + FLASH_MS * 2);
    }
    this.run();
  }

  /** @param {Packet} packet @param {number} until */
  act(packet, until) {
    for (const id of [packet.from, packet.to, packet.line]) this.light(id, until);
    this.run();
  }

  /** @param {string} id @param {number} until */
  light(id, until) {
    if (!this.acting.has(id)) this.diagram.light(id, true);
    this.acting.set(id, until);
  }

  /** The whole line, once. @param {Packet} packet @param {{x1: number, y1: number, x2: number, y2: number}} ends */
  flash(packet, ends) {
    if (Math.hypot(ends.x2 - ends.x1, ends.y2 - ends.y1) < SHORTEST) return;
    const line = this.line(packet.who, this.diagram.level === "far" ? "glow" : "");
    setEnds(line, ends.x1, ends.y1, ends.x2, ends.y2);
    const animation = line.animate([{ opacity: this.diagram.level === "far" ? 0.22 : 1 }, { opacity: 0 }], { duration: this.still.matches ? FLASH_MS : TRAVEL_FLASH_MS, easing: "linear" });
    animation.onfinish = () => line.remove();
  }

  /** @param {string} who @param {string} [css] @returns {SVGLineElement} */
  line(who, css = "") {
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("class", css);
    line.style.stroke = `var(--c-${who})`;
    this.lit.append(line);
    return line;
  }

  run() {
    if (this.running) return;
    this.running = true;
    requestAnimationFrame((wall) => this.step(wall));
  }

  /** @param {number} wall */
  step(wall) {
    const paused = this.clock.pace === "paused";
    const flights = this.flights.tick(wall, this.clock.now(wall), paused);
    const alive = new Set(flights);
    for (const [flight, parts] of this.drawn) {
      if (alive.has(flight)) continue;
      parts.pill?.remove();
      parts.line.remove();
      this.drawn.delete(flight);
    }
    for (const flight of flights) this.draw(flight, wall);
    for (const [id, until] of this.acting) {
      if (wall < until) continue;
      this.acting.delete(id);
      this.diagram.light(id, false);
    }
    this.running = this.flights.busy || this.acting.size > 0;
    if (this.running) requestAnimationFrame((next) => this.step(next));
  }

  /** @param {Flight} flight @param {number} wall */
  draw(flight, wall) {
    const line = this.diagram.lines.get(flight.line);
    let parts = this.drawn.get(flight);
    if (!line) return;
    const forward = flight.packet.from === line.source;
    const [ax, ay, bx, by] = forward ? [line.x1, line.y1, line.x2, line.y2] : [line.x2, line.y2, line.x1, line.y1];
    if (!parts) {
      const pill = this.pill(flight, direction(ax, ay, bx, by));
      parts = { pill, line: this.line(flight.packet.who), width: pill.offsetWidth };
      this.drawn.set(flight, parts);
    }
    if (!flight.ended) this.act(flight.packet, wall + FADE_MS);
    const at = flight.progress;
    const x = ax + (bx - ax) * at;
    const y = ay + (by - ay) * at;
    setEnds(parts.line, ax, ay, x, y);
    if (flight.ended) {
      const left = 1 - (wall - flight.ended) / FADE_MS;
      parts.line.style.opacity = String(Math.max(0, left));
      if (parts.pill) parts.pill.style.opacity = String(Math.max(0, left));
    }
    if (parts.pill) {
      if (flight.count > 1) this.count(parts, flight.count);
      const spot = resting(line, ax, ay, bx, by, at, parts.width, this.diagram.width);
      parts.pill.style.transform = `translate(${spot.x}px, ${spot.y}px)`;
    }
  }

  /** @param {{pill: HTMLElement|null, width: number}} parts @param {number} count */
  count(parts, count) {
    const shown = parts.pill?.querySelector(".times");
    if (!shown || shown.textContent === `×${count}`) return;
    shown.textContent = `×${count}`;
    parts.width = parts.pill?.offsetWidth ?? parts.width;
  }

  /** @param {Flight} flight @param {keyof typeof ARROWS} way @returns {HTMLElement} */
  pill(flight, way) {
    const { packet } = flight;
    const arrow = document.createElementNS(SVG, "svg");
    arrow.setAttribute("class", "arrow");
    arrow.setAttribute("viewBox", "0 0 9 9");
    arrow.innerHTML = `<path d="${ARROWS[way]}"/>`;
    const pill = make("div", `pill k-${packet.who}`, make("span", "disc", icon(packet.glyph)), packet.label, make("span", "times"), arrow);
    pill.addEventListener("click", () => this.opened(packet));
    this.layer.append(pill);
    return pill;
  }

  /** A sentence of the story is chosen: its hop rests on its line. @param {Packet|null} packet */
  hold(packet) {
    this.held?.pill.remove();
    this.held?.line.remove();
    this.held = null;
    const line = packet ? this.diagram.lines.get(packet.line) : undefined;
    if (!packet || !line) return;
    const forward = packet.from === line.source;
    const [ax, ay, bx, by] = forward ? [line.x1, line.y1, line.x2, line.y2] : [line.x2, line.y2, line.x1, line.y1];
    const lit = this.line(packet.who, "sel");
    setEnds(lit, ax, ay, bx, by);
    const pill = this.pill({ packet, line: packet.line, count: 1, progress: 0.5, begun: 0, ended: 0 }, direction(ax, ay, bx, by));
    pill.classList.add("sel");
    const spot = resting(line, ax, ay, bx, by, 0.5, pill.offsetWidth, this.diagram.width);
    pill.style.transform = `translate(${spot.x}px, ${spot.y}px)`;
    this.held = { pill, line: lit, line_id: packet.line };
  }

  clear() {
    this.flights.clear();
    this.layer.replaceChildren();
    this.lit.replaceChildren();
    this.drawn.clear();
    this.held = null;
  }
}

/** Between the first and the third member of etcd the second one stands: their boxes light up, and nothing lies over it. @param {string} line */
export function covered(line) {
  const [, one, other] = /^etcd-(\d+)\|etcd-(\d+)$/.exec(line) ?? [];
  return Math.abs(Number(one) - Number(other)) > 1;
}

const TRAVEL_FLASH_MS = 320;
const SHORTEST = 16; // px: a glow on a shorter line would lie on the boxes at its ends; they light up anyway

/** @param {SVGLineElement} line @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function setEnds(line, x1, y1, x2, y2) {
  line.setAttribute("x1", String(x1));
  line.setAttribute("y1", String(y1));
  line.setAttribute("x2", String(x2));
  line.setAttribute("y2", String(y2));
}

/** @param {number} ax @param {number} ay @param {number} bx @param {number} by @returns {keyof typeof ARROWS} */
function direction(ax, ay, bx, by) {
  if (Math.abs(bx - ax) > Math.abs(by - ay)) return bx > ax ? "right" : "left";
  return by > ay ? "down" : "up";
}

/**
 * Where the pill's corner lies. On a short level line (you to the API server) there is no room: it passes above.
 * @param {{y1: number, y2: number}} line
 * @param {number} ax @param {number} ay @param {number} bx @param {number} by @param {number} at @param {number} width @param {number} world
 */
export function resting(line, ax, ay, bx, by, at, width, world) {
  if (line.y1 === line.y2) {
    const from = Math.min(ax, bx) - 46;
    const room = 110;
    const part = bx > ax ? at : 1 - at;
    return { x: Math.max(6, from + room * part - width / 4), y: ay - 49 };
  }
  const x = ax + (bx - ax) * at;
  // The pill keeps to the gap between the boxes: it starts beside the sender and ends beside the target.
  const top = Math.min(ay, by) + 2;
  const bottom = Math.max(ay, by) - 26;
  const part = by > ay ? at : 1 - at;
  return { x: Math.min(world - width - 4, Math.max(4, x - width / 2)), y: bottom > top ? top + (bottom - top) * part : (ay + by) / 2 - 12 };
}
