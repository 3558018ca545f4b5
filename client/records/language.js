/**
 * Texts for people, out of the one catalogue of the page's language (docs/spec/form.md).
 *
 * Nothing falls back to another language or to a msgid: a hole is an error.
 */
import { TrackerError } from "../crypto/errors.js";
import { has } from "./form.js";

/**
 * What of the page's `#data` block the texts need.
 * @typedef {object} Book
 * @property {string} language
 * @property {Record<string, string>} texts by msgid
 * @property {Record<string, string>} refusals the msgid that explains a code without a text of its own
 */

const YEAR_10000 = 253_402_300_800;
const PLACEHOLDER = /\{([a-z_]+)\}/g;

/**
 * The text of `msgid`, its `{placeholders}` filled with `values`. Throws text-missing.
 * @param {Book} book
 * @param {string} msgid
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export function translate(book, msgid, values = {}) {
  const missing = () => new TrackerError("text-missing", { msgid, language: book.language });
  if (!has(book.texts, msgid)) throw missing();
  return book.texts[msgid].replace(PLACEHOLDER, (_whole, name) => {
    if (!has(values, name)) throw missing();
    return String(values[name]);
  });
}

/**
 * What a refusal means to a family: the text of its code, of a code above it, or a general one.
 *
 * The fault of a field is introduced by its question. Never throws for a fact that is not there.
 * @param {Book} book
 * @param {TrackerError} error
 * @returns {string}
 */
export function explain(book, error) {
  const facts = { ...error.facts, code: error.code, ...moments(book, error.facts) };
  const text = book.texts[refusalId(book, error)].replace(PLACEHOLDER, (_whole, name) =>
    has(facts, name) ? String(facts[name]) : "?");
  const question = `form.${error.facts.field}.label`;
  if (!has(book.texts, question)) return text;
  return translate(book, "error.in-field", { question: translate(book, question), text });
}

/**
 * `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as people write it: "3 March 2026", "March 2026".
 * @param {Book} book
 * @param {string} date
 * @returns {string}
 */
export function monthAndDay(book, date) {
  const [year, month, day] = date.split("-");
  if (month === undefined) return translate(book, "date.year", { year });
  const form = day === undefined ? "alone" : "of";
  const named = translate(book, `date.month.${form}.${Number(month)}`);
  if (day === undefined) return translate(book, "date.month-year", { month: named, year });
  return translate(book, "date.day", { day: Number(day), month: named, year });
}

/** @type {(book: Book, error: TrackerError) => string} */
function refusalId(book, error) {
  // What the server says of itself is more exact than that it refused.
  for (const code of [error.facts.server_code, error.code]) {
    if (has(book.texts, `error.${code}`)) return `error.${code}`;
    if (has(book.refusals, code)) return book.refusals[code];
  }
  return "error.other";
}

/** @type {(book: Book, facts: Record<string, unknown>) => Record<string, string>} */
function moments(book, facts) {
  const known = ["ours", "theirs"].filter((clock) => ["number", "bigint"].includes(typeof facts[clock]));
  return Object.fromEntries(known.map((clock) => [clock, moment(book, Number(facts[clock]))]));
}

/** @type {(book: Book, seconds: number) => string} */
function moment(book, seconds) {
  // A witness may claim any time: one that no calendar has shows as a question mark.
  if (!(seconds >= 0 && seconds < YEAR_10000)) return "?";
  const written = new Date(seconds * 1000).toISOString();
  return `${monthAndDay(book, written.slice(0, 10))}, ${written.slice(11, 16)} UTC`;
}
