/**
 * The single accepted encoding of each primitive: base64, integers, names, days, canonical JSON.
 *
 * Everything read here re-encodes to the same bytes, and every length is bounded before it is allocated
 * (docs/spec/encoding.md).
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { TrackerError } from "./errors.js";

export const HASH_BYTES = 32;
export const ORIGIN_MAX = 64;
export const MAX_JSON_DEPTH = 16;

const ORIGIN = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)+$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const KEY = /^[a-z0-9][a-z0-9_-]*$/;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const CHUNK = 8192;

const ENCODER = new TextEncoder();
// Without ignoreBOM a leading U+FEFF would vanish, and another text would be compared than was signed.
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const malformed = () => new TrackerError("encoding");

/** Byte strings one after the other, as one. @type {(...parts: Uint8Array[]) => Uint8Array} */
export const concat = concatBytes;

/**
 * The order of byte strings: negative, zero or positive, as Python compares bytes.
 * @param {Uint8Array} one
 * @param {Uint8Array} two
 * @returns {number}
 */
export function compareBytes(one, two) {
  const length = Math.min(one.length, two.length);
  for (let i = 0; i < length; i += 1) {
    if (one[i] !== two[i]) return one[i] - two[i];
  }
  return one.length - two.length;
}

/**
 * Whether two byte strings, neither of them secret, are the same.
 * @param {Uint8Array} one
 * @param {Uint8Array} two
 * @returns {boolean}
 */
export function equalBytes(one, two) {
  return one.length === two.length && compareBytes(one, two) === 0;
}

/**
 * A number as so many bytes, big-endian. A number that does not fit is a RangeError.
 * @param {number | bigint} number
 * @param {number} length
 * @returns {Uint8Array}
 */
export function bigEndian(number, length) {
  const bytes = new Uint8Array(length);
  let rest = BigInt(number);
  for (let i = length - 1; i >= 0; i -= 1) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError("a number that does not fit");
  return bytes;
}

/**
 * UTF-8. Text with a lone surrogate has none: TrackerError encoding.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function utf8(text) {
  if (!isUnicode(text)) throw malformed();
  return ENCODER.encode(text);
}

/**
 * The text behind UTF-8, a byte order mark included. Throws encoding.
 * @param {Uint8Array} data
 * @returns {string}
 */
export function fromUtf8(data) {
  try {
    return DECODER.decode(data);
  } catch {
    throw malformed();
  }
}

/**
 * The text behind ASCII. Throws encoding.
 * @param {Uint8Array} data
 * @returns {string}
 */
export function fromAscii(data) {
  if (data.some((byte) => byte > 0x7f)) throw malformed();
  return DECODER.decode(data);
}

/**
 * Standard base64 with padding.
 * @param {Uint8Array} data
 * @returns {string}
 */
export function b64encode(data) {
  let binary = "";
  for (let i = 0; i < data.length; i += CHUNK) {
    binary += String.fromCharCode(...data.subarray(i, i + CHUNK));
  }
  return btoa(binary);
}

/**
 * The bytes behind canonical base64, of exactly `length` bytes if given. Throws encoding.
 * @param {string} text
 * @param {number} [length]
 * @returns {Uint8Array}
 */
export function b64decode(text, length) {
  let binary;
  try {
    binary = atob(text);
  } catch {
    throw malformed();
  }
  // atob forgives white space, missing padding and stray bits: only what encodes to the same text is canonical.
  if (btoa(binary) !== text || (length !== undefined && binary.length !== length)) throw malformed();
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * A decimal integer from 0 to 2**53 - 1 without leading zeros. Throws encoding.
 * @param {string} text
 * @returns {number}
 */
export function decimal(text) {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) throw malformed();
  return number;
}

/**
 * An origin such as `rehearsal/demo`: at most 64 lower-case ASCII characters. Throws encoding.
 * @param {string} text
 * @returns {string}
 */
export function checkOrigin(text) {
  if (text.length > ORIGIN_MAX || !ORIGIN.test(text)) throw malformed();
  return text;
}

/**
 * A name of 1 to 32 of `a-z0-9-`. Throws encoding.
 * @param {string} text
 * @returns {string}
 */
export function checkName(text) {
  if (!NAME.test(text)) throw malformed();
  return text;
}

/**
 * A calendar day `YYYY-MM-DD` that exists, in the years 0001 to 9999. Throws encoding.
 * @param {string} text
 * @returns {string}
 */
export function checkDay(text) {
  const [year, month, day] = (DAY.exec(text) ?? []).slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (!(year >= 1 && day >= 1 && day <= days[month - 1])) throw malformed();
  return text;
}

/**
 * UTF-8 JSON, keys sorted, no white space; objects, lists, strings, booleans and safe integers only.
 * Throws encoding for anything else.
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function canonicalJson(value) {
  return ENCODER.encode(writeJson(value, MAX_JSON_DEPTH));
}

/**
 * The value behind canonical JSON of at most `limit` bytes. Throws encoding, too-large.
 * @param {Uint8Array} data
 * @param {number} limit
 * @returns {unknown}
 */
export function parseCanonicalJson(data, limit) {
  if (data.length > limit) throw new TrackerError("too-large");
  const text = fromUtf8(data);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (writeJson(value, MAX_JSON_DEPTH) !== text) throw malformed();
  return value;
}

/** @type {(value: unknown, depth: number) => string} */
function writeJson(value, depth) {
  if (depth === 0) throw malformed();
  if (Array.isArray(value)) return `[${Array.from(value, (item) => writeJson(item, depth - 1)).join(",")}]`;
  if (isPlainObject(value)) return writeObject(value, depth);
  const fits = typeof value === "string" ? isUnicode(value) : typeof value === "boolean" || Number.isSafeInteger(value);
  if (!fits) throw malformed();
  return JSON.stringify(value);
}

/** @type {(value: object, depth: number) => string} */
function writeObject(value, depth) {
  // Sorted here: objects of JavaScript put keys that are numbers first.
  const members = Object.keys(value).sort().map((key) => {
    if (!KEY.test(key)) throw malformed();
    return `${JSON.stringify(key)}:${writeJson(value[key], depth - 1)}`;
  });
  return `{${members.join(",")}}`;
}

/** Not a date, a map or bytes, which have members of another kind or none. @type {(value: unknown) => boolean} */
function isPlainObject(value) {
  if (typeof value !== "object" || value === null) return false;
  return [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** Old browsers have no String.isWellFormed. @type {(text: string) => boolean} */
function isUnicode(text) {
  return !/\p{Surrogate}/u.test(text);
}
