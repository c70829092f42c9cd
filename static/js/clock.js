// The clock between two frames: it goes to where the last one says that it is, and on from there at the rate that it tells.

/** @param {number} ms @returns {[string, string]}  ["00:01:30", ".472"] */
export function clockText(ms) {
  const whole = Math.max(0, Math.floor(ms));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const text = `${two(Math.floor(whole / 3600000))}:${two(Math.floor(whole / 60000) % 60)}:${two(Math.floor(whole / 1000) % 60)}`;
  return [text, `.${String(whole % 1000).padStart(3, "0")}`];
}

const FRAME_MS = 60; // a little more than the time between frames: the clock arrives when the next one does
const CALM_RATE = 2; // up to here frames that say no more than the time come once a second, and the clock runs on by itself
const ALONE_MS = 1500; // so long, and no longer: the connection may be gone

export class RunningClock {
  constructor() {
    this.from = 0;
    this.to = 0;
    this.since = 0;
    this.rate = 0; // virtual ms per wall ms, lately
    this.pace = "paused";
    this.lastWall = 0;
    this.lastAt = 0;
    this.onward = 0; // virtual ms per wall ms, from the last frame on
    this.least = 0; // what was shown already: it goes back only with the cluster
  }

  /** @param {import("./types.js").Clock} clock @param {number} wall */
  set(clock, wall) {
    const jumped = clock.at < this.to;
    const rate = clock.rate ?? 0;
    this.from = jumped ? clock.at : this.now(wall);
    this.least = rate > 0 ? this.from : 0; // one that stands shows the truth
    this.to = clock.at;
    this.since = wall;
    this.onward = rate <= CALM_RATE ? rate : 0;
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
    const passed = Math.max(0, wall - this.since);
    const part = Math.min(1, passed / FRAME_MS);
    const alone = Math.min(passed, ALONE_MS) * this.onward;
    return Math.max(this.least, this.from + (this.to - this.from) * part + alone);
  }

  /** Whether it moves before the next frame. @param {number} wall */
  runs(wall) {
    return wall - this.since < (this.onward > 0 ? ALONE_MS : FRAME_MS);
  }

  /** Whether virtual time runs much faster than a learner can follow. */
  get races() {
    return this.rate > 3;
  }
}
