/**
 * Whether somebody typed their ten words into a question (docs/spec/form.md).
 *
 * Only for whoever writes a letter: the words would reach the desk sealed, but they belong on paper alone.
 */
import { TrackerError } from "../crypto/errors.js";
import { contains } from "../crypto/passphrase.js";
import { isObject } from "./form.js";

/**
 * Accepts an answer to the question at `path`, or a form or group of them.
 * Throws form-holds-words if a text, or the lines of a list together, spell a passphrase.
 * @param {unknown} value
 * @param {readonly import("../crypto/passphrase.js").Wordlist[]} wordlists
 * @param {string} path
 */
export function checkNoWords(value, wordlists, path) {
  if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkNoWords(item, wordlists, path === "" ? key : `${path}.${key}`);
    }
  }
  const lines = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  if (contains(lines.join("\n"), wordlists)) throw new TrackerError("form-holds-words", { field: path });
}
