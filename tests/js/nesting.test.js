import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import cytoscape from "cytoscape";
import { nest, NESTED, place } from "../../static/js/nesting.js";

const NODE = { x: 20, y: 260, w: 320, h: 224 };
const POD = { x: 32.5, y: 414, w: 142.25, h: 58 };

/** @type {any} */
let made = null;
afterEach(() => made?.destroy()); // its animation loop would keep this process

/** A diagram without a screen: the same bounds, no canvas. */
function diagram() {
  made = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [
      { selector: "node", style: { shape: "round-rectangle", width: "data(w)", height: "data(h)", "border-width": 1.25, "outline-width": 0, label: "a long word" } },
      ...NESTED,
      { selector: ".pod:selected", style: { "outline-width": 2, "outline-offset": 3 } },
    ],
  });
  return made;
}

/** @param {any} cy @param {string} id @param {string|undefined} parent @param {any} box @param {boolean} holds */
function put(cy, id, parent, box, holds) {
  cy.batch(() => {
    if (cy.getElementById(id).empty()) cy.add({ group: "nodes", data: { id, w: box.w, h: box.h }, classes: "pod" });
    nest(cy, id, parent);
    place(cy, id, box, holds);
  });
}

/** @param {any} cy @param {string} id @param {any} box */
function stands(cy, id, box) {
  const node = cy.getElementById(id);
  const near = (/** @type {number} */ one, /** @type {number} */ other) => assert.ok(Math.abs(one - other) < 1e-9, `${id}: ${one}, not ${other}`);
  near(node.width(), box.w);
  near(node.height(), box.h);
  near(node.position("x"), box.x + box.w / 2);
  near(node.position("y"), box.y + box.h / 2);
}

test("a parent is exactly its box, whatever stands in it", () => {
  const cy = diagram();
  put(cy, "node/node-1", undefined, NODE, true);
  stands(cy, "node/node-1", NODE);
  put(cy, "pod/web", "node/node-1", POD, false);
  assert.equal(cy.getElementById("pod/web").parent().id(), "node/node-1");
  cy.getElementById("pod/web").select();
  stands(cy, "node/node-1", NODE);
  stands(cy, "pod/web", POD);
});

test("a parent moves and grows, and its children stand where they are told", () => {
  const cy = diagram();
  put(cy, "node/node-1", undefined, NODE, true);
  put(cy, "pod/web", "node/node-1", POD, false);
  const taller = { ...NODE, x: 60, h: 294 };
  put(cy, "node/node-1", undefined, taller, true);
  put(cy, "pod/web", "node/node-1", { ...POD, x: 72.5 }, false);
  stands(cy, "node/node-1", taller);
  stands(cy, "pod/web", { ...POD, x: 72.5 });
});

test("a Pod becomes a parent when its containers are shown, and is the same box before, meanwhile and after", () => {
  const cy = diagram();
  put(cy, "node/node-1", undefined, NODE, true);
  put(cy, "pod/web", "node/node-1", POD, false);
  put(cy, "pod/web", "node/node-1", POD, true);
  put(cy, "pod/web/nginx", "pod/web", { x: POD.x + 5, y: POD.y + 27, w: POD.w - 10, h: 26 }, false);
  assert.deepEqual(cy.getElementById("pod/web/nginx").ancestors().map((/** @type {any} */ node) => node.id()), ["pod/web", "node/node-1"]);
  stands(cy, "pod/web", POD);
  stands(cy, "node/node-1", NODE);
  put(cy, "pod/web", "node/node-1", POD, false);
  assert.equal(cy.getElementById("pod/web").isParent(), false);
  stands(cy, "pod/web", POD);
});

test("a Pod that waited for a node moves into it", () => {
  const cy = diagram();
  put(cy, "pod/web", undefined, { ...POD, y: 195 }, false);
  put(cy, "node/node-1", undefined, NODE, true);
  assert.equal(cy.getElementById("pod/web").isChild(), false);
  put(cy, "pod/web", "node/node-1", POD, false);
  assert.equal(cy.getElementById("pod/web").parent().id(), "node/node-1");
  stands(cy, "pod/web", POD);
});

test("nobody sees what gives a parent its size", () => {
  const cy = diagram();
  put(cy, "node/node-1", undefined, NODE, true);
  assert.deepEqual(cy.nodes(":visible").map((/** @type {any} */ node) => node.id()), ["node/node-1"]);
});
