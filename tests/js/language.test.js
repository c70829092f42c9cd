import assert from "node:assert/strict";
import { test } from "node:test";

import { say, sayCount, speak } from "../../static/js/language.js";

test("without words of another language it is said as it was written", () => {
  speak({});
  assert.equal(say("{left} left", { left: 2 }), "2 left");
  assert.equal(sayCount("{count} hop", "{count} hops", 1), "1 hop");
  assert.equal(sayCount("{count} hop", "{count} hops", 3), "3 hops");
});

test("it is said in the page's language, with its values; what has no value stays", () => {
  speak({ "{left} left": "noch {left}", "{count} hop": ["{count} Sprung", "{count} Sprünge"] });
  assert.equal(say("{left} left", { left: 2 }), "noch 2");
  assert.equal(say("{other} left", {}), "{other} left");
  assert.equal(sayCount("{count} hop", "{count} hops", 2), "2 Sprünge");
  speak(null);
});
