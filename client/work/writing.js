/**
 * One letter: its content, its envelope, and the server's word for it.
 * @module
 */
import { NONCE_BYTES } from "../crypto/aead.js";
import { INQUIRY_KEY_BYTES, envelopeHash, sealEnvelope } from "../crypto/envelope.js";
import { checkReceipt } from "../crypto/intake.js";
import { Letter } from "../crypto/letter.js";
import { checkForm } from "../records/form_check.js";
import { daysLater, utcDay } from "./days.js";

/** Letters are read and answers published in a weekly rhythm, unless a desk says otherwise. */
const FIRST_LOOK_DAYS = 7;

/**
 * @typedef {object} Means
 * @property {object} schema of the form
 * @property {object} keyring the verified keyring
 * @property {object} sealing what it seals to
 * @property {object} keys the family's
 * @property {object[]} pictures
 * @property {(size: number) => Uint8Array} random
 */

/** A letter on its way out. */
export class Writing {
  #means;
  #hash = null;

  /** @param {Means} means */
  constructor(means) {
    this.#means = means;
  }

  /**
   * @param {string} kind
   * @param {Record<string, any>} form
   * @param {number} now POSIX seconds
   * @param {(share: number) => void} tell how much is done
   * @returns {Promise<Uint8Array>} the envelope
   * @throws {TrackerError} of the branches form, envelope
   */
  async seal(kind, form, now, tell) {
    const { schema, keys, sealing, pictures, random } = this.#means;
    checkForm(schema, form, kind, pictures.length);
    const letter = new Letter({ kind, day: utcDay(now), public: keys.public, form, attachments: pictures });
    const randomness = { inquiryKey: random(INQUIRY_KEY_BYTES), nonce: random(NONCE_BYTES) };
    const envelope = await sealEnvelope(letter, keys.author, sealing, randomness, (done, total) => tell(done / total));
    randomness.inquiryKey.fill(0);
    this.#hash = envelopeHash(envelope);
    return envelope;
  }

  /**
   * @param {Uint8Array} receipt
   * @returns {{day: string, again: string}} the batch day, and the day on which to look for an answer
   * @throws {TrackerError} receipt-invalid
   */
  acknowledge(receipt) {
    const day = checkReceipt(receipt, this.#hash, this.#means.keyring.head.intake);
    return { day, again: daysLater(day, FIRST_LOOK_DAYS) };
  }

  /** Lets go of keys and pictures; their owners overwrite them. */
  forget() {
    this.#means = null;
    this.#hash = null;
  }
}
