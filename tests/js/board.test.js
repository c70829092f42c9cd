import assert from "node:assert/strict";
import { test } from "node:test";

import { onwards, partOf } from "../../static/js/board.js";

test("arrows lead from learner to learner, and end at the first and the last", () => {
  assert.equal(onwards("ArrowDown", 0, 300), 1);
  assert.equal(onwards("ArrowUp", 0, 300), -1);
  assert.equal(onwards("End", 4, 300), 299);
  assert.equal(onwards("PageDown", 295, 300), 299);
  assert.equal(onwards("ArrowDown", 299, 300), -1);
});

test("other keys, and arrows elsewhere on the page, are left alone", () => {
  assert.equal(onwards("Enter", 3, 300), -1);
  assert.equal(onwards("ArrowDown", -1, 300), -1);
});

test("another view of the board is another question to the same address", () => {
  assert.equal(partOf("/teach/ABCD2345/live/?sort=need&seat=4", "?sort=name&names=off"), "/teach/ABCD2345/live/?sort=name&names=off");
});
