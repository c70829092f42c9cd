// Which hop is where on its line. Pure: time comes in, positions come out.

/** @typedef {import("./types.js").Packet} Packet */

export const TRAVEL_MS = 480; // wall: no pill crosses its line faster
export const FADE_MS = 240;
export const MOST_ON_A_LINE = 3;
const SHORT_PX = 80; // on a shorter line two pills would lie on each other
const APART = 0.4; // of the line, between two pills of one direction
const MOST_WAITING = 4;

/**
 * @typedef {{packet: Packet, count: number}} Waiting
 * @typedef {{packet: Packet, line: string, count: number, progress: number, begun: number, ended: number}} Flight
 *   `progress`: 0 at the sender, 1 at the target; `ended`: wall ms of its arrival, 0 while it flies
 */

export class Flights {
  constructor() {
    /** @type {Map<string, Flight[]>} */
    this.lines = new Map();
    /** @type {Map<string, Waiting[]>} */
    this.waiting = new Map();
    /** @type {Map<string, number>} */
    this.lengths = new Map();
    this.last = 0;
  }

  /** @param {Packet} packet @param {number} wall @param {number} [length] of its line, in px */
  add(packet, wall, length = 118) {
    this.lengths.set(packet.line, length);
    const flying = this.lines.get(packet.line) ?? [];
    const alike = flying.find((flight) => same(flight.packet, packet) && !flight.ended && wall - flight.begun < TRAVEL_MS / 2);
    if (alike) {
      alike.count += 1;
      return;
    }
    const queue = this.waiting.get(packet.line) ?? [];
    if (!queue.length && this.room(packet.line, packet)) {
      this.begin(packet, 1, wall);
      return;
    }
    const waits = queue.find((item) => same(item.packet, packet));
    if (waits) waits.count += 1;
    else queue.push({ packet, count: 1 });
    // The least worth seeing goes first: what waits too long is in the story all the same.
    if (queue.length > MOST_WAITING) queue.splice(queue.reduce((least, item, at) => (item.packet.worth < queue[least].packet.worth ? at : least), 0), 1);
    this.waiting.set(packet.line, queue);
  }

  /** @param {string} line @param {Packet} packet */
  room(line, packet) {
    const flying = (this.lines.get(line) ?? []).filter((flight) => !flight.ended);
    if ((this.lengths.get(line) ?? 0) < SHORT_PX) return flying.length === 0;
    if (flying.length >= MOST_ON_A_LINE) return false;
    return flying.every((flight) => flight.packet.from !== packet.from || flight.progress > APART);
  }

  /** @param {Packet} packet @param {number} count @param {number} wall */
  begin(packet, count, wall) {
    const flying = this.lines.get(packet.line) ?? [];
    flying.push({ packet, line: packet.line, count, progress: 0, begun: wall, ended: 0 });
    this.lines.set(packet.line, flying);
  }

  /**
   * Let time pass.
   * @param {number} wall @param {number} clock  virtual ms @param {boolean} paused
   * @returns {Flight[]}
   */
  tick(wall, clock, paused) {
    const passed = Math.min(100, Math.max(0, wall - this.last));
    this.last = wall;
    for (const [line, flying] of this.lines) {
      const kept = flying.filter((flight) => !flight.ended || wall - flight.ended < FADE_MS);
      for (const flight of kept) {
        if (flight.ended) continue;
        const { sent, arrives } = flight.packet;
        const reached = arrives > sent ? Math.min(1, Math.max(0, (clock - sent) / (arrives - sent))) : 1;
        // It follows the clock, but never so fast that nobody sees it; a paused clock holds it where it is.
        flight.progress = Math.max(flight.progress, Math.min(reached, flight.progress + passed / TRAVEL_MS));
        if (flight.progress >= 1) flight.ended = wall;
      }
      this.lines.set(line, kept);
      const queue = this.waiting.get(line);
      if (queue?.length && !paused && this.room(line, queue[0].packet)) {
        const next = /** @type {Waiting} */ (queue.shift());
        this.begin(next.packet, next.count, wall);
      }
      if (!this.lines.get(line)?.length && !queue?.length) this.lines.delete(line);
    }
    return [...this.lines.values()].flat();
  }

  get busy() {
    return this.lines.size > 0;
  }

  clear() {
    this.lines.clear();
    this.waiting.clear();
  }
}

/** @param {Packet} one @param {Packet} other */
function same(one, other) {
  return one.label === other.label && one.from === other.from;
}
