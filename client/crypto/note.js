/** Signed notes (C2SP signed-note): a text and signature lines by named Ed25519 keys (docs/spec/note.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { b64decode, b64encode, concat, equalBytes, fromUtf8, utf8 } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { PUBLIC_BYTES, checkSigningPublic, verify } from "./keys.js";

// Room for sixteen post-quantum signatures of strangers, as C2SP asks.
export const NOTE_MAX = 128 * 1024;
export const SIGNATURES_MAX = 64;
export const TYPE_ED25519 = 0x01;
export const TYPE_COSIGNATURE = 0x04;
const KEY_ID_BYTES = 4;
const DASH = "— ";
const LF = 0x0a;
// No white space of Unicode: spelled out, to be the same in every version of every language.
const KEY_NAME = /^[^\0-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]+$/u;

const malformed = () => new TrackerError("note-malformed");

/** A named key that may sign notes; `keyType` 0x01 signs the text, 0x04 cosigns checkpoints. */
export class VerifierKey {
  #keyId;

  /**
   * @param {string} name
   * @param {number} keyType
   * @param {Uint8Array} publicKey 32 bytes
   */
  constructor(name, keyType, publicKey) {
    this.name = name;
    this.keyType = keyType;
    this.public = publicKey;
  }

  /** The first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ key). @returns {Uint8Array} */
  get keyId() {
    this.#keyId ??= sha256(concat(utf8(`${this.name}\n`), this.#typedKey())).slice(0, KEY_ID_BYTES);
    return this.#keyId;
  }

  /** The verifier key string `name+hex id+base64(type ‖ key)`. @returns {string} */
  encode() {
    return `${this.name}+${bytesToHex(this.keyId)}+${b64encode(this.#typedKey())}`;
  }

  /**
   * The key behind a verifier key string. Throws vkey-malformed.
   * @param {string} text
   * @returns {VerifierKey}
   */
  static decode(text) {
    const key = recode(["encoding", "key-degenerate"], "vkey-malformed", () => {
      const [name, , ...encoded] = text.split("+");
      const typed = b64decode(encoded.join("+"), 1 + PUBLIC_BYTES);
      return new VerifierKey(checkKeyName(name), typed[0], checkSigningPublic(typed.slice(1)));
    });
    if (![TYPE_ED25519, TYPE_COSIGNATURE].includes(key.keyType) || key.encode() !== text) {
      throw new TrackerError("vkey-malformed");
    }
    return key;
  }

  #typedKey() {
    return concat(Uint8Array.of(this.keyType), this.public);
  }
}

/** One signature line: name, key id (4 bytes), and what follows the id. */
export class SignatureLine {
  /**
   * @param {string} name
   * @param {Uint8Array} keyId
   * @param {Uint8Array} signature
   */
  constructor(name, keyId, signature) {
    this.name = name;
    this.keyId = keyId;
    this.signature = signature;
  }

  /**
   * Whether name and id are those of this key.
   * @param {VerifierKey} key
   * @returns {boolean}
   */
  isBy(key) {
    return this.name === key.name && equalBytes(this.keyId, key.keyId);
  }
}

/** A parsed note: its text (ending in LF) and its signature lines, not yet verified. */
export class Note {
  /**
   * @param {Uint8Array} text
   * @param {readonly SignatureLine[]} lines
   */
  constructor(text, lines) {
    this.text = text;
    this.lines = lines;
  }

  /**
   * Those of the known Ed25519 keys that signed; unknown keys are ignored. Throws note-signature if a known key's
   * signature fails.
   * @param {readonly VerifierKey[]} known
   * @returns {VerifierKey[]} in the order of `known`
   */
  signedBy(known) {
    return known.filter((key) => {
      const lines = key.keyType === TYPE_ED25519 ? this.lines.filter((line) => line.isBy(key)) : [];
      lines.forEach((line) => verifyLine(key, this.text, line));
      return lines.length > 0;
    });
  }
}

/**
 * A key name: not empty, no white space, nothing below U+0020, no plus. Throws encoding.
 * @param {string} name
 * @returns {string}
 */
export function checkKeyName(name) {
  if (!KEY_NAME.test(name)) throw new TrackerError("encoding");
  return name;
}

/**
 * The note behind its bytes. Throws note-malformed.
 * @param {Uint8Array} note
 * @returns {Note}
 */
export function parseNote(note) {
  if (note.length > NOTE_MAX) throw malformed();
  const split = lastEmptyLine(note);
  if (split < 0 || note[note.length - 1] !== LF) throw malformed();
  const text = note.slice(0, split + 1);
  checkText(text);
  const lines = decodeText(note.subarray(split + 2)).split("\n").slice(0, -1);
  if (lines.length < 1 || lines.length > SIGNATURES_MAX) throw malformed();
  return new Note(text, lines.map(parseLine));
}

/**
 * The text of a note that this key signed. Throws note-malformed, note-signature.
 * @param {Uint8Array} note
 * @param {VerifierKey} key
 * @returns {Uint8Array}
 */
export function openNote(note, key) {
  return checkSigned(parseNote(note), key).text;
}

/**
 * A parsed note, if this key signed it. Throws note-signature.
 * @param {Note} note
 * @param {VerifierKey} key
 * @returns {Note}
 */
export function checkSigned(note, key) {
  if (note.signedBy([key]).length === 0) throw new TrackerError("note-signature");
  return note;
}

function verifyLine(key, text, line) {
  recode(["signature-invalid"], "note-signature", () => verify(key.public, text, line.signature));
}

/** The offset of the last two LFs in a row, or -1. */
function lastEmptyLine(note) {
  for (let i = note.length - 2; i >= 0; i -= 1) {
    if (note[i] === LF && note[i + 1] === LF) return i;
  }
  return -1;
}

function parseLine(line) {
  const separator = line.indexOf(" ", DASH.length);
  if (!line.startsWith(DASH) || separator < 0) throw malformed();
  return recode(["encoding"], "note-malformed", () => {
    const name = checkKeyName(line.slice(DASH.length, separator));
    const blob = b64decode(line.slice(separator + 1));
    if (blob.length <= KEY_ID_BYTES) throw malformed();
    return new SignatureLine(name, blob.slice(0, KEY_ID_BYTES), blob.slice(KEY_ID_BYTES));
  });
}

function checkText(text) {
  if (text[text.length - 1] !== LF || text.some((byte) => byte < 0x20 && byte !== LF)) throw malformed();
  decodeText(text);
}

function decodeText(data) {
  return recode(["encoding"], "note-malformed", () => fromUtf8(data));
}
