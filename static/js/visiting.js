// A small browser below a running `kubectl port-forward`: it opens a path at the forwarded port, and shows what the Pod answers.

import { say } from "./language.js";
import { make } from "./marks.js";

/** @typedef {import("./types.js").Visited} Visited */

/** What stands above an answer. @param {Visited} page */
export function headline(page) {
  const address = `http://127.0.0.1:${page.port}${page.path}`;
  return page.code ? say("{address} answered {code}", { address, code: page.code }) : say("{address} cannot be reached", { address });
}

/** A path as a browser reads it: it begins at the root. @param {string} text */
export function rooted(text) {
  const path = text.trim();
  return path.startsWith("/") ? path : `/${path}`;
}

export class Browser {
  /** @param {number[]} ports @param {(port: number, path: string) => void} visit */
  constructor(ports, visit) {
    const choose = /** @type {HTMLSelectElement} */ (make("select"));
    for (const port of ports) choose.append(make("option", "", String(port)));
    choose.setAttribute("aria-label", say("Port"));
    choose.hidden = ports.length < 2;
    const path = /** @type {HTMLInputElement} */ (make("input"));
    path.value = "/";
    path.setAttribute("aria-label", say("Path"));
    path.autocomplete = "off";
    path.spellcheck = false;
    const open = make("button", "btn sm", say("Open"));
    open.setAttribute("type", "submit");
    this.host = make("span", "", `http://127.0.0.1:${ports.length < 2 ? ports[0] : ""}`);
    const form = make("form", "address", this.host, choose, path, open);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      path.value = rooted(path.value);
      visit(ports.length < 2 ? ports[0] : Number(choose.value), path.value);
    });
    this.head = make("p", "answered");
    this.head.setAttribute("role", "status");
    this.body = make("pre");
    this.element = make("section", "browser", form, this.head, this.body);
    this.element.setAttribute("aria-label", say("The Pod's page"));
    this.body.hidden = true;
  }

  /** @param {Visited} page */
  show(page) {
    this.head.textContent = headline(page);
    this.body.textContent = page.body;
    this.body.hidden = !page.body;
  }
}
