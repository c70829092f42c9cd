import assert from "node:assert/strict";
import test from "node:test";
import { bent, way } from "../../static/js/walk.js";

test("a way leaves out what is not drawn, and does not stand still", () => {
  /** @type {[number, number][]} */
  const [a, b] = [[0, 0], [100, 0]];
  assert.deepEqual(way([a, a, null, b, b, a]), [a, b, a]);
  assert.deepEqual(way([null, null]), []);
});

test("the way back does not lie on the way there", () => {
  assert.equal(bent([[0, 0], [100, 0], [0, 0]]), "M0 0Q50 12 100 0Q50 -12 0 0");
  assert.equal(bent([]), "");
});
