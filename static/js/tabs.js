// Tabs as the ARIA practices describe them: one tab stop, arrows move, the panel follows.

/** @param {HTMLElement} list  role=tablist @param {(panel: HTMLElement, tab: HTMLElement) => void} [shown] */
export function tabs(list, shown) {
  const all = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]:not([hidden])")]);
  /** @param {HTMLElement} chosen @param {boolean} [focus] */
  const choose = (chosen, focus = false) => {
    for (const tab of all()) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !on;
      if (on && panel) shown?.(panel, tab);
    }
    if (focus) chosen.focus();
  };
  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("[role=tab]"));
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const tabsNow = all();
    const at = tabsNow.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabsNow.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(tabsNow[(next + tabsNow.length) % tabsNow.length], true);
  });
  return { choose: (/** @type {string} */ id) => { const tab = document.getElementById(id); if (tab) choose(tab); } };
}
