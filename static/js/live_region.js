// One polite region: at most one sentence in two seconds, the latest one, and never the same twice.

const EVERY_MS = 2000;

export class LiveRegion {
  /** @param {{textContent: string|null}} element @param {(run: () => void, ms: number) => unknown} [later] @param {() => number} [now] */
  constructor(element, later = (run, ms) => setTimeout(run, ms), now = () => performance.now()) {
    this.element = element;
    this.later = later;
    this.now = now;
    this.said = "";
    this.saidAt = -EVERY_MS;
    this.next = "";
  }

  /** @param {string} sentence */
  say(sentence) {
    if (!sentence || sentence === this.said || sentence === this.next) return;
    const waits = this.next !== "";
    this.next = sentence;
    if (waits) return;
    this.later(() => this.speak(), Math.max(0, this.saidAt + EVERY_MS - this.now()));
  }

  speak() {
    this.saidAt = this.now();
    this.said = this.next;
    this.next = "";
    this.element.textContent = this.said;
  }
}
