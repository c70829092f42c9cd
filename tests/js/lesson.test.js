import assert from "node:assert/strict";
import { test } from "node:test";

import { leftText, means, outOfDate, toPress } from "../../static/js/lesson.js";

const list = { step: "one", version: "3" };

test("a frame that tells of another version makes the list out of date", () => {
  assert.equal(outOfDate({ lesson: { step: "one", version: 4, left: 1 } }, list), true);
  assert.equal(outOfDate({ snapshot: { lesson: { step: "one", version: 4, left: 1 } } }, list), true);
});

test("a frame that tells of the same version, of another step or of no lesson does not", () => {
  assert.equal(outOfDate({ lesson: { step: "one", version: 3, left: 1 } }, list), false);
  assert.equal(outOfDate({ lesson: { step: "two", version: 9, left: 1 } }, list), false);
  assert.equal(outOfDate({}, list), false);
});

test("the foot of the page names what is left", () => {
  assert.equal(leftText(2, false, 3), "2 left on this step");
  assert.equal(leftText(0, true, 3), "All done");
  assert.equal(leftText(0, true, 0), "");
});

test("only the layers that a step speaks of are shown, and none is touched where it speaks of none", () => {
  const chips = [{ layer: "watch", pressed: true }, { layer: "raft", pressed: false }, { layer: "cri", pressed: true }];
  assert.deepEqual(toPress("watch raft", chips), ["raft", "cri"]);
  assert.deepEqual(toPress("", chips), []);
});

test("an author's word means a component, a node or a Pod", () => {
  assert.deepEqual(["etcd", "node/node-2", "pod/default/web"].map((id) => ["etcd", "node-2", "web"].map((word) => means(word, id))),
    [[true, false, false], [false, true, false], [false, false, true]]);
});
