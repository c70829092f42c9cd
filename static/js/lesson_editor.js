// The lesson's text in CodeMirror, over the plain textarea, which stays what the form sends.

import { language } from "./lesson_text.js";
import { token } from "./theme.js";

/**
 * @typedef {{line: number, column: number, sentence: string}} Failure
 * @typedef {{text: () => string, line: () => number, goTo: (line: number, column?: number) => void, insert: (text: string) => void,
 *   mark: (failures: Failure[]) => void}} Editor
 */

/** @param {HTMLTextAreaElement} textarea @param {() => void} changed @param {() => void} save @returns {Promise<Editor>} */
export async function openLesson(textarea, changed, save) {
  const cm = await import("editor");
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
  });
  const view = new cm.EditorView({
    parent: holder,
    state: cm.EditorState.create({
      doc: textarea.value,
      extensions: [
        cm.EditorView.cspNonce.of(nonce),
        cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.highlightActiveLine(), cm.lintGutter(), cm.EditorView.lineWrapping,
        language(cm), cm.syntaxHighlighting(colours), look,
        cm.EditorView.contentAttributes.of({ "aria-label": "The lesson as text", spellcheck: "true", tabindex: "0" }),
        cm.keymap.of([
          { key: "Mod-s", run: () => { save(); return true; } },
          // Tab leaves the editor, so that nobody is caught in it by the keyboard.
          ...cm.defaultKeymap, ...cm.historyKeymap, ...cm.lintKeymap,
        ]),
        cm.EditorView.updateListener.of((update) => {
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
