// The panel: what an element is, why it is so, what one can do to it. The server renders it; a newer one is morphed in.

import { Idiomorph } from "idiomorph";
import { looking } from "./looking.js";
import { tabs } from "./tabs.js";

const APART_MS = 500;

export class Inspector {
  /**
   * @param {HTMLElement} panel @param {string} base
   * @param {{opened: (element: string) => void, shown: () => void, closed: () => void, act: (button: HTMLElement) => void, edit: (yaml: string) => void, inspect: (element: string) => void, approach: (element: string) => void}} handlers
   */
  constructor(panel, base, handlers) {
    this.panel = panel;
    this.base = base;
    this.handlers = handlers;
    this.element = "";
    this.tab = ""; // the learner's own choice, if they have made one
    this.shownTab = "itab-why";
    /** @type {WeakSet<HTMLElement>}  lists of tabs that listen already: morphing keeps them, and what they listen to */
    this.wired = new WeakSet();
    /** Something changed in the cluster: look again, twice a second at most. */
    this.refresh = looking(async () => {
      if (this.element && !this.panel.hidden && !this.panel.matches(":active")) await this.open(this.element);
    }, APART_MS);
    /** @type {HTMLElement|null} */
    this.before = null;
    panel.addEventListener("click", (event) => this.click(event));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  /** @param {string} element @param {{focus?: boolean}} [options] */
  async open(element, options = {}) {
    if (!this.element) this.before = /** @type {HTMLElement|null} */ (document.activeElement);
    const other = element !== this.element;
    this.element = element;
    this.handlers.opened(element);
    const text = await this.fetch(element);
    if (text === null || this.element !== element) return;
    this.show(text, other);
    if (options.focus) this.panel.focus();
  }

  /** @param {string} element @returns {Promise<string|null>} */
  async fetch(element) {
    try {
      const answer = await fetch(`${this.base}inspect/?element=${encodeURIComponent(element)}`, { headers: { "HX-Request": "true" } });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  /** @param {string} text @param {boolean} fresh */
  show(text, fresh) {
    this.panel.hidden = false;
    const scroll = this.panel.querySelector(".body")?.scrollTop ?? 0;
    if (fresh) this.panel.innerHTML = text;
    else Idiomorph.morph(this.panel, text, { morphStyle: "innerHTML", ignoreActiveValue: document.activeElement?.matches("input, select, textarea") ?? false });
    const list = /** @type {HTMLElement|null} */ (this.panel.querySelector("[role=tablist]"));
    if (list && !this.wired.has(list)) {
      this.wired.add(list);
      const wired = tabs(list, (_panel, tab) => {
        this.tab = tab.id;
      });
      const chosen = this.tab;
      // Only another thing opens at what there is to read about it; the same one stays where the learner is.
      wired.choose(fresh ? (chosen !== "itab-why" && document.getElementById(chosen) ? chosen : this.first()) : chosen || this.shownTab);
      this.shownTab = this.tab;
      this.tab = chosen;
    } else if (list) {
      for (const tab of list.querySelectorAll("[role=tab]")) {
        const on = tab.id === (this.tab || this.shownTab);
        tab.setAttribute("aria-selected", String(on));
        /** @type {HTMLElement} */ (tab).tabIndex = on ? 0 : -1;
        const body = document.getElementById(tab.getAttribute("aria-controls") ?? "");
        if (body) body.hidden = !on;
      }
    }
    const body = this.panel.querySelector(".body");
    if (body && !fresh) body.scrollTop = scroll;
    this.handlers.shown();
  }

  /** The tab of a thing that has no tab like the one chosen last: what is told about it, or what is in it. */
  first() {
    const told = this.panel.querySelector("#ipanel-why .chain:not(.calm), #ipanel-why .note:not(.empty)");
    return told || !document.getElementById("itab-inside") ? "itab-why" : "itab-inside";
  }

  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.element = "";
    this.handlers.closed();
    this.before?.focus({ preventScroll: true });
    this.before = null;
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-close]")) {
      this.close();
      return;
    }
    const verb = /** @type {HTMLElement|null} */ (target.closest("[data-verb]"));
    if (verb) {
      event.preventDefault();
      this.handlers.act(verb);
      return;
    }
    if (target.closest("[data-near]")) {
      this.handlers.approach(this.element);
      return;
    }
    const other = /** @type {HTMLElement|null} */ (target.closest("[data-inspect]"));
    if (other) this.handlers.inspect(other.dataset.inspect ?? "");
    if (target.closest("[data-edit]")) this.handlers.edit(this.panel.querySelector(".yaml")?.textContent ?? "");
  }
}
