/**
 * What the page's worker remembers, and all that it does with it: one visit's trust, words, keys, pictures and
 * letter. Nothing of it is stored, and nothing secret leaves it but the ten words that a person must read.
 *
 * Each public method is a call from the page (calls.js): one object in, one value out that can be
 * cloned. Time and randomness come in from outside.
 * @module
 */
import { equalBytes } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { decodeServedKeyring, verifyKeyring } from "../crypto/keyring.js";
import { decodeTrust } from "../crypto/trust.js";
import { Looking } from "./looking.js";
import { Pictures } from "./pictures.js";
import { reportOf } from "./report.js";
import { envelopeSize } from "./room.js";
import { Words } from "./words.js";
import { Writing } from "./writing.js";

/** The state of one page. */
export class Session {
  #schema;
  #vocabulary;
  #random;
  #trust = null;
  #keyring = null;
  #sealing = null;
  #words = null;
  #pictures = null;
  #writing = null;
  #looking = null;

  /** @param {(size: number) => Uint8Array} random fresh random bytes */
  constructor(random) {
    this.#random = random;
  }

  /**
   * Begins: reads the trust root.
   * @param {object} opening
   * @param {Uint8Array} opening.trust the trust file
   * @param {object} opening.schema of the form
   * @param {object} opening.vocabulary of answers
   * @param {string} opening.lists SHA-256 of the lists of words, in base64
   * @param {string} opening.language of the page
   * @throws {TrackerError} trust-malformed, trust-weak
   */
  open({ trust, schema, vocabulary, lists, language }) {
    this.#trust = decodeTrust(trust);
    this.#schema = schema;
    this.#vocabulary = vocabulary;
    this.#words = new Words(this.#trust.realm, language, lists);
    this.#pictures = new Pictures(schema);
  }

  /**
   * Verifies a served keyring, and with a roster makes sealing possible.
   * @param {{served: Uint8Array, roster?: Uint8Array, now: number}} asked
   * @returns {Promise<{epoch: number, publishers: string[], report: import("./report.js").Report}>}
   * @throws {TrackerError} of the branches keyring, log, sshsig
   */
  async verify({ served, roster, now }) {
    const before = this.#sealing;
    // Until the new one holds, there is none.
    this.#keyring = this.#sealing = this.#looking = null;
    const keyring = await verifyKeyring(this.#trust, decodeServedKeyring(served), now);
    const sealing = roster ? keyring.withRoster(roster) : stillOf(keyring.head, before);
    this.#keyring = keyring;
    this.#sealing = sealing;
    this.#looking = new Looking(keyring.head, this.#vocabulary);
    const publishers = keyring.head.publishers.map((publisher) => publisher.name);
    return { epoch: Number(keyring.head.epoch), publishers, report: reportOf(this.#trust, keyring, sealing?.roster ?? null) };
  }

  /** Takes the lists of all languages. @param {{served: Uint8Array}} asked */
  lists({ served }) {
    this.#words.takeLists(served);
  }

  /** Draws ten new words. */
  draw() {
    this.#words.draw(this.#random);
  }

  /** The ten new words. @returns {string[]} */
  spell() {
    return this.#words.spell();
  }

  /** Accepts the new words as they were typed again. @param {{typed: string}} asked */
  checkAgain({ typed }) {
    this.#words.checkAgain(typed);
  }

  /**
   * Reads words typed from paper.
   * @param {{typed: string, only: boolean, language?: string}} asked `only`: more than one reading is refused;
   *   `language` narrows the readings if there are several
   */
  read({ typed, only, language }) {
    this.#words.read(typed, only, language);
    this.#pictures.forget();
  }

  /** What the derivation of each reading's keys needs. @returns {object[]} */
  jobs() {
    return this.#words.jobs();
  }

  /** Takes the derived roots, one for each reading of the words. @param {{roots: Uint8Array[]}} asked */
  takeRoots({ roots }) {
    return this.#words.takeRoots(roots);
  }

  /** Leaves the words that an answer was found under; two readings without one are refused. */
  chooseFound() {
    this.#pictures.forget();
    this.#words.choose(this.#looking.foundAt());
  }

  /** Refuses an answer that holds the words of a family. @param {{value: unknown, path: string}} asked */
  checkText({ value, path }) {
    this.#words.checkText(value, path);
  }

  /** Takes a picture in. @param {{data: Uint8Array}} asked @returns {object} see `Pictures.add` */
  addPicture({ data }) {
    return this.#pictures.add(data);
  }

  /** Drops a picture. @param {{at: number}} asked @returns {object} */
  dropPicture({ at }) {
    return this.#pictures.drop(at);
  }

  /** The bytes of the envelope that would hold this. @param {{kind: string, form: object}} asked @returns {number} */
  room({ kind, form }) {
    return envelopeSize({ kind, form, attachments: this.#pictures.attachments() }, this.#verified());
  }

  /**
   * Seals the letter under the verified keyring.
   * @param {{kind: string, form: object, now: number}} asked
   * @param {(share: number) => void} tell how much is done
   * @returns {Promise<Uint8Array>} the envelope
   * @throws {TrackerError} keyring if none is verified; of the branches form, attachment, envelope
   */
  seal({ kind, form, now }, tell) {
    // Each answer was asked for them: here nothing can pass that somebody forgot to ask.
    this.checkText({ value: form, path: "" });
    return this.#letter().seal(kind, form, now, tell);
  }

  /**
   * Accepts the server's receipt for the letter that was sealed last.
   * @param {{receipt: Uint8Array}} asked
   * @returns {{day: string, again: string}}
   * @throws {TrackerError} receipt-invalid
   */
  acknowledge({ receipt }) {
    return this.#writing.acknowledge(receipt);
  }

  /** Takes a publisher's signed manifest. @param {{publisher: string, signed: Uint8Array}} asked @returns {object} */
  manifest({ publisher, signed }) {
    return this.#looking.manifest(publisher, signed);
  }

  /** Takes the manifest's index. @param {{publisher: string, served: Uint8Array}} asked */
  index({ publisher, served }) {
    this.#looking.index(publisher, served);
  }

  /** Which slices to ask for, one for each reading of the words. @param {{publisher: string}} asked @returns {number[]} */
  slices({ publisher }) {
    return this.#looking.slices(publisher, this.#words.keys());
  }

  /** Takes the next of these slices. @param {{served: Uint8Array}} asked */
  slice({ served }) {
    return this.#looking.slice(served);
  }

  /** What was found. @param {{now: number}} asked @returns {object[]} */
  findings({ now }) {
    return this.#looking.findings(now);
  }

  /** Forgets words, keys, pictures and letter; the verified keyring stays. */
  forget() {
    this.#words?.forget();
    this.#pictures?.forget();
    this.#writing?.forget();
    this.#writing = null;
    this.#looking = null;
  }

  #verified() {
    if (!this.#sealing) {
      throw new TrackerError("keyring");
    }
    return this.#sealing;
  }

  #letter() {
    const sealing = this.#verified();
    this.#writing?.forget();
    this.#writing = new Writing({
      schema: this.#schema,
      keyring: this.#keyring,
      sealing,
      keys: this.#words.only(),
      pictures: this.#pictures.attachments(),
      random: this.#random,
    });
    return this.#writing;
  }
}

/** What was sealed to before, if the head that was verified now is the one that named it. */
function stillOf(head, sealing) {
  return sealing !== null && equalBytes(sealing.headHash, head.hash) ? sealing : null;
}
