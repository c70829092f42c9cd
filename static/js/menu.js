// What one can do to an element, where one points: right click, long press, or the menu key in the tree.

import { say } from "./language.js";
import { make } from "./marks.js";

export class Menu {
  /** @param {(element: string) => Promise<string|null>} panelOf @param {(button: HTMLElement) => void} act @param {(element: string) => void} inspect */
  constructor(panelOf, act, inspect) {
    this.panelOf = panelOf;
    this.act = act;
    this.inspect = inspect;
    /** @type {HTMLElement|null} */
    this.menu = null;
    /** @type {HTMLElement|null} */
    this.before = null;
    this.asked = 0;
    document.addEventListener("pointerdown", (event) => {
      if (this.menu && !this.menu.contains(/** @type {Node} */ (event.target))) this.close(false);
    });
  }

  /** @param {string} element @param {string} name @param {number} x @param {number} y */
  async open(element, name, x, y) {
    this.close(false);
    this.before = /** @type {HTMLElement|null} */ (document.activeElement);
    const asked = ++this.asked;
    const text = await this.panelOf(element);
    if (text === null || asked !== this.asked) return;
    const part = document.createElement("template");
    part.innerHTML = text;
    const items = make("div");
    items.setAttribute("role", "menu");
    items.setAttribute("aria-label", name);
    const menu = make("div", "menu", make("h3", "", name), items);
    const why = item(say("Ask why"));
    why.addEventListener("click", () => {
      this.close();
      this.inspect(element);
    });
    items.append(why);
    for (const found of part.content.querySelectorAll("[data-verb]")) {
      const verb = /** @type {HTMLElement} */ (found);
      const button = item("");
      button.className = verb.classList.contains("danger") ? "danger" : "";
      button.append(...verb.childNodes);
      Object.assign(button.dataset, verb.dataset);
      button.addEventListener("click", () => {
        this.close();
        this.act(button);
      });
      items.append(button);
    }
    menu.addEventListener("keydown", (event) => this.key(event));
    (document.querySelector("main") ?? document.body).append(menu);
    const { offsetWidth: width, offsetHeight: height } = menu;
    menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
    this.menu = menu;
    menu.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const items = /** @type {HTMLElement[]} */ ([...(this.menu?.querySelectorAll("button") ?? [])]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (next !== undefined) {
      event.preventDefault();
      items[(next + items.length) % items.length]?.focus();
    }
  }

  /** @param {boolean} [back] */
  close(back = true) {
    this.menu?.remove();
    this.menu = null;
    if (back) this.before?.focus({ preventScroll: true });
  }
}

/** @param {string} label */
function item(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "menuitem");
  button.tabIndex = -1;
  button.textContent = label;
  return button;
}
