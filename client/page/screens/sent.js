/**
 * The server has the letter, and signed that it has it.
 * @module
 */
import { monthAndDay } from "../../records/language.js";
import { askAboutAnother } from "../flow.js";

/**
 * Shows what was acknowledged, and what comes of it.
 * @param {import("../app.js").App} app
 * @param {string} kind
 * @param {{day: string, again: string}} sent
 */
export function showSent(app, kind, sent) {
  const screen = app.show("sent");
  const withdrawn = kind === "withdrawal";
  screen.tell("text", app.say(`page.js.sent.${kind}`));
  screen.tell("day", app.say("page.js.sent.day", { day: monthAndDay(app.book, sent.day) }));
  screen.tell("again", withdrawn
    ? app.say("page.js.sent.no-answer")
    : app.say("page.js.sent.again", { day: monthAndDay(app.book, sent.again) }));
  screen.button("another").hidden = app.last === null;
  screen.on("another", () => askAboutAnother(app));
  screen.on("end", () => app.screens.ended(app));
}
