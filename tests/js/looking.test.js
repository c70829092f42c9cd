import assert from "node:assert/strict";
import test from "node:test";
import { looking } from "../../static/js/looking.js";

/** A page whose time the test lets pass. */
function page() {
  /** @type {(() => void)[]} */
  const due = [];
  /** @type {(() => void)[]} */
  const seen = [];
  const self = { hiddenNow: false, due, seen, wait: (/** @type {() => void} */ then) => void due.push(then), hidden: () => self.hiddenNow, shown: (/** @type {() => void} */ then) => void seen.push(then) };
  return self;
}

const settled = () => new Promise((done) => setTimeout(done, 0));

test("many changes are one question", async () => {
  const here = page();
  let asked = 0;
  const changed = looking(async () => { asked += 1; }, 500, here);
  changed();
  changed();
  changed();
  assert.equal(here.due.length, 1);
  here.due.shift()?.();
  await settled();
  assert.equal(asked, 1);
});

test("a change while an answer is on its way is asked for again, after that answer", async () => {
  const here = page();
  let truth = "old";
  let shown = "";
  /** @type {(() => void)[]} */
  const answers = [];
  const changed = looking(async () => {
    const answer = truth;
    await new Promise((done) => void answers.push(() => done(undefined)));
    shown = answer;
  }, 500, here);
  changed();
  here.due.shift()?.();
  truth = "new";
  changed();
  assert.equal(here.due.length, 0); // one question at a time: the first answer cannot come last
  answers.shift()?.();
  await settled();
  assert.equal(shown, "old");
  here.due.shift()?.();
  answers.shift()?.();
  await settled();
  assert.equal(shown, "new");
});

test("a page that nobody sees asks when somebody does", async () => {
  const here = page();
  let asked = 0;
  const changed = looking(async () => { asked += 1; }, 500, here);
  here.hiddenNow = true;
  changed();
  here.due.shift()?.();
  changed();
  assert.deepEqual([asked, here.due.length, here.seen.length], [0, 0, 1]);
  here.hiddenNow = false;
  here.seen.shift()?.();
  await settled();
  assert.equal(asked, 1);
});

test("without the server, the next change asks again", async () => {
  const here = page();
  let asked = 0;
  const changed = looking(async () => { asked += 1; throw new Error("no server"); }, 500, here);
  for (const time of [1, 2]) {
    changed();
    here.due.shift()?.();
    await settled();
    assert.equal(asked, time);
  }
});
