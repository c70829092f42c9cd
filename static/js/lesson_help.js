// What may stand where in a lesson's text: keys and words of the front matter and the blocks, from their JSON Schema.

/**
 * @typedef {{type?: string|string[], enum?: any[], anyOf?: Schema[], properties?: Record<string, Schema>, additionalProperties?: boolean|Schema,
 *   items?: Schema, required?: string[], description?: string, examples?: string[]}} Schema
 * @typedef {{$defs: Record<string, Schema>}} Whole
 * @typedef {{part: string, path: string[], key: string, typed: string}} Place  part: "front-matter", a block's name, or "" in the prose
 * @typedef {{label: string, detail: string, apply: string}} Offer
 */

const ASIDES = ["hint", "explain", "note", "warn", "instructor"];
const KEY = /^(\s*)(?:- )?([A-Za-z_][\w-]*):(?:\s|$)/;

/** Where the caret is. @param {string[]} lines  up to the caret's, which ends at the caret @returns {Place} */
export function placeAt(lines) {
  const { part, from } = partOf(lines);
  const last = lines.at(-1) ?? "";
  const found = last.match(/^(\s*(?:- )?)([A-Za-z_][\w-]*):\s+(\S*)$/);
  const typed = found ? found[3] ?? "" : last.match(/[\w-]*$/)?.[0] ?? "";
  return { part, path: part ? around(lines.slice(from), found ? (found[1] ?? "").length : indentOf(last)) : [], key: found?.[2] ?? "", typed };
}

/** @param {string[]} lines */
function partOf(lines) {
  let part = lines[0] === "---" && lines.length > 1 ? "front-matter" : "";
  let from = 1;
  lines.slice(1, -1).forEach((line, at) => {
    if (part === "front-matter") { if (line === "---") part = ""; return; }
    const fence = line.match(/^```([a-z]*)\s*$/);
    if (!fence) return;
    part = part ? "" : fence[1] ?? "";
    from = at + 2;
  });
  return { part, from };
}

/** @param {string} line */
const indentOf = (line) => (line.match(/^\s*(- )?/)?.[0] ?? "").length;

/** The keys within which a line of this indent stands, outermost first. @param {string[]} lines @param {number} indent */
function around(lines, indent) {
  const path = [];
  for (const line of lines.slice(0, -1).reverse()) {
    const key = line.match(KEY);
    if (!key || indentOf(line) >= indent) continue;
    path.unshift(key[2] ?? "");
    indent = indentOf(line);
  }
  return path;
}

/** What a place may hold, in all its shapes. @param {Whole} whole @param {Place} place @returns {Schema[]} */
function shapes(whole, place) {
  let now = shapesOf(whole.$defs[place.part]);
  for (const key of place.path) {
    now = now.flatMap((one) => {
      const rest = typeof one.additionalProperties === "object" ? one.additionalProperties : undefined;
      return shapesOf(one.properties?.[key] ?? rest);
    });
  }
  return now;
}

/** @param {Schema|undefined} schema @returns {Schema[]} */
function shapesOf(schema) {
  if (!schema) return [];
  const inner = (schema.anyOf ?? [schema]).flatMap((one) => (one === schema ? [one] : shapesOf(one)));
  return inner.flatMap((one) => (one.items ? [one, ...shapesOf(one.items)] : [one]));
}

/** What can be typed at a place. @param {Whole} whole @param {Place} place @param {string} line  up to the caret @returns {Offer[]} */
export function offers(whole, place, line) {
  if (!place.part) {
    const opens = line.match(/^(```|:::)[a-z]*$/)?.[1];
    if (opens === "```") return Object.keys(whole.$defs).filter((name) => name !== "front-matter").map((name) => offer(name, whole.$defs[name]?.description, name));
    return opens ? ASIDES.map((name) => offer(name, "", name)) : [];
  }
  const lines = whole.$defs[place.part]?.examples;
  if (lines) return /^[\w-]*$/.test(line) ? lines.map((one) => offer(one.trim(), "", one)) : [];
  const found = shapes(whole, place);
  if (place.key) {
    const values = found.flatMap((one) => shapesOf(one.properties?.[place.key]));
    const words = values.flatMap((one) => one.enum ?? (one.type === "boolean" ? [true, false] : []));
    return [...new Set(words.map(String))].map((word) => offer(word, "", word));
  }
  return found.flatMap((one) => Object.entries(one.properties ?? {}).map(([name, what]) => offer(name, what.description, `${name}: `, one.required?.includes(name))));
}

/** @param {string} label @param {string|undefined} detail @param {string} apply @param {boolean} [required] @returns {Offer} */
function offer(label, detail, apply, required = false) {
  return { label, detail: required ? `${detail ?? ""} *` : detail ?? "", apply };
}

/** What the key in a line means, or the block that the line opens; "" where there is nothing to say. @param {Whole} whole @param {string[]} lines */
export function meaning(whole, lines) {
  const last = lines.at(-1) ?? "";
  const opens = last.match(/^```([a-z]+)\s*$/)?.[1];
  if (opens && !placeAt(lines).part) return told(opens, whole.$defs[opens]);
  const key = last.match(KEY)?.[2];
  if (!key) return "";
  const place = placeAt([...lines.slice(0, -1), last.slice(0, last.indexOf(key))]);
  return told(key, shapes(whole, place).map((one) => one.properties?.[key]).find(Boolean));
}

/** @param {string} name @param {Schema|undefined} schema */
const told = (name, schema) => (schema?.description ? `${name}: ${schema.description}` : "");
