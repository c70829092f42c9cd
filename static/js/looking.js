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

const here = {
  wait: (/** @type {() => void} */ then, /** @type {number} */ ms) => void setTimeout(then, ms),
  hidden: () => document.hidden,
  shown: (/** @type {() => void} */ then) => document.addEventListener("visibilitychange", then, { once: true }),
};
