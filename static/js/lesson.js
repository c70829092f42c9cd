// @ts-check
/** The lesson's part of the page: the to-do list follows the cluster, actions are typed at the prompt. */

const WAIT_MS = 120; // a burst of frames asks once

/** @type {number} */
let asked = 0;

/** @returns {HTMLElement | null} */
const progress = () => document.getElementById("progress");

/**
 * A frame has come from the cluster: fetch the list again if it says that something about it has changed.
 * @param {CustomEvent<{lesson?: {step: string, version: number}}>} event
 */
function onFrame(event) {
  const told = event.detail?.lesson;
  const list = progress();
  if (!told || !list || told.step !== list.dataset.step || String(told.version) === list.dataset.version) return;
  window.clearTimeout(asked);
  asked = window.setTimeout(fetchAgain, WAIT_MS);
}

async function fetchAgain() {
  const list = progress();
  if (!list?.dataset.address) return;
  // @ts-ignore htmx is a plain script
  await window.htmx.ajax("GET", list.dataset.address, { target: "#progress", swap: "outerHTML" });
}

/** What is new about the list is said aloud once, and the foot of the page follows. */
function onSwap() {
  const list = progress();
  if (!list) return;
  const left = Number(list.dataset.left);
  const done = "done" in list.dataset;
  const words = document.getElementById("left");
  const said = document.getElementById("todo-said");
  const text = left ? `${left} left on this step` : done ? "All done" : "";
  if (words && words.textContent !== text) {
    words.textContent = text;
    if (said) said.textContent = text;
  }
  document.getElementById("next")?.classList.toggle("primary", done);
}

/**
 * An action types its command at the prompt and runs it; a solution is typed and waits.
 * @param {Event} event
 */
function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.run) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("glass:run", { detail: { line: form.dataset.run } }));
}

/** @param {Event} event */
function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  const term = target?.closest("a[data-element]");
  if (term instanceof HTMLElement) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("glass:select", { detail: { id: term.dataset.element } }));
  }
}

document.addEventListener("glass:frame", /** @type {EventListener} */ (onFrame));
document.addEventListener("htmx:afterSettle", onSwap);
document.addEventListener("submit", onSubmit);
document.addEventListener("click", onClick);
