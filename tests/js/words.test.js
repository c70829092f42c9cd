import assert from "node:assert/strict";
import test from "node:test";
import { RunningClock, clockText } from "../../static/js/clock.js";
import { History, completed, isManifest, pasted } from "../../static/js/history.js";
import { meaning } from "../../static/js/keys.js";
import { LiveRegion } from "../../static/js/live_region.js";
import { covered, resting } from "../../static/js/packets.js";
import { Scene } from "../../static/js/scene.js";

test("the clock shows hours, minutes, seconds and milliseconds", () => {
  assert.deepEqual(clockText(90472), ["00:01:30", ".472"]);
  assert.deepEqual(clockText(3_600_000), ["01:00:00", ".000"]);
});

test("between two frames the clock runs on, and never ahead of the frame", () => {
  const clock = new RunningClock();
  clock.set({ at: 1000, epoch: 0, pace: "1" }, 0);
  assert.ok(clock.now(30) > 0);
  assert.equal(clock.now(500), 1000);
});

test("up and down go through what was typed, and keep the draft", () => {
  const history = new History();
  history.add("kubectl get pods");
  history.add("kubectl get nodes");
  assert.equal(history.up("kube"), "kubectl get nodes");
  assert.equal(history.up(""), "kubectl get pods");
  assert.equal(history.up(""), null);
  assert.equal(history.down(), "kubectl get nodes");
  assert.equal(history.down(), "kube");
  assert.equal(history.down(), null);
});

test("a pasted manifest is told from a command", () => {
  assert.ok(isManifest("apiVersion: v1\nkind: Pod\n"));
  assert.ok(isManifest("---\napiVersion: v1\n"));
  assert.ok(!isManifest("kubectl get pods"));
});

test("several lines pasted at once are applied or run one by one", () => {
  const manifest = "apiVersion: v1\nkind: Pod\n";
  assert.deepEqual(pasted(manifest), [["kubectl apply -f -", manifest]]);
  assert.deepEqual(pasted("$ kubectl get pods\n\n# look\nkubectl get nodes\n"), [["kubectl get pods"], ["kubectl get nodes"]]);
  assert.deepEqual(pasted("kubectl apply -f - <<EOF\nkind: Pod\nEOF\n"), [["kubectl apply -f - <<EOF\nkind: Pod\nEOF"]]);
});

test("completion replaces the last word only", () => {
  assert.equal(completed("kubectl get po", "pods"), "kubectl get pods ");
  assert.equal(completed("kubectl ", "get"), "kubectl get ");
});

test("keys mean deeds", () => {
  assert.deepEqual(meaning(" "), ["play"]);
  assert.deepEqual(meaning("."), ["step", "hop"]);
  assert.equal(meaning("x"), null);
});

test("at most one sentence is said in two seconds, and it is the latest", () => {
  let now = 0;
  /** @type {[() => void, number][]} */
  const timers = [];
  const element = { textContent: /** @type {string|null} */ ("") };
  const live = new LiveRegion(element, (run, ms) => timers.push([run, ms]), () => now);
  live.say("one");
  timers.shift()?.[0]();
  assert.equal(element.textContent, "one");
  now = 100;
  live.say("two");
  live.say("three");
  assert.equal(timers.length, 1);
  assert.equal(timers[0][1], 1900);
  timers[0][0]();
  assert.equal(element.textContent, "three");
});

test("a scene tells what changed and what is gone", () => {
  const scene = new Scene();
  /** @type {any[]} */
  const told = [];
  scene.listeners.add((changed, gone) => told.push([[...changed], [...gone]]));
  scene.replace(/** @type {any} */ ({ a: { data: { id: "a" } }, b: { data: { id: "b" } } }));
  scene.change(/** @type {any} */ ({ c: { data: { id: "c" } } }), ["a"]);
  assert.deepEqual(told, [[["a", "b"], []], [["c"], ["a"]]]);
  assert.equal(scene.data("a"), undefined);
});

test("a pill stays on the canvas and in the gap between the boxes", () => {
  const line = { y1: 176, y2: 294 };
  const spot = resting(line, 1000, 176, 1000, 294, 0, 120, 1040);
  assert.equal(spot.x, 1040 - 120 - 4);
  assert.equal(spot.y, 178);
  assert.equal(resting(line, 1000, 176, 1000, 294, 1, 120, 1040).y, 294 - 26);
});

test("nothing flies over the member of etcd that stands between two others", () => {
  assert.ok(covered("etcd-1|etcd-3"));
  for (const line of ["etcd-1|etcd-2", "etcd-2|etcd-3", "kube-apiserver|etcd-1", "kube-apiserver|etcd"]) assert.ok(!covered(line));
});
