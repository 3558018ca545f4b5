/**
 * From ten words to the root of a family's keys in plain JavaScript (docs/spec/passphrase.md).
 * @module
 */
import { stretch } from "../crypto/passphrase.js";

/**
 * The root behind 13 bytes of entropy; overwrites the entropy.
 * @param {{entropy: Uint8Array, realm: string}} job
 * @param {(share: number) => void} progress how much is done, from 0 to 1
 * @returns {Uint8Array} 32 bytes
 */
export function derivePlainly({ entropy, realm }, progress) {
  try {
    return stretch(entropy, realm, inSteps(progress));
  } finally {
    entropy.fill(0);
  }
}

/** Tells whole hundredths only: each telling is a message. */
function inSteps(progress) {
  let told = -1;
  return (share) => {
    const step = Math.floor(share * 100);
    if (step > told) {
      told = step;
      progress(step / 100);
    }
  };
}
