/** XChaCha20-Poly1305-IETF, as libsodium has it (docs/spec/keys.md). */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { TrackerError } from "./errors.js";

export const KEY_BYTES = 32;
export const NONCE_BYTES = 24;
export const TAG_BYTES = 16;

/**
 * Ciphertext and tag: 16 bytes longer than the plaintext.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} nonce 24 bytes
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} aad
 * @returns {Uint8Array}
 */
export function encrypt(key, nonce, plaintext, aad) {
  return xchacha20poly1305(key, nonce, aad).encrypt(plaintext);
}

/**
 * The plaintext. Throws seal-invalid if key, nonce, ciphertext and aad do not belong together.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} nonce 24 bytes
 * @param {Uint8Array} ciphertext
 * @param {Uint8Array} aad
 * @returns {Uint8Array}
 */
export function decrypt(key, nonce, ciphertext, aad) {
  if (ciphertext.length < TAG_BYTES) throw new TrackerError("seal-invalid");
  const cipher = xchacha20poly1305(key, nonce, aad);
  try {
    return cipher.decrypt(ciphertext);
  } catch {
    throw new TrackerError("seal-invalid");
  }
}
