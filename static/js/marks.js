// The mark of a state, and the icons of the page: drawn once by the server, copied here.

/** @type {Record<string, string>}  the same shapes as templates/clusterviz/_mark.html */
const SHAPES = {
  ok: '<circle class="f-ok" cx="9" cy="9" r="7"/><path class="g-ok" stroke-width="1.5" d="M12.1 6.6 7.6 11.1 5.6 9.1"/>',
  wait: '<path class="f-wait" d="M9 .8 17.2 9 9 17.2.8 9Z"/><path class="g-wait" stroke-width="1.1" d="M6.9 12h4.2M6.9 6h4.2M10.6 12v-1.3L9 9 7.4 10.7V12M7.4 6v1.3L9 9l1.6-1.7V6"/>',
  weak: '<path class="f-wait" d="M9 1.5 17 15H1Z"/><path class="g-wait" stroke-width="1.8" d="M9 6.5v4M9 13v.2"/>',
  bad: '<path class="f-bad" d="M6.06 2h5.88L16 6.06v5.88L11.94 16H6.06L2 11.94V6.06Z"/><path class="g-bad" stroke-width="1.5" d="m11.2 6.8-4.4 4.4m0-4.4 4.4 4.4"/>',
  going: '<circle class="r-lost" cx="9" cy="9" r="6.25"/><path class="g-ring" stroke-width="1.5" d="M6.5 9h5"/>',
  lost: '<rect class="f-lost" x="2" y="2" width="14" height="14" rx="3"/><path class="g-lost" stroke-width="1.1" d="M9 12v0M7.7 10.6a1.8 1.8 0 0 1 2.6 0M6.4 9.3a3.6 3.6 0 0 1 1.9-1M11.6 9.3a3.6 3.6 0 0 0-.7-.5M5.3 7.8a5.5 5.5 0 0 1 1.5-1M12.7 7.8a5.5 5.5 0 0 0-4.1-1.4M5.3 5.3l7.4 7.4"/>',
  none: '<circle class="r-lost" cx="9" cy="9" r="6.25"/>',
};

/** @param {string} state @returns {SVGElement} */
export function mark(state) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "mk");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = SHAPES[state] ?? SHAPES.none;
  return svg;
}

/** @param {string} name @param {string} [css] @returns {Element} */
export function icon(name, css = "") {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("icons"));
  const found = template?.content.querySelector(`.i-${name}`) ?? template?.content.querySelector(".i-arrow-right");
  const copy = /** @type {Element} */ (found ? found.cloneNode(true) : document.createElement("span"));
  copy.setAttribute("class", `icon ${css}`.trim());
  return copy;
}

/** @param {string} tag @param {string} [css] @param {(Node|string)[]} children @returns {HTMLElement} */
export function make(tag, css = "", ...children) {
  const element = document.createElement(tag);
  if (css) element.className = css;
  element.append(...children);
  return element;
}
