/**
 * Words typed from paper: to read an answer, to add, to withdraw.
 * @module
 */
import { beginLetter } from "../flow.js";
import { askForWords } from "./words.js";

/**
 * Asks for the ten words.
 * @param {import("../app.js").App} app
 * @param {string} purpose check, addition or withdrawal
 */
export function showWordsIn(app, purpose) {
  const screen = app.show("words-in");
  screen.tell("purpose", app.say(`page.js.words-in.${purpose}`));
  askForWords(app, screen, async (typed) => {
    await app.lists.get();
    await app.work.call("read", { typed, only: purpose !== "check" });
    app.keys.forget();
    app.keys.get();
    if (purpose === "check") {
      app.journey.go(app.place("answer"));
    } else {
      beginLetter(app, purpose);
    }
  });
}
