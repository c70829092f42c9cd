// What lies over the nodes in some views: how much of each is asked for, and how the scheduler judged it. Data from the server.

import { looking } from "./looking.js";
import { icon, make, mark } from "./marks.js";

/** @typedef {import("./types.js").Bar} Bar @typedef {import("./types.js").Verdict} Verdict @typedef {import("./types.js").OverlayData} OverlayData */

const OVERLAID = new Set(["capacity", "scheduling"]);
const SPOKEN = new Set([...OVERLAID, "network"]); // views that the server tells in words
const IN_NETWORK = new Set(["you", "kube-proxy"]); // whose boxes a connection passes
const APART_MS = 500;

/**
 * What makes room in this view: what runs on a node, where something lies over it; where owners are drawn, whoever is no owner and no Pod.
 * @param {string} view @param {import("./types.js").Data} data
 */
export function hides(view, data) {
  if (data.kind === "owner") return view !== "ownership";
  if (data.kind === "service") return view !== "network";
  if (view === "network") return data.kind === "component" && !IN_NETWORK.has(data.id.split("/")[0]);
  if (view === "ownership") return data.kind === "component" || data.kind === "system";
  return OVERLAID.has(view) && Boolean(data.parent?.startsWith("node/")) && (data.kind === "component" || data.kind === "system");
}

export class Overlay {
  /** @param {string} base @param {HTMLElement|null} words  the same in words, beside the choice of the view @param {(data: OverlayData) => void} lay */
  constructor(base, words, lay) {
    this.base = base;
    this.words = words;
    this.lay = lay;
    this.view = "";
    /** Something changed in the cluster: look again, twice a second at most. */
    this.refresh = looking(() => this.load(), APART_MS);
  }

  /** @param {string} view */
  show(view) {
    this.view = SPOKEN.has(view) ? view : "";
    if (this.words) this.words.textContent = "";
    if (this.view) void this.load().catch(() => {});
  }

  async load() {
    const { view } = this;
    if (!view) return;
    const answer = await fetch(`${this.base}overlay?view=${view}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || view !== this.view) return;
    const data = await answer.json();
    this.lay(data);
    if (this.words) this.words.textContent = data.words;
  }
}

/** @param {Bar[]|Verdict} over  a node's part of the overlay, in its box */
export function column(over) {
  return Array.isArray(over) ? make("div", "l-over", ...over.map(bar)) : verdict(over);
}

/** The same in one line, where Pods are tiles. @param {Bar[]|Verdict} over @returns {(string|Node)[]} */
export function foot(over) {
  if (Array.isArray(over)) return [make("span", "two", ...over.slice(0, 2).map((one) => make("span", one.full ? "full" : "", `${one.name} ${percent(one.part)}`)))];
  if (over.refused) return [make("span", "verdict", icon("ban"), over.refused)];
  return [make("span", `verdict${over.win ? " win" : ""}`, `${over.total ?? "–"} points`)];
}

/** @param {Bar} one */
function bar(one) {
  const fill = make("i", "");
  fill.style.width = `${Math.min(1, one.part) * 100}%`;
  const words = make("span", "of", `${one.used} of ${one.of}`);
  if (one.full) words.prepend(mark("weak"));
  return make("div", `bar${one.full ? " full" : ""}`, make("span", "", one.name), words, make("span", "track", fill));
}

/** @param {Verdict} over */
function verdict(over) {
  if (over.refused) return make("div", "l-over verdict", make("b", "", icon("ban"), make("span", "", over.refused)), make("p", "", over.reason ?? ""));
  const rows = (over.rows ?? []).map(([plugin, score, weight]) => make("div", "score", make("span", "", plugin), make("span", "of", String(score * weight))));
  return make("div", `l-over verdict${over.win ? " win" : ""}`, make("b", "", over.win ? icon("scheduler") : "", `${over.total ?? "–"} points`), ...rows);
}

/** @param {number} part */
function percent(part) {
  return `${Math.round(part * 100)} %`;
}
