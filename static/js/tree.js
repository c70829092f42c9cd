// The cluster in words: one tab stop, arrows inside, Enter opens the panel, m (or the menu key) what one can do.

import { Idiomorph } from "idiomorph";
import { looking } from "./looking.js";

const APART_MS = 1000;

export class Tree {
  /**
   * @param {HTMLElement} holder @param {string} base
   * @param {{open: (element: string) => void, menu: (element: string, name: string, at: DOMRect) => void}} handlers
   */
  constructor(holder, base, handlers) {
    this.holder = holder;
    this.base = base;
    this.handlers = handlers;
    /** The cluster has changed: fetch the tree again, once a second at most, and keep the learner's place in it. */
    this.refresh = looking(() => this.load(), APART_MS);
    this.current = "";
    this.type = "";
    holder.addEventListener("keydown", (event) => this.key(event));
    holder.addEventListener("click", (event) => {
      const item = this.itemAt(event);
      if (!item) return;
      this.focus(item);
      this.handlers.open(item.dataset.element ?? "");
    });
    holder.addEventListener("contextmenu", (event) => {
      const item = this.itemAt(event);
      if (!item) return;
      event.preventDefault();
      this.verbs(item);
    });
    this.oneStop();
  }

  /** @param {Event} event */
  itemAt(event) {
    return /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("[role=treeitem]"));
  }

  get items() {
    const all = /** @type {HTMLElement[]} */ ([...this.holder.querySelectorAll("[role=treeitem]")]);
    return all.filter((item) => !item.parentElement?.parentElement?.closest("ul[hidden]") && !hidden(item));
  }

  oneStop() {
    const items = this.items;
    const current = items.find((item) => item.dataset.element === this.current) ?? items[0];
    for (const item of this.holder.querySelectorAll("[role=treeitem]")) /** @type {HTMLElement} */ (item).tabIndex = item === current ? 0 : -1;
  }

  /** @param {HTMLElement} item */
  focus(item) {
    this.current = item.dataset.element ?? "";
    this.oneStop();
    item.tabIndex = 0;
    item.focus();
  }

  /** @param {HTMLElement} item */
  verbs(item) {
    this.handlers.menu(item.dataset.element ?? "", item.querySelector(".tl-name")?.textContent ?? "", item.getBoundingClientRect());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const item = this.itemAt(event);
    if (!item) return;
    const items = this.items;
    const at = items.indexOf(item);
    const group = item.getAttribute("aria-expanded");
    /** @type {HTMLElement|null|undefined} */
    let to;
    switch (event.key) {
      case "ArrowDown": to = items[at + 1]; break;
      case "ArrowUp": to = items[at - 1]; break;
      case "Home": to = items[0]; break;
      case "End": to = items.at(-1); break;
      case "ArrowRight":
        if (group === "false") item.setAttribute("aria-expanded", "true");
        else if (group === "true") to = items[at + 1];
        break;
      case "ArrowLeft":
        if (group === "true") item.setAttribute("aria-expanded", "false");
        else to = /** @type {HTMLElement|null} */ (item.closest("ul[role=group]")?.parentElement?.querySelector("[role=treeitem]"));
        break;
      case "Enter": this.handlers.open(item.dataset.element ?? ""); break;
      case "m": case "ContextMenu": this.verbs(item); break;
      case "F10": if (!event.shiftKey) return; this.verbs(item); break;
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === "?" || event.key === " " || event.key === "." || event.key === ",") return;
        to = items.find((other, place) => place > at && other.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()));
        if (!to) return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (to) this.focus(to);
  }

  async load() {
    const answer = await fetch(`${this.base}tree/`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const text = await answer.text();
    const closed = new Set([...this.holder.querySelectorAll("[aria-expanded=false]")].map((item) => /** @type {HTMLElement} */ (item).dataset.element));
    Idiomorph.morph(this.holder, text, { morphStyle: "innerHTML" });
    for (const item of this.holder.querySelectorAll("[aria-expanded]")) if (closed.has(/** @type {HTMLElement} */ (item).dataset.element)) item.setAttribute("aria-expanded", "false");
    this.oneStop();
  }
}

/** @param {HTMLElement} item */
function hidden(item) {
  for (let group = item.parentElement?.parentElement; group?.getAttribute("role") === "group"; group = group.parentElement?.parentElement) {
    if (group.previousElementSibling?.getAttribute("aria-expanded") === "false") return true;
  }
  return false;
}
