// On a phone no box is large enough for what is in it: what one has come near to stands over the drawing, as one column that scrolls.

import { componentLines, containerLines } from "./insides.js";
import { make, mark } from "./marks.js";

/** @typedef {import("./types.js").Box} Box @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Inside} Inside */

/**
 * The box in the middle of what is in sight: what the learner has come near to.
 * @param {Iterable<[string, Box]>} boxes @param {{x1: number, x2: number, y1: number, y2: number}} extent
 * @returns {string}  its id, "" if there is none
 */
export function nearest(boxes, extent) {
  const [x, y] = [(extent.x1 + extent.x2) / 2, (extent.y1 + extent.y2) / 2];
  let [found, least] = ["", Infinity];
  for (const [id, box] of boxes) {
    const [aside, above] = [Math.max(box.x - x, 0, x - box.x - box.w), Math.max(box.y - y, 0, y - box.y - box.h)];
    const apart = aside * aside + above * above;
    if (apart < least) [found, least] = [id, apart];
  }
  return found;
}

export class NearSheet {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.shown = "";
  }

  /** @param {Data|undefined} data @param {Inside|undefined} inside */
  show(data, inside) {
    if (!data || !inside) {
      this.hide();
      return;
    }
    const head = make("div", "head", make("b", "", data.name), make("span", `st ${data.state}`, mark(data.state), make("span", "", data.word)));
    const parts = inside.containers ? inside.containers.map((one) => make("div", "lines", ...containerLines(one))) : [make("div", "lines", ...componentLines(data.id.split("/")[0], inside))];
    const place = data.id === this.shown ? this.element.scrollTop : 0; // whoever reads is not interrupted
    this.shown = data.id;
    this.element.replaceChildren(head, ...parts);
    this.element.hidden = false;
    this.element.scrollTop = place;
  }

  hide() {
    this.shown = "";
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}
