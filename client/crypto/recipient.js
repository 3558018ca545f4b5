/**
 * Recipients and identities: to whom things are sealed, and who opens them (docs/spec/recipient.md).
 *
 * Sealing puts one box inside the other, `crypto_box_seal` and then HPKE with X-Wing, so that both must
 * break. The ephemeral keys are drawn inside the libraries (docs/adr/0002).
 */
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_kem768_x25519 as xwingKem } from "@noble/post-quantum/hybrid.js";
import { b64decode, b64encode, concat } from "./encoding.js";
import { TrackerError } from "./errors.js";
import { openFirst, sealFirst } from "./hpke.js";
import { ExchangeKey, SEED_BYTES, SigningKey, checkExchangePublic, hkdf } from "./keys.js";
import { Purpose, info } from "./labels.js";

/** X-Wing's number among HPKE's key encapsulations (draft-connolly-cfrg-xwing-kem, section 5.8). */
export const XWING_KEM = 0x647a;
export const XWING_PUBLIC_BYTES = 1216;
export const SHORT_ID_BYTES = 16;
export const SEAL_OVERHEAD = 48 + 1120 + 16;
const X25519_BYTES = 32;
const ENC_BYTES = 1120;
const SEALED_BOX_OVERHEAD = 48;
const BOX_NONCE_BYTES = 24;
const MLKEM_PUBLIC_BYTES = 1184;
const MLKEM_NUMBERS_BYTES = 1152;
const MLKEM_Q = 3329;
/** "expand 32-byte k", the constant of Salsa20. */
const SIGMA = new Uint32Array([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);

/** The public half of an identity: `x25519` of 32 bytes and `xwing` of 1,216. */
export class Recipient {
  #id = null;

  /**
   * @param {Uint8Array} x25519Public
   * @param {Uint8Array} xwing
   */
  constructor(x25519Public, xwing) {
    this.x25519 = x25519Public;
    this.xwing = xwing;
  }

  /** SHA-256 of both public keys, 32 bytes. @returns {Uint8Array} */
  get id() {
    this.#id ??= sha256(concat(this.x25519, this.xwing));
    return this.#id;
  }

  /** The first 16 bytes of the id, as written in envelopes. @returns {Uint8Array} */
  get shortId() {
    return this.id.slice(0, SHORT_ID_BYTES);
  }

  /**
   * Refuses keys that are degenerate or in a non-canonical encoding.
   * @returns {Recipient} itself
   * @throws {TrackerError} key-degenerate
   */
  check() {
    if (this.xwing.length !== XWING_PUBLIC_BYTES) throw new TrackerError("key-degenerate");
    checkExchangePublic(this.x25519);
    checkExchangePublic(this.xwing.slice(MLKEM_PUBLIC_BYTES));
    checkLattice(this.xwing);
    return this;
  }

  /** Both keys in base64, separated by a space. @returns {string} */
  encode() {
    return `${b64encode(this.x25519)} ${b64encode(this.xwing)}`;
  }

  /**
   * The recipient behind two base64 fields, checked.
   * @param {string} x25519Text
   * @param {string} xwingText
   * @returns {Recipient}
   * @throws {TrackerError} encoding, key-degenerate
   */
  static decode(x25519Text, xwingText) {
    return new Recipient(b64decode(x25519Text, X25519_BYTES), b64decode(xwingText, XWING_PUBLIC_BYTES)).check();
  }

  /**
   * The plaintext sealed to this recipient: 1,184 bytes longer. The context is the HPKE info.
   * @param {Uint8Array} plaintext
   * @param {Uint8Array} context
   * @returns {Promise<Uint8Array>}
   * @throws {TrackerError} key-degenerate
   */
  async seal(plaintext, context) {
    this.check();
    const inner = sealBox(plaintext, this.x25519);
    const { cipherText, sharedSecret } = xwingKem.encapsulate(this.xwing);
    return concat(cipherText, sealFirst(XWING_KEM, sharedSecret, context, inner));
  }
}

/** A 32-byte seed and the keys derived from it; its public half is `recipient`. */
export class Identity {
  #seed;
  #exchange;
  #xwing;
  #signingKey = null;

  /** Made by `Identity.fromSeed` alone: deriving X-Wing's keys is asynchronous. */
  constructor(seed, exchange, xwing, recipient) {
    this.#seed = seed;
    this.#exchange = exchange;
    this.#xwing = xwing;
    this.recipient = recipient;
  }

  /**
   * The identity of a seed, with its keys expanded once for all.
   * @param {Uint8Array} seed 32 bytes
   * @returns {Promise<Identity>}
   */
  static async fromSeed(seed) {
    checkSeed(seed);
    const exchange = new ExchangeKey(hkdf(seed, info(Purpose.IDENTITY_X25519)));
    const xwing = xwingKem.keygen(hkdf(seed, info(Purpose.IDENTITY_XWING)));
    const recipient = new Recipient(exchange.public, xwing.publicKey);
    return new Identity(seed.slice(), exchange, xwing, recipient);
  }

  /** The Ed25519 key with which a caseworker signs; families do not use it. @returns {SigningKey} */
  get signingKey() {
    this.#signingKey ??= new SigningKey(hkdf(this.#seed, info(Purpose.IDENTITY_SIGNING)));
    return this.#signingKey;
  }

  /**
   * What was sealed to `recipient` with this context.
   * @param {Uint8Array} sealed
   * @param {Uint8Array} context
   * @returns {Promise<Uint8Array>}
   * @throws {TrackerError} seal-invalid
   */
  async open(sealed, context) {
    if (sealed.length < SEAL_OVERHEAD) throw new TrackerError("seal-invalid");
    const enc = sealed.slice(0, ENC_BYTES);
    try {
      const shared = xwingKem.decapsulate(enc, this.#xwing.secretKey);
      const inner = openFirst(XWING_KEM, shared, context, sealed.slice(ENC_BYTES));
      return openBox(inner, this.#exchange);
    } catch {
      throw new TrackerError("seal-invalid");
    }
  }
}

/**
 * The 1,216-byte X-Wing public key of a 32-byte seed (draft-connolly-cfrg-xwing-kem, section 5.2).
 * @param {Uint8Array} seed
 * @returns {Promise<Uint8Array>}
 */
export async function xwingPublic(seed) {
  checkSeed(seed);
  return xwingKem.keygen(seed).publicKey;
}

function checkSeed(seed) {
  if (seed.length !== SEED_BYTES) throw new RangeError("a seed of the wrong length");
}

/** FIPS 203, section 7.2: each number of twelve bits is below q. */
function checkLattice(xwing) {
  for (let i = 0; i < MLKEM_NUMBERS_BYTES; i += 3) {
    const low = xwing[i] | ((xwing[i + 1] & 0x0f) << 8);
    const high = (xwing[i + 1] >> 4) | (xwing[i + 2] << 4);
    if (low >= MLKEM_Q || high >= MLKEM_Q) throw new TrackerError("key-degenerate");
  }
}

/** `crypto_box_seal` of libsodium: ephemeral public key, then `crypto_box`, whose nonce is a hash. */
function sealBox(plaintext, theirs) {
  const ephemeral = x25519.keygen();
  const shared = x25519.getSharedSecret(ephemeral.secretKey, theirs);
  const nonce = boxNonce(ephemeral.publicKey, theirs);
  return concat(ephemeral.publicKey, xsalsa20poly1305(boxKey(shared), nonce).encrypt(plaintext));
}

function openBox(sealed, ours) {
  if (sealed.length < SEALED_BOX_OVERHEAD) throw new TrackerError("seal-invalid");
  const theirs = sealed.slice(0, X25519_BYTES);
  const key = boxKey(ours.exchange(theirs));
  return xsalsa20poly1305(key, boxNonce(theirs, ours.public)).decrypt(sealed.slice(X25519_BYTES));
}

function boxNonce(ephemeral, recipient) {
  return blake2b(concat(ephemeral, recipient), { dkLen: BOX_NONCE_BYTES });
}

/** `crypto_box_beforenm`: HSalsa20 of the shared secret and sixteen zeros. */
function boxKey(shared) {
  const key = new Uint32Array(8);
  hsalsa(SIGMA, new Uint32Array(shared.slice().buffer), new Uint32Array(4), key);
  return new Uint8Array(key.buffer);
}
