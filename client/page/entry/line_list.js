/**
 * Several lines of text, each in a box of its own, as many as the field takes.
 * @module
 */
import { textbox } from "./textbox.js";

/**
 * @param {object} wanted
 * @param {import("../../records/form.js").Field} wanted.field
 * @param {string} wanted.path
 * @param {string} wanted.hint
 * @param {(msgid: string, values?: object) => string} wanted.say
 * @param {() => void} wanted.next Enter in the last box
 * @param {string} wanted.before the lines so far
 * @param {() => void} wanted.typed something was typed
 */
export function lineList({ field, path, hint, say, next, before, typed }) {
  const list = document.createElement("div");
  list.className = "entry";
  const add = button(say("page.js.question.add-line"), "add");
  const rows = [];
  const number = () => {
    for (const [at, { box, remove }] of rows.entries()) {
      box.dataset.field = at === 0 ? path : `${path}.${at}`;
      box.label = `${say(field.label)} ${at + 1}`;
      remove.textContent = say("page.js.question.remove-line", { number: at + 1 });
      remove.hidden = rows.length === 1;
    }
    add.hidden = rows.length >= field.most;
  };
  const drop = (row) => {
    row.box.value = "";
    rows.splice(rows.indexOf(row), 1);
    row.element.remove();
    number();
    rows.at(-1).box.focus();
  };
  const append = (value = "") => {
    const row = makeRow({ hint, value, typed, next });
    row.remove.addEventListener("click", () => drop(row));
    rows.push(row);
    list.append(row.element);
    number();
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

function makeRow({ hint, value, typed, next }) {
  const element = document.createElement("div");
  const box = textbox({ field: "", label: "", hint, value, enter: next, input: typed });
  const remove = button("", "remove");
  remove.className = "quiet";
  element.append(box, remove);
  return { element, box, remove };
}

function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.dataset.do = action;
  element.textContent = text;
  return element;
}
