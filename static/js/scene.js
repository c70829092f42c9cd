// What is drawn now: elements by id. Frames change it; whoever draws asks what differs.

/** @typedef {import("./types.js").Element} Element */

export class Scene {
  constructor() {
    /** @type {Map<string, Element>} */
    this.elements = new Map();
    /** @type {Set<(changed: Set<string>, gone: Set<string>) => void>} */
    this.listeners = new Set();
  }

  /** @param {Record<string, Element>} elements */
  replace(elements) {
    const gone = new Set([...this.elements.keys()].filter((id) => !(id in elements)));
    this.elements = new Map(Object.entries(elements));
    this.tell(new Set(this.elements.keys()), gone);
  }

  /** @param {Record<string, Element>} set @param {string[]} gone */
  change(set, gone) {
    for (const id of gone) this.elements.delete(id);
    for (const [id, element] of Object.entries(set)) this.elements.set(id, element);
    if (gone.length || Object.keys(set).length) this.tell(new Set(Object.keys(set)), new Set(gone));
  }

  /** @param {string} id @returns {import("./types.js").Data | undefined} */
  data(id) {
    return this.elements.get(id)?.data;
  }

  /** @param {Set<string>} changed @param {Set<string>} gone */
  tell(changed, gone) {
    for (const listener of this.listeners) listener(changed, gone);
  }
}
