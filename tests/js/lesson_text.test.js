import assert from "node:assert/strict";
import test from "node:test";

import { kindOf, stepAt } from "../../static/js/lesson_text.js";

test("the step of a line is the last one that begins at it or before", () => {
  const steps = [{ id: "first", line: 10 }, { id: "second", line: 20 }];
  assert.deepEqual([1, 10, 19, 20, 99].map((line) => stepAt(steps, line)), ["", "first", "first", "second", "second"]);
  assert.equal(stepAt([], 5), "");
});

test("each line of a lesson is known for what it is", () => {
  const text = ["---", "id: a", "---", "Prose.", "## A step {#a}", "```check", "id: x", "# said", "```", ":::hint", "--- no mark here", ":::"];
  const state = { within: "", number: 0 };
  assert.deepEqual(text.map((line) => kindOf(line, state)), [
    "mark", "data", "mark", "prose", "heading", "mark", "data", "data", "mark", "mark", "prose", "mark",
  ]);
});
