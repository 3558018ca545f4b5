/**
 * Reading and writing the protocol's text documents: ASCII lines ending in LF, `keyword value …`.
 *
 * docs/spec/encoding.md, "Documents".
 */
import { fromAscii, utf8 } from "./encoding.js";
import { TrackerError } from "./errors.js";

const PRINTABLE_LINE = /^[\x20-\x7e]*$/;
const LF = 0x0a;

const malformed = () => new TrackerError("encoding");

/**
 * The document of these lines, each ended by LF. Throws encoding if one is not printable ASCII.
 * @param {string[]} lines
 * @returns {Uint8Array}
 */
export function encodeLines(lines) {
  // An LF inside a line would smuggle in a second one.
  if (lines.length === 0 || !lines.every((line) => PRINTABLE_LINE.test(line))) throw malformed();
  return utf8(lines.map((line) => `${line}\n`).join(""));
}

/**
 * The lines of a document of at most `limit` bytes. Throws encoding, too-large.
 * @param {Uint8Array} document
 * @param {number} limit
 * @returns {string[]}
 */
export function splitLines(document, limit) {
  if (document.length > limit) throw new TrackerError("too-large");
  if (document[document.length - 1] !== LF) throw malformed();
  const lines = fromAscii(document).slice(0, -1).split("\n");
  if (!lines.every((line) => PRINTABLE_LINE.test(line))) throw malformed();
  return lines;
}

/** Walks through a document's lines, keyword by keyword. Every method throws encoding. */
export class LineReader {
  #lines;
  #next = 0;

  /**
   * @param {Uint8Array} document
   * @param {number} limit the most bytes it may have
   */
  constructor(document, limit) {
    this.#lines = splitLines(document, limit);
  }

  /**
   * The next line is exactly this one.
   * @param {string} line
   */
  literal(line) {
    if (this.#take() !== line) throw malformed();
  }

  /**
   * The `count` values after the keyword, separated by single spaces.
   * @param {string} keyword
   * @param {number} count
   * @returns {string[]}
   */
  fields(keyword, count) {
    const values = this.text(keyword).split(" ");
    if (values.length !== count || values.includes("")) throw malformed();
    return values;
  }

  /**
   * The one value after the keyword.
   * @param {string} keyword
   * @returns {string}
   */
  field(keyword) {
    return this.fields(keyword, 1)[0];
  }

  /**
   * All that follows the keyword and a space.
   * @param {string} keyword
   * @returns {string}
   */
  text(keyword) {
    const line = this.#take();
    if (!line.startsWith(`${keyword} `)) throw malformed();
    return line.slice(keyword.length + 1);
  }

  /**
   * Whether the next line begins with this keyword.
   * @param {string} keyword
   * @returns {boolean}
   */
  comes(keyword) {
    return this.#next < this.#lines.length && this.#lines[this.#next].startsWith(`${keyword} `);
  }

  /** Nothing follows. */
  end() {
    if (this.#next !== this.#lines.length) throw malformed();
  }

  #take() {
    if (this.#next === this.#lines.length) throw malformed();
    this.#next += 1;
    return this.#lines[this.#next - 1];
  }
}
