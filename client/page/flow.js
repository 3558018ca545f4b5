/**
 * How each errand begins, and the requests that it makes: the same for every letter, and the same for every check.
 * @module
 */
import { Draft } from "./draft.js";

/** @typedef {import("./app.js").App} App */

/** Whether something else would lose a letter that was begun, or another like the one that was sent. @param {App} app */
export const wouldLose = (app) => app.draft?.begun === true || app.last !== null;

/**
 * Does what would lose a letter that was begun, or another like the one that was sent; if there is one, asks first.
 * @param {App} app
 * @param {() => void} deed
 */
export function unlessBegun(app, deed) {
  if (wouldLose(app)) {
    app.act(() => app.journey.go(app.place("drop", deed)));
  } else {
    deed();
  }
}

/** Goes on with the letter that was left by going back. @param {App} app */
export function resume(app) {
  app.act(() => app.journey.go(firstPlace(app)));
}

/**
 * Begins something new: what was there before is forgotten.
 * @param {App} app
 * @param {(app: App, signal: AbortSignal) => Promise<void> | void} errand
 */
export function begin(app, errand) {
  patiently(app, () => begin(app, errand), (signal) => {
    // The worker takes its calls in order, and may still be on its way: requests need not wait for it.
    app.forget();
    return errand(app, signal);
  });
}

/** A new inquiry in the page's language. @param {App} app @param {AbortSignal} signal */
export function ask(app, signal) {
  return askWith(app, new Draft(app.book.schema, "inquiry", { language: app.book.language }), signal);
}

/**
 * Looks for an answer: all that words have no part in is asked for while they are typed, by everybody who comes here.
 * @param {App} app
 */
export function check(app) {
  app.newest.get();
  app.journey.replace(app.place("wordsIn", "check"));
}

/** A letter under words on paper. @param {string} kind @returns {(app: App, signal: AbortSignal) => Promise<void>} */
export function write(kind) {
  return async (app, signal) => {
    await app.visit.authority(signal);
    app.journey.replace(app.place("wordsIn", kind));
    provide(app);
  };
}

/** An inquiry about the next person of a group: new words, new keys, requests of its own. @param {App} app */
export function askAboutAnother(app) {
  const { draft } = app.last;
  begin(app, (_app, signal) => askWith(app, draft, signal));
}

/**
 * A letter under the words of the answer that is shown.
 * @param {App} app
 * @param {string} kind
 */
export function writeUnderFound(app, kind) {
  patiently(app, () => writeUnderFound(app, kind), async (signal) => {
    try {
      await app.work.call("chooseFound", {}, signal);
    } catch (error) {
      if (error.code !== "words-ambiguous") {
        throw error;
      }
      // Without an answer nothing tells in which language they are: the words are asked for again, and then that.
      await write(kind)(app, signal);
      return;
    }
    await app.visit.authority(signal);
    app.draft = new Draft(app.book.schema, kind);
    // In the place of the screen that waits: from the letter, "back" leads to the answer.
    app.journey.replace(firstPlace(app));
    provide(app);
  });
}

/** From words to what is written under them. @param {App} app @param {string} kind */
export function beginLetter(app, kind) {
  app.draft = new Draft(app.book.schema, kind);
  app.journey.go(firstPlace(app));
}

function firstPlace(app) {
  const first = app.draft.next();
  return first ? app.place("question", first.path) : app.place("withdraw");
}

/** Keys are verified, and new ones derived while the questions are answered. */
async function askWith(app, draft, signal) {
  await app.visit.authority(signal);
  await app.work.call("draw", {}, signal);
  app.draft = draft;
  app.journey.replace(app.place("question", draft.next().path));
  provide(app);
  app.keys.get();
}

/** What every letter asks for once there is something to do meanwhile: what derives keys, and the lists of words. */
function provide(app) {
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
