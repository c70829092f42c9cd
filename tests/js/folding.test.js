import assert from "node:assert/strict";
import test from "node:test";
import { place, segments, span } from "../../static/js/folding.js";

test("a long silence is folded and says how long it was", () => {
  const parts = segments([1000, 1200, 51000, 51300], 51400, 500);
  const folds = parts.filter((part) => part.folded);
  assert.equal(folds.length, 1);
  assert.equal(span(folds[0].to - folds[0].from), "49 s");
});

test("time ends at the right edge and grows to the right", () => {
  const parts = segments([1000, 51000], 51400, 500);
  const last = /** @type {NonNullable<(typeof parts)[number]>} */ (parts.at(-1));
  assert.equal(last.x + last.width, 500);
  const places = [1000, 51000, 51400].map((time) => place(parts, time) ?? -1);
  assert.deepEqual([...places].sort((a, b) => a - b), places);
});

test("what is not on the timeline has no place", () => {
  assert.equal(place(segments([1000], 1200, 500), 99999), null);
});

test("without events there is one stretch", () => {
  assert.equal(segments([], 0, 500).length, 1);
});
