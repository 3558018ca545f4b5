/**
 * Several lines of text, each in a box of its own, as many as the field takes.
 * @module
 */
import { textbox } from "./textbox.js";

/**
 * @param {object} wanted
 * @param {import("../../records/form.js").Field} wanted.field
 * @param {string} wanted.path
 * @param {(msgid: string, values?: object) => string} wanted.say
 * @param {() => void} wanted.next Enter in the last box
 * @param {string} wanted.before the lines so far
 * @param {() => void} wanted.typed something was typed
 */
export function lineList({ field, path, say, next, before, typed }) {
  const list = document.createElement("div");
  list.className = "entry";
  const add = button(say("page.js.question.add-line"), "add");
  const rows = [];
  const named = () => {
    for (const [at, { box }] of rows.entries()) {
      box.dataset.field = at === 0 ? path : `${path}.${at}`;
    }
    add.hidden = rows.length >= field.most;
  };
  const append = (value = "") => {
    const label = `${say(field.label)} ${rows.length + 1}`;
    const row = makeRow({ label, value, typed, next, remove: say("page.js.question.remove-line", { number: rows.length + 1 }) });
    row.removeButton.addEventListener("click", () => {
      row.box.value = "";
      rows.splice(rows.indexOf(row), 1);
      row.element.remove();
      named();
      (rows.at(-1)?.box ?? add).focus();
    });
    rows.push(row);
    list.append(row.element);
    row.removeButton.hidden = rows.length === 1;
    named();
    return row;
  };
  for (const line of before === "" ? [""] : before.split("\n")) {
    append(line);
  }
  add.addEventListener("click", () => append().box.focus());
  return {
    elements: [list, add],
    text: () => rows.map(({ box }) => box.value).join("\n"),
    empty: () => rows.forEach(({ box }) => { box.value = ""; }),
    mark: (wrong) => rows.forEach(({ box }) => box.mark(wrong)),
  };
}

function makeRow({ label, value, typed, next, remove }) {
  const element = document.createElement("div");
  const box = textbox({ field: "", label, value, enter: next, input: typed });
  const removeButton = button(remove, "remove");
  removeButton.className = "quiet";
  element.append(box, removeButton);
  return { element, box, removeButton };
}

function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.dataset.do = action;
  element.textContent = text;
  return element;
}
