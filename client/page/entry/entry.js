/**
 * The entry of one question, by the kind of its field: an element, its value so far, and whether there is any.
 * @module
 */
import { offered, readChosen, readTyped, typedFor } from "../../records/entry.js";
import { checkboxes, radios } from "./options.js";
import { lineList } from "./line_list.js";
import { textbox } from "./textbox.js";

/**
 * @typedef {object} Entry
 * @property {HTMLElement[]} elements
 * @property {() => any} value undefined if nothing was entered
 * @property {() => Left | null} unfinished what stands there, whether it could be an answer or not
 * @property {(wrong: boolean) => void} mark
 *
 * @typedef {{chosen: string[], text?: string}} Left
 *
 * @typedef {object} Asked
 * @property {import("../../records/form_steps.js").Question} question
 * @property {any} given the answer so far, null for none
 * @property {Left | null} left what stood there when the question was left without an answer
 * @property {string} hint what stands under the question
 * @property {(msgid: string, values?: object) => string} say
 * @property {() => void} next goes on
 * @property {import("../../records/typed_date.js").DateWords} words of written dates
 */

const CHOSEN = new Set(["choice", "multi-choice", "yes-no", "consent"]);
const DIGITS = new Set(["number", "day", "approximate-date"]);

/**
 * The entry for a question, but for pictures.
 * @param {Asked} asked
 * @returns {Entry}
 */
export function entryFor(asked) {
  if (CHOSEN.has(asked.question.field.kind)) {
    return chosenEntry(asked);
  }
  return writtenEntry(asked);
}

function chosenEntry({ question, given, left, say, next }) {
  const { field, path } = question;
  const wanted = {
    field: path,
    label: say(field.label),
    options: offered(field).map(({ value, text }) => ({ value, text: say(text) })),
    chosen: left?.chosen ?? chosenBefore(given),
    enter: next,
  };
  const several = field.kind === "multi-choice";
  const options = several ? checkboxes({ ...wanted, alone: field["dont-know"] }) : radios(wanted);
  const value = () => (options.chosen().length ? readChosen(field, options.chosen()) : undefined);
  const unfinished = () => ({ chosen: options.chosen() });
  return { elements: [options.element], value, unfinished, mark: () => {} };
}

function chosenBefore(given) {
  if (given === null) {
    return [];
  }
  return [given].flat().map((value) => (typeof value === "boolean" ? (value ? "yes" : "no") : value));
}

function writtenEntry({ question, given, left, hint, say, next, words }) {
  const { field, path } = question;
  const { text: before, chosen } = left ?? writtenBefore(field, given);
  const unknown = chosen.length > 0;
  const doubt = field["dont-know"] ? doubtBox(field, path, say, unknown, () => box.empty()) : null;
  const typed = () => doubt?.clear();
  const box = boxFor({ field, path, hint, say, next, before, typed });
  const value = () => {
    if (doubt?.chosen().length) {
      return field["dont-know"];
    }
    return box.text().trim() === "" ? undefined : readTyped(field, box.text(), words);
  };
  const elements = [...box.elements, ...(doubt ? [doubt.element] : [])];
  const unfinished = () => ({ text: box.text(), chosen: doubt?.chosen() ?? [] });
  return { elements, value, unfinished, mark: box.mark };
}

function writtenBefore(field, given) {
  const unknown = given !== null && given === field["dont-know"];
  return { text: given === null || unknown ? "" : typedFor(field, given), chosen: unknown ? [given] : [] };
}

/** "I do not know" beside a box: it empties the box, and writing takes it away again. */
function doubtBox(field, path, say, chosen, empty) {
  const value = field["dont-know"];
  const options = [{ value, text: say(field.texts[value]) }];
  const change = () => {
    if (doubt.chosen().length) {
      empty();
    }
  };
  const wanted = { field: `${path}.${value}`, label: say(field.label), options, change };
  const doubt = checkboxes({ ...wanted, chosen: chosen ? [value] : [] });
  return doubt;
}

function boxFor({ field, path, hint, say, next, before, typed }) {
  if (field.kind === "text-list") {
    return lineList({ field, path, hint, say, next, before, typed });
  }
  const lines = field.kind === "long-text";
  const counter = lines ? counterFor(field.limit, say) : null;
  const input = () => {
    typed();
    counter?.count(box.value);
  };
  const inputMode = DIGITS.has(field.kind) ? "decimal" : undefined;
  const label = say(field.label);
  const box = textbox({ field: path, label, hint, lines, inputMode, value: before, enter: next, input });
  counter?.count(before);
  return {
    elements: [box, ...(counter ? [counter.element] : [])],
    text: () => box.value,
    empty: () => {
      box.value = "";
    },
    mark: box.mark,
  };
}

/** How many characters are left, counted as the form counts them: by code point. */
function counterFor(limit, say) {
  const element = document.createElement("p");
  element.className = "hint";
  element.dataset.slot = "left";
  return {
    element,
    count: (text) => {
      element.textContent = say("page.js.question.left", { left: limit - [...text].length, limit });
    },
  };
}
