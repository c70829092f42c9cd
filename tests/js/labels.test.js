import assert from "node:assert/strict";
import test from "node:test";
import { fitting } from "../../static/js/labels.js";

test("what has no room is said shorter, or not at all, and never cut", () => {
  const words = "1 running · 2 starting";
  assert.equal(fitting(words, 200), words);
  assert.equal(fitting(words, 80), "1 running");
  assert.equal(fitting(words, 40), "");
  assert.equal(fitting("…q9rxk", 42), "…q9rxk");
  assert.equal(fitting("…q9rxk", 30), "");
});
