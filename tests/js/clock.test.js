import assert from "node:assert/strict";
import test from "node:test";

import { RunningClock, clockText } from "../../static/js/clock.js";

const frame = (/** @type {number} */ at, rate = 1, pace = "1") => ({ at, rate, pace, epoch: 0 });

test("a calm clock runs on between frames that come once a second, and never goes back", () => {
  const clock = new RunningClock();
  clock.set(frame(1000), 0);
  assert.equal(clock.now(500), 1500);
  assert.ok(clock.runs(500));
  clock.set(frame(1990), 1000); // the server was 10 ms slower than the page
  let shown = 2000;
  for (let wall = 1000; wall <= 1900; wall += 20) {
    assert.ok(clock.now(wall) >= shown, `${clock.now(wall)} after ${shown}`);
    shown = clock.now(wall);
  }
  assert.equal(shown, 1990 + 900);
});

test("without a frame it stops after a while: the connection may be gone", () => {
  const clock = new RunningClock();
  clock.set(frame(1000), 0);
  assert.equal(clock.now(60_000), clock.now(1500));
  assert.ok(!clock.runs(1500));
});

test("a clock that races goes from frame to frame, and not on by itself", () => {
  const clock = new RunningClock();
  clock.set(frame(0, 40, "cinema"), 0);
  clock.set(frame(2000, 40, "cinema"), 50);
  assert.equal(clock.now(80), 1000);
  assert.equal(clock.now(200), 2000);
  assert.ok(!clock.runs(200));
});

test("a clock that is stopped shows what the server says", () => {
  const clock = new RunningClock();
  clock.set(frame(1000), 0);
  assert.equal(clock.now(900), 1900);
  clock.set(frame(1850, 0, "paused"), 900);
  assert.equal(clock.now(1000), 1850);
  assert.ok(!clock.runs(1000));
});

test("a cluster that goes back takes the clock with it", () => {
  const clock = new RunningClock();
  clock.set(frame(90_000), 0);
  clock.set(frame(5_000), 1000);
  assert.equal(clock.now(1000), 5_000);
  assert.equal(clockText(clock.now(1000))[0], "00:00:05");
});
