// The clock between two frames: it runs on at the rate of the last one, never ahead of the next.

/** @param {number} ms @returns {[string, string]}  ["00:01:30", ".472"] */
export function clockText(ms) {
  const whole = Math.max(0, Math.floor(ms));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const text = `${two(Math.floor(whole / 3600000))}:${two(Math.floor(whole / 60000) % 60)}:${two(Math.floor(whole / 1000) % 60)}`;
  return [text, `.${String(whole % 1000).padStart(3, "0")}`];
}

const FRAME_MS = 60; // a little more than the time between frames: the clock arrives when the next one does

export class RunningClock {
  constructor() {
    this.from = 0;
    this.to = 0;
    this.since = 0;
    this.rate = 0; // virtual ms per wall ms, lately
    this.pace = "paused";
    this.lastWall = 0;
    this.lastAt = 0;
  }

  /** @param {import("./types.js").Clock} clock @param {number} wall */
  set(clock, wall) {
    const jumped = clock.at < this.to;
    this.from = jumped ? clock.at : this.now(wall);
    this.to = clock.at;
    this.since = wall;
    const passed = wall - this.lastWall;
    if (passed > 20) {
      const now = Math.max(0, (clock.at - this.lastAt) / passed);
      this.rate = clock.pace === "paused" ? 0 : this.rate * 0.5 + now * 0.5;
      this.lastWall = wall;
      this.lastAt = clock.at;
    }
    this.pace = clock.pace;
  }

  /** @param {number} wall @returns {number} virtual ms */
  now(wall) {
    const part = Math.min(1, Math.max(0, (wall - this.since) / FRAME_MS));
    return this.from + (this.to - this.from) * part;
  }

  /** Whether virtual time runs much faster than a learner can follow. */
  get races() {
    return this.rate > 3;
  }
}
