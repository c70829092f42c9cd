// What the editors (of manifests, and of lessons) need of CodeMirror, bundled at set-up into vendor/editor.mjs and loaded when an editor opens.
// Comes with lang-yaml.
export { autocompletion, completionKeymap } from "@codemirror/autocomplete";
export { EditorState, Compartment, StateEffect, StateField } from "@codemirror/state";
export {
  EditorView, Decoration, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip,
  keymap, lineNumbers, placeholder,
} from "@codemirror/view";
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export {
  HighlightStyle, StreamLanguage, bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
export { lintGutter, lintKeymap, linter, setDiagnostics } from "@codemirror/lint";
export { yaml } from "@codemirror/lang-yaml";
export { tags } from "@lezer/highlight";
