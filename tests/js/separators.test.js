import assert from "node:assert/strict";
import { test } from "node:test";

import { within } from "../../static/js/separators.js";

test("a border stays between the least size and what leaves the diagram its room", () => {
  assert.equal(within(10, 120, 500), 120);
  assert.equal(within(300.4, 120, 500), 300);
  assert.equal(within(900, 120, 500), 500);
});

test("on a small screen the least size wins", () => {
  assert.equal(within(300, 120, 80), 120);
});
