// What is inside a box, as lines of words: drawn when the learner is near enough to read them. Data: clusterviz/picture/insides.

import { icon, make, mark } from "./marks.js";

/** @typedef {import("./types.js").Inside} Inside @typedef {import("./types.js").InContainer} InContainer @typedef {import("./types.js").Due} Due */

/** One line. @param {string} css @param {(Node|string)[]} parts */
const line = (css, ...parts) => make("div", `ln ${css}`.trim(), ...parts);
/** @param {string} text */
const text = (text) => make("span", "", text);

/** It counts down by itself: countdown.js. @param {Due} due @param {string} [before] */
function time(due, before = "") {
  const element = make("time", "", due.text);
  element.dataset.due = String(due.at);
  return before ? [make("span", "keep", before), element] : [element];
}

/** The lines of one container, what matters most first: those that find no room are not drawn. @param {InContainer} one @returns {HTMLElement[]} */
export function containerLines(one) {
  const lines = [line(`st ${one.state}`, mark(one.state), make("b", "", one.name), text(one.word), ...(one.restarts ? [make("span", "keep", `×${one.restarts}`)] : []))];
  if (one.back_off) lines.push(line("st wait", mark("wait"), text("starts again"), ...time(one.back_off.due)));
  else if (one.ended) lines.push(line("", text(`ended: exit code ${one.ended.code}`)));
  for (const { text: command, depth, count } of alike(one.processes)) {
    const row = line("code", text(command), ...(count > 1 ? [make("span", "keep", `×${count}`)] : []));
    row.style.paddingLeft = `${depth}em`;
    lines.push(row);
  }
  for (const probe of one.probes) lines.push(line(`st ${probe.state}`, mark(probe.state), text(probe.kind), ...(probe.due ? time(probe.due) : [])));
  for (const bar of one.bars) {
    lines.push(barLine(bar));
    if (bar.held) lines.push(line("st bad", text(`throttled ${bar.held} % of the time`)));
  }
  for (const mount of one.mounts) if (!mount.token) lines.push(line("code", text(mount.path), make("span", "keep", `← ${mount.volume}`)));
  lines.push(line("", icon("runtime"), text(one.image)));
  return lines;
}

/** Four workers are one line. @param {{text: string, depth: number}[]} processes @returns {{text: string, depth: number, count: number}[]} */
export function alike(processes) {
  /** @type {{text: string, depth: number, count: number}[]} */
  const found = [];
  for (const { text, depth } of processes) {
    const last = found.at(-1);
    if (last?.text === text && last.depth === depth) last.count += 1;
    else found.push({ text, depth, count: 1 });
  }
  return found;
}

/** What is used of what there may be. @param {InContainer["bars"][0]} bar */
function barLine(bar) {
  const words = line(bar.over ? "st bad" : "", make("span", "keep", bar.name));
  if (bar.usage && bar.limit) {
    const fill = make("i");
    fill.style.width = `${bar.usage_pc}%`;
    words.append(make("span", "keep gauge", fill));
  }
  const most = bar.limit ? ` of ${bar.limit}` : bar.request ? `, asks ${bar.request}` : "";
  words.append(text(`${bar.usage || "–"}${most}`));
  return words;
}

/** The lines of a component. @param {string} kind @param {Inside} inside @returns {HTMLElement[]} */
export function componentLines(kind, inside) {
  if (inside.asked) return answerLines(inside.asked);
  if (kind === "kube-proxy" || kind === "service") return ruleLines(inside);
  if (inside.stored) return inside.stored.map((one) => line("code", text(one.prefix), make("span", "keep", String(one.count))));
  if (inside.loops) return inside.loops.map((one) => line(one.waiting + one.busy ? "st" : "", text(one.name), make("span", "keep", `${one.waiting} wait, ${one.busy} at work${one.failed ? `, ${one.failed} again` : ""}`)));
  if (inside.queue) return inside.queue.length ? inside.queue.map((one) => line("", make("b", "", one.name), text(one.why ? `${one.place}: ${one.why}` : one.place), ...(one.due ? time(one.due) : []))) : [line("", text(inside.note ?? ""))];
  if (kind === "kubelet") {
    const waits = inside.waits ?? [];
    return waits.length ? waits.map((one) => line("", text(`${one.pod.split("/").pop()?.split("-").pop()}: ${one.what}`), ...time(one.due))) : [line("", text(inside.note || "no probe, no back-off"))];
  }
  return (inside.images ?? []).map((image) => line("", make("b", "", image.name), make("span", "keep", image.size)));
}

/** What was asked of CoreDNS, and what it has answered, the latest first. @param {NonNullable<Inside["asked"]>} asked @returns {HTMLElement[]} */
function answerLines(asked) {
  if (!asked.length) return [line("", text("nobody has asked for a name yet"))];
  return asked.map((one) => {
    const { state, answer } = answered(one);
    return line(`st ${state}`, mark(state), make("b", "", one.name), make("span", "keep", one.type), text(`→ ${answer}`));
  });
}

/** How a name was answered: its address, that there is no such name, or not yet. @param {{answer: string, found: boolean}} one @returns {{state: string, answer: string}} */
export function answered(one) {
  return { state: one.found ? "ok" : one.answer ? "bad" : "wait", answer: one.answer || "…" };
}

/** Rules that lead to somebody first; those of the cluster itself last. @param {Inside} inside @returns {HTMLElement[]} */
function ruleLines(inside) {
  const ports = [...(inside.rules ?? [])].sort((one, other) => Number(own(one.name)) - Number(own(other.name)));
  return ports.flatMap((port) => [
    line("", make("b", "", port.name), make("span", "keep", port.match.split(" ")[0])),
    ...(port.refuses ? [line("st bad", mark("bad"), text("REJECT: no endpoints"))] : port.shares.map((share) => line("code", make("span", "keep", `└ ${share.share}`), text(share.to)))),
  ]);
}

/** @param {string} name */
function own(name) {
  return name.startsWith("kube-system/") || name.startsWith("default/kubernetes");
}
