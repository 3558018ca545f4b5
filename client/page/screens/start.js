/**
 * Where everybody begins: ask, check, add, withdraw.
 * @module
 */
import { ask, begin, check, resume, unlessBegun, write } from "../flow.js";

/** Shows the start. @param {import("../app.js").App} app */
export function showStart(app) {
  const screen = app.show("start");
  screen.slot("starting").hidden = true;
  document.getElementById("start-actions").hidden = false;
  leadOn(app, screen);
}

/** What each button of the start leads to. @param {import("../app.js").App} app @param {import("../screen.js").Screen} screen */
export function leadOn(app, screen) {
  const anew = (errand) => () => unlessBegun(app, () => begin(app, errand));
  screen.on("ask", () => (app.draft?.kind === "inquiry" ? resume(app) : anew(ask)()));
  screen.on("check", anew(check));
  screen.on("add", anew(write("addition")));
  screen.on("withdraw", anew(write("withdrawal")));
}
