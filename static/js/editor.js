// The YAML tab: CodeMirror over the plain textarea, loaded when it is first needed. The textarea stays what the form sends.

import { say } from "./language.js";
import { token } from "./theme.js";

/** @type {import("@codemirror/view").EditorView | null} */
let view = null;
/** @type {Promise<import("@codemirror/view").EditorView> | null} */
let opening = null;

/** There is one editor, however often and from wherever it is asked for. @param {HTMLTextAreaElement} textarea */
export function openEditor(textarea) {
  opening ??= open(textarea).catch((error) => { opening = null; throw error; });
  return opening;
}

/** @param {HTMLTextAreaElement} textarea */
async function open(textarea) {
  const cm = await import("editor");
  const holder = document.createElement("div");
  holder.className = "cm";
  textarea.after(holder);
  const typing = document.activeElement === textarea;
  textarea.hidden = true;
  const nonce = /** @type {HTMLScriptElement|null} */ (document.querySelector("script[nonce]"))?.nonce ?? "";
  const colours = cm.HighlightStyle.define([
    { tag: [cm.tags.propertyName, cm.tags.definition(cm.tags.propertyName)], color: "var(--ink)", fontWeight: "600" },
    { tag: [cm.tags.string, cm.tags.content], color: "var(--ink-2)" },
    { tag: cm.tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
    { tag: [cm.tags.number, cm.tags.bool, cm.tags.keyword], color: "var(--c-scheduler)" },
  ]);
  const look = cm.EditorView.theme({
    "&": { color: "var(--ink)", backgroundColor: "var(--surface)" },
    ".cm-content": { fontFamily: token("--mono"), caretColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
    "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line) !important" },
    ".cm-placeholder": { color: "var(--ink-3)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
  });
  view = new cm.EditorView({
    parent: holder,
    state: cm.EditorState.create({
      doc: textarea.value,
      extensions: [
        cm.EditorView.cspNonce.of(nonce),
        cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.indentOnInput(), cm.bracketMatching(), cm.highlightActiveLine(), cm.lintGutter(),
        cm.yaml(), cm.syntaxHighlighting(colours), look,
        cm.EditorView.contentAttributes.of({ "aria-label": say("Manifest"), tabindex: "0" }),
        cm.placeholder(textarea.placeholder),
        cm.keymap.of([
          { key: "Mod-Enter", run: () => { textarea.form?.requestSubmit(); return true; } },
          // Tab leaves the editor, so that nobody is caught in it by the keyboard.
          ...cm.defaultKeymap, ...cm.historyKeymap, ...cm.lintKeymap,
        ]),
        cm.EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  if (typing) view.focus();
  return view;
}

/** @param {HTMLTextAreaElement} textarea @param {string} text */
export async function setText(textarea, text) {
  textarea.value = text;
  const editor = await openEditor(textarea);
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
}

/** @param {HTMLTextAreaElement} textarea */
export async function focus(textarea) {
  (await openEditor(textarea)).focus();
}

/** The server's errors as marks in the lines that they name. @param {string} message */
export async function showErrors(message) {
  if (!view) return;
  const cm = await import("editor");
  const found = /** @type {RegExpMatchArray|null} */ (message.match(/line (\d+)/));
  const number = found ? Math.min(view.state.doc.lines, Number(found[1])) : 0;
  const line = number > 0 ? view.state.doc.line(number) : null;
  view.dispatch(cm.setDiagnostics(view.state, line ? [{ from: line.from, to: line.to, severity: "error", message }] : []));
}
