/**
 * A group of people sought: what is common is kept, what is a person's own is asked again.
 *
 * The letters have words, keys and connections of their own: nothing on the wire says that they belong together.
 */

/**
 * The answers with which the letter about the next person of a group begins.
 * @param {import("./form.js").Schema} schema
 * @param {import("./form.js").Form} form
 * @returns {import("./form.js").Form}
 */
export function common(schema, form) {
  return Object.fromEntries(Object.entries(form).filter(([key]) => !schema.own.includes(key)));
}
