/** Whether the content of a form is acceptable; if not, which field and why (docs/spec/form.md). */
import { canonicalJson } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { checkValue, unknownKeys } from "./field_check.js";
import { applies, has, isObject } from "./form.js";

/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Schema} Schema */

/**
 * Accepts the form of a letter of this kind, or throws its first fault.
 * @param {Schema} schema
 * @param {unknown} form
 * @param {string} [kind]
 * @param {number} [attachments] how many travel with it: an addition may consist of nothing else
 */
export function checkForm(schema, form, kind = "inquiry", attachments = 0) {
  for (const fault of formFaults(schema, form, kind, attachments)) throw fault;
}

/**
 * All that is wrong with a form, in the order of the questions; faults of the whole last.
 * @param {Schema} schema
 * @param {unknown} form
 * @param {string} [kind]
 * @param {number} [attachments]
 * @returns {TrackerError[]}
 */
export function formFaults(schema, form, kind = "inquiry", attachments = 0) {
  if (!schema.kinds.includes(kind)) return [ofWhole("form-kind-unknown")];
  if (!isObject(form)) return [ofWhole("form-wrong-type")];
  const empty = Object.keys(form).length === 0;
  if (kind !== "inquiry" && kind !== "addition") return empty ? [] : [ofWhole("form-not-empty")];
  const nothing = kind === "addition" && empty && attachments === 0;
  return [...(nothing ? [ofWhole("form-empty")] : []), ...faultsOfAnswers(schema, form, kind)];
}

/** @type {(schema: Schema, form: Form, kind: string) => TrackerError[]} */
function faultsOfAnswers(schema, form, kind) {
  const faults = [...unknownKeys(form, schema.fields), ...fieldFaults(schema, form, kind)];
  // Only a form of the right types has a canonical size.
  if (faults.length > 0) return faults;
  const size = canonicalJson(form).length;
  const limit = schema["max-bytes"];
  return size > limit ? [ofWhole("form-too-large", { size, limit })] : [];
}

/** @type {(schema: Schema, form: Form, kind: string) => TrackerError[]} */
function fieldFaults(schema, form, kind) {
  return schema.fields.flatMap((field) => {
    const { key } = field;
    if (!has(form, key)) {
      return kind === "inquiry" && field.required ? [new TrackerError("form-missing", { field: key })] : [];
    }
    if (!calledFor(field, form, kind)) {
      return [new TrackerError("form-not-applicable", { field: key, depends: field.when.key })];
    }
    return faultOf(field, form[key]);
  });
}

/** @type {(field: Field, form: Form, kind: string) => boolean} */
function calledFor(field, form, kind) {
  // An addition need not repeat the answer on which the question depends: the desk has it.
  if (kind === "addition" && field.when !== undefined && !has(form, field.when.key)) return true;
  return applies(field, form);
}

/** @type {(field: Field, value: unknown) => TrackerError[]} */
function faultOf(field, value) {
  try {
    checkValue(field, value);
    return [];
  } catch (error) {
    if (error instanceof TrackerError) return [error];
    throw error;
  }
}

/** @type {(code: string, facts?: object) => TrackerError} */
const ofWhole = (code, facts = {}) => new TrackerError(code, { field: "", ...facts });
