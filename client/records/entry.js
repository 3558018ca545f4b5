/**
 * What a person types or chooses in answer to one question, as a value of the form (docs/spec/form.md).
 *
 * Pure. A form's own rules are checked afterwards, by `answered` of form_steps.js.
 */

import { readDate, trimmed, typedDate } from "./typed_date.js";

/** @typedef {import("./form.js").Field} Field */

const SHORT_NUMBER = /^[0-9]{1,3}$/;

/** What reads the text of a kind of field; other kinds take it exactly as it is. */
const READERS = {
  "text-list": (_field, typed) => typed.split(/\r\n|\r|\n/).filter((line) => line.trim() !== ""),
  "approximate-date": dateOrAge,
  day: dateOrAge,
  number: (_field, typed) => shortNumber(typed) ?? trimmed(typed),
};

/**
 * The values to choose from with their msgids, in order, "I do not know" last; empty for kinds that are typed,
 * save "I do not know".
 * @param {Field} field
 * @returns {{value: string, text: string}[]}
 */
export function offered(field) {
  const texts = field.kind === "consent" ? { yes: "form.yes", no: "form.no" } : (field.texts ?? {});
  return Object.entries(texts).map(([value, text]) => ({ value, text }));
}

/**
 * The value that was typed into a field of text, of a date or of a number. Throws form-year-short.
 * @param {Field} field
 * @param {string} typed
 * @param {import("./typed_date.js").DateWords} words
 * @returns {unknown}
 */
export function readTyped(field, typed, words) {
  const read = READERS[field.kind];
  return read === undefined ? typed : read(field, typed, words);
}

/**
 * The value of what was chosen among `offered`; several only for a multi-choice.
 * @param {Field} field
 * @param {string[]} chosen
 * @returns {unknown}
 */
export function readChosen(field, chosen) {
  if (field.kind === "consent") return chosen[0] === "yes";
  const unknown = chosen.length === 1 && chosen[0] === field["dont-know"];
  return field.kind === "multi-choice" && !unknown ? chosen : chosen[0];
}

/**
 * An answer given before, as it is typed: the inverse of `readTyped`.
 * @param {Field} field
 * @param {unknown} value
 * @returns {string}
 */
export function typedFor(field, value) {
  if (Array.isArray(value)) return value.join("\n");
  return READERS[field.kind] === dateOrAge ? typedDate(String(value)) : String(value);
}

/** @type {(field: Field, typed: string, words: import("./typed_date.js").DateWords) => string | number} */
function dateOrAge(field, typed, words) {
  return (field.age ? shortNumber(typed) : null) ?? readDate(words, typed, field.path);
}

/** @type {(typed: string) => number | null} */
function shortNumber(typed) {
  const digits = trimmed(typed);
  return SHORT_NUMBER.test(digits) ? Number(digits) : null;
}
