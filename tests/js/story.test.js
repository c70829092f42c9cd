import assert from "node:assert/strict";
import test from "node:test";
import { together } from "../../static/js/story.js";

/** @param {string} node @param {string} [rest] @returns {any} */
const told = (node, rest = " refuses connections to default/web.") => ({
  kind: "Programs",
  component: `kube-proxy/${node}`,
  sentence: `kube-proxy on ${node}${rest}`,
  parts: [["kube-proxy on ", ""], [node, "b"], [rest, ""]],
});

test("the kube-proxies of all nodes share a row when they write the same rules", () => {
  assert.deepEqual(together(told("node-1"), told("node-3"), 2), [
    ["kube-proxy on ", ""],
    ["node-1", "b"],
    [" and 2 more nodes", ""],
    [" refuses connections to default/web.", ""],
  ]);
});

test("other rules, and what others do, keep rows of their own", () => {
  assert.equal(together(told("node-1"), told("node-2", " takes away the rules for default/web."), 1), null);
  assert.equal(together({ ...told("node-1"), kind: "Bound" }, told("node-2"), 1), null);
});
