// What scripts say, in the page's language: the server hands over the words, English needs none.

/** @type {Record<string, string|string[]>|null} */
let known = null;

/** @returns {Record<string, string|string[]>} */
function words() {
  if (known) return known;
  const given = typeof document === "undefined" ? null : document.getElementById("page-words");
  known = given?.textContent ? JSON.parse(given.textContent) : {};
  return known ?? {};
}

/** For tests: other words. @param {Record<string, string|string[]>|null} given */
export function speak(given) {
  known = given;
}

/** `{name}` stands for a value. @param {string} text @param {Record<string, string|number>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** @param {string} text  as it is written in English @param {Record<string, string|number>} [values] */
export function say(text, values = {}) {
  const said = words()[text];
  return filled(typeof said === "string" ? said : text, values);
}

/** One or many. @param {string} one @param {string} many @param {number} count  `{count}` in the text */
export function sayCount(one, many, count) {
  const said = words()[one];
  const forms = Array.isArray(said) ? said : [one, many];
  return filled(forms[count === 1 ? 0 : 1], { count });
}
