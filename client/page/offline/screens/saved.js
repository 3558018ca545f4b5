/**
 * The sealed letter is there to be saved: what to do with it, and what nobody has confirmed yet.
 * @module
 */
import { askAboutAnother } from "../../flow.js";
import { FILE_NAME } from "../parcel.js";

/**
 * Offers the letter, and the ways on once it was asked for: without it, all would be lost.
 * @param {import("../../app.js").App} app
 * @param {string} kind
 */
export function showSaved(app, kind) {
  const screen = app.show("saved");
  screen.tell("text", app.say(`page.offline.js.saved.${kind}`));
  screen.tell("name", FILE_NAME);
  screen.on("save", () => {
    app.means.parcel.save();
    screen.slot("onwards").hidden = false;
    screen.button("another").hidden = app.last === null;
  });
  screen.on("another", () => askAboutAnother(app));
  screen.on("end", () => app.screens.ended(app));
}
