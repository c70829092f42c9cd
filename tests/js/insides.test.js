import assert from "node:assert/strict";
import test from "node:test";
import { dueText, span } from "../../static/js/countdown.js";
import { alike, answered } from "../../static/js/insides.js";

test("processes that are alike and stand together are one line", () => {
  const worker = { text: "nginx: worker process", depth: 1 };
  const found = alike([{ text: "nginx: master process", depth: 0 }, worker, worker, { ...worker, depth: 2 }, worker]);
  assert.deepEqual(found.map(({ depth, count }) => [depth, count]), [[0, 1], [1, 2], [2, 1], [1, 1]]);
});

test("a name has an address, is not known, or is still asked for", () => {
  assert.deepEqual(answered({ answer: "10.96.0.10", found: true }), { state: "ok", answer: "10.96.0.10" });
  assert.deepEqual(answered({ answer: "NXDOMAIN", found: false }), { state: "bad", answer: "NXDOMAIN" });
  assert.deepEqual(answered({ answer: "", found: false }), { state: "wait", answer: "…" });
});

test("what is left is rounded up, as the server says it, and what is due is due now", () => {
  assert.equal(span(9_001), "10 s");
  assert.equal(span(125_000), "2 min 5 s");
  assert.equal(dueText(5_000, 1_500), "in 4 s");
  assert.equal(dueText(5_000, 5_000), "now");
});
