/** Dates as people type them (docs/spec/form.md): `3.5.1987`, or a month's name in any of our languages. */
import { TrackerError } from "../crypto/errors.js";

// With a comma where a telephone's keys for numbers have no point.
const BETWEEN = /[ \t\u00a0.,]+/;
// What is left out around what is typed: these alone, since programs do not agree on what else is blank.
const AROUND = /^[ \t\u00a0\r\n]+|[ \t\u00a0\r\n]+$/g;
const DAY_OR_MONTH = /^[0-9]{1,2}$/;
const YEAR = /^[0-9]{4}$/;
const SHORT_YEAR = /^[0-9]{2}$/;
const MONTH_LETTERS = 3;

/**
 * What stands in written dates, of all languages: names of months with their numbers, and words for "year".
 * @typedef {{months: Record<string, number>, years: string[]}} DateWords
 */

/**
 * What was typed without the blanks around it.
 * @param {string} typed
 * @returns {string}
 */
export const trimmed = (typed) => typed.replace(AROUND, "");

/**
 * The date as the form has it, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; what is no date stays as it is.
 *
 * Read are the year alone; month and year; day, month and year, or month, day and year if the month is named.
 * Between them are dots, commas or spaces. Months may be shortened to three letters or more; a word for "year",
 * or its beginning, may follow. Throws form-year-short for a year of two digits: it may be of either century.
 * @param {DateWords} words
 * @param {string} typed
 * @param {string} path
 * @returns {string}
 */
export function readDate(words, typed, path) {
  const parts = typed.normalize("NFC").toLowerCase().split(BETWEEN).filter((part) => part !== "");
  if (parts.length > 1 && words.years.some((word) => word.startsWith(parts.at(-1)))) parts.pop();
  const year = parts.pop() ?? "";
  const before = dayAndMonth(words, parts);
  if (before !== null && SHORT_YEAR.test(year)) throw new TrackerError("form-year-short", { field: path });
  if (before === null || !YEAR.test(year)) return trimmed(typed);
  return [year, ...before.reverse().map((part) => part.padStart(2, "0"))].join("-");
}

/**
 * A date of the form as people type it here: `03.05.1987`.
 * @param {string} date
 * @returns {string}
 */
export const typedDate = (date) => date.split("-").reverse().join(".");

/**
 * Nothing, the month, or day and month, as digits; null if the parts are something else.
 * @type {(words: DateWords, parts: string[]) => string[] | null}
 */
function dayAndMonth(words, parts) {
  const numbers = parts.filter((part) => DAY_OR_MONTH.test(part));
  const named = parts.map((part) => month(words, part)).filter((number) => number !== undefined);
  const known = numbers.length + named.length === parts.length;
  return known && parts.length <= 2 && named.length <= 1 ? [...numbers, ...named.map(String)] : null;
}

/** @type {(words: DateWords, part: string) => number | undefined} */
function month(words, part) {
  if (part.length < MONTH_LETTERS) return undefined;
  return Object.entries(words.months).find(([name]) => name.startsWith(part))?.[1];
}
