/**
 * A file is wanted that only the words lead to: it is named, and waited for.
 * @module
 */
import { fileChooser } from "../../entry/file_chooser.js";
import { bytesOf } from "../carrier.js";

/**
 * Has a person fetch a file.
 * @param {import("../../app.js").App} app
 * @param {string} path below the server's address
 * @param {AbortSignal} signal going back gives it up
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} carried-malformed
 */
export async function askForFile(app, path, signal) {
  const screen = app.show("fetch");
  screen.tell("path", path);
  const chosen = new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    const take = ([file]) => bytesOf(file).then(resolve, reject);
    const label = app.say("page.offline.js.fetch.choose");
    screen.slot("entry").replaceChildren(fileChooser({ field: "slice", label, take }));
    screen.on("back", () => app.journey.back());
  });
  const data = await app.waitFor(chosen, signal);
  const working = app.show("working");
  working.slot("line").textContent = app.say("page.js.working.answer");
  working.progress(null);
  return data;
}
