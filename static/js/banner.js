// One sentence above everything, for as long as it is true: the server cannot write, so nothing can be changed.

export class Banner {
  /** @param {HTMLElement} place  An element with role="status". */
  constructor(place) {
    this.place = place;
  }

  /** @param {string} sentence  "": there is nothing to say any more. */
  say(sentence) {
    if (this.place.textContent !== sentence) this.place.textContent = sentence;
    this.place.hidden = !sentence;
  }
}
