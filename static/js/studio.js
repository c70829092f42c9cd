// The studio's page: the text is saved and proved, failures lead to their lines, the preview follows the text.

import { say } from "./language.js";
import { openLesson } from "./lesson_editor.js";
import { stepAt } from "./lesson_text.js";
import { tabs } from "./tabs.js";

const TRIED_MS = 700;
const NARROW = "(max-width: 1099.98px)";

/** @param {string} id */
const find = (id) => document.getElementById(id);
const form = /** @type {HTMLFormElement} */ (find("text-form"));
const source = /** @type {HTMLTextAreaElement} */ (find("source"));
const preview = /** @type {HTMLIFrameElement} */ (find("preview"));
const beside = tabs(/** @type {HTMLElement} */ (find("beside-tabs")));

let saved = source.value;
let sent = saved;
let recording = find("recorder")?.dataset.recording ?? "";
let head = find("panel")?.dataset.head ?? "";

function tellUnsaved() {
  const words = find("unsaved");
  if (words) words.textContent = source.value === saved ? "" : say("Not saved yet");
}

/** What the panel says about each line. */
function failures() {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".failures .at"))].map((button) => ({
    line: Number(button.dataset.line),
    column: Number(button.dataset.column),
    sentence: button.nextElementSibling?.textContent ?? "",
  }));
}

const editor = await openLesson(source, tellUnsaved, () => form.requestSubmit());
editor.mark(failures());

/** The steps as they were saved last. @returns {{id: string, line: number, title: string}[]} */
const stepsNow = () => JSON.parse(find("panel")?.dataset.steps ?? "[]");

/** The step that is being written is the one to look at. */
function show() {
  const step = stepAt(stepsNow(), editor.line());
  const address = preview.dataset.address ?? "";
  preview.src = step ? `${address}${step}/` : address;
  offerSteps();
}

/** What can be recorded: the steps that there are by now; the one that is being written first of all. */
function offerSteps() {
  const choice = /** @type {HTMLSelectElement|null} */ (find("record-step"));
  const steps = stepsNow();
  if (!choice || !steps.length) return; // while the text cannot be read, those of before
  choice.replaceChildren(...steps.map((step) => new Option(step.title, step.id)));
  choice.value = stepAt(steps, editor.line()) || (steps[0]?.id ?? "");
}

/** What is tried out first shows a moment later. */
function untilShown() {
  if (preview.contentDocument?.querySelector("[data-waits]")) setTimeout(() => preview.contentWindow?.location.reload(), TRIED_MS);
}

preview.addEventListener("load", untilShown);
untilShown(); // it may have been loaded before this script

document.addEventListener("htmx:beforeRequest", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.elt === form) sent = source.value;
});

/** Where a recording begins or ends, the preview begins again. */
function recorder() {
  const now = find("recorder")?.dataset.recording ?? "";
  if (now && now !== recording) preview.src = `${preview.dataset.address}${now}/`;
  if (!now && recording) offerSteps();
  recording = now;
}

document.addEventListener("htmx:afterSettle", () => {
  recorder();
  const panel = find("panel");
  if (!panel) return;
  editor.mark(failures());
  const said = find("said");
  const text = panel.dataset.said ?? "";
  if (said && said.textContent !== text) said.textContent = text;
  if (panel.dataset.kept) { // by us; what somebody else saves meanwhile is not what we have before us
    /** @type {HTMLInputElement} */ (find("seen")).value = panel.dataset.kept;
    delete panel.dataset.kept;
    saved = sent;
  }
  if (panel.dataset.head !== head) {
    head = panel.dataset.head ?? "";
    show();
  }
  tellUnsaved();
});

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const at = /** @type {HTMLElement|null} */ (target.closest(".failures .at, .left-over .at"));
  if (!at) return;
  if (matchMedia(NARROW).matches) beside.choose("tab-text");
  editor.goTo(Number(at.dataset.line), Number(at.dataset.column));
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "s" || event.defaultPrevented) return; // the editor has done it
  event.preventDefault();
  form.requestSubmit();
});

let leaving = false; // by a button that says what becomes of the text
document.addEventListener("submit", (event) => { leaving = event.target !== form; });
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
  leaving = Boolean(successful) && elt.matches(".taken"); // what was recorded is saved with the text, and the page opens again
});
addEventListener("beforeunload", (event) => {
  if (source.value !== saved && !leaving) event.preventDefault();
});

/** What was recorded is shown where it now stands. */
function arrive() {
  const recorded = new URLSearchParams(location.search).get("step");
  const step = stepsNow().find((one) => one.id === recorded);
  if (!step) return;
  editor.goTo(step.line);
  show();
}

arrive();
beside.choose(matchMedia(NARROW).matches ? "tab-text" : "tab-preview");
