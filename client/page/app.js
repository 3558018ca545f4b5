/**
 * What all screens share: the page's data and texts, the stage, the way, the workers, and the letter that is being
 * written. One thing is done at a time; what fails unforeseen ends everything.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { explain, translate } from "../records/language.js";
import { Derivation } from "./derivation.js";
import { emptyBoxes } from "./entry/textbox.js";
import { Fault } from "./fault.js";
import { Journey } from "./journey.js";
import { Pending } from "./pending.js";
import { Visit } from "./visit.js";
import { Work } from "./work.js";

/** For how long the beginning of a look may wait for words: a publication may follow the next day. */
const FRESH_SECONDS = 900;

/**
 * @typedef {object} Means what a page has around it
 * @property {{get: (path: string, limit: number, signal?: AbortSignal) => Promise<Uint8Array>}} transport
 * @property {import("./workers.js").Start} start
 * @property {() => void} forget lets go of what was made for one letter
 */

/** One page, from its loading to its end. */
export class App {
  #busy = false;
  #over = false;
  #giveUp = null;
  #following = null;
  #asked = 0;
  #draft = null;
  #publishers = null;

  /**
   * @param {object} book the page's `#data`
   * @param {import("./screen.js").Stage} stage
   * @param {Record<string, (app: App, ...rest: any[]) => void>} screens each shows one
   * @param {() => void} beginAnew puts another in the place of one that is over
   * @param {Means} means
   */
  constructor(book, stage, screens, beginAnew, means) {
    this.book = book;
    this.stage = stage;
    this.beginAnew = beginAnew;
    this.means = means;
    this.work = new Work(means.start, (error) => this.#giveOver(error));
    this.derivation = new Derivation(means.start);
    this.journey = new Journey(window.history, this.place("start"));
    this.visit = new Visit(this.work, means.transport, () => this.now(), book);
    /**
     * After an inquiry was sent: the letter about another of the same group, and the place that tells of the first.
     * @type {{draft: import("./draft.js").Draft, sent: () => void} | null}
     */
    this.last = null;
    /** All lists of words, on their way into the worker; what derives keys comes along with them. */
    this.lists = new Pending(() => this.#provide());
    /** The newest publications, as far as everybody asks for them. */
    this.newest = new Pending((signal) => this.#newest(signal));
    /** The keys behind the words that the worker has. */
    this.keys = new Pending(() => this.#derive());
    this.screens = screens;
  }

  /** The letter that is being written, or was sealed and may not have arrived. @returns {import("./draft.js").Draft | null} */
  get draft() {
    return this.#draft;
  }

  /** As long as there is one, the page marks that its links to other languages would lose it. */
  set draft(draft) {
    this.#draft = draft;
    document.body.toggleAttribute("data-letter", draft !== null);
  }

  /** A text of the page's language. @param {string} msgid @param {object} [values] @returns {string} */
  say(msgid, values) {
    return translate(this.book, msgid, values);
  }

  /** What a refusal means. @param {TrackerError} error @returns {string} */
  explain(error) {
    return explain(this.book, error);
  }

  /** The place of a screen: what shows it. @param {string} name @returns {() => void} */
  place(name, ...rest) {
    return () => this.screens[name](this, ...rest);
  }

  /** Shows a screen's template. @param {string} name @returns {import("./screen.js").Screen} */
  show(name) {
    return this.stage.show(name);
  }

  /** POSIX seconds by this device's clock. @returns {number} */
  now() {
    return Math.floor(Date.now() / 1000);
  }

  /**
   * Does one thing; a press that comes meanwhile does nothing. What fails in it fails the page.
   * @param {(signal: AbortSignal) => Promise<void> | void} deed
   * @param {{leave?: boolean, retry?: () => void}} [how] `leave`: going back gives it up; `retry`: what to offer if it
   *   fails, else to come here again
   */
  async act(deed, { leave = false, retry = () => this.act(this.journey.here) } = {}) {
    if (this.#busy || this.#over) {
      return;
    }
    const giveUp = new AbortController();
    this.#giveUp = leave ? giveUp : null;
    this.#following = null;
    this.#mark(true);
    try {
      await deed(giveUp.signal);
    } catch (error) {
      if (!giveUp.signal.aborted) {
        this.#following = null;
        this.fail(error, retry);
      }
    }
    if (!giveUp.signal.aborted && !this.#over) {
      this.#mark(false);
      this.#follow();
    }
  }

  /** Does something as `act` does, once what is done now is done: for screens that load or send by themselves. */
  afterwards(deed, how) {
    if (this.#busy) {
      this.#following = () => this.act(deed, how);
    } else {
      this.act(deed, how);
    }
  }

  /**
   * Waits for a person in the middle of a deed.
   * @template T
   * @param {Promise<T>} answer
   * @param {AbortSignal} [signal] of the deed: given up, it is not at work any more
   * @returns {Promise<T>}
   */
  async waitFor(answer, signal) {
    delete document.body.dataset.busy;
    try {
      return await answer;
    } finally {
      if (!signal?.aborted) {
        document.body.dataset.busy = "1";
      }
    }
  }

  /** The browser went back or forward. @param {object | null} state */
  travelled(state) {
    const place = this.journey.arrived(state);
    if (this.#over) {
      return;
    }
    if (this.#busy) {
      if (this.#giveUp === null) {
        // A letter on its way cannot be called back.
        return;
      }
      this.#giveUp.abort();
      this.#mark(false);
    }
    this.act(place);
  }

  /**
   * Ends in words. A refusal with something to try again keeps what was written; a fault of the page itself ends all.
   * @param {unknown} error
   * @param {() => void} [retry]
   */
  fail(error, retry) {
    if (this.#over) {
      return;
    }
    if (error instanceof TrackerError) {
      this.screens.failed(this, { error, retry });
    } else {
      this.#giveOver(new Fault());
    }
  }

  /**
   * The letter has arrived: nothing of it is needed any more but what others of a group share with it.
   * @param {() => void} sent the place that tells of it
   */
  async finish(sent) {
    const { draft } = this;
    await this.forget();
    this.last = draft.kind === "inquiry" ? { draft: draft.sibling(), sent } : null;
  }

  /** Forgets the letter and the words; the page can go on. */
  async forget() {
    this.#drop();
    this.derivation.cancel();
    await this.work.call("forget");
  }

  /** Forgets everything, for good: workers end, boxes are emptied. */
  end() {
    this.#over = true;
    this.#giveUp?.abort();
    this.#drop();
    this.derivation.end();
    this.work.end();
    this.visit = null;
    this.stage.clear();
    delete document.body.dataset.busy;
  }

  /** Opens the session, before all other calls: the worker reads the trust root. */
  open() {
    const { book } = this;
    const opening = {
      trust: Uint8Array.from(atob(book.trust), (char) => char.charCodeAt(0)),
      schema: book.schema,
      vocabulary: book.vocabulary,
      lists: book.lists,
      language: book.language,
    };
    this.work.call("open", opening).catch((error) => this.#giveOver(error));
  }

  /** The newest publications for one look. @param {AbortSignal} signal */
  takeNewest(signal) {
    if (this.now() - this.#asked > FRESH_SECONDS) {
      this.newest.forget();
    }
    return this.newest.take(signal);
  }

  /** Nothing can go on: all is forgotten, and the page may be loaded again. */
  #giveOver(error) {
    if (!this.#over) {
      this.end();
      this.screens.failed(this, { error, retry: () => window.location.reload() });
    }
  }

  async #provide() {
    // Not before the keyring is here, however soon words were typed: it is waited for longest.
    await this.#publishers?.catch(() => {});
    this.derivation.prepare();
    await this.visit.lists();
  }

  async #newest(signal) {
    this.#asked = this.now();
    this.#publishers = this.visit.publishers(signal);
    const publishers = await this.#publishers;
    this.lists.get();
    return this.visit.newest(publishers, signal);
  }

  async #derive() {
    this.derivation.cancel();
    const roots = await this.derivation.derive(await this.work.call("jobs"));
    await this.work.call("takeRoots", { roots });
  }

  #drop() {
    emptyBoxes();
    this.visit?.forget();
    this.means.forget();
    this.draft = this.last = null;
    this.keys.forget();
    this.lists.forget();
    this.newest.forget();
    this.#publishers = null;
    this.journey.forget();
  }

  #follow() {
    const following = this.#following;
    this.#following = null;
    following?.();
  }

  #mark(busy) {
    this.#busy = busy;
    if (busy) {
      document.body.dataset.busy = "1";
    } else {
      delete document.body.dataset.busy;
    }
  }
}
