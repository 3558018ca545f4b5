/** HKDF, X25519 and Ed25519: the bare keys that everything else derives (docs/spec/keys.md). */
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE } from "@noble/curves/utils.js";
import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concat, equalBytes } from "./encoding.js";
import { TrackerError } from "./errors.js";

export const SEED_BYTES = 32;
export const PUBLIC_BYTES = 32;
export const SIGNATURE_BYTES = 64;

const { Point } = ed25519;
const GROUP_ORDER = Point.Fn.ORDER;
const FIELD_PRIME = Point.Fp.ORDER;
const KEPT = 256;
// The canonical X25519 keys that give every secret the same shared secret, zero (RFC 7748, section 6.1).
const SMALL_ORDER = new Set([
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  FIELD_PRIME - 1n,
]);

/**
 * HKDF-SHA-256 with an empty salt (RFC 5869).
 * @param {Uint8Array} secret
 * @param {Uint8Array} info
 * @param {number} [length]
 * @returns {Uint8Array}
 */
export function hkdf(secret, info, length = SEED_BYTES) {
  return nobleHkdf(sha256, secret, undefined, info, length);
}

/** An X25519 key pair (RFC 7748). */
export class ExchangeKey {
  #public;

  /** @param {Uint8Array} secret 32 bytes */
  constructor(secret) {
    if (secret.length !== SEED_BYTES) throw new RangeError("an X25519 secret of the wrong length");
    this.secret = secret;
  }

  /** The public half, 32 bytes. @returns {Uint8Array} */
  get public() {
    this.#public ??= x25519.getPublicKey(this.secret);
    return this.#public;
  }

  /**
   * The 32-byte shared secret. Throws key-degenerate for a point of small order or another length.
   * @param {Uint8Array} publicKey
   * @returns {Uint8Array}
   */
  exchange(publicKey) {
    if (publicKey.length !== PUBLIC_BYTES) throw new TrackerError("key-degenerate");
    try {
      return x25519.getSharedSecret(this.secret, publicKey);
    } catch {
      throw new TrackerError("key-degenerate");
    }
  }
}

/**
 * An X25519 public key fit for enrolment. Throws key-degenerate if non-canonical or of small order.
 * @param {Uint8Array} publicKey
 * @returns {Uint8Array}
 */
export function checkExchangePublic(publicKey) {
  const number = publicKey.length === PUBLIC_BYTES ? bytesToNumberLE(publicKey) : FIELD_PRIME;
  if (number >= FIELD_PRIME || SMALL_ORDER.has(number)) throw new TrackerError("key-degenerate");
  return publicKey;
}

/** An Ed25519 key pair (RFC 8032) from its 32-byte seed. */
export class SigningKey {
  #public;

  /** @param {Uint8Array} seed 32 bytes */
  constructor(seed) {
    if (seed.length !== SEED_BYTES) throw new RangeError("a seed of the wrong length");
    this.seed = seed;
  }

  /** The public half, 32 bytes. @returns {Uint8Array} */
  get public() {
    this.#public ??= ed25519.getPublicKey(this.seed);
    return this.#public;
  }

  /**
   * The 64-byte signature; deterministic.
   * @param {Uint8Array} message
   * @returns {Uint8Array}
   */
  sign(message) {
    return ed25519.sign(message, this.seed);
  }
}

/**
 * Checks a signature as libsodium does: [S]B − [k]A is R byte by byte, and neither key nor R is of small order.
 * Throws signature-invalid.
 *
 * noble's own check multiplies by the cofactor even when strict, and so accepts an R that libsodium refuses.
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function verify(publicKey, message, signature) {
  const key = signature.length === SIGNATURE_BYTES ? pointOf(publicKey) : null;
  const r = signature.subarray(0, PUBLIC_BYTES);
  const s = bytesToNumberLE(signature.subarray(PUBLIC_BYTES));
  if (key === null || key.isSmallOrder() || s >= GROUP_ORDER) throw new TrackerError("signature-invalid");
  const k = bytesToNumberLE(sha512(concat(r, publicKey, message))) % GROUP_ORDER;
  const claim = `${k} ${s}`;
  if (verified.has(claim)) return;
  const expected = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k));
  if (!equalBytes(expected.toBytes(), r) || expected.isSmallOrder()) throw new TrackerError("signature-invalid");
  if (verified.size === KEPT) verified.clear();
  verified.add(claim);
}

/**
 * An Ed25519 public key fit for enrolment: canonical, of the prime-order group. Throws key-degenerate.
 * @param {Uint8Array} publicKey
 * @returns {Uint8Array}
 */
export function checkSigningPublic(publicKey) {
  const point = pointOf(publicKey);
  if (point === null || point.isSmallOrder() || !isTorsionFree(point)) throw new TrackerError("key-degenerate");
  return publicKey;
}

// Without JIT a point costs several milliseconds to decode and more to check, and so does a signature. A keyring
// names the same few public keys in every head, and asks for one signature under two thresholds or policies: what
// was found is kept, so long as it is little. A claim is k, the hash of R, key and message, and S: all that is judged.
const points = new Map();
const torsionFree = new WeakMap();
const verified = new Set();

/** The point of a canonical encoding, or null. @type {(publicKey: Uint8Array) => object | null} */
function pointOf(publicKey) {
  if (publicKey.length !== PUBLIC_BYTES) return null;
  const name = bytesToNumberLE(publicKey);
  if (!points.has(name)) {
    if (points.size === KEPT) points.clear();
    points.set(name, decodePoint(publicKey));
  }
  return points.get(name);
}

function decodePoint(publicKey) {
  try {
    return Point.fromBytes(publicKey, false);
  } catch {
    return null;
  }
}

function isTorsionFree(point) {
  if (!torsionFree.has(point)) torsionFree.set(point, point.isTorsionFree());
  return torsionFree.get(point);
}
