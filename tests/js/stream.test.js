import assert from "node:assert/strict";
import test from "node:test";
import { Stream, backOffMs } from "../../static/js/stream.js";

function fake() {
  /** @type {any} */
  const socket = { readyState: 1, sent: /** @type {any[]} */ ([]), send(/** @type {string} */ text) { this.sent.push(JSON.parse(text)); }, close() {} };
  /** @type {number[]} */
  const frames = [];
  /** @type {string[]} */
  const refusals = [];
  const stream = new Stream("ws://x", { frame: (frame) => frames.push(frame.frame), connected() {}, refused: (sentence) => refusals.push(sentence) }, () => socket);
  stream.start();
  socket.onopen();
  return { socket, stream, frames, refusals };
}

test("it says hello with what it saw, and acknowledges each frame", () => {
  const { socket, stream, frames } = fake();
  stream.receive('{"frame": 4, "snapshot": {}}');
  stream.receive('{"frame": 5}');
  assert.deepEqual(socket.sent, [{ do: "hello", seen: null }, { do: "ack", frame: 4 }, { do: "ack", frame: 5 }]);
  assert.deepEqual(frames, [4, 5]);
});

test("a frame that was missed is asked for, and not skipped", () => {
  const { socket, stream, frames } = fake();
  stream.receive('{"frame": 4, "snapshot": {}}');
  stream.receive('{"frame": 7}');
  assert.deepEqual(socket.sent.at(-1), { do: "hello", seen: 4 });
  assert.deepEqual(frames, [4]);
});

test("a frame that comes twice is drawn once", () => {
  const { stream, frames } = fake();
  stream.receive('{"frame": 4, "snapshot": {}}');
  stream.receive('{"frame": 4}');
  assert.deepEqual(frames, [4]);
});

test("a refusal is a sentence", () => {
  const { stream, refusals } = fake();
  stream.receive('{"refused": "node-9 is not here.", "to": {"do": "poke"}}');
  assert.deepEqual(refusals, ["node-9 is not here."]);
});

test("what is sent while the connection is gone arrives when it is back", () => {
  const { socket, stream } = fake();
  stream.socket = null;
  stream.send({ do: "run", line: "kubectl get pods", id: 1 });
  stream.send({ do: "ack", frame: 3 });
  stream.start();
  socket.onopen();
  assert.deepEqual(socket.sent.slice(1), [{ do: "hello", seen: null }, { do: "run", line: "kubectl get pods", id: 1 }]);
});

test("it waits longer each time, and not all learners at once", () => {
  assert.equal(backOffMs(0, () => 1), 400);
  assert.equal(backOffMs(0, () => 0), 200);
  assert.equal(backOffMs(3, () => 1), 3200);
  assert.equal(backOffMs(30, () => 1), 15000);
});
