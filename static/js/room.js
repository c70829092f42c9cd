// The bar at a learner's seat: it follows the class. The frames of the cluster say when there is news.

const ASKS_EVERY_MS = 12_000;

/** @returns {HTMLElement | null} */
const bar = () => document.getElementById("seat");

/**
 * Which page to go to now: the step that the teacher pushed, or this one again after a reset; "" to stay.
 * @param {{push: number, reload: number}} told @param {{push: number, reload: number} | null} known @param {string} go @param {string} here
 */
export function whereTo(told, known, go, here) {
  if (!known) return "";
  if (told.push > known.push && go && go !== here) return go;
  return told.reload > known.reload || told.push > known.push ? here : "";
}

/** Whether the learner is busy in the bar: it is not taken from under their hands. */
const busy = () => document.activeElement?.id === "hand-note" || bar()?.querySelector("details[open]") != null;

function ask() {
  const address = bar()?.dataset.address;
  const { htmx } = /** @type {any} */ (window);
  if (address && htmx && !busy()) htmx.ajax("GET", address, { target: "#seat", swap: "outerHTML" });
}

function follow() {
  const found = bar();
  look(found);
  if (!found) return;
  const name = `room-${found.dataset.room}`;
  const told = { push: Number(found.dataset.push), reload: Number(found.dataset.reload) };
  const kept = sessionStorage.getItem(name);
  sessionStorage.setItem(name, JSON.stringify(told));
  const next = whereTo(told, kept ? JSON.parse(kept) : null, found.dataset.go ?? "", location.pathname);
  if (next) location.assign(next);
}

/** While the teacher wants to be looked at, nothing else on the page can be reached. @param {HTMLElement | null} found */
function look(found) {
  /** @type {HTMLElement | null} */
  const eyes = found?.querySelector(".eyes-up") ?? null;
  for (const one of [...document.body.children, ...(found?.children ?? [])]) {
    if (one !== found && one !== eyes) one.toggleAttribute("inert", eyes !== null);
  }
  eyes?.focus();
}

if (typeof document !== "undefined") {
  document.addEventListener("frame", (event) => {
    const frame = /** @type {CustomEvent} */ (event).detail;
    const version = frame.room ?? frame.snapshot?.room;
    const known = Number(bar()?.dataset.version);
    if (version !== undefined && version > known) ask();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    // It was asked for before they began to write; what they do themselves is a POST.
    if (detail.target?.id === "seat" && detail.requestConfig?.verb === "get" && busy()) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", follow);
  setInterval(ask, ASKS_EVERY_MS + Math.random() * 2_000);
  follow();
  setTimeout(ask, 300);
}
