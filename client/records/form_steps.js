/**
 * One question at a time, forwards and back, as at the command line (docs/spec/form.md).
 *
 * Pure: a form in, a question or a new form out. The form itself is the whole state.
 */
import { TrackerError } from "../crypto/errors.js";
import { checkValue } from "./field_check.js";
import { applies, has } from "./form.js";

/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Schema} Schema */

/**
 * A field to ask, with its path in the form; `group` is null unless it is a member of one.
 * @typedef {{path: string, field: Field, group: Field | null}} Question
 */

/**
 * All questions that the answers so far call for, in order; none for kinds other than inquiry and addition.
 * @param {Schema} schema
 * @param {Form} form
 * @param {string} [kind]
 * @returns {Question[]}
 */
export function steps(schema, form, kind = "inquiry") {
  if (kind !== "inquiry" && kind !== "addition") return [];
  return schema.fields
    .filter((field) => (kind === "inquiry" || field["in-addition"]) && applies(field, form))
    .flatMap(questionsOf);
}

/**
 * The question after the one at `after` (the first without it), or null past the last.
 * Throws form-unknown-field if `after` is not among the questions.
 * @param {Schema} schema
 * @param {Form} form
 * @param {string | null} [after]
 * @param {string} [kind]
 * @returns {Question | null}
 */
export function nextQuestion(schema, form, after = null, kind = "inquiry") {
  const questions = steps(schema, form, kind);
  const at = after === null ? -1 : indexOf(questions, after);
  return questions[at + 1] ?? null;
}

/**
 * The question before the one at `before`, null before the first. Throws form-unknown-field.
 * @param {Schema} schema
 * @param {Form} form
 * @param {string} before
 * @param {string} [kind]
 * @returns {Question | null}
 */
export function previousQuestion(schema, form, before, kind = "inquiry") {
  const questions = steps(schema, form, kind);
  return questions[indexOf(questions, before) - 1] ?? null;
}

/**
 * The answer already given, or null.
 * @param {Form} form
 * @param {Question} question
 * @returns {unknown}
 */
export function given(form, { field, group }) {
  const answers = group === null ? form : groupAnswers(form, group);
  return has(answers, field.key) ? answers[field.key] : null;
}

/**
 * A new form with this answer and without what it no longer calls for. Throws the faults of `checkValue`.
 * @param {Schema} schema
 * @param {Form} form
 * @param {Question} question
 * @param {unknown} value
 * @returns {Form}
 */
export function answered(schema, form, { path, field, group }, value) {
  checkValue(field, value, path);
  if (group === null) return pruned(schema, { ...form, [field.key]: value }, field.key);
  return { ...form, [group.key]: { ...groupAnswers(form, group), [field.key]: value } };
}

/**
 * A new form without an answer to this question, even a required one: `formFaults` asks for it.
 * @param {Schema} schema
 * @param {Form} form
 * @param {Question} question
 * @returns {Form}
 */
export function skipped(schema, form, { field, group }) {
  if (group === null) return pruned(schema, without(form, [field.key]), field.key);
  const left = without(groupAnswers(form, group), [field.key]);
  const rest = without(form, [group.key]);
  return Object.keys(left).length > 0 ? { ...rest, [group.key]: left } : rest;
}

/** @type {(field: Field) => Question[]} */
function questionsOf(field) {
  if (field.members === undefined) return [{ path: field.path, field, group: null }];
  return field.members.map((member) => ({ path: member.path, field: member, group: field }));
}

/** @type {(questions: Question[], path: string) => number} */
function indexOf(questions, path) {
  const at = questions.findIndex((question) => question.path === path);
  if (at < 0) throw new TrackerError("form-unknown-field", { field: path });
  return at;
}

/** @type {(form: Form, group: Field) => Form} */
const groupAnswers = (form, group) => (has(form, group.key) ? form[group.key] : {});

/** @type {(form: Form, keys: string[]) => Form} */
const without = (form, keys) =>
  Object.fromEntries(Object.entries(form).filter(([key]) => !keys.includes(key)));

/** @type {(schema: Schema, form: Form, changed: string) => Form} */
function pruned(schema, form, changed) {
  const gone = schema.fields.filter((field) => field.when?.key === changed && !applies(field, form));
  return without(form, gone.map((field) => field.key));
}
