/**
 * From ten words to the root of a family's keys: Argon2id, fast where the browser really compiles WebAssembly, in plain
 * JavaScript where it does not (docs/spec/passphrase.md).
 * @module
 */
import { argon2id } from "hash-wasm";
import { stretchInput } from "../crypto/passphrase.js";
import { derivePlainly } from "./plain.js";

/** The smallest module there is: a browser may have WebAssembly by name and refuse to compile it. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/**
 * The root behind 13 bytes of entropy; overwrites the entropy.
 * @param {{entropy: Uint8Array, realm: string}} job
 * @param {(share: number) => void} progress how much is done, from 0 to 1
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function derive({ entropy, realm }, progress) {
  if (!compiles()) {
    return derivePlainly({ entropy, realm }, progress);
  }
  try {
    return await fast(entropy, realm);
  } finally {
    entropy.fill(0);
  }
}

/** Whether this browser compiles WebAssembly here and now. @returns {boolean} */
export function compiles() {
  try {
    return Boolean(new WebAssembly.Module(EMPTY_MODULE));
  } catch {
    // Absent, switched off, or forbidden by a policy: all mean the same.
    return false;
  }
}

function fast(entropy, realm) {
  const { password, salt, passes, kib, lanes, length } = stretchInput(entropy, realm);
  return argon2id({
    password,
    salt,
    iterations: passes,
    memorySize: kib,
    parallelism: lanes,
    hashLength: length,
    outputType: "binary",
  });
}
