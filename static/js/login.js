// Logged in to a machine: what is typed goes there, until `exit`. The server knows only `ssh NODE -- 'LINE'`.

const BARE = /^ssh\s+(?:[\w-]+@)?([a-z0-9-]+)$/;
const SENT = /^ssh ([a-z0-9-]+) -- '(.*)'$/s;
const OWN = /^(fault|add-node|help|clear)\b/;
const LOST = 255; // ssh's own exit status: there is nobody there any more

/** A word for a shell, whatever stands in it. @param {string} text */
export function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What was typed, and where: `ssh node-1 -- 'crictl ps'` was `crictl ps` on node-1. @param {string} line @returns {{node: string, line: string}} */
export function typed(line) {
  const match = line.match(SENT);
  return match ? { node: match[1] ?? "", line: (match[2] ?? "").replaceAll("'\\''", "'") } : { node: "", line };
}

/** The prompt of a machine, "$" at home. @param {string} node */
export function promptOf(node) {
  return node ? `root@${node}:~#` : "$";
}

export class Login {
  constructor() {
    this.node = "";
  }

  /** What to send for a line that somebody typed; null: nothing, they have logged out. @param {string} line @returns {string|null} */
  line(line) {
    if (!this.node || OWN.test(line)) return line;
    if (/^(exit|logout)$/.test(line)) {
      this.node = "";
      return null;
    }
    return `ssh ${this.node} -- ${quoted(line)}`;
  }

  /** What to complete. @param {string} line */
  completing(line) {
    return this.node && !OWN.test(line) ? `ssh ${this.node} ${line}` : line;
  }

  /** A line has ended. @param {string} line @param {number|null} status @returns {boolean} whether one is somewhere else now */
  ended(line, status) {
    const before = this.node;
    const bare = line.match(BARE);
    if (bare && status === 0) this.node = bare[1] ?? "";
    else if (typed(line).node === this.node && status === LOST) this.node = "";
    return this.node !== before;
  }

  /** What was typed before the page was loaded. @param {{line: string, status?: number|null}[]} programs */
  restore(programs) {
    const last = programs.at(-1);
    if (!last) return;
    this.node = typed(last.line).node;
    this.ended(last.line, last.status ?? null);
  }
}
