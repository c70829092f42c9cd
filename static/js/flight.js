// Which hop is where on its line. Pure: time comes in, positions come out.

/** @typedef {import("./types.js").Packet} Packet */

export const TRAVEL_MS = 480; // wall: no pill crosses its line faster
export const FADE_MS = 240;
export const MOST_ON_A_LINE = 3;
const MOST_WAITING = 4;

/**
 * @typedef {{packet: Packet, line: string, count: number, progress: number, begun: number, ended: number}} Flight
 *   `progress`: 0 at the sender, 1 at the target; `ended`: wall ms of its arrival, 0 while it flies
 */

export class Flights {
  constructor() {
    /** @type {Map<string, Flight[]>} */
    this.lines = new Map();
    /** @type {Map<string, Packet[]>} */
    this.waiting = new Map();
    this.last = 0;
  }

  /** @param {Packet} packet @param {number} wall */
  add(packet, wall) {
    const flying = this.lines.get(packet.line) ?? [];
    const alike = flying.find((flight) => same(flight.packet, packet) && !flight.ended && wall - flight.begun < TRAVEL_MS / 2);
    if (alike) {
      alike.count += 1;
      return;
    }
    if (flying.filter((flight) => !flight.ended).length >= MOST_ON_A_LINE) {
      const queue = this.waiting.get(packet.line) ?? [];
      queue.push(packet);
      // The least worth seeing goes first: what waits too long is in the story all the same.
      if (queue.length > MOST_WAITING) queue.splice(queue.reduce((least, item, at) => (item.worth < queue[least].worth ? at : least), 0), 1);
      this.waiting.set(packet.line, queue);
      return;
    }
    this.begin(packet, wall);
  }

  /** @param {Packet} packet @param {number} wall */
  begin(packet, wall) {
    const flying = this.lines.get(packet.line) ?? [];
    flying.push({ packet, line: packet.line, count: 1, progress: 0, begun: wall, ended: 0 });
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
    const found = [];
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
      const queue = this.waiting.get(line);
      if (queue?.length && kept.filter((flight) => !flight.ended).length < MOST_ON_A_LINE && !paused) {
        const next = /** @type {Packet} */ (queue.shift());
        kept.push({ packet: next, line, count: 1, progress: 0, begun: wall, ended: 0 });
      }
      if (kept.length || queue?.length) this.lines.set(line, kept);
      else this.lines.delete(line);
      found.push(...kept);
    }
    return found;
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
