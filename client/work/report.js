/**
 * What of a keyring was verified, for those who want to know.
 * @module
 */
import { b64encode } from "../crypto/encoding.js";

/**
 * @typedef {object} Report
 * @property {number} epoch of the newest head
 * @property {string} head its hash, base64
 * @property {boolean} known the trust root itself names this head by its hash
 * @property {number} threshold how many of the officers must sign a head, and signed this one unless it is `known`
 * @property {number} officers how many there are
 * @property {number} needed how many witnesses must have cosigned lately, by trust root and head
 * @property {number} witnesses how many have
 * @property {{caseworkers: number, threshold: number, shares: number} | null} readers who can open letters: each of the
 *   caseworkers, and so many of the keepers of the recovery identity's shares together; null without a roster
 * @property {number | null} seen POSIX seconds of the latest cosignature that counted; nothing else dates a checkpoint
 */

/**
 * @param {import("../crypto/trust.js").TrustRoot} trust
 * @param {import("../crypto/keyring.js").Keyring} keyring
 * @param {import("../crypto/roster.js").Roster | null} roster
 * @returns {Report}
 */
export function reportOf(trust, { head, cosigned }, roster) {
  const times = [...cosigned.values()].map(Number);
  return {
    epoch: head.epoch,
    head: b64encode(head.hash),
    known: head.epoch === trust.knownEpoch,
    threshold: head.threshold,
    officers: head.officers.length,
    needed: Math.max(trust.policy.needsWitnesses, head.policy.needsWitnesses),
    witnesses: cosigned.size,
    readers: roster && {
      caseworkers: roster.caseworkers.length,
      threshold: roster.recovery.threshold,
      shares: roster.recovery.commitments.length,
    },
    seen: times.length ? Math.max(...times) : null,
  };
}
