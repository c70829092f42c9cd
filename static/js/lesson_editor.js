// The lesson's text in CodeMirror, over the plain textarea, which stays what the form sends.

import { say } from "./language.js";
import { meaning, offers, placeAt } from "./lesson_help.js";
import { language } from "./lesson_text.js";
import { token } from "./theme.js";

/**
 * @typedef {{line: number, column: number, sentence: string}} Failure
 * @typedef {{text: () => string, line: () => number, goTo: (line: number, column?: number) => void, insert: (text: string) => void,
 *   mark: (failures: Failure[]) => void}} Editor
 */

/** @typedef {import("./lesson_help.js").Whole} Whole */

/** The lines up to a place, the last one cut off there. @param {import("@codemirror/state").EditorState} state @param {number} at */
const linesTo = (state, at) => state.doc.sliceString(0, at).split("\n");

/** What may stand at the caret. @param {Whole} schema @returns {import("@codemirror/autocomplete").CompletionSource} */
const help = (schema) => (context) => {
  const lines = linesTo(context.state, context.pos);
  const place = placeAt(lines);
  if (!context.explicit && !place.typed && !/:::$|```$/.test(lines.at(-1) ?? "")) return null;
  const options = offers(schema, place, lines.at(-1) ?? "");
  return options.length ? { from: context.pos - place.typed.length, options, validFor: /^[\w-]*$/ } : null;
};

/** The schema of lessons; without it one can still write. @param {string} address @returns {Promise<Whole>} */
async function schemaAt(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : { $defs: {} };
  } catch {
    return { $defs: {} };
  }
}

/** @param {HTMLTextAreaElement} textarea @param {() => void} changed @param {() => void} save @returns {Promise<Editor>} */
export async function openLesson(textarea, changed, save) {
  const [cm, schema] = await Promise.all([import("editor"), schemaAt(textarea.dataset.schema ?? "")]);
  const means = document.getElementById("key-help");
  const holder = document.createElement("div");
  holder.className = "cm";
  textarea.after(holder);
  textarea.hidden = true;
  const nonce = /** @type {HTMLScriptElement|null} */ (document.querySelector("script[nonce]"))?.nonce ?? "";
  const colours = cm.HighlightStyle.define([
    { tag: cm.tags.heading, color: "var(--ink)", fontWeight: "600" },
    { tag: cm.tags.keyword, color: "var(--c-scheduler)", fontWeight: "600" },
    { tag: cm.tags.propertyName, color: "var(--c-apiserver)" },
    { tag: [cm.tags.string, cm.tags.monospace], color: "var(--ink-2)" },
    { tag: cm.tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
    { tag: cm.tags.strong, fontWeight: "600" },
  ]);
  const look = cm.EditorView.theme({
    "&": { color: "var(--ink)", backgroundColor: "var(--surface)", height: "100%" },
    ".cm-content": { fontFamily: token("--mono"), caretColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
    "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line) !important" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
    // As high as its longest list: what scrolls would have to be reached by Tab, and Tab leaves the editor.
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: token("--mono"), maxWidth: "min(560px, 90vw)", maxHeight: "min(520px, 80vh)" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", textOverflow: "ellipsis", overflow: "hidden" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--ink)", color: "var(--surface)" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
    ".cm-completionDetail": { fontFamily: token("--sans"), fontStyle: "normal", opacity: "1" },
  });
  const view = new cm.EditorView({
    parent: holder,
    state: cm.EditorState.create({
      doc: textarea.value,
      extensions: [
        cm.EditorView.cspNonce.of(nonce),
        cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.highlightActiveLine(), cm.lintGutter(), cm.EditorView.lineWrapping,
        language(cm), cm.syntaxHighlighting(colours), look,
        // Enter begins a new line until somebody has chosen an offer with the arrows.
        cm.autocompletion({ override: [help(schema)], icons: false, defaultKeymap: false, selectOnOpen: false }),
        cm.EditorView.contentAttributes.of({ "aria-label": say("The lesson as text"), "aria-describedby": "key-help", spellcheck: "true", tabindex: "0" }),
        cm.keymap.of([
          { key: "Mod-s", run: () => { save(); return true; } },
          // Tab leaves the editor, so that nobody is caught in it by the keyboard.
          ...cm.completionKeymap, ...cm.defaultKeymap, ...cm.historyKeymap, ...cm.lintKeymap,
        ]),
        cm.EditorView.updateListener.of((update) => {
          if (means && (update.selectionSet || update.docChanged)) {
            means.textContent = meaning(schema, linesTo(update.state, update.state.doc.lineAt(update.state.selection.main.head).to));
          }
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          changed();
        }),
      ],
    }),
  });
  /** @param {number} number */
  const line = (number) => view.state.doc.line(Math.max(1, Math.min(view.state.doc.lines, number)));
  return {
    text: () => view.state.doc.toString(),
    line: () => view.state.doc.lineAt(view.state.selection.main.head).number,
    goTo: (number, column = 1) => {
      const found = line(number);
      const at = Math.min(found.to, found.from + Math.max(0, column - 1));
      view.dispatch({ selection: { anchor: at }, effects: cm.EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    insert: (text) => {
      const here = view.state.doc.lineAt(view.state.selection.main.head);
      const at = here.to;
      const before = here.length ? "\n\n" : "\n";
      view.dispatch({ changes: { from: at, insert: `${before}${text}\n` }, selection: { anchor: at + before.length }, scrollIntoView: true });
      view.focus();
    },
    mark: (failures) => {
      view.dispatch(cm.setDiagnostics(view.state, failures.map((one) => {
        const found = line(one.line);
        return { from: Math.min(found.to, found.from + Math.max(0, one.column - 1)), to: found.to, severity: "error", message: one.sentence };
      })));
    },
  };
}
