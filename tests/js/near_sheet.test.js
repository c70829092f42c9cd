import assert from "node:assert/strict";
import test from "node:test";
import { nearest } from "../../static/js/near_sheet.js";

/** @param {number} x @param {number} y @returns {import("../../static/js/types.js").Box} */
const box = (x, y) => ({ x, y, w: 26, h: 26 });

test("what one has come near to is the box in the middle of what is in sight, or the one next to it", () => {
  /** @type {[string, import("../../static/js/types.js").Box][]} */
  const boxes = [["a", box(0, 0)], ["b", box(100, 0)], ["c", box(100, 200)]];
  assert.equal(nearest(boxes, { x1: 100, x2: 120, y1: 0, y2: 20 }), "b");
  assert.equal(nearest(boxes, { x1: 0, x2: 120, y1: 100, y2: 280 }), "c");
  assert.equal(nearest([], { x1: 0, x2: 1, y1: 0, y2: 1 }), "");
});
