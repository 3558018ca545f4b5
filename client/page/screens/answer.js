/**
 * What the desk has for these words: an answer, or honestly none yet; it looks alike from outside.
 * @module
 */
import { readAnswer, readLate, readNothing } from "../../records/reading.js";
import { resume, unlessBegun, writeUnderFound } from "../flow.js";
import { tellVerified } from "./verified.js";

/** Looks for an answer and shows it. @param {import("../app.js").App} app */
export function showAnswer(app) {
  const screen = app.show("working");
  screen.slot("line").textContent = app.say("page.js.working.answer");
  screen.progress(0);
  app.afterwards((signal) => look(app, screen, signal), { leave: true });
}

async function look(app, screen, signal) {
  app.derivation.watch((share) => screen.progress(share));
  const looking = app.visit.look(app.takeNewest(signal), app.keys.get(), signal);
  // Keys may still be derived when what was fetched is refused: then another screen is shown, without a bar.
  const findings = await looking.finally(() => app.derivation.watch(null));
  const sections = findings.flatMap((finding) => read(app, finding));
  const keys = app.keys.get();
  // Who comes back to the answer sees it again, unless other words have been typed since.
  app.journey.replace(() => (app.keys.get() === keys ? show(app, findings, sections) : showAnswer(app)));
}

function read(app, { content, readUpTo, nextDay }) {
  return content === null ? readNothing(app.book, readUpTo, nextDay) : readAnswer(app.book, content);
}

function show(app, findings, sections) {
  const screen = app.show("answer");
  const late = findings.find((finding) => finding.late);
  screen.tell("late", late ? readLate(app.book, late.nextDay) : "");
  screen.slot("sections").replaceChildren(...sections.flatMap(paragraphs));
  tellVerified(app, screen);
  const write = (kind) => unlessBegun(app, () => writeUnderFound(app, kind));
  screen.on("add", () => (app.draft?.kind === "addition" ? resume(app) : write("addition")));
  screen.on("withdraw", () => write("withdrawal"));
  screen.on("again", () => app.act(() => showAnswer(app)));
  screen.on("end", () => app.screens.ended(app));
}

function paragraphs({ heading, paragraphs: texts }) {
  const head = document.createElement("h2");
  head.textContent = heading;
  return [head, ...texts.map(paragraph)];
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}
