// The socket: numbered frames, acknowledged; after a break it says what it saw last and gets the rest or a snapshot.

import { say } from "./language.js";

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 15000;

/**
 * How long to wait before attempt number `attempt` (0-based): doubling, and different for each learner of a class.
 * @param {number} attempt @param {() => number} [chance]
 */
export function backOffMs(attempt, chance = Math.random) {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return Math.round(longest * (0.5 + chance() / 2));
}

export class Stream {
  /**
   * @param {string} url
   * @param {{frame: (frame: import("./types.js").Frame) => void, connected: (yes: boolean) => void, refused: (sentence: string, to: any) => void}} handlers
   * @param {(url: string) => WebSocket} [open]
   */
  constructor(url, handlers, open = (address) => new WebSocket(address)) {
    this.url = url;
    this.handlers = handlers;
    this.open = open;
    /** @type {number | null} */
    this.seen = null;
    /** @type {{fired?: number, at?: number, pokes?: number}}  How far the cluster had come, if the server forgets it. */
    this.where = {};
    this.attempt = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {string[]} */
    this.waiting = [];
    this.closed = false;
  }

  start() {
    const socket = this.open(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      socket.send(JSON.stringify({ do: "hello", seen: this.seen, ...this.where }));
      for (const text of this.waiting.splice(0)) socket.send(text);
      this.handlers.connected(true);
    };
    socket.onmessage = (event) => this.receive(String(event.data));
    socket.onclose = (event) => {
      if (this.closed || socket !== this.socket) return;
      this.socket = null;
      this.handlers.connected(false);
      if (event.code === 4404) {
        this.handlers.refused(say("This cluster is not here any more, or it is not yours. Reload the page."), null);
        return;
      }
      setTimeout(() => this.start(), backOffMs(this.attempt++));
    };
  }

  /** @param {string} text */
  receive(text) {
    const message = JSON.parse(text);
    if (message.refused !== undefined) {
      this.handlers.refused(message.refused, message.to);
      return;
    }
    if (typeof message.frame !== "number") return;
    // A frame that was missed: the server knows what is missing better than we do.
    if (!message.snapshot && this.seen !== null && message.frame > this.seen + 1) {
      this.send({ do: "hello", seen: this.seen });
      return;
    }
    if (!message.snapshot && this.seen !== null && message.frame <= this.seen) return;
    this.seen = message.frame;
    const clock = (message.snapshot ?? message).clock;
    if (clock?.fired !== undefined) this.where = { fired: clock.fired, at: clock.at, pokes: clock.pokes };
    this.send({ do: "ack", frame: message.frame });
    this.handlers.frame(message);
  }

  /** @param {object} message  Sent now, or when the connection is back (acknowledgements are then worth nothing). */
  send(message) {
    const text = JSON.stringify(message);
    if (this.socket && this.socket.readyState === 1) this.socket.send(text);
    else if (!("do" in message) || (message.do !== "ack" && message.do !== "hello")) this.waiting.push(text);
  }

  stop() {
    this.closed = true;
    this.socket?.close();
  }
}
