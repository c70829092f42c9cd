// What every page does: light or dark, and help.

import { toggleTheme } from "./theme.js";

for (const button of document.querySelectorAll("[data-theme-toggle]")) button.addEventListener("click", toggleTheme);

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("help"));
for (const button of document.querySelectorAll("[data-help]")) button.addEventListener("click", () => help?.showModal());
document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "?" && !target.closest("input, textarea, select, .cm-editor") && !help?.open) help?.showModal();
});

// The legend stands on pages with a cluster: there the help leads to it as well.
const legend = /** @type {HTMLDialogElement | null} */ (document.getElementById("legend"));
for (const found of document.querySelectorAll("[data-legend]")) {
  const button = /** @type {HTMLElement} */ (found);
  if (legend) button.hidden = false;
  button.addEventListener("click", () => {
    help?.close();
    legend?.showModal();
  });
}
