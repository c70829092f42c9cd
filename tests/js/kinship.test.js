import assert from "node:assert/strict";
import test from "node:test";
import { kinship, rounded } from "../../static/js/kinship.js";

const BOXES = new Map([
  ["deployment/default/web", { x: 118, y: 32, w: 200, h: 48 }],
  ["replicaset/default/web-1", { x: 118, y: 126, w: 200, h: 48 }],
  ["node/node-1", { x: 20, y: 260, w: 320, h: 224 }],
  ["node/node-2", { x: 360, y: 260, w: 320, h: 224 }],
  ["pod/default/web-1-a", { x: 32, y: 414, w: 142, h: 58 }],
  ["pod/default/web-1-b", { x: 372, y: 414, w: 142, h: 58 }],
]);
const ALL = /** @type {any[]} */ ([
  { id: "deployment/default/web", kind: "owner" },
  { id: "replicaset/default/web-1", kind: "owner", owned_by: "deployment/default/web" },
  { id: "pod/default/web-1-a", kind: "pod", parent: "node/node-1", owned_by: "replicaset/default/web-1" },
  { id: "pod/default/web-1-b", kind: "pod", parent: "node/node-2", owned_by: "replicaset/default/web-1", replaces: "pod/default/web-1-a" },
]);

/** @param {string} path @returns {number[][]} the points of a path, corners included */
const points = (path) => [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

test("each family line begins at the owner's lower edge and ends at what it owns", () => {
  const found = new Map(kinship("ownership", ALL, BOXES).map((one) => [one.id, points(one.path)]));
  assert.deepEqual([...found.keys()], ["replicaset/default/web-1", "pod/default/web-1-a", "pod/default/web-1-b", "pod/default/web-1-a replaced"]);
  const first = found.get("replicaset/default/web-1") ?? [];
  assert.deepEqual([first[0], first.at(-1)], [[218, 80], [218, 126]]);
  const second = found.get("pod/default/web-1-a") ?? [];
  assert.deepEqual([second[0], second.at(-1)], [[218, 174], [174, 443]]);
});

test("a Pod that leaves leads below the nodes to the one that takes its place", () => {
  const [only] = kinship("control", ALL, BOXES);
  const way = points(only.path);
  assert.deepEqual([way[0], way.at(-1)], [[103, 472], [443, 472]]);
  assert.ok(way.some(([, y]) => y > 484), "it passes below the nodes");
  assert.equal(only.label?.text, "replaced by");
  assert.ok(only.arrow);
});

test("several lines share one label", () => {
  const more = [...ALL, { ...ALL[2], id: "pod/default/web-1-c" }, { ...ALL[3], id: "pod/default/web-1-d", replaces: "pod/default/web-1-c" }];
  const boxes = new Map([...BOXES, ["pod/default/web-1-c", { x: 186, y: 414, w: 142, h: 58 }], ["pod/default/web-1-d", { x: 526, y: 414, w: 142, h: 58 }]]);
  const labels = kinship("control", more, boxes).map((one) => one.label?.text);
  assert.deepEqual(labels, ["2 replaced", undefined]);
});

test("tiles share one line for each node, and the other views draw none", () => {
  const tiles = new Map([...BOXES].map(([id, box]) => [id, id.startsWith("pod/") ? { ...box, w: 26, h: 26 } : box]));
  assert.deepEqual(kinship("ownership", ALL, tiles).map((one) => points(one.path).at(-1)), [[218, 126], [260, 260], [600, 260]]);
  assert.deepEqual(kinship("capacity", ALL, BOXES), []);
});

test("corners are round, and no rounder than their sides are long", () => {
  assert.equal(rounded([[0, 0], [0, 20], [20, 20]]), "M0 0L0 12Q0 20 8 20L20 20");
  assert.equal(rounded([[0, 0], [0, 4], [20, 4]]), "M0 0L0 2Q0 4 2 4L20 4");
});

test("in the view of the network, lines lead from each Service to each Pod that it leads to", () => {
  const boxes = new Map([...BOXES, ["service/default/a", { x: 118, y: 126, w: 200, h: 48 }], ["service/default/b", { x: 334, y: 126, w: 200, h: 48 }]]);
  const pods = [{ ...ALL[2], served_by: ["service/default/a", "service/default/b"] }, { ...ALL[3], served_by: ["service/default/b", "service/default/nowhere"] }];
  const ends = kinship("network", pods, boxes).map((one) => [points(one.path)[0], points(one.path).at(-1)]);
  assert.deepEqual(ends, [[[218, 174], [174, 443]], [[434, 174], [174, 443]], [[434, 174], [514, 443]]]);
});
