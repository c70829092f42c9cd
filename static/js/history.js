// What was typed before, as a shell remembers it: up and down, with the unfinished line kept at the end.

export class History {
  /** @param {string[]} lines */
  constructor(lines = []) {
    this.lines = lines;
    this.at = lines.length;
    this.draft = "";
  }

  /** @param {string} line */
  add(line) {
    if (line.trim() && this.lines.at(-1) !== line) this.lines.push(line);
    if (this.lines.length > 200) this.lines.shift();
    this.at = this.lines.length;
    this.draft = "";
  }

  /** @param {string} now @returns {string|null} */
  up(now) {
    if (this.at === 0) return null;
    if (this.at === this.lines.length) this.draft = now;
    this.at -= 1;
    return this.lines[this.at];
  }

  /** @returns {string|null} */
  down() {
    if (this.at >= this.lines.length) return null;
    this.at += 1;
    return this.at === this.lines.length ? this.draft : this.lines[this.at];
  }
}

/** Whether a pasted text is a manifest and not a command. @param {string} text */
export function isManifest(text) {
  return /^\s*(---|apiVersion:|kind:|\{)/.test(text) && /apiVersion["']?\s*:/.test(text);
}

/** The line with its last word completed. @param {string} line @param {string} word */
export function completed(line, word) {
  const start = line.search(/\S*$/);
  return `${line.slice(0, start)}${word} `;
}

/**
 * What a pasted text of several lines means: command lines, each with what it reads.
 * @param {string} text @returns {[string, string?][]}
 */
export function pasted(text) {
  if (isManifest(text)) return [["kubectl apply -f -", text]];
  if (text.includes("<<")) return [[text.trim()]];
  const lines = text.split("\n").map((line) => line.trim().replace(/^\$ /, ""));
  return lines.filter((line) => line && !line.startsWith("#")).map((line) => /** @type {[string]} */ ([line]));
}
