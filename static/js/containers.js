// What is in a Pod, seen from near: where its containers stand in its box.

export const NEAR_FROM = 1.6; // of the zoom: from here a container's words are legible in a third of a Pod
export const DEEP_FROM = 2.4; // and from here on, what is in a container
const INSET = 5;
const HEIGHT = { inside: 26, deep: 44 };
const GAP = 3;
const MOST = 3;

/**
 * Containers stand side by side along the lower edge of their Pod; the first three are drawn.
 * @param {import("./types.js").Contained[]} containers @param {import("./types.js").Box} box
 * @param {"inside"|"deep"} [depth]
 * @returns {[string, import("./types.js").Box, string][]}  name, box, state
 */
export function containerBoxes(containers, box, depth = "inside") {
  const height = HEIGHT[depth];
  const inset = depth === "deep" ? 3 : INSET;
  const shown = containers.slice(0, MOST);
  const width = (box.w - 2 * inset - GAP * (shown.length - 1)) / shown.length;
  return shown.map(({ name, state }, at) => [name, { x: box.x + inset + at * (width + GAP), y: box.y + box.h - inset - height, w: width, h: height }, state]);
}
