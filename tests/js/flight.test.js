import assert from "node:assert/strict";
import test from "node:test";
import { FADE_MS, Flights, MOST_ON_A_LINE, TRAVEL_MS } from "../../static/js/flight.js";

/** @param {Partial<import("../../static/js/types.js").Packet>} given @returns {any} */
const packet = (given = {}) => ({ id: 1, is: "hop", line: "a|b", from: "a", to: "b", label: "POST Pod", sent: 0, arrives: 2, worth: 2, ...given });

/** @param {Flights} flights @param {number} until @param {number} clock */
function run(flights, until, clock, paused = false) {
  let found = flights.tick(flights.last, clock, paused);
  for (let wall = flights.last + 16; wall <= until; wall += 16) found = flights.tick(wall, clock, paused);
  return found;
}

test("a pill takes half a second, however fast the message was", () => {
  const flights = new Flights();
  flights.add(packet(), 0);
  assert.ok(run(flights, TRAVEL_MS / 2, 100)[0].progress < 0.6);
  assert.equal(run(flights, TRAVEL_MS + 50, 100)[0].progress, 1);
  assert.equal(run(flights, TRAVEL_MS + FADE_MS + 100, 100).length, 0);
  assert.equal(flights.busy, false);
});

test("a clock that stands still holds the pill where it is", () => {
  const flights = new Flights();
  flights.add(packet(), 0);
  const held = run(flights, 5000, 1, true);
  assert.equal(held[0].progress, 0.5);
});

test("the same message at the same time is one pill with a count", () => {
  const flights = new Flights();
  for (let id = 1; id <= 4; id += 1) flights.add(packet({ id }), 0);
  assert.deepEqual(flights.tick(1, 0, false).map((flight) => flight.count), [4]);
});

test("never more than three pills are on one line, and one where it is short", () => {
  const flights = new Flights();
  for (let id = 1; id <= 9; id += 1) flights.add(packet({ id, label: `POST ${id}`, from: id % 2 ? "a" : "b" }), 0);
  assert.ok(flights.tick(1, 0, false).length <= MOST_ON_A_LINE);
  const short = new Flights();
  for (let id = 1; id <= 9; id += 1) short.add(packet({ id, label: `POST ${id}` }), 0, 54);
  assert.equal(short.tick(1, 0, false).length, 1);
});

test("who waits sets out when there is room", () => {
  const flights = new Flights();
  flights.add(packet({ id: 1, label: "one" }), 0, 54);
  flights.add(packet({ id: 2, label: "two" }), 0, 54);
  const labels = run(flights, TRAVEL_MS + 100, 100).map((flight) => flight.packet.label);
  assert.ok(labels.includes("two"));
});
