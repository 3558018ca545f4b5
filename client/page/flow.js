/**
 * How each errand begins, and the requests that it makes: the same for every letter, and the same for every check.
 * @module
 */
import { Draft } from "./draft.js";

/** @typedef {import("./app.js").App} App */

/**
 * Begins something new: what was there before is forgotten, and a worker for the keys waits before the first request.
 * @param {App} app
 * @param {(app: App, signal: AbortSignal) => Promise<void>} errand
 */
export function begin(app, errand) {
  patiently(app, () => begin(app, errand), async (signal) => {
    await app.forget();
    await waited(app.derivation.ready(), signal);
    await errand(app, signal);
  });
}

/** A new inquiry in the page's language. @param {App} app @param {AbortSignal} signal */
export function ask(app, signal) {
  return askWith(app, new Draft(app.book.schema, "inquiry", { language: app.book.language }), signal);
}

/** Looks for an answer: the words come first, a wrong one costs no request. @param {App} app @param {AbortSignal} signal */
export async function check(app, signal) {
  await waited(app.lists.get(), signal);
  app.journey.replace(app.place("wordsIn", "check"));
}

/** A letter under words on paper. @param {string} kind @returns {(app: App, signal: AbortSignal) => Promise<void>} */
export function write(kind) {
  return async (app, signal) => {
    await authority(app, signal);
    await waited(app.lists.get(), signal);
    app.journey.replace(app.place("wordsIn", kind));
  };
}

/** An inquiry about the next person of a group: new words, new keys, requests of its own. @param {App} app */
export function askAboutAnother(app) {
  const draft = app.last;
  begin(app, (_app, signal) => askWith(app, draft, signal));
}

/**
 * A letter under the words of the answer that is shown.
 * @param {App} app
 * @param {string} kind
 */
export function writeUnderFound(app, kind) {
  patiently(app, () => writeUnderFound(app, kind), async (signal) => {
    await app.work.call("chooseFound", {}, signal);
    await authority(app, signal);
    await waited(app.lists.get(), signal);
    beginLetter(app, kind);
  });
}

/** From words to what is written under them. @param {App} app @param {string} kind */
export function beginLetter(app, kind) {
  app.draft = new Draft(app.book.schema, kind);
  const first = app.draft.next();
  app.journey.go(first ? app.place("question", first.path) : app.place("withdraw"));
}

/** Keys are verified, and new ones derived while the questions are answered. */
async function askWith(app, draft, signal) {
  await authority(app, signal);
  await app.work.call("draw", {}, signal);
  app.keys.get();
  app.draft = draft;
  app.journey.replace(app.place("question", draft.next().path));
}

/** The requests of every letter: keyring, roster, and all lists of words, which an inquiry need not wait for. */
async function authority(app, signal) {
  await waited(app.derivation.ready(), signal);
  await app.visit.authority(signal);
  app.lists.forget();
  app.lists.get();
}

/** Does what takes time behind a screen that says so; going back gives it up, and what fails can be tried again. */
function patiently(app, retry, deed) {
  app.act(
    async (signal) => {
      app.journey.step();
      const screen = app.show("working");
      screen.slot("line").textContent = app.say("page.js.working.keyring");
      screen.progress(null);
      await deed(signal);
    },
    { leave: true, retry },
  );
}

/** What a promise comes to, unless the errand was given up meanwhile. */
async function waited(promise, signal) {
  const value = await promise;
  signal.throwIfAborted();
  return value;
}
