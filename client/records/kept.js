/** What is kept of a picture, in one buffer: a hostile file may have millions of parts. */
export class Kept {
  #buffer;
  #length = 0;

  /** @param {number} most the source's length: nothing grows when it is written anew */
  constructor(most) {
    this.#buffer = new Uint8Array(most);
  }

  /** @param {Uint8Array} part */
  add(part) {
    this.#buffer.set(part, this.#length);
    this.#length += part.length;
  }

  /** @returns {Uint8Array} a copy of all parts, in a buffer of their own */
  bytes() {
    return this.#buffer.slice(0, this.#length);
  }
}
