import assert from "node:assert/strict";
import { test } from "node:test";

import { Login, promptOf, quoted, typed } from "../../static/js/login.js";

test("a line that is typed on a machine goes there, and is shown as it was typed", () => {
  const login = new Login();
  assert.equal(login.line("crictl ps"), "crictl ps");
  assert.equal(login.ended("ssh root@node-1", 0), true);
  const sent = login.line("crictl ps | grep 'a b'");
  assert.equal(sent, "ssh node-1 -- 'crictl ps | grep '\\''a b'\\'''");
  assert.deepEqual(typed(sent ?? ""), { node: "node-1", line: "crictl ps | grep 'a b'" });
  assert.equal(login.completing("crictl "), "ssh node-1 crictl ");
  assert.equal(promptOf(login.node), "root@node-1:~#");
});

test("the page's own commands are typed at home, wherever one is", () => {
  const login = new Login();
  login.ended("ssh node-1", 0);
  assert.equal(login.line("fault node-1 off"), "fault node-1 off");
  assert.equal(login.line("help"), "help");
});

test("exit leads home, and so does a machine that has gone", () => {
  const login = new Login();
  login.ended("ssh node-1", 0);
  assert.equal(login.line("exit"), null);
  assert.equal(login.node, "");
  login.ended("ssh node-2", 0);
  assert.equal(login.ended("ssh node-2 -- 'ls'", 2), false);
  assert.equal(login.ended("ssh node-2 -- 'ls'", 255), true);
  assert.equal(promptOf(login.node), "$");
});

test("who could not log in stays at home", () => {
  const login = new Login();
  assert.equal(login.ended("ssh node-1", 255), false);
  assert.equal(login.ended("ssh node-1 crictl ps", 0), false);
  assert.equal(login.node, "");
});

test("a page that is loaded again is where it was", () => {
  const login = new Login();
  login.restore([{ line: "ssh node-1", status: 0 }]);
  assert.equal(login.node, "node-1");
  login.restore([{ line: "ssh node-2 -- 'ls'", status: 0 }]);
  assert.equal(login.node, "node-2");
  login.restore([{ line: "kubectl get pods", status: 0 }]);
  assert.equal(login.node, "");
  assert.equal(quoted("it's"), "'it'\\''s'");
});
