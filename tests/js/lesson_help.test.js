// The editor's help: what may stand where in a lesson, by the schema that `manage.py lesson schema` writes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning, offers, placeAt } from "../../static/js/lesson_help.js";

const TEXT = { type: "string" };
const whole = {
  $defs: {
    "front-matter": {
      type: "object", required: ["id"], additionalProperties: false,
      properties: {
        id: { ...TEXT, description: "the address" }, level: { enum: ["beginner", "advanced"], description: "for whom" },
        cluster: { type: "object", properties: { preset: { enum: ["bare", "three-nodes"] } } },
      },
    },
    check: {
      type: "object", description: "One line of the list.", required: ["id"],
      properties: {
        id: TEXT, passive: { type: "boolean" }, mode: { anyOf: [TEXT, { enum: ["edge", "level"] }], description: "when it counts" },
        because: { type: "array", items: { type: "object", properties: { when: { ...TEXT, description: "CEL" }, say: TEXT } } },
      },
    },
    solution: { type: "string", description: "Commands.", examples: ["settle", "kubectl "] },
  },
};
/** @param {string} text */
const words = (text) => {
  const lines = text.split("\n");
  return offers(whole, placeAt(lines), lines.at(-1) ?? "").map((one) => one.label);
};
const FRONT = "---\nid: a\n---\n";

test("in the front matter its keys are offered, and the words that a key may have", () => {
  assert.deepEqual(words("---\nid: a\nle"), ["id", "level", "cluster"]);
  assert.deepEqual(words("---\nlevel: b"), ["beginner", "advanced"]);
  assert.deepEqual(words("---\ncluster:\n  pre"), ["preset"]);
  assert.deepEqual(words("---\ncluster:\n  preset: "), ["bare", "three-nodes"]);
});

test("in a block its own keys are offered, at any depth", () => {
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nmo`), ["id", "passive", "mode", "because"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nmode: `), ["edge", "level"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\npassive: t`), ["true", "false"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nbecause:\n  - w`), ["when", "say"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nbecause:\n  - when: "x"\n    s`), ["when", "say"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nid: a\n\`\`\`\nwords`), [], "the block has ended");
});

test("a line of a solution begins with a command, and goes on as its author likes", () => {
  assert.deepEqual(words(`${FRONT}\n\`\`\`solution\n`), ["settle", "kubectl"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`solution\nku`), ["settle", "kubectl"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`solution\nkubectl ru`), []);
});

test("in the prose a fence offers blocks, and three colons offer asides", () => {
  assert.deepEqual(words(`${FRONT}\n\`\`\``), ["check", "solution"]);
  assert.deepEqual(words(`${FRONT}\n\`\`\`check\nid: a\n\`\`\`\n\n:::h`), ["hint", "explain", "note", "warn", "instructor"]);
  assert.deepEqual(words(`${FRONT}\nlevel: `), [], "prose is the author's");
});

test("what must be there has a mark, and a key says what it means", () => {
  const lines = "---\nx".split("\n");
  assert.equal(offers(whole, placeAt(lines), "x")[0]?.detail, "the address *");
  assert.equal(meaning(whole, ["---", "level: adv"]), "level: for whom");
  assert.equal(meaning(whole, `${FRONT}\n\`\`\`check`.split("\n")), "check: One line of the list.");
  assert.equal(meaning(whole, `${FRONT}\n\`\`\`check\nbecause:\n  - when: "x"`.split("\n")), "when: CEL");
  assert.equal(meaning(whole, [...FRONT.split("\n"), "level: prose"]), "");
});
