/**
 * An answer as a family reads it (docs/spec/answer.md).
 *
 * Always in one order: the answer in a line, what it means, what it does not mean, what to do, when to look
 * again. Pure: every word comes from the catalogue or the caseworker, every day is an argument.
 */
import { checkAnswer } from "./answer.js";
import { monthAndDay, translate } from "./language.js";
import { BY_A_PERSON, CLOSED, explanationId, labelId, NONE, RELEASED, WITHDRAWN } from "./vocabulary.js";

const HEADINGS = ["result", "means", "not", "do", "again"];
const REHEARSAL = "rehearsal/";

/** @typedef {import("./language.js").Book & {vocabulary: import("./vocabulary.js").Vocabulary}} Book */
/** @typedef {{heading: string, paragraphs: string[]}} Section */

/**
 * The answer as five sections. Throws what `checkAnswer` throws.
 * @param {Book} book the page's data
 * @param {any} content
 * @returns {Section[]}
 */
export function readAnswer(book, content) {
  checkAnswer(book.vocabulary, content);
  return sections(book, [
    [result(book, content)],
    means(book, content),
    [notMeant(book, content)],
    [...toDo(book, content), translate(book, "reading.fraud")],
    [again(book, content)],
  ]);
}

/**
 * What a check finds when no cell is for these words: the same five sections.
 * @param {Book} book
 * @param {string} readUntil the day up to which letters were read
 * @param {string} nextDay that of the next publication
 * @returns {Section[]}
 */
export function readNothing(book, readUntil, nextDay) {
  const told = (part, day) => translate(book, `reading.nothing.${part}`, { day });
  return sections(book, [
    [told("result", monthAndDay(book, readUntil))],
    [told("means")],
    [told("not")],
    [told("do"), translate(book, "reading.fraud")],
    [translate(book, "reading.again", { day: monthAndDay(book, nextDay) })],
  ]);
}

/**
 * The line above an answer from a manifest that should have had a successor on the day `due`.
 * @param {Book} book
 * @param {string} due
 * @returns {string}
 */
export function readLate(book, due) {
  return translate(book, "reading.late", { day: monthAndDay(book, due) });
}

/**
 * What every page of this origin says: about a rehearsal, and about fraud.
 * @param {Book} book
 * @param {string} origin
 * @returns {string[]}
 */
export function readWarnings(book, origin) {
  const rehearsal = origin.startsWith(REHEARSAL) ? [translate(book, "reading.rehearsal")] : [];
  return [...rehearsal, translate(book, "reading.fraud")];
}

/** @type {(book: Book, parts: string[][]) => Section[]} */
function sections(book, parts) {
  return HEADINGS.map((name, index) => (
    { heading: translate(book, `reading.heading.${name}`), paragraphs: parts[index] }
  ));
}

/** @type {(book: Book, content: any) => string} */
function result(book, { work, knowledge }) {
  const name = knowledge.value === NONE ? `work.${work}` : `knowledge.${knowledge.value}`;
  return translate(book, `reading.${name}.result`);
}

/** @type {(book: Book, content: any) => string[]} */
function means(book, { work, knowledge, why, text, answered }) {
  const paragraphs = [];
  if (knowledge.value !== NONE) paragraphs.push(knowledgeMeans(book, knowledge));
  if (book.vocabulary.evidence.includes(knowledge.value)) paragraphs.push(evidence(book, knowledge));
  paragraphs.push(translate(book, `reading.work.${work}.means`));
  if (work === CLOSED) paragraphs.push(translate(book, explanationId("closed", why)));
  if (text !== "") paragraphs.push(translate(book, "reading.text"), text);
  return [...paragraphs, translate(book, "reading.answered", { day: monthAndDay(book, answered) })];
}

/** @type {(book: Book, knowledge: any) => string} */
function knowledgeMeans(book, knowledge) {
  const names = knowledge.value === RELEASED ? ["conditions", "exile"] : [];
  const values = names.map((name) => [name, translate(book, explanationId(name, knowledge[name]))]);
  return translate(book, `reading.knowledge.${knowledge.value}.means`, Object.fromEntries(values));
}

/** @type {(book: Book, knowledge: any) => string} */
function evidence(book, { source, date, confidence }) {
  return translate(book, "reading.evidence", {
    source: translate(book, labelId("source", source)),
    date: monthAndDay(book, date),
    confidence: translate(book, labelId("confidence", confidence)),
  });
}

/** @type {(book: Book, content: any) => string} */
function notMeant(book, { work, knowledge }) {
  const name = work === WITHDRAWN ? `work.${WITHDRAWN}` : `knowledge.${knowledge.value}`;
  return translate(book, `reading.${name}.not`);
}

/** @type {(book: Book, content: any) => string[]} */
function toDo(book, { work, knowledge: { value, routes } }) {
  const advised = book.vocabulary.advice.includes(work);
  const paragraphs = advised ? [translate(book, `reading.work.${work}.do`)] : [];
  // Advice to add to a letter would be wrong once it is closed, and twice the same before.
  if (value === BY_A_PERSON || !advised) paragraphs.push(translate(book, `reading.knowledge.${value}.do`));
  if (value === BY_A_PERSON) paragraphs.push(...routes.map((name) => route(book, name)));
  return paragraphs;
}

/** @type {(book: Book, name: string) => string} */
function route(book, name) {
  return translate(book, "reading.route", {
    label: translate(book, labelId("route", name)),
    explanation: translate(book, explanationId("route", name)),
  });
}

/** @type {(book: Book, content: any) => string} */
function again(book, content) {
  const name = content.ends === undefined ? "again" : "ends";
  return translate(book, `reading.${name}`, { day: monthAndDay(book, content[name]) });
}
