// What is due at a virtual time counts down on the page: probes, restarts that are put off. The server says when, the clock how long.

const EACH_MS = 250; // wall: so often the words change

/** `7 s`, `2 min 5 s`: rounded up, as clusterviz/picture/insides/waiting.py says it. @param {number} ms */
export function span(ms) {
  const all = Math.ceil(Math.max(0, ms) / 1000);
  const minutes = Math.floor(all / 60);
  return minutes ? `${minutes} min ${all % 60} s` : `${all} s`;
}

/** @param {number} due @param {number} now */
export function dueText(due, now) {
  return due <= now ? "now" : `in ${span(due - now)}`;
}

export class Countdown {
  /** @param {import("./clock.js").RunningClock} clock @param {() => void} passed  something that was due has come */
  constructor(clock, passed) {
    this.clock = clock;
    this.passed = passed;
    setInterval(() => this.tick(performance.now()), EACH_MS);
  }

  /** @param {number} wall */
  tick(wall) {
    if (document.hidden) return;
    const now = this.clock.now(wall);
    let come = false;
    for (const found of document.querySelectorAll("[data-due]")) {
      const time = /** @type {HTMLElement} */ (found);
      const due = Number(time.dataset.due);
      const text = dueText(due, now);
      if (time.textContent !== text) time.textContent = text;
      if (due <= now) come = true;
    }
    if (come) this.passed();
  }
}
