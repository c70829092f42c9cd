// The borders between diagram, prompt and panels can be moved, by hand and by arrow keys, and stay where they were put.

const STEP = 24;
const DIAGRAM = 640; // so wide it stays beside the prompt; stage.css says so too

/** Between the least and what leaves the diagram its room. @param {number} size @param {number} least @param {number} most */
export function within(size, least, most) {
  return Math.round(Math.min(Math.max(size, least), Math.max(least, most)));
}

/** @param {string} key @returns {number|null} */
function kept(key) {
  try {
    return Number(localStorage.getItem(key)) || null;
  } catch {
    return null; // without storage, it is as it was
  }
}

/** @param {HTMLElement} stage */
export function separators(stage) {
  for (const bar of /** @type {NodeListOf<HTMLElement>} */ (stage.querySelectorAll("[role=separator][data-sets]"))) separator(stage, bar);
}

/** @param {HTMLElement} stage @param {HTMLElement} bar */
function separator(stage, bar) {
  const name = bar.dataset.sets ?? "";
  const key = `size${name}`;
  const upright = bar.getAttribute("aria-orientation") === "vertical";
  const least = Number(bar.getAttribute("aria-valuemin"));
  const most = () => (upright ? stage.clientWidth - DIAGRAM : stage.clientHeight * 0.65);
  const resized = () => /** @type {HTMLElement} */ (document.getElementById(bar.getAttribute("aria-controls") ?? ""));
  const now = () => (upright ? resized().offsetWidth : resized().offsetHeight);
  /** @param {number} size */
  const set = (size) => {
    const fitting = within(size, least, most());
    stage.style.setProperty(name, `${fitting}px`);
    bar.setAttribute("aria-valuenow", String(fitting));
    press();
    try {
      localStorage.setItem(key, String(fitting));
    } catch {
      // it holds for this page only
    }
  };
  const reset = () => {
    stage.style.removeProperty(name);
    localStorage.removeItem(key);
    bar.setAttribute("aria-valuenow", String(now()));
    press();
  };
  /** A button that makes it as wide as it is useful, and as it was. @type {HTMLElement | null} */
  const button = stage.querySelector(`button[data-sets="${name}"]`);
  const wanted = Number(button?.dataset.to);
  const press = () => button?.setAttribute("aria-pressed", String(now() >= Math.min(wanted, most())));
  button?.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? reset() : set(wanted)));
  const before = kept(key);
  if (before !== null) set(before);
  bar.setAttribute("aria-valuenow", String(now()));
  press();
  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    const from = upright ? event.clientX : event.clientY;
    const size = now();
    const sign = upright ? 1 : -1; // a panel below grows upwards
    const moved = (/** @type {PointerEvent} */ at) => set(size + sign * ((upright ? at.clientX : at.clientY) - from));
    bar.addEventListener("pointermove", moved);
    bar.addEventListener("lostpointercapture", () => bar.removeEventListener("pointermove", moved), { once: true });
  });
  bar.addEventListener("dblclick", reset);
  bar.addEventListener("keydown", (event) => {
    const by = upright ? { ArrowRight: STEP, ArrowLeft: -STEP }[event.key] : { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (by !== undefined) set(now() + by);
    else if (event.key === "Home") set(least);
    else if (event.key === "End") set(most());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
