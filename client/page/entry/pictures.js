/**
 * Choosing pictures: each is stripped in the worker at once, and can be taken out again.
 * @module
 */
import { fileChooser } from "./file_chooser.js";

/**
 * @typedef {object} Gallery
 * @property {() => number[]} sizes bytes of the pictures that go along
 * @property {(data: Uint8Array) => Promise<boolean>} add whether the picture may lie on its side
 * @property {(at: number) => Promise<void>} drop
 * @property {() => Promise<string>} room what the letter's size is now, in words
 */

/**
 * @param {object} wanted
 * @param {import("../../records/form_steps.js").Question} wanted.question
 * @param {(msgid: string, values?: object) => string} wanted.say
 * @param {Gallery} wanted.gallery
 * @param {(work: () => Promise<void>) => void} wanted.act one thing at a time, faults shown
 * @param {(work: () => Promise<void>) => void} wanted.afterwards the same, once the question is shown
 * @returns {import("./entry.js").Entry}
 */
export function picturesEntry({ question, say, gallery, act, afterwards }) {
  const { field, path } = question;
  const list = document.createElement("ul");
  list.dataset.slot = "pictures";
  const room = document.createElement("p");
  room.className = "hint";
  room.dataset.slot = "room";
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const redraw = async () => {
    list.replaceChildren(...gallery.sizes().map((size, at) => row(at, size, say, () => act(() => drop(at)))));
    room.textContent = await gallery.room();
  };
  const drop = async (at) => {
    await gallery.drop(at);
    told.textContent = "";
    await redraw();
  };
  const take = (files) =>
    act(async () => {
      told.textContent = "";
      try {
        told.textContent = await takeAll(files, gallery, say);
      } finally {
        await redraw();
      }
    });
  const label = say("page.js.pictures.choose");
  const choose = fileChooser({ field: path, label, types: field.types, multiple: true, take });
  afterwards(redraw);
  return { elements: [choose, told, list, room], value: () => undefined, unfinished: () => null, mark: () => {} };
}

async function takeAll(files, gallery, say) {
  let turned = false;
  for (const file of files) {
    const data = new Uint8Array(await file.arrayBuffer());
    turned = (await gallery.add(data)) || turned;
  }
  return say(turned ? "page.js.pictures.turned" : "page.js.pictures.taken");
}

function row(at, size, say, remove) {
  const element = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = say("page.js.pictures.one", { number: at + 1, kilobytes: Math.ceil(size / 1024) });
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.do = "remove";
  button.textContent = say("page.js.pictures.remove", { number: at + 1 });
  button.addEventListener("click", remove);
  element.append(name, button);
  return element;
}
