// Words, icons and marks over the boxes that Cytoscape draws. The layer moves and grows with the diagram.

import { containerBoxes } from "./containers.js";
import { componentLines, containerLines } from "./insides.js";
import { icon, make, mark } from "./marks.js";
import { column, foot } from "./overlays.js";

/** @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Box} Box */

export class Labels {
  /** @param {HTMLElement} layer */
  constructor(layer) {
    this.layer = layer;
    /** @type {Map<string, {element: HTMLElement, drawn: string}>} */
    this.drawn = new Map();
    /** @type {Set<string>}  elements that send or receive right now */
    this.lit = new Set();
  }

  /** A box acts: its line is its own colour. It changes many times a second, so the canvas is left alone. @param {string} id @param {boolean} yes */
  light(id, yes) {
    if (yes) this.lit.add(id);
    else this.lit.delete(id);
    this.drawn.get(id)?.element.classList.toggle("act", yes);
  }

  /** @param {Data} data @param {Box} box @param {string} mode @param {string} level @param {any} [over]  what lies over a node @param {import("./types.js").Inside} [within]  what is inside, from near */
  set(data, box, mode, level, over, within) {
    const signature = JSON.stringify([mode, level, over, Math.round(box.w), box.h, data.name, data.word, data.state, data.detail, data.brief, data.base, data.suffix, data.restarts, data.short_word, data.power, data.system, data.count, data.more?.[mode], level === "inside" || level === "deep" ? data.containers : 0, within]);
    let entry = this.drawn.get(data.id);
    if (!entry || entry.drawn !== signature) {
      const element = draw(data, box, mode, level, over, within);
      element.dataset.element = data.id;
      element.classList.toggle("act", this.lit.has(data.id));
      if (entry) entry.element.replaceWith(element);
      else this.layer.append(element);
      entry = { element, drawn: signature };
      this.drawn.set(data.id, entry);
    }
    place(entry.element, box);
  }

  /** @param {string} id @param {string} text @param {number} x @param {number} y */
  tag(id, text, x, y) {
    const key = `tag ${id}`;
    let entry = this.drawn.get(key);
    if (!entry || entry.drawn !== text) {
      const element = make("div", "l-tag", icon("silent"), make("span", "", text));
      if (entry) entry.element.replaceWith(element);
      else this.layer.append(element);
      entry = { element, drawn: text };
      this.drawn.set(key, entry);
    }
    entry.element.style.left = `${x}px`;
    entry.element.style.top = `${y}px`;
  }

  /** What a line of ownership means. @param {import("./kinship.js").Kin["label"]} label */
  kin(label) {
    if (!label) return;
    let entry = this.drawn.get("kin");
    if (!entry || entry.drawn !== label.text) {
      const element = make("div", "l-kin", label.text);
      if (entry) entry.element.replaceWith(element);
      else this.layer.append(element);
      entry = { element, drawn: label.text };
      this.drawn.set("kin", entry);
    }
    entry.element.style.left = `${label.x}px`;
    entry.element.style.top = `${label.y}px`;
  }

  /** What the scheduler said last, on its line. @param {string} text @param {number} x @param {number} y */
  say(text, x, y) {
    this.drawn.get("said")?.element.remove();
    this.drawn.delete("said");
    if (!text) return;
    const element = make("div", "l-said", text);
    element.style.left = `${x}px`;
    element.style.top = `${y}px`;
    this.layer.append(element);
    this.drawn.set("said", { element, drawn: text });
  }

  /** @param {Set<string>} kept */
  keepOnly(kept) {
    for (const [id, entry] of this.drawn) {
      if (kept.has(id)) continue;
      entry.element.remove();
      this.drawn.delete(id);
    }
  }
}

/** @param {HTMLElement} element @param {Box} box */
function place(element, box) {
  element.style.transform = `translate(${box.x}px, ${box.y}px)`;
  element.style.width = `${box.w}px`;
  element.style.height = `${box.h}px`;
}

/** @param {Data} data @param {Box} box @param {string} mode @param {string} level @param {any} over @param {import("./types.js").Inside|undefined} within @returns {HTMLElement} */
function draw(data, box, mode, level, over, within) {
  switch (data.kind) {
    case "plane":
      return plane(over ? { ...data, ...over } : data);
    case "component":
      return within && data.state !== "lost" ? openedComponent(data, within, mode) : component(data, box, mode);
    case "node":
      return node(data, box, level, over);
    case "pod":
      if (level === "inside" || level === "deep") return opened(data, box, level, within);
      return level === "far" || box.w < 40 ? make("div", "l-tile", mark(data.state)) : pod(data, box);
    case "system":
      return make("div", "l-system", mark(data.state), make("span", "", mode === "wide" ? data.detail : (data.brief ?? "")));
    case "service":
      if (within?.asked || within?.rules) return openedService(data, within);
      return owner(data, box, mode);
    case "owner":
      return owner(data, box, mode);
    case "waiting":
      return level === "far" ? make("div", "l-tile several", mark(data.state), String(data.count ?? "")) : pod(data, box);
    default:
      return make("div");
  }
}

/** @param {Data} data */
function plane(data) {
  const element = make("div", "l-plane", make("span", "", data.name));
  if (data.state !== "ok") element.append(make("span", `st ${data.state}`, mark(data.state), data.word));
  else if (data.detail) element.append(make("span", "", `${data.detail} ${data.detail.startsWith("1 ") ? "Pod" : "Pods"}`));
  return element;
}

const LETTER = 6.6; // about the width of one, in a label
const AROUND_NAME = 46; // the icon of a container runtime, and what is left free
const SHARED = 94; // what the system's Pods take of it
const AROUND_POD = 36; // a slim Pod's padding and mark

/** What of `1 running · 2 starting` has room: all, its first part, or nothing. A word cut in two says nothing. @param {string} words @param {number} room */
export function fitting(words, room) {
  return [words, words.split(" · ")[0]].find((some) => some.length * LETTER <= room) ?? "";
}

/** @param {Data} data @param {Box} box @param {string} mode */
function component(data, box, mode) {
  const kind = data.id.split("/")[0];
  const inNode = Boolean(data.parent?.startsWith("node/"));
  const bar = kind === "kube-apiserver";
  const runtime = kind === "container-runtime";
  const tiny = box.h < 30 && !runtime;
  const member = data.who === "etcd" && kind !== "etcd";
  const stack = (inNode && !runtime && box.w < 136) || (kind === "you" && box.w < 60) || (member && !tiny);
  const brief = mode !== "wide";
  const css = ["l-comp", `k-${data.who}`];
  if (data.state === "lost") css.push("dark");
  if (tiny) css.push("tiny");
  else if (stack) css.push("stack");
  else if (runtime) css.push("run");
  else if (kind === "you") css.push("you");
  else if (inNode) css.push("small");
  if (bar) css.push("bar");
  if (brief) css.push("brief");
  if (runtime && data.system && !brief) css.push("shared");
  const name = make("span", "nm", brief || stack || tiny ? (data.short ?? data.name) : data.name);
  const tile = make("span", "tile", icon(data.who ?? "addon"));
  const words = (brief ? data.brief : data.detail) ?? "";
  const element = make("div", css.join(" "));
  if (tiny && member) return make("div", `${css.join(" ")} member`, tile, make("span", "nm", data.id.split("-").pop() ?? ""));
  if (!(tiny && box.w < 92) && !(stack && member)) element.append(tile);
  if (tiny || stack || kind === "you" || (inNode && !runtime)) {
    element.append(name);
    if (member && stack) element.append(make("span", "dt", words));
    if (inNode && data.word === "stopped" && !stack) element.append(make("span", "dt", "stopped"));
  } else if (bar || runtime) {
    element.append(name);
    const fits = runtime ? fitting(words, box.w - (css.includes("shared") ? SHARED : 0) - AROUND_NAME - (name.textContent ?? "").length * LETTER) : words;
    if (fits && (box.w > 220 || runtime)) element.append(make("span", "dt", fits));
  } else {
    element.append(make("span", "tx", name, make("span", "dt", words)));
  }
  return element;
}

/** @param {Data} data @param {Box} box @param {string} level @param {any} over */
function node(data, box, level, over) {
  const slim = box.w < 250;
  const element = make("div", `l-node${slim ? " slim" : ""}`);
  const row = make("div", "top-row", make("span", "nm", data.name));
  if (!slim || level !== "far") row.prepend(icon("node"));
  const words = data.short_word ?? data.word;
  if (slim) {
    element.append(row, mark(data.state));
  } else {
    row.append(make("span", `st ${data.state}`, mark(data.state), make("span", "", words)));
    element.append(row);
  }
  if (level === "far") {
    const last = make("div", "l-foot", ...(over ? foot(over) : [data.detail]));
    const box2 = make("div", "", element, last);
    last.style.position = element.style.position = "absolute";
    element.style.left = element.style.right = "0";
    last.style.bottom = "0";
    return box2;
  }
  if (over) return make("div", "", element, column(over));
  return element;
}

/** Who owns Pods, in the view of ownership. @param {Data} data @param {Box} box @param {string} mode */
function owner(data, box, mode) {
  const state = make("span", `st ${data.state}`, mark(data.state));
  if (data.more) return make("div", `l-owner more${box.h < 40 ? " tiny" : ""}`, make("b", "", `+${data.more[mode]}`), make("span", "", box.h < 40 ? "more" : "more in the tree"));
  const name = make("b", "", data.base ?? data.name);
  if (box.h < 40) return make("div", "l-owner tiny", mark(data.state), name);
  state.append(make("span", "", data.word));
  const said = data.brief && box.w > ROOM_FOR_ADDRESS ? make("span", "first", make("span", "kind mono", data.brief), state) : state;
  return make("div", "l-owner", make("span", "first", name, make("span", "kind", data.detail)), said);
}

const ROOM_FOR_ADDRESS = 180; // px of a Service's box
const LONG_WORD = 12; // letters that stand beside a mark in a Pod's box
const LONG_IN_SLIM = 9; // and in a slim one, at all: a longer word takes two lines

/** `ImagePullBackOff` may break before `BackOff`: half a word says nothing. @param {string} word @returns {HTMLElement} */
function breakable(word) {
  const parts = word.split(/(?<=[a-z])(?=BackOff|Pull$|Creating|Error|Never)|(?<=[:,])/);
  return make("span", "whole", ...parts.flatMap((part, at) => (at ? [document.createElement("wbr"), part] : [part])));
}

/** @param {Data} data @param {Box} box */
function pod(data, box) {
  const slim = box.w < 126;
  const word = make("span", "", data.word);
  const state = make("span", `st ${data.state}`);
  const again = data.restarts ? [make("span", "rs", `×${data.restarts}`)] : [];
  if (slim && data.word.length > LONG_IN_SLIM) {
    state.append(breakable(data.word));
    const base = data.base ?? data.name;
    const count = fitting(data.restarts ? `×${data.restarts}` : data.suffix ? `…${data.suffix}` : "", box.w - AROUND_POD - (base.length + 1) * LETTER);
    return make("div", "l-pod slim two", make("span", "n1", make("b", "", data.base ?? data.name), " ", make("span", "n2", count)), state, mark(data.state));
  }
  if (slim) {
    state.append(word, ...again);
    return make("div", "l-pod slim", make("span", "n1", make("b", "", data.base ?? data.name)), make("span", "n1 n2", data.suffix ? `…${data.suffix}` : "Pod"), state, mark(data.state));
  }
  const name = make("span", "n1", make("b", "", data.base ?? data.name));
  if (data.suffix) name.append(data.kind === "waiting" ? ` ${data.suffix}` : ` …${data.suffix}`);
  if (data.word.length > LONG_WORD && data.kind !== "waiting") {
    // The whole word, and the mark beside the name: "ContainerCre…" says nothing.
    state.append(breakable(data.word));
    name.append(...(again.length ? [" ", ...again] : []));
    return make("div", "l-pod long", name, state, mark(data.state));
  }
  state.append(mark(data.state), word, ...again);
  return make("div", "l-pod", name, state);
}

/** A component of a node from near: its name, and what it has in mind. @param {Data} data @param {import("./types.js").Inside} within @param {string} mode */
function openedComponent(data, within, mode) {
  const kind = data.id.split("/")[0];
  const run = kind === "container-runtime";
  const head = make("div", "head", icon(data.who ?? "addon"), data.name, ...(run && data.detail ? [make("small", "", data.detail)] : []));
  return make("div", `l-comp deep k-${data.who}${run ? " run" : ""}${run && data.system && mode === "wide" ? " shared" : ""}`, head, make("div", "lines", ...componentLines(kind, within)));
}

/** A Service from near: its address, and the rules that lead to its Pods; CoreDNS: what it was asked, and its answers. @param {Data} data @param {import("./types.js").Inside} within */
function openedService(data, within) {
  const head = make("div", "row", make("b", "", data.name), ...(data.brief ? [make("small", "", data.brief)] : []), make("span", `st ${data.state}`, mark(data.state), make("span", "", data.word)));
  return make("div", "l-owner deep", head, make("div", "lines", ...componentLines(data.id.split("/")[0], within)));
}

/** A Pod from near: its name and state in one row, its containers below. @param {Data} data @param {Box} box @param {"inside"|"deep"} depth @param {import("./types.js").Inside} [within] */
function opened(data, box, depth, within) {
  const name = make("span", "n1", make("b", "", data.base ?? data.name));
  if (data.suffix) name.append(` …${data.suffix}`);
  const element = make("div", `l-pod inside${depth === "deep" ? " deep" : ""}`, make("div", "row", name, make("span", `st ${data.state}`, mark(data.state), make("span", "", data.word))));
  const contained = data.containers ?? [];
  for (const [at, [, inner]] of containerBoxes(contained, box, depth).entries()) {
    const { name: called, word, state, restarts } = contained[at];
    const words = make("span", `st ${state}`, mark(state), make("span", "", word));
    if (restarts) words.append(make("span", "rs", `×${restarts}`));
    const known = depth === "deep" ? within?.containers?.find((one) => one.name === called) : undefined;
    const child = make("div", "l-container", ...(known ? [make("div", "lines", ...containerLines(known))] : [make("b", "", called), words]));
    child.style.cssText = `left:${inner.x - box.x}px;top:${inner.y - box.y}px;width:${inner.w}px;height:${inner.h}px`;
    element.append(child);
  }
  return element;
}
