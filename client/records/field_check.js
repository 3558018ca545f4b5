/**
 * Whether one value answers one field (docs/spec/form.md).
 *
 * Nothing is changed, trimmed or normalised here: what a family wrote is what the desk reads.
 */
import { checkDay } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { has, isObject } from "./form.js";

/** @typedef {import("./form.js").Field} Field */

const APPROXIMATE = /^([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?$/;
const SHOWABLE_KEY = /^[a-z0-9][a-z0-9_-]{0,31}$/;
// What Python's str.strip takes for a space, so that both say the same of a blank answer.
const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The checks by kind of field. @type {Record<string, (field: Field, value: any, path: string) => void>} */
const CHECKS = {
  choice: (field, value, path) => checkOption(field.options, value, path),
  "multi-choice": (field, value, path) =>
    checkEach(value, path, field.options.length, (item) => checkOption(field.options, item, path)),
  "yes-no": (_field, value, path) => checkOption(["yes", "no"], value, path),
  text: (field, value, path) => checkText(value, field.limit, path),
  "long-text": (field, value, path) => checkText(value, field.limit, path),
  "text-list": (field, value, path) =>
    checkEach(value, path, field.most, (item) => checkText(item, field.limit, path)),
  "approximate-date": checkApproximateDate,
  day: checkDayOf,
  number: checkNumber,
  consent: (_field, value, path) => mustBe(typeof value === "boolean", path),
  attachments: (_field, _value, path) => refuse("form-unknown-field", path),
  group: checkGroup,
};

/**
 * Accepts one answer to one field by itself, or throws a fault that names `path`.
 * @param {Field} field
 * @param {unknown} value
 * @param {string} [path]
 */
export function checkValue(field, value, path = field.key) {
  if (field["dont-know"] !== undefined && value === field["dont-know"]) return;
  CHECKS[field.kind](field, value, path);
}

/**
 * Whether this is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, exists, and is of one of the years from first to last.
 * @param {string} text
 * @param {[number, number]} years
 * @returns {boolean}
 */
export function isApproximateDate(text, [first, last]) {
  const match = APPROXIMATE.exec(text);
  if (match === null || Number(match[1]) < first || Number(match[1]) > last) return false;
  try {
    checkDay(`${match[1]}${match[2] ?? "-01"}${match[3] ?? "-01"}`);
    return true;
  } catch (error) {
    if (error.code === "encoding") return false;
    throw error;
  }
}

/**
 * A fault for each key that is not known; a key is named only if it has the shape of one.
 * @param {object} answers
 * @param {Field[]} known
 * @param {string} [prefix]
 * @returns {TrackerError[]}
 */
export function unknownKeys(answers, known, prefix = "") {
  const keys = new Set(known.map((field) => field.key));
  return Object.keys(answers)
    .filter((key) => !keys.has(key))
    .map((key) => new TrackerError("form-unknown-field", { field: prefix + showableKey(key) }));
}

/**
 * The key if it has the shape of one, else a question mark: it may come from a stranger.
 * @param {string} key
 * @returns {string}
 */
export const showableKey = (key) => (SHOWABLE_KEY.test(key) ? key : "?");

/** Whether text has half a character. @type {(text: string) => boolean} */
export const hasHalfCharacter = (text) => LONE_SURROGATE.test(text);

/** @type {(code: string, field: string, facts?: object) => never} */
function refuse(code, field, facts = {}) {
  throw new TrackerError(code, { field, ...facts });
}

/** @type {(fits: boolean, path: string) => void} */
function mustBe(fits, path) {
  if (!fits) refuse("form-wrong-type", path);
}

/** @type {(options: string[], value: unknown, path: string) => void} */
function checkOption(options, value, path) {
  mustBe(typeof value === "string", path);
  if (!options.includes(value)) refuse("form-not-an-option", path);
}

/** @type {(value: any, limit: number, path: string) => void} */
function checkText(value, limit, path) {
  mustBe(typeof value === "string", path);
  // By code points, as the spec counts; no text has fewer of them than half its units.
  if (value.length > 2 * limit || [...value].length > limit) refuse("form-too-long", path, { limit });
  if (BLANK.test(value)) refuse("form-blank", path);
  mustBe(!hasHalfCharacter(value), path);
}

/** @type {(value: any, path: string, most: number, check: (item: unknown) => void) => void} */
function checkEach(value, path, most, check) {
  mustBe(Array.isArray(value), path);
  if (value.length === 0) refuse("form-blank", path);
  if (value.length > most) refuse("form-too-many", path, { limit: most });
  value.forEach(check);
  if (new Set(value).size < value.length) refuse("form-repeated", path);
}

/** @type {(field: Field, value: any, path: string) => void} */
function checkApproximateDate(field, value, path) {
  if (field.age && Number.isInteger(value)) {
    if (value < 0 || value > field["age-max"]) refuse("form-date-invalid", path);
    return;
  }
  mustBe(typeof value === "string", path);
  if (!isApproximateDate(value, field.years)) refuse("form-date-invalid", path);
}

/** @type {(field: Field, value: any, path: string) => void} */
function checkDayOf(field, value, path) {
  mustBe(typeof value === "string", path);
  if (!isApproximateDate(value, field.years) || value.split("-").length !== 3) {
    refuse("form-date-invalid", path);
  }
}

/** @type {(field: Field, value: any, path: string) => void} */
function checkNumber({ least, most }, value, path) {
  mustBe(Number.isInteger(value), path);
  if (value < least || value > most) refuse("form-number-range", path, { least, most });
}

/** @type {(field: Field, value: any, path: string) => void} */
function checkGroup(field, value, path) {
  mustBe(isObject(value), path);
  if (Object.keys(value).length === 0) refuse("form-blank", path);
  for (const fault of unknownKeys(value, field.members, `${path}.`)) throw fault;
  for (const member of field.members) {
    if (has(value, member.key)) checkValue(member, value[member.key], `${path}.${member.key}`);
  }
}
