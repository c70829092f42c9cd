import assert from "node:assert/strict";
import test from "node:test";
import { boxAt, fit, lineAt, tagAt } from "../../static/js/layout.js";

const SIZES = { wide: [1040, 508], narrow: [628, 508], far: [390, 266] };

test("the canvas of the mock shows everything at zoom 1", () => {
  assert.deepEqual(fit(1040, 508, SIZES), { mode: "wide", width: 1040, zoom: 1, text: 1 });
});

test("below 900 px the map is narrow, below 560 px far", () => {
  assert.equal(fit(899, 508, SIZES).mode, "narrow");
  assert.equal(fit(559, 508, SIZES).mode, "far");
});

test("a wider canvas gives the world more width before it grows", () => {
  assert.deepEqual(fit(1200, 508, SIZES), { mode: "wide", width: 1200, zoom: 1, text: 1 });
});

test("text is never smaller than 11.5 px on the screen", () => {
  const { zoom, text } = fit(1040, 400, SIZES);
  assert.ok(zoom < 0.92);
  assert.ok(Math.abs(12.5 * zoom * text - 11.5) < 0.001);
});

test("what would be too small is drawn far", () => {
  assert.equal(fit(1040, 280, SIZES).mode, "far");
});

test("boxes and lines follow the width", () => {
  assert.deepEqual(boxAt([700, 260, 320, 224, 0.5, 0.25], 100), { x: 750, y: 260, w: 345, h: 224 });
  assert.deepEqual(lineAt([257, 176, 257, 294, 0.25, 0.25], 100), { x1: 282, y1: 176, x2: 282, y2: 294 });
});

test("the tag of a broken line stands whole in its middle", () => {
  assert.deepEqual(tagAt(["no heartbeat for 50 s", "silent 50 s"], 260, 1040, []), { text: "no heartbeat for 50 s", x: 260 });
});

test("the tag of a broken line keeps clear of a Pod that waits for a node, in fewer words", () => {
  const pod = { x: 32, y: 195, w: 142, h: 58 };
  assert.deepEqual(tagAt(["no heartbeat for 50 s", "silent 50 s"], 260, 1040, [pod]), { text: "silent 50 s", x: 260 });
});

test("where even the fewer words would lie on the Pod, they stand beside it", () => {
  const pod = { x: 21, y: 195, w: 98, h: 58 };
  const { text, x } = tagAt(["no heartbeat for 11 min", "silent 11 min"], 160, 628, [pod]);
  assert.equal(text, "silent 11 min");
  assert.ok(x - (text.length * 6.3 + 34) / 2 >= pod.x + pod.w);
});
