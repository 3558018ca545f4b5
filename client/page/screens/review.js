/**
 * All answers, each of which can still be changed.
 * @module
 */
import { given } from "../../records/form_steps.js";
import { monthAndDay } from "../../records/language.js";
import { roomInWords } from "../gallery.js";
import { tellVerified } from "./verified.js";

const DATES = new Set(["approximate-date", "day"]);

/** Shows all answers. @param {import("../app.js").App} app */
export function showReview(app) {
  const { draft } = app;
  const screen = app.show("review");
  const questions = draft.questions();
  const paths = new Set(questions.map(({ path }) => path));
  const change = (path) => app.act(() => app.journey.go(app.place("question", path, paths)));
  const list = document.createElement("dl");
  list.append(...questions.map((question) => row(app, question, change)));
  const room = document.createElement("p");
  room.className = "hint";
  room.dataset.slot = "room";
  screen.slot("list").replaceChildren(list, room);
  tellVerified(app, screen);
  screen.on("back", () => app.journey.back());
  screen.on("next", () => app.act(() => goOn(app, screen)));
  if (draft.faults().length === 0) {
    app.afterwards(async () => {
      room.textContent = await roomInWords(app);
    });
  }
}

function goOn(app, screen) {
  const [fault] = app.draft.faults();
  if (fault !== undefined) {
    screen.refuse(app.explain(fault));
    return;
  }
  app.journey.go(app.draft.kind === "inquiry" ? app.place("words") : app.place("sending"));
}

function row(app, question, change) {
  const element = document.createElement("div");
  const label = app.say(question.field.label);
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.do = "change";
  button.dataset.path = question.path;
  button.textContent = app.say("page.js.review.change");
  button.setAttribute("aria-label", app.say("page.js.review.change-what", { question: label }));
  button.addEventListener("click", () => change(question.path));
  const told = document.createElement("dd");
  told.textContent = inWords(app, question);
  const term = document.createElement("dt");
  term.textContent = label;
  const way = document.createElement("dd");
  way.append(button);
  element.append(term, told, way);
  return element;
}

function inWords(app, question) {
  const { field } = question;
  if (field.kind === "attachments") {
    return app.draft.pictures.length ? String(app.draft.pictures.length) : app.say("page.js.review.none");
  }
  const value = given(app.draft.form, question);
  if (value === null) {
    return app.say("page.js.review.none");
  }
  if (typeof value === "boolean") {
    return app.say(value ? "form.yes" : "form.no");
  }
  if (DATES.has(field.kind) && value !== field["dont-know"]) {
    return typeof value === "number" ? app.say("page.js.review.age", { age: value }) : monthAndDay(app.book, value);
  }
  const separator = field.kind === "text-list" ? "\n" : ", ";
  return [value].flat().map((item) => (field.texts?.[item] ? app.say(field.texts[item]) : String(item))).join(separator);
}
