/** Heads, rosters, trust roots, keyrings and receipts. */
import { sha256 } from "../../../client/node_modules/@noble/hashes/sha2.js";
import { decodeHead } from "../../../client/crypto/head.js";
import { checkReceipt } from "../../../client/crypto/intake.js";
import { checkRoster, decodeServedKeyring, verifyKeyring } from "../../../client/crypto/keyring.js";
import { VerifierKey } from "../../../client/crypto/note.js";
import { decodeRoster } from "../../../client/crypto/roster.js";
import { decodeTrust } from "../../../client/crypto/trust.js";

export default {
  "keyring/head": ({ document }) => {
    const head = decodeHead(document);
    return {
      hash: head.hash,
      draft: sha256(head.draft()),
      epoch: head.epoch,
      threshold: head.threshold,
      officers: head.officerKeys,
      publishers: head.publishers,
      intake: head.intake.encode(),
      grace: head.grace,
      witnesses: head.policy.needsWitnesses,
    };
  },
  "keyring/roster": ({ document }) => {
    const roster = decodeRoster(document);
    return { hash: roster.hash, epoch: roster.epoch, recipients: roster.recipients.map((item) => item.id) };
  },
  "keyring/seal-to": ({ head_bytes, document }) => ({
    recipients: checkRoster(decodeHead(head_bytes), document).recipients.map((item) => item.id),
  }),
  "keyring/trust": ({ document }) => {
    const trust = decodeTrust(document);
    return {
      origin: trust.origin,
      realm: trust.realm,
      "known-epoch": trust.knownEpoch,
      rehearsal: trust.isRehearsal,
      witnesses: trust.policy.needsWitnesses,
    };
  },
  "keyring/verify": ({ trust_bytes, served, now }) => {
    const keyring = verifyKeyring(decodeTrust(trust_bytes), decodeServedKeyring(served), now);
    const walked = [...keyring.hashes.keys()].sort((one, two) => one - two);
    return { epoch: keyring.head.epoch, hash: keyring.head.hash, walked };
  },
  "intake/receipt": ({ receipt, envelope_hash, intake_key }) => ({
    day: checkReceipt(receipt, envelope_hash, VerifierKey.decode(intake_key)),
  }),
};
