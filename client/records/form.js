/**
 * The schema as the page carries it, and which of its fields the answers so far call for (docs/spec/form.md).
 *
 * The fields themselves are data: `form_schema()` of the Python, in the page's `#data` block.
 */

/**
 * One field of the schema. Beside what all kinds share it has what its kind needs: `options`, `limit`, `most`,
 * `least`, `years`, `age-max`, `members`.
 * @typedef {object} Field
 * @property {string} kind
 * @property {string} key
 * @property {string} path its key, or `<group>.<key>` inside a group
 * @property {string} label the msgid of the question
 * @property {string} [hint] the msgid of the explanation
 * @property {string} [format] the msgid that says how a date is written
 * @property {Record<string, string>} [texts] the msgid of each value that is offered, "I do not know" last
 * @property {boolean} required
 * @property {string} [dont-know] the value that stands for "I do not know"
 * @property {{key: string, among: string[]}} [when]
 * @property {Field[]} [members]
 */

/**
 * @typedef {object} Schema
 * @property {number} max-bytes of a form's canonical JSON
 * @property {string[]} kinds of letters
 * @property {string[]} own keys that are true of one person only
 * @property {Field[]} fields
 */

/** @typedef {Record<string, unknown>} Form the answers given, by key */

/** Whether a value is an object as JSON has them: no list, no null. @type {(value: unknown) => boolean} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an object has this key itself. @type {(value: object, key: string) => boolean} */
export const has = (value, key) => Object.prototype.hasOwnProperty.call(value, key);

/**
 * The field of a key, or undefined.
 * @param {Schema} schema
 * @param {string} key
 * @returns {Field | undefined}
 */
export function fieldOf(schema, key) {
  return schema.fields.find((field) => field.key === key);
}

/**
 * Whether the answers so far call for this field.
 * @param {Field} field
 * @param {Form} form
 * @returns {boolean}
 */
export function applies(field, form) {
  if (field.when === undefined) return true;
  const { key, among } = field.when;
  const answer = has(form, key) ? form[key] : undefined;
  const given = Array.isArray(answer) ? answer : [answer];
  return given.some((value) => among.includes(value));
}
