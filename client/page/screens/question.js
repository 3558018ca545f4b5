/**
 * One question: asked, answered, left out, or gone back from.
 * @module
 */
import { TrackerError } from "../../crypto/errors.js";
import { answered, given, skipped } from "../../records/form_steps.js";
import { entryFor } from "../entry/entry.js";
import { picturesEntry } from "../entry/pictures.js";
import { gallery } from "../gallery.js";

const REFUSALS = ["form", "attachment", "family", "passphrase"];

/**
 * Shows the question at a path.
 * @param {import("../app.js").App} app
 * @param {string} path
 * @param {Set<string> | null} [known] from the list of all answers: the questions that were there, to return to it
 */
export function showQuestion(app, path, known = null) {
  const { draft } = app;
  const question = draft.question(path);
  if (question === undefined) {
    app.screens.start(app);
    return;
  }
  const screen = app.show("question");
  describe(app, screen, question);
  const act = (deed) => app.act(refusable(app, screen, deed), { leave: true });
  const next = () => act((signal) => goOn(app, screen, { question, entry, known, signal }));
  const entry = entryOf(app, screen, question, next);
  screen.slot("entry").replaceChildren(...entry.elements);
  draft.begin(path, entry.unfinished);
  screen.mark = entry.mark;
  screen.on("next", next);
  screen.on("skip", () => act(() => leaveOut(app, question, known)));
  screen.on("back", () => app.journey.back());
  screen.on("review", () => act((signal) => goOn(app, screen, { question, entry, known: allOf(draft), signal })));
  // To go on without pictures is to choose none: passing over must not leave in the letter what was chosen.
  screen.button("skip").hidden = question.field.required || question.field.kind === "attachments";
  screen.button("review").hidden = draft.faults().length > 0;
}

/** Does something whose refusal is shown beside the question. */
function refusable(app, screen, deed) {
  return async (signal) => {
    screen.clear();
    try {
      await deed(signal);
    } catch (error) {
      if (!(error instanceof TrackerError) || !REFUSALS.some((branch) => error.code.startsWith(branch))) {
        throw error;
      }
      // The question itself stands above: its name need not be said again.
      screen.refuse(app.explain(new TrackerError(error.code, { ...error.facts, field: undefined })));
    }
  };
}

function describe(app, screen, { path, field, group }) {
  const { number, count } = app.draft.position(path);
  const step = count === null ? "page.js.question.first-steps" : "page.js.question.step";
  screen.tell("step", app.say(step, { number, count }));
  screen.tell("label", app.say(field.label));
  const opens = group !== null && group.members[0].path === path;
  screen.tell("group", group === null ? "" : app.say(group.label));
  const hints = [opens && group.hint ? app.say(group.hint) : "", field.hint ? app.say(field.hint) : ""];
  screen.tell("hint", hints.filter(Boolean).join(" "));
  screen.tell("format", field.format ? app.say(field.format) : "");
}

function entryOf(app, screen, question, next) {
  const say = (msgid, values) => app.say(msgid, values);
  if (question.field.kind === "attachments") {
    const act = (deed) => app.act(refusable(app, screen, deed));
    const afterwards = (deed) => app.afterwards(refusable(app, screen, deed));
    return picturesEntry({ question, say, gallery: gallery(app), act, afterwards });
  }
  const hint = ["hint", "format"].map((name) => screen.slot(name).textContent).filter(Boolean).join(" ");
  const { draft } = app;
  const [answer, left] = [given(draft.form, question), draft.unfinished(question.path)];
  return entryFor({ question, given: answer, left, hint, say, next, words: app.book.dates });
}

async function goOn(app, screen, { question, entry, known, signal }) {
  const { draft } = app;
  const value = entry.value();
  if (value === undefined) {
    if (question.field.required) {
      screen.refuse(app.say("page.js.question.required"));
      return;
    }
    draft.form = skipped(draft.schema, draft.form, question);
  } else {
    const before = draft.form;
    draft.form = answered(draft.schema, before, question, value);
    await checkText(app, value, question.path).catch((error) => {
      draft.form = before;
      throw error;
    });
    signal.throwIfAborted();
  }
  follow(app, question, known);
}

/** The words belong on paper alone: an answer that holds them is refused. */
async function checkText(app, value, path) {
  await app.lists.get();
  await app.work.call("checkText", { value, path });
}

function leaveOut(app, question, known) {
  app.draft.form = skipped(app.draft.schema, app.draft.form, question);
  follow(app, question, known);
}

/** The next question; from the list of all answers only those that are new, and then the list again. */
function follow(app, { path }, known) {
  const { draft } = app;
  draft.settle(path);
  if (known === null) {
    const next = draft.next(path);
    app.journey.go(next ? app.place("question", next.path) : app.place("review"));
    return;
  }
  const fresh = draft.questions().find((question) => !known.has(question.path));
  const seen = fresh && new Set([...known, fresh.path]);
  app.journey.go(fresh ? app.place("question", fresh.path, seen) : app.place("review"));
}

function allOf(draft) {
  return new Set(draft.questions().map(({ path }) => path));
}
