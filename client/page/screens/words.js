/**
 * The ten words: shown, and typed again before anything is sent.
 * @module
 */
import { TrackerError } from "../../crypto/errors.js";
import { textbox } from "../entry/textbox.js";

/** Shows the words. @param {import("../app.js").App} app */
export function showWords(app) {
  const screen = app.show("words");
  screen.on("back", () => app.journey.back());
  screen.on("next", () => app.act(() => app.journey.go(app.place("retype"))));
  app.afterwards(async () => {
    await app.lists.get();
    const words = await app.work.call("spell");
    screen.slot("words").replaceChildren(...words.map(item));
  });
}

/** Asks for the words again. @param {import("../app.js").App} app */
export function showRetype(app) {
  const screen = app.show("retype");
  askForWords(app, screen, async (typed) => {
    await app.lists.get();
    await app.work.call("checkAgain", { typed });
    app.journey.go(app.place("sending"));
  });
}

/**
 * A box for ten words; what is wrong with them is said beside it.
 * @param {import("../app.js").App} app
 * @param {import("../screen.js").Screen} screen
 * @param {(typed: string, signal: AbortSignal) => Promise<void>} take
 */
export function askForWords(app, screen, take) {
  const next = () => app.act((signal) => taken(app, screen, () => take(box.value, signal)));
  const label = app.say("page.js.words.box");
  const box = textbox({ field: "words", label, lines: true, enter: next });
  screen.slot("entry").replaceChildren(box);
  screen.mark = box.mark;
  screen.on("next", next);
  screen.on("back", () => app.journey.back());
}

async function taken(app, screen, take) {
  screen.clear();
  try {
    await take();
  } catch (error) {
    if (!(error instanceof TrackerError) || !(error.is("passphrase") || error.code.startsWith("words-"))) {
      throw error;
    }
    screen.refuse(app.explain(error));
  }
}

function item(word) {
  const element = document.createElement("li");
  element.textContent = word;
  return element;
}
