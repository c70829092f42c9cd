// Keys that work everywhere on the page, but not while one types.

/** @typedef {{play: () => void, step: (by: string) => void, prompt: () => void, tree: () => void, zoom: (how: "in"|"out"|"fit") => void, escape: () => void}} Deeds */

/**
 * What a key means, or null.
 * @param {string} key
 * @returns {[keyof Deeds, ...any[]]|null}
 */
export function meaning(key) {
  switch (key) {
    case " ": return ["play"];
    case ".": return ["step", "hop"];
    case ",": return ["step", "decision"];
    case "/": return ["prompt"];
    case "t": return ["tree"];
    case "+": case "=": return ["zoom", "in"];
    case "-": case "−": return ["zoom", "out"];
    case "0": return ["zoom", "fit"];
    case "Escape": return ["escape"];
    default: return null;
  }
}

/** @param {Deeds} deeds */
export function listen(deeds) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input, textarea, select, [contenteditable], dialog, .menu")) return;
    if ((event.key === " " || event.key === "Enter") && target.closest("button, a, summary, [role=tab], [role=treeitem]") && event.key !== " ") return;
    if (event.key === " " && target.closest("button, a, summary, [role=tab]")) return;
    const meant = meaning(event.key);
    if (!meant) return;
    event.preventDefault();
    const [deed, ...args] = meant;
    /** @type {(...args: any[]) => void} */ (deeds[deed])(...args);
  });
}
