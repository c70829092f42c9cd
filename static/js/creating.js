// The form for a new Pod or Deployment. The server renders it and says what is wrong; what is right is typed at the prompt.

import { say } from "./language.js";

export class CreateForm {
  /** @param {HTMLDialogElement} dialog @param {string} base @param {(line: string) => void} type  at the prompt @param {(sentence: string) => void} toast */
  constructor(dialog, base, type, toast) {
    this.dialog = dialog;
    this.base = base;
    this.type = type;
    this.toast = toast;
    this.asking = false;
    dialog.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target === dialog || target.closest("[data-close]")) dialog.close(); // the backdrop is the dialog itself
    });
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit(/** @type {HTMLFormElement} */ (event.target));
    });
    // While it is open, no key of the page means anything: not even in a field that takes no letters.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {string} subject  "deployment", "pod", "pod/node-1" */
  async open(subject) {
    const answer = await this.fetch(`create?subject=${encodeURIComponent(subject)}`);
    if (!answer) return;
    this.show(await answer.text());
    if (!this.dialog.open) this.dialog.showModal();
    /** @type {HTMLInputElement|null} */ (this.dialog.querySelector("input:not([type=hidden])"))?.select();
  }

  /** @param {HTMLFormElement} form */
  async submit(form) {
    if (this.asking) return;
    this.asking = true;
    const answer = await this.fetch("create", { method: "POST", body: new FormData(form) });
    this.asking = false;
    if (!answer || !this.dialog.open) return;
    if (answer.headers.get("content-type")?.startsWith("application/json")) {
      const { line } = await answer.json();
      this.dialog.close();
      this.type(line);
      return;
    }
    const text = await answer.text();
    if (!answer.ok) {
      this.toast(new DOMParser().parseFromString(text, "text/html").body.textContent?.trim() ?? "");
      return;
    }
    this.show(text);
    /** @type {HTMLElement|null} */ (this.dialog.querySelector("[aria-invalid]"))?.focus();
  }

  /** @param {string} html */
  show(html) {
    this.dialog.innerHTML = html;
    for (const button of this.dialog.querySelectorAll("[data-close]")) /** @type {HTMLElement} */ (button).hidden = false;
  }

  /** @param {string} path @param {RequestInit} [how] */
  async fetch(path, how = {}) {
    try {
      return await fetch(`${this.base}${path}`, { ...how, headers: { "HX-Request": "true" } });
    } catch {
      this.toast(say("The server does not answer. Try again when the connection is back."));
      return null;
    }
  }
}
