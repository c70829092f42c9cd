// How a lesson's text reads: where its steps begin, and what the editor colours (front matter, headings, blocks, asides).

/**
 * The id of the step that a line stands in; "" before the first one.
 * @param {{id: string, line: number}[]} steps  in order @param {number} line  counted from 1
 */
export function stepAt(steps, line) {
  return steps.filter((step) => step.line <= line).at(-1)?.id ?? "";
}

/**
 * What a line is, and in which kind of stretch the next one stands.
 * @param {string} line @param {{within: string, number: number}} state @returns {string}
 */
export function kindOf(line, state) {
  const first = state.number === 0;
  state.number += 1;
  if (first && line === "---") { state.within = "front"; return "mark"; }
  if (state.within === "front") {
    if (line === "---") { state.within = ""; return "mark"; }
    return "data";
  }
  if (state.within === "block") {
    if (/^```\s*$/.test(line)) { state.within = ""; return "mark"; }
    return "data";
  }
  if (/^```/.test(line)) { state.within = "block"; return "mark"; }
  if (/^:::/.test(line)) return "mark";
  if (/^#{1,6} /.test(line)) return "heading";
  return "prose";
}

/** The same as a language of CodeMirror's. @param {any} cm */
export function language(cm) {
  return cm.StreamLanguage.define({
    name: "lesson",
    startState: () => ({ within: "", number: 0, kind: "" }),
    copyState: (/** @type {any} */ state) => ({ ...state }),
    blankLine: (/** @type {any} */ state) => { kindOf("", state); },
    token: (/** @type {any} */ stream, /** @type {any} */ state) => {
      if (stream.sol()) state.kind = kindOf(stream.string, state);
      if (state.kind === "mark") { stream.skipToEnd(); return "keyword"; }
      if (state.kind === "heading") { stream.skipToEnd(); return "heading"; }
      if (state.kind === "data") {
        if (stream.match(/^\s*#.*/)) return "comment";
        if (stream.sol() && stream.match(/^\s*(- )?[A-Za-z0-9_-]+(?=:)/)) return "propertyName";
        stream.skipToEnd();
        return "string";
      }
      if (stream.match(/^`[^`]*`/)) return "monospace";
      if (stream.match(/^\*\*[^*]+\*\*/)) return "strong";
      stream.next();
      stream.eatWhile(/[^`*]/);
      return null;
    },
  });
}
