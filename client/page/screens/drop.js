/**
 * Something else is wished for while a letter is being written, or another person may still be asked about: it is
 * asked for before that is forgotten.
 * @module
 */
import { resume, wouldLose } from "../flow.js";

/**
 * Asks whether to forget the letter, or what of the one that was sent another would share.
 * @param {import("../app.js").App} app
 * @param {() => void} deed what is wished for
 */
export function showDrop(app, deed) {
  if (!wouldLose(app)) {
    // Who comes back here once it is decided has nothing to decide.
    app.journey.back();
    return;
  }
  const { last } = app;
  const screen = app.show("drop");
  if (last !== null) {
    tellOfAnother(app, screen);
  }
  screen.on("back", () => (last === null ? resume(app) : app.act(() => app.journey.go(last.sent))));
  screen.on("next", () => {
    app.draft = app.last = null;
    deed();
  });
}

function tellOfAnother(app, screen) {
  for (const name of ["title", "text"]) {
    screen.tell(name, app.say(`page.js.drop.another.${name}`));
  }
  for (const name of ["back", "next"]) {
    screen.button(name).textContent = app.say(`page.js.drop.another.${name}`);
  }
}
