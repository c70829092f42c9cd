// What is in a Pod, seen from near: where its containers stand in its box.

export const NEAR_FROM = 1.6; // of the zoom: from here a container's words are legible in a third of a Pod
const INSET = 5;
const HEIGHT = 26;
const GAP = 3;
const MOST = 3;

/**
 * Containers stand side by side along the lower edge of their Pod; the first three are drawn.
 * @param {import("./types.js").Contained[]} containers @param {import("./types.js").Box} box
 * @returns {[string, import("./types.js").Box, string][]}  name, box, state
 */
export function containerBoxes(containers, box) {
  const shown = containers.slice(0, MOST);
  const width = (box.w - 2 * INSET - GAP * (shown.length - 1)) / shown.length;
  return shown.map(({ name, state }, at) => [name, { x: box.x + INSET + at * (width + GAP), y: box.y + box.h - INSET - HEIGHT, w: width, h: HEIGHT }, state]);
}
