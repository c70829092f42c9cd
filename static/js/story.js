// The story: one row for each sentence; a chosen row shows its hop in the diagram.

import { icon, make } from "./marks.js";

/** @typedef {import("./types.js").Told} Told */

const KEPT = 200;

export class Story {
  /** @param {HTMLElement} list @param {(told: Told|null) => void} chosen */
  constructor(list, chosen) {
    this.list = list;
    this.chosen = chosen;
    /** @type {Map<number, Told>} */
    this.rows = new Map();
    this.element = "";
    this.stuck = true; // to the newest row, until the learner scrolls up
    this.panel = list.parentElement;
    this.panel?.addEventListener("scroll", () => {
      const panel = /** @type {HTMLElement} */ (this.panel);
      if (panel.clientHeight) this.stuck = panel.scrollTop + panel.clientHeight > panel.scrollHeight - 40;
    });
    if (this.panel) new ResizeObserver(() => this.stick()).observe(this.panel);
    list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("li[data-id]"));
      if (row) this.choose(row.classList.contains("sel") ? null : row);
    });
    list.addEventListener("keydown", (event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("li[data-id]"));
      if (!row) return;
      const to = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
      if (to instanceof HTMLElement) {
        event.preventDefault();
        row.tabIndex = -1;
        to.tabIndex = 0;
        to.focus();
      } else if (event.key === "Enter") this.choose(row.classList.contains("sel") ? null : row);
    });
  }

  /** @param {Told[]} told */
  reset(told) {
    this.rows.clear();
    this.list.replaceChildren();
    this.add(told);
    if (!told.length) this.list.append(make("li", "nothing", "Nothing has happened yet. Type a command, or right-click something in the diagram."));
  }

  /** @param {Told[]} told */
  add(told) {
    if (!told.length) return;
    this.list.querySelector(".nothing")?.remove();
    for (const one of told.slice(-KEPT)) {
      if (this.rows.has(one.id)) continue;
      this.rows.set(one.id, one);
      this.list.append(row(one, one.element !== "" && one.element === this.element));
    }
    while (this.list.children.length > KEPT) {
      const first = /** @type {HTMLElement} */ (this.list.firstElementChild);
      this.rows.delete(Number(first.dataset.id));
      first.remove();
    }
    if (![...this.list.children].some((child) => /** @type {HTMLElement} */ (child).tabIndex === 0)) {
      const last = /** @type {HTMLElement|null} */ (this.list.lastElementChild);
      if (last) last.tabIndex = 0;
    }
    this.stick();
  }

  stick() {
    if (this.stuck && this.panel) this.panel.scrollTop = this.panel.scrollHeight;
  }

  /** @param {HTMLElement|null} chosen */
  choose(chosen) {
    for (const row of this.list.querySelectorAll(".sel")) {
      row.classList.remove("sel");
      row.removeAttribute("aria-current");
    }
    chosen?.classList.add("sel");
    chosen?.setAttribute("aria-current", "true");
    this.chosen(chosen ? (this.rows.get(Number(chosen.dataset.id)) ?? null) : null);
  }

  /** Rows about the selected element get a bar. @param {string} element */
  about(element) {
    this.element = element;
    for (const row of this.list.children) row.classList.toggle("rel", element !== "" && /** @type {HTMLElement} */ (row).dataset.element === element);
  }
}

/** @param {Told} told @param {boolean} related */
function row(told, related) {
  const who = make("span", `who k-${told.who}`, make("b", "", icon(told.who, "s14")), make("span", "", told.name));
  const sentence = make("span", "sen");
  for (const [text, tag] of told.parts) sentence.append(tag === "b" ? make("b", "", text) : tag === "code" ? make("code", "", text) : text);
  const hops = told.hops.length ? `${told.hops.length} hop${told.hops.length > 1 ? "s" : ""}` : "";
  const item = make("li", `${told.kind === "Poke" ? "poke" : ""}${related ? " rel" : ""}`, make("span", "mono tm", told.clock), who, sentence, make("span", "hp", hops));
  item.dataset.id = String(told.id);
  item.dataset.element = told.element;
  item.tabIndex = -1;
  return item;
}
