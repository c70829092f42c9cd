// The lesson's part of the page: the to-do list follows the cluster, actions are typed at the prompt.

import { say } from "./language.js";

const WAIT_MS = 120; // a burst of frames asks once
const NARROW = "(max-width: 1099.98px)";

/** @typedef {{step: string, version: number, left: number}} Told */

/** @param {string} id */
const find = (id) => document.getElementById(id);

/**
 * Whether a frame says that the list on the page is out of date.
 * @param {{lesson?: Told, snapshot?: {lesson?: Told}}} frame @param {DOMStringMap} list
 */
export function outOfDate(frame, list) {
  const told = frame.lesson ?? frame.snapshot?.lesson;
  return told !== undefined && told.step === list.step && String(told.version) !== list.version;
}

/** What the foot of the page says. @param {number} left @param {boolean} done @param {number} checks */
export function leftText(left, done, checks) {
  if (left) return say("{left} left on this step", { left });
  return done && checks ? say("All done") : "";
}

/**
 * Which chips of the layers must be pressed, so that only these kinds of messages are shown.
 * @param {string} wanted  kinds with spaces between them; "": leave them as they are
 * @param {{layer: string, pressed: boolean}[]} chips @returns {string[]}
 */
export function toPress(wanted, chips) {
  const kinds = wanted.split(" ").filter(Boolean);
  return kinds.length ? chips.filter((chip) => kinds.includes(chip.layer) !== chip.pressed).map((chip) => chip.layer) : [];
}

/**
 * Whether an author's word means this box: its id, a node's name, or the name of a Pod of the default namespace.
 * @param {string} word @param {string} id
 */
export function means(word, id) {
  return id === word || id === `node/${word}` || id === `pod/default/${word}`;
}

/** The diagram, once it is there. @returns {any} */
const graph = () => /** @type {any} */ (window).stage?.diagram?.cy;

const GLOW = { "underlay-color": "#2563EB", "underlay-opacity": 0.3, "underlay-padding": 7 };
let lit = "";

/** The boxes that the text speaks of are lit up; with new boxes, again. */
function light() {
  const cy = graph();
  const names = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-focus]"))].map((p) => p.dataset.focus ?? "").join(" ");
  const key = `${names} ${cy?.nodes().length}`;
  if (!cy || key === lit) return;
  lit = key;
  const wanted = names.split(" ");
  cy.batch(() => {
    cy.nodes().forEach((/** @type {any} */ node) => {
      if (wanted.some((word) => means(word, node.id()))) node.style(GLOW);
      else node.removeStyle(Object.keys(GLOW).join(" "));
    });
  });
}

/** Only the layers that the text speaks of are shown when a step begins; the learner may change that. */
function layers() {
  const wanted = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-layers]"))].map((p) => p.dataset.layers ?? "").join(" ").trim();
  const chips = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-layer]"))];
  const seen = chips.map((chip) => ({ layer: chip.dataset.layer ?? "", pressed: chip.getAttribute("aria-pressed") === "true" }));
  for (const name of toPress(wanted, seen)) chips.find((chip) => chip.dataset.layer === name)?.click();
}

/** A box that is clicked answers the question which box it is. @param {string} element */
function pick(element) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("form[data-pick] button"))) {
    if (means(button.value, element)) { button.click(); return; }
  }
}

/** What needs the diagram waits until it is there. @param {number} tries */
function withGraph(tries) {
  const cy = graph();
  if (cy) {
    cy.on("tap", "node", (/** @type {any} */ event) => pick(event.target.id()));
    layers();
    light();
  } else if (tries > 0) setTimeout(() => withGraph(tries - 1), 100);
}

let unfolded = false; // whether the story of an incident is
let asked = 0;

/** @param {Event} event */
function onFrame(event) {
  light();
  const list = find("progress");
  if (!list || !outOfDate(/** @type {CustomEvent} */ (event).detail, list.dataset)) return;
  clearTimeout(asked);
  asked = window.setTimeout(fetchAgain, WAIT_MS);
}

function fetchAgain() {
  const address = find("progress")?.dataset.address;
  const { htmx } = /** @type {any} */ (window);
  if (address) htmx.ajax("GET", address, { target: "#progress", swap: "outerHTML" });
}

/** The story of an incident stays open when its page's part comes anew. @param {Event} event */
function onToggle(event) {
  const toggled = /** @type {HTMLDetailsElement} */ (event.target);
  if (toggled.id === "post-mortem" && toggled.isConnected) unfolded = toggled.open;
}

/** What is new about the list is said once, and the foot of the page follows. */
function onSwap() {
  const list = find("progress");
  const words = find("left");
  const said = find("todo-said");
  if (!list || !words) return;
  const done = "done" in list.dataset;
  const text = leftText(Number(list.dataset.left), done, list.querySelectorAll(".todo li").length);
  if (words.textContent !== text) {
    words.textContent = text;
    if (said) said.textContent = text;
  }
  find("next")?.classList.toggle("primary", done);
  const told = /** @type {HTMLDetailsElement | null} */ (find("post-mortem"));
  if (told) told.open = unfolded;
  light();
}

/** On a narrow screen: the text, the cluster, or the prompt. @param {string} name */
function show(name) {
  if (matchMedia(NARROW).matches) /** @type {HTMLElement|null} */ (document.querySelector(`[data-phone=${name}]`))?.click();
}

/** An action types its command at the prompt and runs it. @param {Event} event */
function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const line = form.dataset.run;
  const stage = find("stage");
  if (!line || !stage) return;
  event.preventDefault();
  stage.dispatchEvent(new CustomEvent("run", { detail: { line } }));
  show("cluster");
}

/** A solution is typed and waits; a coloured name opens the panel of its box. @param {Event} event */
function onClick(event) {
  const target = /** @type {Element} */ (event.target);
  const typed = /** @type {HTMLElement|null} */ (target.closest(".solved [data-line]"));
  const prompt = /** @type {HTMLTextAreaElement|null} */ (find("line"));
  if (typed && prompt) {
    find("tab-prompt")?.click();
    show("prompt");
    find("stage")?.dispatchEvent(new CustomEvent("type", { detail: { line: typed.dataset.line ?? "" } }));
    prompt.focus();
  }
  const term = /** @type {HTMLElement|null} */ (target.closest("a[data-element]"));
  const { stage } = /** @type {any} */ (window);
  if (term && stage?.inspect) {
    event.preventDefault();
    show("cluster");
    stage.inspect(term.dataset.element, true);
  }
}

if (typeof document !== "undefined") {
  document.addEventListener("frame", onFrame);
  document.addEventListener("htmx:afterSettle", onSwap);
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  show("text");
  withGraph(100);
}
