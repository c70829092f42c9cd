// The board keeps itself current: every two seconds the server draws it anew, and what differs is changed in place.
// Without this script every link and button of it loads the page; with it, one keeps one's place among 300 learners.

import { Idiomorph } from "idiomorph";

const EVERY_MS = 2_000;
const AS_A_PART = { "X-Requested-With": "fetch" };

/** @returns {HTMLElement | null} */
const board = () => document.getElementById("board");
/** @returns {HTMLAnchorElement[]} */
const learners = () => [...document.querySelectorAll("#board tbody th a")].map((one) => /** @type {HTMLAnchorElement} */ (one));

/**
 * Which learner a key leads to: their place in the list, or -1 to stay.
 * @param {string} key @param {number} at @param {number} count
 */
export function onwards(key, at, count) {
  /** @type {Record<string, number>} */
  const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + 10, PageUp: at - 10 };
  if (!(key in places) || at < 0) return -1;
  const next = Math.max(0, Math.min(count - 1, places[key]));
  return next === at ? -1 : next;
}

/** The address of the changing part, for a view of the board ("?sort=…"). @param {string} address @param {string} view */
export const partOf = (address, view) => address.split("?")[0] + view;

/** Put what the server drew in the place of what is there. @param {string} html */
function show(html) {
  const found = board();
  if (!found) return;
  const open = [...document.querySelectorAll("#board details")].map((one) => /** @type {HTMLDetailsElement} */ (one).open);
  // What somebody is typing stays; the words on the button that they have just pressed do not.
  const typing = document.activeElement?.matches("input, select, textarea") ?? false;
  Idiomorph.morph(found, html, { morphStyle: "outerHTML", ignoreActiveValue: typing });
  document.querySelectorAll("#board details").forEach((one, at) => { /** @type {HTMLDetailsElement} */ (one).open = open[at] ?? false; });
  rove();
  const said = document.getElementById("board-said");
  const words = board()?.dataset.said ?? "";
  if (said && said.textContent !== words) said.textContent = words;
}

/** The learners are one stop of the Tab key: the one that has the focus, that is chosen, or the first. */
function rove() {
  const all = learners();
  const stop = all.find((one) => one === document.activeElement) ?? all.find((one) => one.hasAttribute("aria-current")) ?? all[0];
  for (const one of all) one.tabIndex = one === stop ? 0 : -1;
}

async function refresh() {
  const found = board();
  if (!found || document.hidden || document.activeElement?.matches("#board input, #board select")) return;
  const address = found.dataset.address ?? "";
  const answer = await fetch(address, { headers: AS_A_PART });
  if (answer.redirected) location.reload(); // signed out meanwhile
  if (!answer.ok || answer.redirected) return;
  const html = await answer.text();
  if (board()?.dataset.address === address) show(html); // and nobody has asked for another view meanwhile
}

/** Another view of the board: sorted otherwise, another step, a learner chosen. @param {string} view */
async function look(view) {
  const found = board();
  if (!found) return;
  found.dataset.address = partOf(found.dataset.address ?? "", view);
  const answer = await fetch(found.dataset.address, { headers: AS_A_PART });
  if (!answer.ok || answer.redirected) {
    location.assign(view);
    return;
  }
  show(await answer.text());
  history.replaceState(null, "", view);
}

/** A deed. What is refused is said; what leads elsewhere is followed. @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function act(form, button) {
  const body = new FormData(form, button);
  const answer = await fetch(button?.getAttribute("formaction") ?? form.action, { method: "POST", body, headers: AS_A_PART });
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const html = await answer.text();
  const done = answer.ok && !answer.headers.has("X-Refused");
  if (done) show(html);
  const refused = document.getElementById("board-refused");
  if (!refused) return;
  const said = new DOMParser().parseFromString(html, "text/html");
  refused.textContent = done ? "" : (said.querySelector("[role=alert]") ?? said.body).textContent;
  refused.hidden = done;
}

if (typeof document !== "undefined" && board()) {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("#board a[href^='?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const view = link.getAttribute("href") ?? "";
    look(view).then(() => { if (view.includes("&seat=")) document.getElementById("spec-title")?.focus(); });
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.closest("#board")) return;
    event.preventDefault();
    if (form.matches(".hint-form")) setTimeout(() => form.reset());
    act(form, /** @type {HTMLElement | null} */ (event.submitter)).catch(() => form.submit());
  });
  document.addEventListener("keydown", (event) => {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    if (event.key === "Escape" && focused?.closest(".spec")) /** @type {HTMLElement | null} */ (document.querySelector("#board tr.sel th a"))?.focus();
    const all = learners();
    const next = onwards(event.key, all.findIndex((one) => one === focused), all.length);
    if (next < 0) return;
    event.preventDefault();
    all[next].focus();
    rove();
  });
  rove();
  const again = () => setTimeout(() => refresh().catch(() => {}).finally(again), EVERY_MS);
  again();
}
