/**
 * A visit to the server: whom to trust today, a letter sent, or an answer looked for; the twin of
 * `tracker/family/visit.py`. The order of requests is the same for all who do the same thing, whatever they
 * find (docs/spec/family.md).
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { deliver } from "./delivery.js";

export const WORDS_MAX = 256 * 1024;

/**
 * @typedef {object} Work the worker that holds all secrets (session.js of its worker)
 * @property {(name: string, argument?: object, signal?: AbortSignal) => Promise<any>} call
 *
 * @typedef {object} Asking of the page's `#data`, so that asking need not wait for the worker
 * @property {number} epoch the epoch that the trust root knows
 * @property {{keyring: number, roster: number, manifest: number, receipt: number}} limits bytes that an answer may have
 *
 * @typedef {object} Publication a publisher's newest
 * @property {string} publisher
 * @property {number} number
 * @property {number} sliceBytes
 *
 * @typedef {object} Letter what is to be sealed
 * @property {string} kind inquiry, addition or withdrawal
 * @property {Record<string, any>} form
 * @property {number[]} pictures sizes of those that go along
 *
 * @typedef {object} Sending
 * @property {(path: string, body: Uint8Array, limit: number) => Promise<Uint8Array>} post
 * @property {(why: TrackerError) => Promise<boolean>} again whether to send the same bytes once more
 * @property {() => void} sealing told before each sealing
 * @property {(share: number) => void} sealed told how much of it is done
 */

/** Talks to one server through a transport, and lets the worker verify, seal and open. */
export class Visit {
  #work;
  #transport;
  #clock;
  #epoch;
  #limits;
  /** The sealed letter that may have arrived, or not: tried again it must be the same. */
  #doubtful = null;
  /** What was verified last. @type {import("../work/report.js").Report | null} */
  report = null;

  /**
   * @param {Work} work
   * @param {import("./transport.js").Transport} transport
   * @param {() => number} clock POSIX seconds
   * @param {Asking} asking
   */
  constructor(work, transport, clock, { epoch, limits }) {
    this.#work = work;
    this.#transport = transport;
    this.#clock = clock;
    this.#epoch = epoch;
    this.#limits = limits;
  }

  /**
   * Verifies the newest keyring with its roster: what every letter needs before it is sealed.
   * @param {AbortSignal} [signal]
   * @returns {Promise<string[]>} who publishes
   * @throws {TrackerError} of the branches keyring, log, sshsig, transport
   */
  async authority(signal) {
    // Both at once: over a slow link each round trip is felt.
    const [served, roster] = await Promise.all([
      this.#servedKeyring(signal),
      this.#transport.get("/keyring/roster", this.#limits.roster, signal),
    ]);
    const { publishers, report } = await this.#work.call("verify", { served, roster, now: this.#clock() }, signal);
    this.report = report;
    return publishers;
  }

  /**
   * Fetches the lists of words, of all languages for everybody.
   * @param {AbortSignal} [signal]
   */
  async lists(signal) {
    const served = await this.#transport.get("/client/words", WORDS_MAX, signal);
    await this.#work.call("lists", { served }, signal);
  }

  /**
   * Seals and sends; if the keys changed meanwhile, verifies the new ones and does it again, once.
   * @param {Letter} letter
   * @param {Sending} sending
   * @returns {Promise<{day: string, again: string}>} the batch day, and the day of a first look
   * @throws {TrackerError} of the branches envelope, form; receipt-invalid, letter-in-doubt; as `authority`
   */
  async send(letter, sending) {
    try {
      return await this.#post(letter, sending);
    } catch (error) {
      if (!(error instanceof TrackerError) || error.facts.server_code !== "epoch-superseded") {
        throw error;
      }
    }
    await this.authority();
    return this.#post(letter, sending);
  }

  /**
   * Seals a letter for somebody else to send.
   * @param {Letter} letter
   * @param {{sealing: () => void, sealed: (share: number) => void}} telling as of `Sending`
   * @returns {Promise<Uint8Array>} the envelope
   * @throws {TrackerError} of the branches envelope, form
   */
  seal(letter, { sealing, sealed }) {
    return this.#seal(letter, sealing, sealed);
  }

  /**
   * Who publishes today, by the newest keyring: with what is next, all of a look that words have no part in.
   * @param {AbortSignal} [signal]
   * @returns {Promise<string[]>}
   * @throws {TrackerError} as `authority`
   */
  async publishers(signal) {
    const served = await this.#servedKeyring(signal);
    const { publishers, report } = await this.#work.call("verify", { served, now: this.#clock() }, signal);
    this.report = report;
    return publishers;
  }

  /**
   * Each publisher's newest manifest with its index.
   * @param {string[]} publishers
   * @param {AbortSignal} [signal]
   * @returns {Promise<Publication[]>}
   * @throws {TrackerError} of the branches mailbox, keyring, sshsig, transport
   */
  async newest(publishers, signal) {
    const publications = [];
    for (const publisher of publishers) {
      publications.push(await this.#newestOf(publisher, signal));
    }
    return publications;
  }

  /**
   * What these have for the keys behind the words: one slice for each reading of the words.
   * @param {Promise<Publication[]>} newest
   * @param {Promise<void>} derived the keys are in the worker
   * @param {AbortSignal} [signal]
   * @returns {Promise<object[]>} findings as of `session.findings`
   * @throws {TrackerError} of the branches mailbox, answer; as what is waited for
   */
  async look(newest, derived, signal) {
    const [publications] = await Promise.all([newest, derived]);
    for (const publication of publications) {
      await this.#lookAt(publication, signal);
    }
    return this.#work.call("findings", { now: this.#clock() }, signal);
  }

  /** Overwrites the sealed letter. */
  forget() {
    this.#doubtful?.envelope.fill(0);
    this.#doubtful = null;
  }

  async #newestOf(publisher, signal) {
    const mailbox = `/mailbox/${publisher}`;
    const signed = await this.#transport.get(`${mailbox}/manifest`, this.#limits.manifest, signal);
    const { number, indexBytes, sliceBytes } = await this.#work.call("manifest", { publisher, signed }, signal);
    const index = await this.#transport.get(`${mailbox}/${number}/index`, indexBytes, signal);
    await this.#work.call("index", { publisher, served: index }, signal);
    return { publisher, number, sliceBytes };
  }

  async #lookAt({ publisher, number, sliceBytes }, signal) {
    for (const slice of await this.#work.call("slices", { publisher }, signal)) {
      const path = `/mailbox/${publisher}/${number}/slice/${slice}`;
      const data = await this.#transport.get(path, sliceBytes, signal);
      await this.#work.call("slice", { served: data }, signal);
    }
  }

  async #post(letter, { post, again, sealing, sealed }) {
    const tried = sameLetter(this.#doubtful?.letter, letter) ? this.#doubtful.envelope : null;
    const envelope = tried ?? (await this.#seal(letter, sealing, sealed));
    const bounded = (path, body) => post(path, body, this.#limits.receipt);
    this.#doubtful = { letter, envelope };
    try {
      const receipt = await deliver(bounded, envelope, again, tried !== null);
      return await this.#work.call("acknowledge", { receipt });
    } catch (error) {
      if (error.code === "server-refused") {
        this.forget();
      }
      throw error;
    }
  }

  #seal({ kind, form }, sealing, sealed) {
    this.forget();
    sealing();
    return this.#work.call("seal", { kind, form, now: this.#clock() }, undefined, sealed);
  }

  async #servedKeyring(signal) {
    try {
      return await this.#transport.get(`/keyring/${this.#epoch}`, this.#limits.keyring, signal);
    } catch (error) {
      if (error instanceof TrackerError && error.facts.server_code === "epoch-unknown") {
        throw new TrackerError("keyring-rolled-back");
      }
      throw error;
    }
  }
}

/** What was not touched since is the same object: drafts are never altered in place. */
function sameLetter(one, other) {
  return one !== undefined && ["kind", "form", "pictures"].every((part) => one[part] === other[part]);
}
