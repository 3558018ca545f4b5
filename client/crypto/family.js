/** The keys of one inquiry, all derived from its passphrase (docs/spec/passphrase.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { b64decode, b64encode, concat } from "./encoding.js";
import { ExchangeKey, PUBLIC_BYTES, SigningKey, checkExchangePublic, checkSigningPublic, hkdf } from "./keys.js";
import { Purpose, info } from "./labels.js";
import { Identity, Recipient } from "./recipient.js";

export const INQUIRY_ID_BYTES = 16;

/** The public halves that leave the device, inside the payload: reply recipient, address, author. */
export class FamilyPublic {
  #inquiryId;

  /**
   * @param {Recipient} reply
   * @param {Uint8Array} address 32 bytes
   * @param {Uint8Array} author 32 bytes
   */
  constructor(reply, address, author) {
    this.reply = reply;
    this.address = address;
    this.author = author;
  }

  /** SHA-256 of all the public halves, the first 16 bytes. @returns {Uint8Array} */
  get inquiryId() {
    this.#inquiryId ??= sha256(concat(this.reply.x25519, this.reply.xwing, this.address, this.author)).slice(
      0,
      INQUIRY_ID_BYTES,
    );
    return this.#inquiryId;
  }

  /** The public halves as base64 strings. @returns {Record<string, string>} */
  asJson() {
    return {
      "reply-x25519": b64encode(this.reply.x25519),
      "reply-xwing": b64encode(this.reply.xwing),
      address: b64encode(this.address),
      author: b64encode(this.author),
    };
  }

  /**
   * The checked public halves. Throws encoding, key-degenerate.
   * @param {Record<string, string>} value
   * @returns {FamilyPublic}
   */
  static fromJson(value) {
    const reply = Recipient.decode(value["reply-x25519"], value["reply-xwing"]);
    const address = checkExchangePublic(b64decode(value.address, PUBLIC_BYTES));
    const author = checkSigningPublic(b64decode(value.author, PUBLIC_BYTES));
    return new FamilyPublic(reply, address, author);
  }
}

/** All keys of an inquiry. `reply` opens its cells, `address` finds their place, `author` signs its letters. */
export class FamilyKeys {
  /** Made by `FamilyKeys.fromRoot` alone. */
  constructor(reply, address, author) {
    this.reply = reply;
    this.address = address;
    this.author = author;
    this.public = new FamilyPublic(reply.recipient, address.public, author.public);
  }

  /**
   * The keys behind the 32-byte root that `passphrase.stretch` gives.
   * @param {Uint8Array} root
   * @returns {Promise<FamilyKeys>}
   */
  static async fromRoot(root) {
    const reply = await Identity.fromSeed(hkdf(root, info(Purpose.FAMILY_REPLY)));
    const address = new ExchangeKey(hkdf(root, info(Purpose.FAMILY_ADDRESS)));
    const author = new SigningKey(hkdf(root, info(Purpose.FAMILY_AUTHOR)));
    return new FamilyKeys(reply, address, author);
  }
}
