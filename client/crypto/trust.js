/** The trust root: one small file, handed over in person, from which all else follows (docs/spec/trust.md). */
import { HASH_BYTES, b64decode, b64encode, checkOrigin, decimal, equalBytes } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { LineReader, encodeLines } from "./lines.js";
import { TYPE_ED25519, VerifierKey } from "./note.js";
import { parsePolicy } from "./policy.js";

export const FIRST_LINE = "inquiry-trust/v1";
export const TRUST_MAX = 8192;
export const REHEARSAL = "rehearsal/";
export const MAX_AGE_HOURS = 14 * 24;
export const WITNESSES_LEAST = 2;

const malformed = () => new TrackerError("encoding");

/**
 * What a client or auditor takes for granted. A keyring can never lower what is required here.
 *
 * `genesis` and `knownHead` are hashes of heads; `knownHead` is that of epoch `knownEpoch`.
 */
export class TrustRoot {
  /**
   * @param {object} fields
   * @param {string} fields.origin
   * @param {string} fields.realm
   * @param {Uint8Array} fields.genesis
   * @param {VerifierKey} fields.log
   * @param {number} fields.knownEpoch
   * @param {Uint8Array} fields.knownHead
   * @param {number} fields.maxAgeHours
   * @param {string[]} fields.policyLines
   */
  constructor({ origin, realm, genesis, log, knownEpoch, knownHead, maxAgeHours, policyLines }) {
    this.origin = origin;
    this.realm = realm;
    this.genesis = genesis;
    this.log = log;
    this.knownEpoch = knownEpoch;
    this.knownHead = knownHead;
    this.maxAgeHours = maxAgeHours;
    this.policyLines = policyLines;
  }

  /**
   * The quorum that this trust root requires.
   * @returns {import("./policy.js").Policy}
   * @throws {TrackerError} policy-malformed
   */
  get policy() {
    return parsePolicy(this.policyLines);
  }

  /** Whether every page must say "not for real inquiries". @returns {boolean} */
  get isRehearsal() {
    return this.origin.startsWith(REHEARSAL);
  }

  /** The trust root's bytes. @returns {Uint8Array} */
  encode() {
    return encodeLines([
      FIRST_LINE,
      `origin ${this.origin}`,
      `realm ${this.realm}`,
      `genesis ${b64encode(this.genesis)}`,
      `log ${this.log.encode()}`,
      `known ${this.knownEpoch} ${b64encode(this.knownHead)}`,
      `max-age ${this.maxAgeHours}`,
      ...this.policyLines.map((line) => `policy ${line}`),
    ]);
  }
}

/**
 * The trust root behind its bytes.
 * @param {Uint8Array} document
 * @returns {TrustRoot}
 * @throws {TrackerError} trust-malformed, trust-weak
 */
export function decodeTrust(document) {
  const trust = recode(["encoding", "vkey-malformed", "policy-malformed"], "trust-malformed", () => {
    const read = readTrust(new LineReader(document, TRUST_MAX));
    check(read);
    return read;
  });
  if (!equalBytes(trust.encode(), document)) throw new TrackerError("trust-malformed");
  if (!trust.isRehearsal && trust.policy.needsWitnesses < WITNESSES_LEAST) throw new TrackerError("trust-weak");
  return trust;
}

/** @type {(reader: LineReader) => TrustRoot} */
function readTrust(reader) {
  reader.literal(FIRST_LINE);
  const origin = checkOrigin(reader.field("origin"));
  const realm = checkOrigin(reader.field("realm"));
  const genesis = b64decode(reader.field("genesis"), HASH_BYTES);
  const log = VerifierKey.decode(reader.field("log"));
  const [epoch, head] = reader.fields("known", 2);
  const maxAgeHours = decimal(reader.field("max-age"));
  const policyLines = [];
  while (reader.comes("policy")) policyLines.push(reader.text("policy"));
  reader.end();
  return new TrustRoot({
    origin, realm, genesis, log, knownEpoch: decimal(epoch), knownHead: b64decode(head, HASH_BYTES),
    maxAgeHours, policyLines,
  });
}

/** @type {(trust: TrustRoot) => void} */
function check(trust) {
  if (trust.log.name !== `${trust.origin}/keys` || trust.log.keyType !== TYPE_ED25519) throw malformed();
  if (trust.knownEpoch === 0 && !equalBytes(trust.knownHead, trust.genesis)) throw malformed();
  if (trust.maxAgeHours < 1 || trust.maxAgeHours > MAX_AGE_HOURS) throw malformed();
  const witnesses = [...trust.policy.witnesses.values()];
  if (witnesses.some((witness) => equalBytes(witness.public, trust.log.public))) throw malformed();
}
