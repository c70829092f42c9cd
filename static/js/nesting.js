// Nesting: what stands in what, as Cytoscape's own compound nodes, each as large as the server says.
//
// Cytoscape makes a parent as large as its children are; our boxes are computed. So each parent has one more child,
// which nobody sees and nobody can point at: it reaches from edge to edge, and the others stand within.

const BOUND = 1; // px that Cytoscape adds around each child

/** Part of the diagram's style: a parent is its children's bounds, no more. @type {any[]} */
export const NESTED = [
  { selector: "node", style: { padding: 0, "compound-sizing-wrt-labels": "exclude", "bounds-expansion": 0 } },
  { selector: ".extent", style: { visibility: "hidden", events: "no", "border-width": 0, "outline-width": 0 } },
];

/** @param {string} id */
const extentOf = (id) => `extent of ${id}`;

/**
 * What is drawn stands in its parent, if that is drawn.
 * @param {import("cytoscape").Core} cy @param {string} id @param {string|undefined} parent
 */
export function nest(cy, id, parent) {
  const node = cy.getElementById(id);
  const wanted = parent && cy.getElementById(parent).nonempty() ? parent : undefined;
  if (node.data("parent") !== wanted) node.move({ parent: wanted ?? null });
}

/**
 * Stand exactly here. `holds`: others stand in it.
 * @param {import("cytoscape").Core} cy @param {string} id @param {import("./types.js").Box} box @param {boolean} holds
 */
export function place(cy, id, box, holds) {
  const node = cy.getElementById(id);
  const extent = cy.getElementById(extentOf(id));
  const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  const size = { w: box.w - 2 * BOUND, h: box.h - 2 * BOUND };
  if (!holds) {
    if (node.isParent()) node.children().remove();
    resize(node, box.w, box.h);
    move(node, middle);
  } else if (extent.empty()) {
    // While it is no parent yet, it can be moved without taking anybody along.
    if (!node.isParent()) move(node, middle);
    cy.add({ group: "nodes", data: { id: extentOf(id), kind: "extent", parent: id, ...size }, position: middle, classes: "extent" });
  } else {
    resize(extent, size.w, size.h);
    move(extent, middle);
  }
}

/** @param {any} node @param {number} w @param {number} h */
function resize(node, w, h) {
  if (node.data("w") !== w || node.data("h") !== h) node.data({ w, h });
}

/** @param {any} node @param {{x: number, y: number}} to */
function move(node, to) {
  if (node.position("x") !== to.x || node.position("y") !== to.y) node.position(to);
}
