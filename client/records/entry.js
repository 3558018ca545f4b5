/**
 * What a person types or chooses in answer to one question, as a value of the form (docs/spec/form.md).
 *
 * Pure. A form's own rules are checked afterwards, by `answered` of form_steps.js.
 */

/** @typedef {import("./form.js").Field} Field */

// With a comma where a telephone's keys for numbers have no point.
const DOTTED = /^(?:([0-9]{1,2})[.,])?([0-9]{1,2})[.,]([0-9]{4})$/;
const SHORT_NUMBER = /^[0-9]{1,3}$/;

/** What reads the text of a kind of field; other kinds take it exactly as it is. */
const READERS = {
  "text-list": (_field, typed) => typed.split(/\r\n|\r|\n/).filter((line) => line.trim() !== ""),
  "approximate-date": readDate,
  day: readDate,
  number: (_field, typed) => shortNumber(typed.trim()) ?? typed.trim(),
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
 * The value that was typed into a field of text, of a date or of a number.
 * @param {Field} field
 * @param {string} typed
 * @returns {unknown}
 */
export function readTyped(field, typed) {
  const read = READERS[field.kind];
  return read === undefined ? typed : read(field, typed);
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
 * An answer given before, as it is typed: the inverse of `readTyped`, but for dates, which stay with dashes.
 * @param {unknown} value
 * @returns {string}
 */
export const typedFor = (value) => (Array.isArray(value) ? value.join("\n") : String(value));

/** @type {(field: Field, typed: string) => string | number} */
function readDate(field, typed) {
  const trimmed = typed.trim();
  return (field.age ? shortNumber(trimmed) : null) ?? withDashes(trimmed);
}

/** @type {(text: string) => number | null} */
const shortNumber = (text) => (SHORT_NUMBER.test(text) ? Number(text) : null);

/** 3.5.1987 and 5.1987, as people write them here, in the order of the form. @type {(typed: string) => string} */
function withDashes(typed) {
  const match = DOTTED.exec(typed);
  if (match === null) return typed;
  const [, day, month, year] = match;
  return [year, month, ...(day === undefined ? [] : [day])].map((part) => part.padStart(2, "0")).join("-");
}
