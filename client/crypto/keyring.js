/** Whom to trust today: heads walked from the trust root to the newest (docs/spec/keyring.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { b64encode, concat, decimal, equalBytes } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { HEAD_MAX, decodeHead } from "./head.js";
import { Namespace, namespaceAt } from "./labels.js";
import { LineReader, encodeLines } from "./lines.js";
import { decodeRoster } from "./roster.js";
import { ARMOR_MAX, SIGNATURES_MAX, checkThreshold, signedDigest, splitSigned } from "./sshsig.js";
import { TLOG_PROOF_MAX, parseTlogProof } from "./tlog_proof.js";

export const FIRST_LINE = "inquiry-keyring-heads/v1";
export const SIGNED_HEAD_MAX = HEAD_MAX + SIGNATURES_MAX * ARMOR_MAX;
export const HEADS_MAX = 1000;
const END = "\nend -\n";
const HEADER_MAX = 64 + 16 * HEADS_MAX;
/** One character for each byte: what is found in the text stands at the same place in the bytes. */
const BYTEWISE = new TextDecoder("latin1");

/**
 * A head's bytes and the officers' signatures over them; `signed` is both, as served.
 * @typedef {{document: Uint8Array, signatures: import("./sshsig.js").Signature[], signed: Uint8Array}} SignedHead
 */

/** Signed heads in order from some epoch on, and the tlog-proof of the newest: a server's answer. */
export class ServedKeyring {
  /**
   * @param {SignedHead[]} heads
   * @param {Uint8Array} proof
   */
  constructor(heads, proof) {
    this.heads = heads;
    this.proof = proof;
  }

  /** A header with the lengths of all parts, then the parts. @returns {Uint8Array} */
  encode() {
    const parts = this.heads.map((head) => head.signed);
    const lengths = parts.map((part) => `head ${part.length}`);
    const lines = [FIRST_LINE, `heads ${parts.length}`, ...lengths, `proof ${this.proof.length}`, "end -"];
    return concat(encodeLines(lines), ...parts, this.proof);
  }
}

/**
 * The verified newest head, with the hashes of every head that was walked (by epoch), and the times of the
 * witnesses' cosignatures that counted (by name).
 */
export class Keyring {
  /**
   * @param {import("./head.js").Head} head
   * @param {Map<number, Uint8Array>} hashes
   * @param {Map<string, bigint>} cosigned
   */
  constructor(head, hashes, cosigned) {
    this.head = head;
    this.hashes = hashes;
    this.cosigned = cosigned;
  }

  /**
   * What envelopes are sealed under.
   * @param {Uint8Array} document the roster
   * @returns {import("./envelope.js").SealingKeyring}
   * @throws {TrackerError} roster-mismatch, roster-malformed
   */
  withRoster(document) {
    const roster = checkRoster(this.head, document);
    const { origin, epoch, hash } = this.head;
    return { origin, epoch, headHash: hash, recipients: roster.recipients, roster };
  }
}

/**
 * The heads and proof behind a server's answer.
 * @param {Uint8Array} data
 * @returns {ServedKeyring}
 * @throws {TrackerError} keyring
 */
export function decodeServedKeyring(data) {
  const headerEnd = BYTEWISE.decode(data.subarray(0, HEADER_MAX)).indexOf(END) + END.length;
  if (headerEnd < END.length) throw new TrackerError("keyring");
  const served = recode(["encoding", "sshsig"], "keyring", () => {
    const lengths = readLengths(data.subarray(0, headerEnd));
    const parts = cut(data.subarray(headerEnd), lengths);
    const proof = parts.pop();
    return new ServedKeyring(parts.map(splitHead), proof);
  });
  if (!equalBytes(served.encode(), data)) throw new TrackerError("keyring");
  return served;
}

/**
 * The keyring that this trust root allows to use at POSIX time `now`, in seconds.
 *
 * `served` holds the head of the trust root's known epoch and every later one. Numbered as in
 * docs/spec/keyring.md.
 * @param {import("./trust.js").TrustRoot} trust
 * @param {ServedKeyring} served
 * @param {number | bigint} now
 * @returns {Keyring}
 * @throws {TrackerError} codes of the branches keyring, log, sshsig; clock-wrong and quorum-missing carry times
 */
export function verifyKeyring(trust, served, now) {
  // 1. Each head is well formed, of our origin and realm, and the first is the one we know.
  const heads = served.heads.map((signed) => decodeHead(signed.document));
  checkStart(trust, heads);
  // 2. Each later head follows its predecessor and is signed by the officers of both.
  heads.slice(1).forEach((head, i) => checkSuccessor(heads[i], head, served.heads[i + 1].signatures));
  // 3. The newest head is the last leaf of the key log.
  const newest = heads[heads.length - 1];
  const proof = parseTlogProof(served.proof);
  const { checkpoint, note } = proof.verify(served.heads[heads.length - 1].document, trust.log);
  if (proof.index !== checkpoint.size - 1 || newest.epoch !== proof.index) {
    throw new TrackerError("keyring-not-latest");
  }
  // 4. Enough witnesses saw that log, lately: as the trust root asks and as the newest head asks.
  const maxAge = trust.maxAgeHours * 3600;
  const cosigned = [trust.policy, newest.policy].flatMap((policy) => [...policy.check(note, now, maxAge)]);
  // 5. Who witnesses has no other part in this, and one name; the log has the one key that we know.
  checkRoles(trust, heads);
  return new Keyring(newest, new Map(heads.map((head) => [head.epoch, head.hash])), new Map(cosigned));
}

/**
 * A head follows another, by the thresholds of both epochs' officers.
 * @param {import("./head.js").Head} previous
 * @param {import("./head.js").Head} head
 * @param {import("./sshsig.js").Signature[]} signatures
 * @throws {TrackerError} keyring-origin, keyring-chain, officers-missing
 */
export function checkSuccessor(previous, head, signatures) {
  if (head.origin !== previous.origin || head.realm !== previous.realm) throw new TrackerError("keyring-origin");
  const follows = head.previous !== null && equalBytes(head.previous, previous.hash);
  if (head.epoch !== previous.epoch + 1 || !follows) throw new TrackerError("keyring-chain");
  checkOfficers(head, previous, signatures);
  checkOfficers(head, head, signatures);
}

/**
 * The roster that this head names.
 * @param {import("./head.js").Head} head
 * @param {Uint8Array} document
 * @returns {import("./roster.js").Roster}
 * @throws {TrackerError} roster-mismatch, roster-malformed
 */
export function checkRoster(head, document) {
  if (!equalBytes(sha256(document), head.roster)) throw new TrackerError("roster-mismatch");
  const roster = decodeRoster(document);
  if (roster.origin !== head.origin || roster.epoch !== head.epoch) throw new TrackerError("roster-mismatch");
  return roster;
}

/**
 * A publisher's threshold of signers signed these bytes (by their SHA-512).
 * @param {import("./head.js").Head} head the keyring's
 * @param {string} publisher
 * @param {string} namespace one of Namespace
 * @param {Uint8Array} digest
 * @param {import("./sshsig.js").Signature[]} signatures
 * @throws {TrackerError} epoch-unknown for a publisher that is not in the keyring, signer-retired if only
 *   signatures by keys without authority are there, threshold-missing, signature-invalid
 */
export function checkPublisher(head, publisher, namespace, digest, signatures) {
  const entry = head.publisher(publisher);
  if (entry === undefined) throw new TrackerError("epoch-unknown");
  const full = namespaceAt(namespace, head.origin);
  try {
    checkThreshold(signatures, full, digest, entry.signers, entry.threshold);
  } catch (error) {
    const ours = signatures.filter((item) => item.namespace === full).map((item) => b64encode(item.public));
    const isRetired = error instanceof TrackerError && error.is("threshold-missing");
    throw isRetired && new Set(ours).size >= entry.threshold ? new TrackerError("signer-retired") : error;
  }
}

/** @type {(trust: import("./trust.js").TrustRoot, heads: import("./head.js").Head[]) => void} */
function checkStart(trust, heads) {
  if (heads.length === 0 || heads[heads.length - 1].epoch < trust.knownEpoch) {
    throw new TrackerError("keyring-rolled-back");
  }
  if (heads.some((head) => head.origin !== trust.origin || head.realm !== trust.realm)) {
    throw new TrackerError("keyring-origin");
  }
  if (heads[0].epoch !== trust.knownEpoch) throw new TrackerError("keyring-chain");
  if (!equalBytes(heads[0].hash, trust.knownHead)) throw new TrackerError("keyring-genesis");
}

/** @type {(trust: import("./trust.js").TrustRoot, heads: import("./head.js").Head[]) => void} */
function checkRoles(trust, heads) {
  const logs = heads.flatMap((head) => head.policy.logs);
  if (logs.some((log) => log.name === trust.log.name && log.encode() !== trust.log.encode())) {
    throw new TrackerError("keyring-roles");
  }
  const signers = heads.flatMap((head) => head.publishers.flatMap((publisher) => publisher.signers));
  const others = new Set([
    ...[trust.log, ...logs, ...heads.map((head) => head.intake)].map((key) => b64encode(key.public)),
    ...heads.flatMap((head) => head.officerKeys).map(b64encode),
    ...signers.map(b64encode),
  ]);
  const names = new Map();
  for (const policy of [trust.policy, heads[heads.length - 1].policy]) {
    for (const witness of policy.witnesses.values()) {
      const key = b64encode(witness.public);
      if (others.has(key)) throw new TrackerError("keyring-roles");
      if (names.has(key) && names.get(key) !== witness.name) throw new TrackerError("keyring-roles");
      names.set(key, witness.name);
    }
  }
}

/** @type {(head: any, authority: any, signatures: import("./sshsig.js").Signature[]) => void} */
function checkOfficers(head, authority, signatures) {
  const namespace = namespaceAt(Namespace.KEYRING, authority.origin);
  try {
    checkThreshold(signatures, namespace, signedDigest(head.encode()), authority.officerKeys, authority.threshold);
  } catch (error) {
    const isMissing = error instanceof TrackerError && (error.is("threshold-missing") || error.is("signature-invalid"));
    throw isMissing ? new TrackerError("officers-missing", { epoch: head.epoch }) : error;
  }
}

/** The lengths of all heads, then that of the proof. @type {(header: Uint8Array) => number[]} */
function readLengths(header) {
  const reader = new LineReader(header, HEADER_MAX);
  reader.literal(FIRST_LINE);
  const count = decimal(reader.field("heads"));
  if (count > HEADS_MAX) throw new TrackerError("encoding");
  const lengths = Array.from({ length: count }, () => decimal(reader.field("head")));
  return [...lengths, decimal(reader.field("proof"))];
}

/** @type {(signed: Uint8Array) => SignedHead} */
function splitHead(signed) {
  if (signed.length > SIGNED_HEAD_MAX) throw new TrackerError("encoding");
  return { ...splitSigned(signed), signed };
}

/** @type {(data: Uint8Array, lengths: number[]) => Uint8Array[]} */
function cut(data, lengths) {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (lengths[lengths.length - 1] > TLOG_PROOF_MAX || total !== data.length) throw new TrackerError("encoding");
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return data.slice(start - length, start);
  });
}
