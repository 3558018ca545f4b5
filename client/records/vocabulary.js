/**
 * The words of an answer that rules name; the lists are data of the page (docs/spec/answer.md).
 *
 * No value tells of a death, none says what a person was, none that anybody else asked.
 */

/**
 * The page's `vocabulary`.
 * @typedef {object} Vocabulary
 * @property {Record<string, string[]>} lists
 * @property {string[]} languages
 * @property {string[]} final works after which the cell stays until a day
 * @property {string[]} evidence knowledge that comes with source, date and confidence
 * @property {string[]} advice works with advice of their own
 * @property {[number, number]} years
 * @property {number} max-bytes
 */

export const NONE = "none";
export const CLOSED = "closed";
export const WITHDRAWN = "withdrawn";
export const BY_A_PERSON = "by-a-person";
export const CONFIRMED = "confirmed";
export const RELEASED = "released";
export const ICRC = "icrc";

/** The msgid of a word's label. @type {(name: string, value: string) => string} */
export const labelId = (name, value) => `vocabulary.${name}.${value}.label`;

/** The msgid of a word's explanation. @type {(name: string, value: string) => string} */
export const explanationId = (name, value) => `vocabulary.${name}.${value}.explanation`;
