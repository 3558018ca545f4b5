/**
 * Where everybody begins: ask, check, add, withdraw.
 * @module
 */
import { ask, begin, check, write } from "../flow.js";

/** Shows the start. @param {import("../app.js").App} app */
export function showStart(app) {
  const screen = app.show("start");
  screen.slot("starting").hidden = true;
  document.getElementById("start-actions").hidden = false;
  screen.on("ask", () => (app.draft?.kind === "inquiry" ? resume(app) : begin(app, ask)));
  screen.on("check", () => begin(app, check));
  screen.on("add", () => begin(app, write("addition")));
  screen.on("withdraw", () => begin(app, write("withdrawal")));
}

/** Goes on with the inquiry that was left by going back. */
function resume(app) {
  app.act(() => app.journey.go(app.place("question", app.draft.next().path)));
}
