// Lines of ownership: from an owner to what it owns, and from a Pod that leaves to the one that takes its place. Pure.

/** @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Box} Box */
/** @typedef {{id: string, path: string, arrow: string, label: {text: string, x: number, y: number}|null}} Kin */
/** @typedef {[number, number]} Point */

const ROUND = 8;
const CHEVRON = 4;
const TILE = 40; // px: a Pod that is narrower is a tile
const DOOR = 0.75; // of a node's width: there a line enters it, right of its name
const TURN = 118; // px below a node's upper edge: above its Pods

/**
 * @param {string} view @param {Iterable<Data>} all @param {Map<string, Box>} boxes  of what is drawn
 * @returns {Kin[]}
 */
export function kinship(view, all, boxes) {
  const elements = [...all];
  const found = replaced(elements, boxes);
  if (view === "ownership") return [...owned(elements, boxes, (data) => [data.owned_by ?? ""]), ...found];
  if (view === "network") return owned(elements, boxes, (data) => data.served_by ?? []);
  return view === "control" ? found : [];
}

/** From those above to the Pods: `whose` says who they are, one or several. @param {Data[]} elements @param {Map<string, Box>} boxes @param {(data: Data) => string[]} whose @returns {Kin[]} */
function owned(elements, boxes, whose) {
  /** @type {Kin[]} */
  const found = [];
  const pairs = elements.flatMap((data) => (data.kind === "pod" && boxes.has(data.id) ? whose(data).filter((by) => boxes.has(by)).map((by) => ({ data, by })) : []));
  const waiting = pairs.some(({ data }) => !data.parent);
  const owners = [...new Set(pairs.map(({ by }) => by))];
  for (const data of elements) {
    const above = boxes.get(data.owned_by ?? "");
    const box = boxes.get(data.id);
    if (data.kind !== "owner" || !above || !box) continue;
    const middle = (above.y + above.h + box.y) / 2;
    found.push(kin(data.id, [[above.x + above.w / 2, above.y + above.h], [above.x + above.w / 2, middle], [box.x + box.w / 2, middle], [box.x + box.w / 2, box.y]]));
  }
  const done = new Set();
  for (const { data, by } of pairs) {
    const order = owners.indexOf(by);
    const owner = /** @type {Box} */ (boxes.get(by));
    const box = /** @type {Box} */ (boxes.get(data.id));
    const from = owner.x + owner.w / 2;
    const low = owner.y + owner.h;
    // Pods that wait for a node hang in the gap: then the lines pass above them.
    const bus = low + (owner.h < TILE ? 12 + 3 * order : waiting ? 5 + 3 * order : 28 + 9 * order);
    const node = boxes.get(data.parent ?? "");
    if (!node) {
      found.push(kin(data.id, [[from, low], [from, bus], [box.x + box.w / 2, bus], [box.x + box.w / 2, box.y]]));
      continue;
    }
    const aside = Math.max(-4, Math.min(4, (order - (owners.length - 1) / 2) * 3));
    const door = node.x + node.w * DOOR + 2 * aside;
    if (box.w < TILE) {
      // Among tiles there is no way: one line to the node says how far the family reaches.
      const key = `${by} ${data.parent}`;
      if (!done.has(key)) found.push(kin(key, [[from, low], [from, bus], [door, bus], [door, node.y]]));
      done.add(key);
      continue;
    }
    const { gutter, side, middle } = entrance(box, node);
    const turn = node.y + TURN + 2 * aside;
    found.push(kin(data.id, [[from, low], [from, bus], [door, bus], [door, turn], [gutter + aside, turn], [gutter + aside, middle], [side, middle]]));
  }
  return found;
}

/** @param {Data[]} elements @param {Map<string, Box>} boxes @returns {Kin[]} */
function replaced(elements, boxes) {
  const pods = elements.filter((data) => data.kind === "pod");
  const pairs = pods.filter((data) => data.parent && boxes.has(data.id) && boxes.has(data.replaces ?? ""));
  return pairs.flatMap((data, order) => {
    const old = pods.find((one) => one.id === data.replaces);
    const [from, to] = [/** @type {Box} */ (boxes.get(data.replaces ?? "")), /** @type {Box} */ (boxes.get(data.id))];
    const [home, away] = [boxes.get(old?.parent ?? ""), boxes.get(data.parent ?? "")];
    if (!home || !away || from.w < TILE) return [];
    const below = Math.max(home.y + home.h, away.y + away.h) + 9 + 4 * Math.min(order, 3);
    const out = way(from, home, below, boxes);
    const into = way(to, away, below, boxes).reverse();
    const text = order === 0 ? (pairs.length > 1 ? `${pairs.length} replaced` : "replaced by") : "";
    const [left, right] = [out[out.length - 1][0], into[0][0]];
    const points = [...out, ...into];
    return [kin(`${data.replaces} replaced`, points, chevron(points), text ? { text, x: (left + right) / 2, y: below } : null)];
  });
}

/** From a Pod to below its node: straight down, or through the gutter where other Pods stand below it. @param {Box} box @param {Box} node @param {number} below @param {Map<string, Box>} boxes @returns {Point[]} */
function way(box, node, below, boxes) {
  const under = [...boxes].some(([id, other]) => id.startsWith("pod/") && other.x === box.x && other.y > box.y);
  if (!under) return [[box.x + box.w / 2, box.y + box.h], [box.x + box.w / 2, below]];
  const { gutter, side, middle } = entrance(box, node);
  return [[side, middle], [gutter, middle], [gutter, below]];
}

/** Where one reaches a Pod from the space beside it. @param {Box} box @param {Box} node */
function entrance(box, node) {
  const middle = box.y + box.h / 2;
  const centre = node.x + node.w / 2;
  return { gutter: centre, side: box.x + box.w / 2 < centre ? box.x + box.w : box.x, middle };
}

/** @param {string} id @param {Point[]} points @param {string} [arrow] @param {Kin["label"]} [label] @returns {Kin} */
function kin(id, points, arrow = "", label = null) {
  return { id, path: rounded(points), arrow, label };
}

/** @param {Point[]} points @returns {string}  as SVG says it, with round corners */
export function rounded(points) {
  let path = `M${points[0].join(" ")}`;
  for (let at = 1; at < points.length - 1; at += 1) {
    const [before, corner, after] = [points[at - 1], points[at], points[at + 1]];
    const radius = Math.min(ROUND, distance(before, corner) / 2, distance(corner, after) / 2);
    path += `L${toward(corner, before, radius).join(" ")}Q${corner.join(" ")} ${toward(corner, after, radius).join(" ")}`;
  }
  return `${path}L${points[points.length - 1].join(" ")}`;
}

/** @param {Point[]} points @returns {string} */
function chevron(points) {
  const [from, to] = [points[points.length - 2], points[points.length - 1]];
  const [x, y] = to;
  if (from[0] === to[0]) {
    const back = from[1] < to[1] ? -CHEVRON : CHEVRON;
    return `M${x - CHEVRON} ${y + back}L${x} ${y}L${x + CHEVRON} ${y + back}`;
  }
  const back = from[0] < to[0] ? -CHEVRON : CHEVRON;
  return `M${x + back} ${y - CHEVRON}L${x} ${y}L${x + back} ${y + CHEVRON}`;
}

/** @param {Point} one @param {Point} other */
function distance(one, other) {
  return Math.hypot(other[0] - one[0], other[1] - one[1]);
}

/** @param {Point} from @param {Point} to @param {number} by @returns {Point} */
function toward(from, to, by) {
  const length = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / length, from[1] + ((to[1] - from[1]) * by) / length];
}
