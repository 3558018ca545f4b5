/**
 * HPKE (RFC 9180) in the one way in which it is used here: base mode, a single message, HKDF-SHA-256 and
 * ChaCha20-Poly1305, over a key encapsulation of noble's. Why not a package of its own: docs/adr/0009.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "./encoding.js";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const EMPTY = new Uint8Array();
const BASE_MODE = Uint8Array.of(0);
const VERSION = utf8("HPKE-v1");
const KDF_AND_AEAD = [0, 1, 0, 3];

/**
 * The key and the nonce of the first message (RFC 9180, section 5.1, `KeySchedule` in base mode).
 * @param {number} kem the KEM's identifier, as 0x647a
 * @param {Uint8Array} shared its shared secret
 * @param {Uint8Array} info
 * @returns {{key: Uint8Array, nonce: Uint8Array}} 32 and 12 bytes
 */
export function keySchedule(kem, shared, info) {
  const suite = concat(utf8("HPKE"), Uint8Array.of(kem >> 8, kem & 0xff, ...KDF_AND_AEAD));
  const context = concat(
    BASE_MODE,
    labeledExtract(suite, EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(suite, EMPTY, "info_hash", info),
  );
  const secret = labeledExtract(suite, shared, "secret", EMPTY);
  return {
    key: labeledExpand(suite, secret, "key", context, KEY_BYTES),
    nonce: labeledExpand(suite, secret, "base_nonce", context, NONCE_BYTES),
  };
}

/**
 * `SealBase` after the encapsulation: the ciphertext, 16 bytes longer.
 * @param {number} kem
 * @param {Uint8Array} shared
 * @param {Uint8Array} info
 * @param {Uint8Array} plaintext
 * @returns {Uint8Array}
 */
export function sealFirst(kem, shared, info, plaintext) {
  const { key, nonce } = keySchedule(kem, shared, info);
  return chacha20poly1305(key, nonce, EMPTY).encrypt(plaintext);
}

/**
 * `OpenBase` after the decapsulation.
 * @param {number} kem
 * @param {Uint8Array} shared
 * @param {Uint8Array} info
 * @param {Uint8Array} ciphertext
 * @param {Uint8Array} [aad]
 * @returns {Uint8Array}
 * @throws {Error} when it was not sealed so
 */
export function openFirst(kem, shared, info, ciphertext, aad = EMPTY) {
  const { key, nonce } = keySchedule(kem, shared, info);
  return chacha20poly1305(key, nonce, aad).decrypt(ciphertext);
}

function labeledExtract(suite, salt, label, content) {
  return extract(sha256, concat(VERSION, suite, utf8(label), content), salt);
}

function labeledExpand(suite, secret, label, context, length) {
  const size = Uint8Array.of(length >> 8, length & 0xff);
  return expand(sha256, secret, concat(size, VERSION, suite, utf8(label), context), length);
}
