// The story: one row for each sentence; a chosen row shows its hop in the diagram.

import { say, sayCount } from "./language.js";
import { icon, make } from "./marks.js";

/** @typedef {import("./types.js").Told} Told */

const KEPT = 200;
const FOLDED = 8; // so many rows back a new one may join
const FOLD_MS = 5000;

/**
 * What a row says that stands for itself and `others`: every node's kube-proxy writes the same rules at the same time.
 * Null if the two sentences are not the same but for the node. @param {Told} first @param {Told} next @param {number} others
 * @returns {[string, string][]|null}
 */
export function together(first, next, others) {
  if (first.kind !== "Programs" || next.kind !== "Programs") return null;
  const [node, other] = [first, next].map((told) => told.component.split("/")[1]);
  if (!node || !other || first.sentence.replace(node, "…") !== next.sentence.replace(other, "…")) return null;
  const at = first.parts.findIndex(([text]) => text === node);
  if (at < 0) return null;
  return [...first.parts.slice(0, at + 1), [` and ${others} more node${others > 1 ? "s" : ""}`, ""], ...first.parts.slice(at + 1)];
}

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
    if (!told.length) this.list.append(make("li", "nothing", say("Nothing has happened yet. Type a command, or right-click something in the diagram.")));
  }

  /** @param {Told[]} told */
  add(told) {
    if (!told.length) return;
    this.list.querySelector(".nothing")?.remove();
    for (const one of told.slice(-KEPT)) {
      if (this.rows.has(one.id)) continue;
      this.rows.set(one.id, one);
      if (this.joins(one)) continue;
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

  /** Whether it needs no row of its own. @param {Told} one */
  joins(one) {
    for (const row of [...this.list.children].slice(-FOLDED).reverse()) {
      const item = /** @type {HTMLElement} */ (row);
      const first = this.rows.get(Number(item.dataset.id));
      const others = Number(item.dataset.others ?? 0) + 1;
      const parts = first ? together(first, one, others) : null;
      if (!first || !parts || one.at - first.at > FOLD_MS) continue;
      item.dataset.others = String(others);
      item.querySelector(".sen")?.replaceWith(sentence(parts));
      return true;
    }
    return false;
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

/** @param {[string, string][]} parts */
function sentence(parts) {
  const said = make("span", "sen");
  for (const [text, tag] of parts) said.append(tag === "b" ? make("b", "", text) : tag === "code" ? make("code", "", text) : text);
  return said;
}

/** @param {Told} told @param {boolean} related */
function row(told, related) {
  const who = make("span", `who k-${told.who}`, make("b", "", icon(told.who, "s14")), make("span", "", told.name));
  const hops = told.hops.length ? sayCount("{count} hop", "{count} hops", told.hops.length) : "";
  const item = make("li", `${told.kind === "Poke" ? "poke" : ""}${related ? " rel" : ""}`, make("span", "mono tm", told.clock), who, sentence(told.parts), make("span", "hp", hops));
  item.dataset.id = String(told.id);
  item.dataset.element = told.element;
  item.tabIndex = -1;
  return item;
}
