// Looks again after a change: not before some time has passed, one question at a time, and never ends with an old answer.

/**
 * @param {() => Promise<void>} look  asks the server and shows what it says @param {number} apartMs  between a change and the question
 * @param {{wait: (then: () => void, ms: number) => void, hidden: () => boolean, shown: (then: () => void) => void}} [page]
 * @returns {() => void}  to be called whenever something has changed
 */
export function looking(look, apartMs, page = here) {
  let waiting = false;
  let asking = false;
  let changed = false;
  const ask = async () => {
    waiting = false;
    if (page.hidden()) {
      // Nobody sees it: one look, when somebody does.
      waiting = true;
      page.shown(() => void ask());
      return;
    }
    asking = true;
    changed = false;
    try {
      await look();
    } catch {
      // Without the server, what was shown last stays; the next change asks again.
    }
    asking = false;
    // What came meanwhile may not be in this answer.
    if (changed) again();
  };
  const again = () => {
    changed = true;
    if (waiting || asking) return;
    waiting = true;
    page.wait(() => void ask(), apartMs);
  };
  return again;
}

const LEAVES_MS = 5000; // a form that was sent leads elsewhere by then, or to nowhere
let leavesUntil = 0;
// Who sends a form goes to another page, and may not ask here any more: a teacher who ends a visit.
globalThis.document?.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leavesUntil = performance.now() + LEAVES_MS;
});

const here = {
  wait: (/** @type {() => void} */ then, /** @type {number} */ ms) => void setTimeout(then, ms),
  hidden: () => document.hidden || performance.now() < leavesUntil,
  shown: (/** @type {() => void} */ then) => {
    if (document.hidden) document.addEventListener("visibilitychange", then, { once: true });
    else setTimeout(then, LEAVES_MS);
  },
};
