import assert from "node:assert/strict";
import { test } from "node:test";

import { headline, rooted } from "../../static/js/visiting.js";

test("an answer says where it comes from", () => {
  assert.equal(headline({ port: 8080, path: "/", code: 200, body: "hello" }), "http://127.0.0.1:8080/ answered 200");
  assert.equal(headline({ port: 8080, path: "/x", code: 0, body: "refused" }), "http://127.0.0.1:8080/x cannot be reached");
});

test("a path begins at the root", () => {
  assert.equal(rooted(" healthz "), "/healthz");
  assert.equal(rooted("/healthz"), "/healthz");
  assert.equal(rooted(""), "/");
});
