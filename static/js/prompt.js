// The prompt: a form with a log, history and completion. Answers come over the socket, a piece at a time.

import { say } from "./language.js";
import { History, completed, pasted } from "./history.js";
import { Login, promptOf, typed } from "./login.js";
import { make } from "./marks.js";
import { Browser } from "./visiting.js";

/** @typedef {import("./types.js").Output} Output @typedef {import("./types.js").Ran} Ran @typedef {import("./types.js").Edit} Edit */

const RUNS_KEPT = 60;

/** What the page says beside a command's own words. @param {string} sentence */
function aside(sentence) {
  const element = make("p", "aside", sentence);
  element.lang = "en";
  return element;
}

export class Prompt {
  /** @param {HTMLElement} stage @param {(message: object) => void} send @param {string} base @param {{edit: (id: number, edit: Edit) => void, edited: (id: number) => void}} editor */
  constructor(stage, send, base, editor) {
    this.send = send;
    this.editor = editor;
    this.base = base;
    const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (stage.querySelector(`#${id}`));
    this.form = /** @type {HTMLFormElement} */ (find("prompt"));
    this.line = /** @type {HTMLInputElement} */ (find("line"));
    this.log = find("log");
    this.list = find("completions");
    this.stop = find("interrupt");
    this.rest = find("rest");
    this.dollar = /** @type {HTMLElement} */ (stage.querySelector("#prompt .dollar"));
    this.history = new History();
    this.login = new Login();
    /** @type {Map<number, {element: HTMLElement, out: HTMLElement, line: string, waits: HTMLElement|null, edit: Edit|null, browser: Browser|null}>} */
    this.runs = new Map();
    this.running = new Set();
    this.number = 0;
    this.chosen = -1;
    this.asked = 0;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.line.addEventListener("input", () => this.changed());
    this.line.addEventListener("paste", (event) => this.paste(event));
    this.line.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => {
      const item = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("li"));
      if (item) {
        event.preventDefault();
        this.take(item.textContent ?? "");
      }
    });
    this.stop.addEventListener("click", () => this.interrupt());
    for (const button of stage.querySelectorAll("#suggest [data-line]")) button.addEventListener("click", () => this.run(/** @type {HTMLElement} */ (button).dataset.line ?? ""));
    this.drop(stage);
  }

  submit() {
    const first = this.line.value.trim();
    if (!first) return;
    const rest = this.rest.textContent;
    this.say(rest ? `${first}\n${rest}` : first);
    this.line.value = "";
    this.changed();
    this.close();
  }

  /** Put a text at the prompt, and do not run it: of a here-document the first line is typed, and the rest shown and kept for it. @param {string} text */
  type(text) {
    const [first, ...rest] = text.split("\n");
    this.line.value = first ?? "";
    this.hold(rest.join("\n"));
  }

  /** @param {string} rest */
  hold(rest) {
    this.rest.textContent = rest;
    this.rest.hidden = !rest;
    this.bottom();
  }

  /** What somebody types goes to the machine on which they are logged in. @param {string} line @param {string} [stdin] */
  say(line, stdin) {
    const before = this.login.node;
    const sent = this.login.line(line);
    if (sent !== null) {
      this.run(sent, stdin);
      return;
    }
    this.history.add(line);
    this.show(before, line).textContent = `logout\nConnection to ${before} closed.`;
    this.moved();
  }

  /** Where one is has changed. */
  moved() {
    this.dollar.textContent = promptOf(this.login.node);
  }

  /** @param {string} line @param {string} [stdin] */
  run(line, stdin) {
    this.history.add(typed(line).line);
    if (line === "clear") {
      this.log.replaceChildren();
      this.runs.clear();
      return;
    }
    const id = (this.number = Math.max(this.number + 1, Math.floor(Date.now() / 1000) % 1e9));
    this.begin(id, line);
    this.running.add(id);
    this.stop.hidden = true;
    this.send(stdin === undefined ? { do: "run", line, id } : { do: "run", line, stdin, id });
  }

  /** @param {number} id @param {string} line */
  begin(id, line) {
    const shown = typed(line);
    const out = this.show(shown.node, shown.line);
    this.runs.set(id, { element: /** @type {HTMLElement} */ (out.parentElement), out, line, waits: null, edit: null, browser: null });
    return out;
  }

  /** @param {string} node @param {string} line */
  show(node, line) {
    this.log.querySelector(".hint")?.remove();
    const out = make("pre");
    const command = make("div", "cmd", line);
    if (node) command.dataset.at = promptOf(node);
    this.log.append(make("div", "run", command, out));
    while (this.log.children.length > RUNS_KEPT) this.log.firstElementChild?.remove();
    this.bottom();
    return out;
  }

  /** @param {Output[]} output */
  output(output) {
    for (const piece of output) {
      let run = this.runs.get(piece.id);
      if (!run) {
        this.begin(piece.id, piece.line ?? "…");
        run = this.runs.get(piece.id);
      }
      if (!run) continue;
      if (piece.text) run.out.append(piece.error ? make("span", "err", piece.text) : piece.text);
      run.waits?.remove();
      run.waits = null;
      this.browse(piece, run);
      if (piece.waiting && !piece.done && !run.browser) {
        const paused = make("span", "if-paused", say("Press play, or stop it."));
        run.waits = make("p", "waits", say("It waits for others."), " ", paused, make("span", "if-plays", say("You can stop it.")));
        run.element.append(run.waits);
        this.stop.hidden = false;
      }
      if (piece.edit && !piece.done) {
        run.edit = piece.edit;
        run.waits = this.openInEditor(piece.id, piece.edit);
        run.element.append(run.waits);
        this.stop.hidden = false;
      } else if (run.edit && (piece.done || piece.edit === null)) {
        run.edit = null;
        this.editor.edited(piece.id);
      }
      if (piece.done) {
        run.element.dataset.status = String(piece.status);
        if (piece.hint) run.element.append(aside(piece.hint));
        if (this.running.delete(piece.id) && this.login.ended(run.line, piece.status)) this.moved();
        if (!this.running.size) this.stop.hidden = true;
      }
    }
    if (output.length) this.bottom();
  }

  /** What listens gets a small browser; it goes with the command. @param {Output} piece @param {{element: HTMLElement, browser: Browser|null}} run */
  browse(piece, run) {
    if (piece.done) {
      run.browser?.element.remove();
      run.browser = null;
    } else if (piece.listen?.length && !run.browser) {
      run.browser = new Browser(piece.listen, (port, path) => this.send({ do: "visit", id: piece.id, port, path }));
      run.element.append(run.browser.element);
      this.stop.hidden = false;
    }
    if (piece.page) run.browser?.show(piece.page);
  }

  /** Only who typed the command has the editor opened for them; everyone can open it. @param {number} id @param {Edit} edit */
  openInEditor(id, edit) {
    const button = make("button", "btn sm", say("Open the editor"));
    button.setAttribute("type", "button");
    button.addEventListener("click", () => this.editor.edit(id, edit));
    if (this.running.has(id)) this.editor.edit(id, edit);
    return make("p", "waits", say("It waits until you save."), " ", button);
  }

  /** @param {Ran[]} programs */
  reset(programs) {
    if (!programs?.length) return;
    this.log.replaceChildren();
    this.runs.clear();
    for (const program of programs) {
      this.begin(program.id, program.line);
      this.number = Math.max(this.number, program.id);
      const shown = { id: program.id, done: false, status: null, waiting: false };
      this.output(program.pieces.map(([error, text]) => ({ ...shown, text, error })));
      this.output([{ ...shown, text: "", error: false, done: program.status !== null && program.status !== undefined, status: program.status ?? null, waiting: program.waiting, edit: program.edit ?? null, listen: program.listen, page: program.page, hint: program.hint }]);
      const { line } = typed(program.line);
      if (!this.history.lines.includes(line)) this.history.add(line);
    }
    this.login.restore(programs);
    this.moved();
  }

  /** @param {string} sentence @param {any} to */
  refused(sentence, to) {
    if (to?.do !== "run") return false;
    this.output([{ id: to.id, text: `${sentence}\n`, error: true, done: true, status: 1, waiting: false }]);
    return true;
  }

  interrupt() {
    for (const id of this.running) this.send({ do: "interrupt", id });
  }

  bottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  changed() {
    const asked = ++this.asked;
    if (!this.line.value.includes("<<")) this.hold(""); // no command waits for it any more
    if (!this.line.value.trim()) {
      this.close();
      return;
    }
    setTimeout(() => {
      if (asked === this.asked && document.activeElement === this.line) void this.complete(asked);
    }, 120);
  }

  /** @param {number} asked */
  async complete(asked) {
    try {
      const answer = await fetch(`${this.base}complete?line=${encodeURIComponent(this.login.completing(this.line.value))}`, { headers: { Accept: "application/json" } });
      const { words } = await answer.json();
      if (asked === this.asked) this.offer(words ?? []);
    } catch {
      this.close(); // without completion one can still type
    }
  }

  /** @param {string[]} words */
  offer(words) {
    const last = this.line.value.match(/\S*$/)?.[0] ?? "";
    const useful = words.filter((word) => word !== last).slice(0, 12);
    this.chosen = -1;
    this.list.replaceChildren(
      ...useful.map((word, at) => {
        const item = make("li", "", word);
        item.id = `completion-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        return item;
      }),
    );
    this.list.hidden = useful.length === 0;
    this.line.setAttribute("aria-expanded", String(useful.length > 0));
    this.line.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.line.setAttribute("aria-expanded", "false");
    this.line.removeAttribute("aria-activedescendant");
  }

  /** @param {number} by */
  move(by) {
    const items = [...this.list.children];
    this.chosen = (this.chosen + by + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === this.chosen)));
    items[this.chosen].scrollIntoView({ block: "nearest" });
    this.line.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  /** @param {string} word */
  take(word) {
    this.line.value = completed(this.line.value, word);
    this.close();
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const open = !this.list.hidden;
    if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.chosen >= 0) this.take(this.list.children[this.chosen].textContent ?? "");
      else this.submit();
    } else if (event.key === "Tab" && open && !event.shiftKey) {
      event.preventDefault();
      if (this.chosen < 0 && this.list.children.length > 0) this.take(this.list.children[0].textContent ?? "");
      else this.take(this.list.children[this.chosen].textContent ?? "");
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.close();
    } else if (open && this.chosen >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (open && event.key === "ArrowDown") {
      event.preventDefault();
      this.move(1);
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const line = event.key === "ArrowUp" ? this.history.up(this.line.value) : this.history.down();
      if (line === null) return;
      event.preventDefault();
      this.type(line);
      this.close();
    } else if (event.key === "c" && event.ctrlKey && this.line.selectionStart === this.line.selectionEnd) {
      this.interrupt();
    }
  }

  /** Several lines at once: a manifest is applied, a here-document goes as it is, commands go one by one. @param {ClipboardEvent} event */
  paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim().includes("\n")) return;
    event.preventDefault();
    for (const [line, stdin] of pasted(text)) this.say(line, stdin);
  }

  /** A file dropped anywhere on the stage is applied. @param {HTMLElement} stage */
  drop(stage) {
    stage.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      stage.classList.add("drop");
    });
    stage.addEventListener("dragleave", () => stage.classList.remove("drop"));
    stage.addEventListener("drop", (event) => {
      event.preventDefault();
      stage.classList.remove("drop");
      for (const file of event.dataTransfer?.files ?? []) void file.text().then((text) => this.run("kubectl apply -f -", text));
    });
  }
}
