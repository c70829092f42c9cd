import assert from "node:assert/strict";
import test from "node:test";
import { hides } from "../../static/js/overlays.js";

const KUBELET = /** @type {any} */ ({ kind: "component", parent: "node/node-1" });
const SCHEDULER = /** @type {any} */ ({ kind: "component", parent: "plane" });
const POD = /** @type {any} */ ({ kind: "pod", parent: "node/node-1" });

test("what runs on a node makes room for what lies over it, and nobody else does", () => {
  for (const view of ["capacity", "scheduling"]) {
    assert.ok(hides(view, KUBELET));
    assert.ok(!hides(view, SCHEDULER));
    assert.ok(!hides(view, POD));
  }
});

test("the other views hide nothing of it", () => {
  assert.ok(!hides("control", KUBELET));
});
