import assert from "node:assert/strict";
import { test } from "node:test";

import { whereTo } from "../../static/js/room.js";

const HERE = "/learn/a-node-dies/three-copies/";
const THERE = "/learn/a-node-dies/power-off/";

test("a page that is opened stays where it is, whatever the class did before", () => {
  assert.equal(whereTo({ push: 3, reload: 1 }, null, THERE, HERE), "");
  assert.equal(whereTo({ push: 3, reload: 1 }, { push: 3, reload: 1 }, THERE, HERE), "");
});

test("a push brings the page to the class's step, and one that is there already begins anew", () => {
  assert.equal(whereTo({ push: 2, reload: 0 }, { push: 1, reload: 0 }, THERE, HERE), THERE);
  assert.equal(whereTo({ push: 2, reload: 0 }, { push: 1, reload: 0 }, HERE, HERE), HERE);
});

test("a reset loads the page anew; a push also fetches who follows the teacher's cluster", () => {
  assert.equal(whereTo({ push: 1, reload: 1 }, { push: 1, reload: 0 }, THERE, HERE), HERE);
  assert.equal(whereTo({ push: 2, reload: 0 }, { push: 1, reload: 0 }, THERE, "/c/abc/"), THERE);
});
