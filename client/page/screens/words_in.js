/**
 * Words typed from paper: to read an answer, to add, to withdraw.
 * @module
 */
import { radios } from "../entry/options.js";
import { beginLetter } from "../flow.js";
import { askForWords } from "./words.js";

/**
 * Asks for the ten words.
 * @param {import("../app.js").App} app
 * @param {string} purpose check, addition or withdrawal
 */
export function showWordsIn(app, purpose) {
  const screen = app.show("words-in");
  const language = new LanguageChoice(app, screen);
  screen.tell("purpose", app.say(`page.js.words-in.${purpose}`));
  askForWords(app, screen, async (typed) => {
    await app.lists.get();
    await app.work
      .call("read", { typed, only: purpose !== "check", language: language.chosen() })
      .catch((error) => language.offer(error));
    app.keys.forget();
    app.keys.get();
    if (purpose === "check") {
      app.journey.go(app.place("answer"));
    } else {
      beginLetter(app, purpose);
    }
  });
}

/** In which language the words are: asked only if they mean something in several. */
class LanguageChoice {
  #app;
  #screen;
  #options = null;

  constructor(app, screen) {
    this.#app = app;
    this.#screen = screen;
  }

  /** What was chosen; the choice is offered for one attempt. @returns {string | undefined} */
  chosen() {
    const [language] = this.#options?.chosen() ?? [];
    this.#options?.element.remove();
    this.#options = null;
    return language;
  }

  /** Offers the languages that a refusal names, and passes it on. @param {Error} error */
  offer(error) {
    if (error.code === "words-ambiguous") {
      this.#options = radios({
        field: "words-language",
        label: this.#app.say("page.js.words-in.language"),
        options: error.facts.languages.map((value) => ({ value, text: this.#app.say(`form.language.option.${value}`) })),
        chosen: [],
        enter: () => this.#screen.button("next").click(),
      });
      this.#screen.slot("entry").append(this.#options.element);
    }
    throw error;
  }
}
