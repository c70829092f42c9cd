// Which layout fits a canvas, and where a box stands in it. The numbers come from clusterviz/picture/geometry.py.

export const NARROW_FROM = 560;
export const WIDE_FROM = 900;
const SMALLEST = { wide: 900, narrow: 560, far: 340 };
const LARGEST_ZOOM = 1.25;
const LEAST_TEXT = 11.5 / 12.5;

/**
 * @param {number} width  of the canvas on the screen
 * @param {number} height
 * @param {Record<string, number[]>} sizes  of each layout at its reference width
 * @returns {{mode: "wide"|"narrow"|"far", width: number, zoom: number, text: number}}  `width`: of the world;
 *   `text`: how much larger text must be in the world, so that it stays legible on the screen
 */
export function fit(width, height, sizes) {
  /** @type {"wide"|"narrow"|"far"} */
  let mode = width >= WIDE_FROM ? "wide" : width >= NARROW_FROM ? "narrow" : "far";
  let zoom = scale(width, height, sizes[mode], SMALLEST[mode]);
  if (zoom < 0.6 && mode !== "far" && sizes.far) {
    mode = "far";
    zoom = scale(width, height, sizes.far, SMALLEST.far);
  }
  return { mode, width: width / zoom, zoom, text: Math.max(1, LEAST_TEXT / zoom) };
}

/** @param {number} width @param {number} height @param {number[]} size  at the reference @param {number} smallest */
function scale(width, height, size, smallest) {
  // More room first gives things more width; only a canvas beyond the reference makes them larger.
  const largest = Math.min(LARGEST_ZOOM, Math.max(1, width / size[0]));
  return Math.max(0.25, Math.min(largest, width / smallest, height / size[1]));
}

/**
 * A box at this width of the world: [x, y, w, h, dx, dw] says how it moves and grows for each pixel beyond the reference.
 * @param {number[]} numbers @param {number} beyond
 * @returns {import("./types.js").Box}
 */
export function boxAt(numbers, beyond) {
  return { x: numbers[0] + numbers[4] * beyond, y: numbers[1], w: numbers[2] + numbers[5] * beyond, h: numbers[3] };
}

/**
 * A line at this width: from its source to its target.
 * @param {number[]} numbers @param {number} beyond
 * @returns {{x1: number, y1: number, x2: number, y2: number}}
 */
export function lineAt(numbers, beyond) {
  return { x1: numbers[0] + numbers[4] * beyond, y1: numbers[1], x2: numbers[2] + numbers[5] * beyond, y2: numbers[3] };
}

const LETTER = 6.3; // about the width of one, in a tag
const AROUND = 34; // the icon of a tag, and its padding
const APART = 6;

/**
 * What stands in the gap of a broken line, and where: whole and in the middle, unless a Pod that waits for a node stands there.
 * @param {string[]} words  the sentence, and a shorter one @param {number} middle  of the line @param {number} world  its width
 * @param {import("./types.js").Box[]} standing  Pods in the same gap
 * @returns {{text: string, x: number}}  `x`: of its middle
 */
export function tagAt(words, middle, world, standing) {
  for (const text of words) {
    const half = (text.length * LETTER + AROUND) / 2;
    const x = Math.min(world - half, Math.max(half, middle));
    const taken = standing.filter((box) => box.x < x + half + APART && box.x + box.w > x - half - APART);
    if (!taken.length) return { text, x };
    if (text !== words.at(-1)) continue;
    const free = Math.max(...taken.map((box) => box.x + box.w)) + APART;
    return { text, x: Math.min(world - half, Math.max(x, free + half)) };
  }
  return { text: "", x: middle };
}
