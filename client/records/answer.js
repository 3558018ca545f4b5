/**
 * The content of an answer, as it stands in the cells of an inquiry (docs/spec/answer.md).
 *
 * A signature says who wrote it; this says that it is an answer at all, before a word of it is shown.
 */
import { canonicalJson, checkDay } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { hasHalfCharacter, isApproximateDate, showableKey } from "./field_check.js";
import { has, isObject } from "./form.js";
import { BY_A_PERSON, CLOSED, CONFIRMED, ICRC, NONE, RELEASED, WITHDRAWN } from "./vocabulary.js";

/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {(path: string, value: any) => void} Check */

/**
 * Accepts the content of an answer, or throws what is wrong with it, naming the key.
 * @param {Vocabulary} vocabulary
 * @param {any} content
 */
export function checkAnswer(vocabulary, content) {
  mustBe(isObject(content), "");
  checkWord(vocabulary, "work", own(content, "work"), "work");
  checkKeys(content, checksOf(vocabulary, content.work), "");
  checkOrder(content);
  checkKnowledge(vocabulary, content.knowledge);
  if (content.work === WITHDRAWN && !tellsNothing(content)) refuse("answer-inconsistent", "knowledge");
  // Only values of the right types have a canonical size.
  const size = canonicalJson(content).length;
  const limit = vocabulary["max-bytes"];
  if (size > limit) refuse("answer-too-large", "", { size, limit });
}

/** @type {(vocabulary: Vocabulary, work: string) => Map<string, Check>} */
function checksOf(vocabulary, work) {
  const checks = new Map([
    ["work", (path, value) => checkWord(vocabulary, "work", value, path)],
    ["knowledge", (path, value) => mustBe(isObject(value), path)],
    ["text", checkText],
    ["language", (path, value) => checkMember(vocabulary.languages, value, path)],
    ["answered", checkDayAt],
    [vocabulary.final.includes(work) ? "ends" : "again", checkDayAt],
  ]);
  if (work === CLOSED) checks.set("why", (path, value) => checkWord(vocabulary, "closed", value, path));
  return checks;
}

/** @type {(vocabulary: Vocabulary, knowledge: any) => void} */
function checkKnowledge(vocabulary, knowledge) {
  const value = own(knowledge, "value");
  checkWord(vocabulary, "knowledge", value, "knowledge.value");
  checkKeys(knowledge, checksOfKnowledge(vocabulary, value), "knowledge.");
  if (value === CONFIRMED && knowledge.source !== ICRC) refuse("answer-inconsistent", "knowledge.source");
}

/** @type {(vocabulary: Vocabulary, value: string) => Map<string, Check>} */
function checksOfKnowledge(vocabulary, value) {
  const member = (name) => [name, (path, given) => checkWord(vocabulary, name, given, path)];
  const checks = new Map([["value", () => {}]]);
  const add = (...more) => more.forEach(([key, check]) => checks.set(key, check));
  if (vocabulary.evidence.includes(value)) {
    add(member("source"), ["date", dateCheck(vocabulary.years)], member("confidence"));
  }
  if (value === RELEASED) add(member("conditions"), member("exile"));
  if (value === BY_A_PERSON) add(["routes", (path, given) => checkRoutes(vocabulary, path, given)]);
  return checks;
}

/** @type {(given: object, checks: Map<string, Check>, prefix: string) => void} */
function checkKeys(given, checks, prefix) {
  for (const key of Object.keys(given)) {
    if (!checks.has(key)) refuse("answer-unknown-key", prefix + showableKey(key));
  }
  for (const [key, check] of checks) {
    if (!has(given, key)) refuse("answer-missing", prefix + key);
    check(prefix + key, given[key]);
  }
}

/** @type {(content: any) => void} */
function checkOrder(content) {
  for (const key of ["again", "ends"]) {
    if (has(content, key) && content[key] <= content.answered) refuse("answer-date-invalid", key);
  }
}

/** @type {(vocabulary: Vocabulary, path: string, value: any) => void} */
function checkRoutes(vocabulary, path, value) {
  mustBe(Array.isArray(value), path);
  if (value.length === 0) refuse("answer-missing", path);
  for (const route of value) checkWord(vocabulary, "route", route, path);
  if (new Set(value).size < value.length) refuse("answer-inconsistent", path);
}

/** @type {(vocabulary: Vocabulary, name: string, value: unknown, path: string) => void} */
function checkWord(vocabulary, name, value, path) {
  checkMember(vocabulary.lists[name], value, path);
}

/** @type {(list: string[], value: any, path: string) => void} */
function checkMember(list, value, path) {
  mustBe(typeof value === "string", path);
  if (!list.includes(value)) refuse("answer-not-in-vocabulary", path);
}

/** @type {Check} */
function checkText(path, value) {
  mustBe(typeof value === "string" && !hasHalfCharacter(value), path);
}

/** @type {Check} */
function checkDayAt(path, value) {
  mustBe(typeof value === "string", path);
  try {
    checkDay(value);
  } catch (error) {
    if (error.code === "encoding") refuse("answer-date-invalid", path);
    throw error;
  }
}

/** @type {(years: [number, number]) => Check} */
const dateCheck = (years) => (path, value) => {
  mustBe(typeof value === "string", path);
  if (!isApproximateDate(value, years)) refuse("answer-date-invalid", path);
};

/** @type {(content: any) => boolean} */
const tellsNothing = ({ knowledge, text }) => knowledge.value === NONE && text === "";

/** @type {(value: any, key: string) => unknown} */
const own = (value, key) => (has(value, key) ? value[key] : undefined);

/** @type {(fits: boolean, path: string) => void} */
function mustBe(fits, path) {
  if (!fits) refuse("answer-wrong-type", path);
}

/** @type {(code: string, field: string, facts?: object) => never} */
function refuse(code, field, facts = {}) {
  throw new TrackerError(code, { field, ...facts });
}
