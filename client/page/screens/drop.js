/**
 * Something else is wished for while a letter is being written: it is asked for before the letter is forgotten.
 * @module
 */
import { resume } from "../flow.js";

/**
 * Asks whether to forget the letter.
 * @param {import("../app.js").App} app
 * @param {() => void} deed what is wished for
 */
export function showDrop(app, deed) {
  if (!app.draft?.begun) {
    // Who comes back here once it is decided has nothing to decide.
    app.journey.back();
    return;
  }
  const screen = app.show("drop");
  screen.on("back", () => resume(app));
  screen.on("next", () => {
    app.draft = null;
    deed();
  });
}
