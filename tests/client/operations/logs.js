/** Notes, checkpoints, cosignatures, policies, proofs and Merkle trees. */
import { openCheckpoint } from "../../../client/crypto/checkpoint.js";
import { cosignedAt } from "../../../client/crypto/cosignature.js";
import { fromUtf8, utf8 } from "../../../client/crypto/encoding.js";
import { TrackerError } from "../../../client/crypto/errors.js";
import { leafHash, treeRoot, verifyConsistency, verifyInclusion } from "../../../client/crypto/merkle.js";
import { VerifierKey, parseNote } from "../../../client/crypto/note.js";
import { parsePolicy } from "../../../client/crypto/policy.js";
import { parseTlogProof } from "../../../client/crypto/tlog_proof.js";

export default {
  "note/verifier-key": ({ text }) => {
    const key = VerifierKey.decode(fromUtf8(text));
    return { name: utf8(key.name), type: key.keyType, id: key.keyId, public: key.public };
  },
  "note/open": ({ note_bytes, known }) => {
    const note = parseNote(note_bytes);
    const signed = note.signedBy(known.map((key) => VerifierKey.decode(key)));
    if (signed.length === 0) throw new TrackerError("note-signature");
    const keys = [...new Set(signed.map((key) => key.encode()))];
    return { text: note.text, "signed-by": keys.sort(), lines: note.lines.length };
  },
  "checkpoint/open": ({ note_bytes, log }) => {
    const { origin, size, root } = openCheckpoint(note_bytes, VerifierKey.decode(log));
    return { origin: utf8(origin), size, root };
  },
  "cosignature/time": ({ note_bytes, witness }) => {
    const time = cosignedAt(parseNote(note_bytes), VerifierKey.decode(witness));
    return { time: time === null ? null : String(time) };
  },
  "policy/parse": ({ lines }) => {
    const policy = parsePolicy(lines);
    return {
      needs: policy.needsWitnesses,
      witnesses: [...policy.witnesses.keys()].sort(),
      logs: policy.logs.length,
    };
  },
  "policy/check": ({ lines, note_bytes, now, max_age }) => {
    parsePolicy(lines).check(parseNote(note_bytes), now, max_age);
    return { satisfied: true };
  },
  "tlog-proof/verify": ({ proof, entry, log }) => {
    const parsed = parseTlogProof(proof);
    const { checkpoint } = parsed.verify(entry, VerifierKey.decode(log));
    return { index: parsed.index, size: checkpoint.size, root: checkpoint.root };
  },
  "merkle/root": ({ entries }) => ({ root: treeRoot(entries.map(leafHash)) }),
  "merkle/inclusion": ({ leaf, index, size, proof, root }) => {
    verifyInclusion(leaf, index, size, proof, root);
    return { valid: true };
  },
  "merkle/consistency": ({ old_size, old_root, size, root, proof }) => {
    verifyConsistency(old_size, old_root, size, root, proof);
    return { valid: true };
  },
};
