/** Ten words that spell 13 random bytes and six bits of checksum (docs/spec/passphrase.md). */
import { argon2id } from "@noble/hashes/argon2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bigEndian, checkOrigin, compareBytes, utf8 } from "./encoding.js";
import { TrackerError } from "./errors.js";
import { PREFIX, Purpose } from "./labels.js";
import { LAYOUTS } from "./typing_layout.js";

export const ENTROPY_BYTES = 13;
export const WORDS = 10;
export const LIST_LENGTH = 2048;
export const PREFIX_LETTERS = 4;
export const BETWEEN_MAX = 6;
export const TIME_COST = 2;
export const MEMORY_KIB = 19456;
export const ROOT_BYTES = 32;
export const SALT_BYTES = 16;
const WORD_BITS = 11n;
const CHECKSUM_BITS = 6n;

// Apostrophes and invisible characters that keyboards put into words.
const DROPPED = /['’‘ʼ`´ʹ′"\u00ad\u200b\u200c\u200d\ufeff\u0301]/g;
// Between words typed on a Latin layout, where commas and brackets are letters; the same in every language.
const SPACES = /[ \t\n\r\u00a0]+/;
const NO_LETTERS = /\P{L}+/u;

/**
 * The SHA-256 by which a page pins the lists of words that it fetches (`tracker/wordlists.py`, `served`).
 * @param {Uint8Array} served
 * @returns {Uint8Array} 32 bytes
 */
export function listsHash(served) {
  return sha256(served);
}

/** A language's 2,048 words, unique in their first four letters, in their fixed order. */
export class Wordlist {
  #compared;
  #byPrefix;

  /**
   * @param {string} language
   * @param {readonly string[]} words
   */
  constructor(language, words) {
    this.language = language;
    this.words = words;
  }

  /**
   * The index of a normalised word, or of its first four letters or more; null if not here.
   * @param {string} typed
   * @returns {number | null}
   */
  index(typed) {
    this.#compared ??= this.words.map(normalise);
    this.#byPrefix ??= new Map(this.#compared.map((word, i) => [word.slice(0, PREFIX_LETTERS), i]));
    const index = this.#byPrefix.get(typed.slice(0, PREFIX_LETTERS));
    return index !== undefined && this.#compared[index].startsWith(typed) ? index : null;
  }
}

/**
 * What words stand for: 13 bytes of entropy, and the language of the list that spelled them.
 * @typedef {{language: string, entropy: Uint8Array}} Passphrase
 */

/**
 * The ten words that spell 13 random bytes. Throws encoding for another number of bytes.
 * @param {Uint8Array} entropy
 * @param {Wordlist} wordlist
 * @returns {string[]}
 */
export function encode(entropy, wordlist) {
  checkEntropy(entropy);
  let bits = (toNumber(entropy) << CHECKSUM_BITS) | checksum(entropy);
  const words = [];
  for (let i = 0; i < WORDS; i += 1) {
    words.unshift(wordlist.words[Number(bits & BigInt(LIST_LENGTH - 1))]);
    bits >>= WORD_BITS;
  }
  return words;
}

/**
 * All readings of what was typed, usually one: lists that have all ten words and whose checksum holds.
 *
 * Throws passphrase-length, passphrase-unknown-word, passphrase-mixed-lists, passphrase-checksum.
 * @param {string} typed
 * @param {readonly Wordlist[]} wordlists their order decides which word is named
 * @returns {Passphrase[]}
 */
export function decode(typed, wordlists) {
  const lookups = wordlists.flatMap((wordlist) =>
    spellings(typed, wordlist.language)
      .filter((spelling) => spelling.length === WORDS)
      .map((spelling) => ({
        language: wordlist.language,
        indexes: spelling.map((word) => wordlist.index(word)),
      })),
  );
  if (lookups.length === 0) throw new TrackerError("passphrase-length", { count: split(typed).length });
  const complete = lookups.filter((lookup) => !lookup.indexes.includes(null));
  if (complete.length === 0) throw unknownWord(lookups);
  const valid = distinct(complete.flatMap(readings));
  if (valid.length === 0) throw new TrackerError("passphrase-checksum");
  return valid.sort(byLanguageThenEntropy);
}

/**
 * Whether ten words of one of these lists, in a row or with few others between, spell a passphrase in a text.
 *
 * From each to the next there are at most `BETWEEN_MAX` words that the list does not have or that the text repeats;
 * with any between, the ten differ. Why so: `crypto/passphrase.py`.
 * @param {string} text
 * @param {readonly Wordlist[]} wordlists
 * @returns {boolean}
 */
export function contains(text, wordlists) {
  return wordlists.some((wordlist) => spellings(text, wordlist.language).some((spelling) => {
    const rows = windows(spelling.map((word) => wordlist.index(word)));
    return rows.some((indexes) => readings({ language: wordlist.language, indexes }).length > 0);
  }));
}

/**
 * The form in which words are compared: no apostrophes, NFKC, lower case, ё as е, ґ as г.
 * @param {string} word
 * @returns {string}
 */
export function normalise(word) {
  // NFKC makes a space of an acute accent that stands for an apostrophe: drop first, and what it composes.
  const folded = word.replace(DROPPED, "").normalize("NFKC").toLowerCase();
  return folded.replace(DROPPED, "").replaceAll("ё", "е").replaceAll("ґ", "г");
}

/**
 * What Argon2id (RFC 9106, version 0x13) is to be given for the root of a family's keys. Frozen.
 *
 * For implementations other than the one of `stretch`. Throws encoding if the realm is no origin or the entropy
 * not of 13 bytes.
 * @param {Uint8Array} entropy
 * @param {string} realm
 * @returns {{password: Uint8Array, salt: Uint8Array, passes: number, kib: number, lanes: number, length: number}}
 */
export function stretchInput(entropy, realm) {
  checkEntropy(entropy);
  const salt = sha256(utf8(PREFIX + Purpose.SALT + checkOrigin(realm))).slice(0, SALT_BYTES);
  return { password: entropy, salt, passes: TIME_COST, kib: MEMORY_KIB, lanes: 1, length: ROOT_BYTES };
}

/**
 * The 32-byte root of a family's keys, in plain JavaScript: up to a minute on a slow phone. Throws encoding.
 * @param {Uint8Array} entropy
 * @param {string} realm
 * @param {(done: number) => void} [onProgress] told the part that is done, from 0 to 1, now and then
 * @returns {Uint8Array}
 */
export function stretch(entropy, realm, onProgress) {
  const { password, salt, passes, kib, lanes, length } = stretchInput(entropy, realm);
  return argon2id(password, salt, { t: passes, m: kib, p: lanes, dkLen: length, onProgress });
}

function checkEntropy(entropy) {
  if (entropy.length !== ENTROPY_BYTES) throw new TrackerError("encoding");
}

/** The entropy that a complete lookup spells, if the checksum holds. @returns {Passphrase[]} */
function readings({ language, indexes }) {
  const bits = indexes.reduce((sum, index) => (sum << WORD_BITS) | BigInt(index), 0n);
  const entropy = bigEndian(bits >> CHECKSUM_BITS, ENTROPY_BYTES);
  return checksum(entropy) === (bits & ((1n << CHECKSUM_BITS) - 1n)) ? [{ language, entropy }] : [];
}

/** Names the first word that no list has, else the first that the likeliest list lacks. */
function unknownWord(lookups) {
  for (let position = 0; position < WORDS; position += 1) {
    if (lookups.every((lookup) => lookup.indexes[position] === null)) {
      return new TrackerError("passphrase-unknown-word", { position: position + 1 });
    }
  }
  const known = (lookup) => lookup.indexes.filter((index) => index !== null).length;
  const likeliest = lookups.reduce((best, lookup) => (known(lookup) > known(best) ? lookup : best));
  return new TrackerError("passphrase-mixed-lists", { position: likeliest.indexes.indexOf(null) + 1 });
}

/** Every ten in a row, and every ten that differ with few others between. @returns {number[][]} */
function windows(indexes) {
  const places = [...indexes.entries()].filter(([, index]) => index !== null);
  const times = new Map();
  for (const [, index] of places) times.set(index, (times.get(index) ?? 0) + 1);
  // What could stand between all ten, as in "my first word is", is none of them.
  const rare = places.filter(([, index]) => times.get(index) < WORDS - 1);
  const near = tens(rare).filter((row) => gaps(row).every((gap) => gap <= BETWEEN_MAX) && differ(row));
  const inARow = tens(places).filter((row) => gaps(row).every((gap) => gap === 0));
  return [...inARow, ...near].map((row) => row.map(([, index]) => index));
}

/** @typedef {[number, number][]} Row words of the list: the place in the text, and the index */

/** @type {(known: Row) => Row[]} */
const tens = (known) => known.slice(WORDS - 1).map((_last, start) => known.slice(start, start + WORDS));

/** @type {(row: Row) => number[]} */
const gaps = (row) => row.slice(1).map(([place], at) => place - row[at][0] - 1);

/** @type {(row: Row) => boolean} */
const differ = (row) => new Set(row.map(([, index]) => index)).size === WORDS;

function spellings(typed, language) {
  const layout = LAYOUTS.get(language);
  if (!layout) return [split(typed)];
  const words = typed.toLowerCase().split(SPACES).filter((word) => word !== "");
  const relaid = words.map((word) => [...word].map((key) => layout.get(key) ?? key).join(""));
  return [split(typed), relaid.map(normalise)];
}

function split(typed) {
  return normalise(typed).split(NO_LETTERS).filter((word) => word !== "");
}

function distinct(passphrases) {
  return passphrases.filter((one, i) =>
    passphrases.slice(0, i).every((other) => byLanguageThenEntropy(one, other) !== 0),
  );
}

function byLanguageThenEntropy(one, other) {
  if (one.language !== other.language) return one.language < other.language ? -1 : 1;
  return compareBytes(one.entropy, other.entropy);
}

function toNumber(bytes) {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function checksum(entropy) {
  return BigInt(sha256(entropy)[0]) >> (8n - CHECKSUM_BITS);
}
