/** A keyring epoch's head: who may do what from this epoch on (docs/spec/keyring.md, "Head"). */
import { sha256 } from "@noble/hashes/sha2.js";
import {
  HASH_BYTES, b64decode, b64encode, checkName, checkOrigin, decimal, equalBytes,
} from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { PUBLIC_BYTES, checkSigningPublic } from "./keys.js";
import { LineReader, encodeLines } from "./lines.js";
import { TYPE_ED25519, VerifierKey } from "./note.js";
import { parsePolicy } from "./policy.js";

export const FIRST_LINE = "inquiry-keyring/v1";
export const HEAD_MAX = 4096;
export const OFFICERS_MAX = 9;
export const PUBLISHERS_MAX = 3;
export const SIGNERS_MAX = 23;
export const NONE = "none";
const TRANSCRIPT = "transcript";
const GRACE = new Map([["grace", true], ["refuse", false]]);

const malformed = () => new TrackerError("encoding");

/**
 * A crypto officer: a name and a 32-byte Ed25519 key.
 * @typedef {{name: string, public: Uint8Array}} Officer
 */

/**
 * A desk that may publish: its signers' Ed25519 keys and how many of them must sign.
 * @typedef {{name: string, threshold: number, signers: Uint8Array[]}} Publisher
 */

/**
 * All lines of a head. Hashes are 32 bytes; `previous` and `client` are null for `none`. `grace` says whether
 * envelopes under the epoch before are still taken for 14 days.
 */
export class Head {
  /**
   * @param {object} fields
   * @param {string} fields.origin
   * @param {string} fields.realm
   * @param {number} fields.epoch
   * @param {Uint8Array | null} fields.previous
   * @param {number} fields.threshold
   * @param {Officer[]} fields.officers
   * @param {Publisher[]} fields.publishers
   * @param {VerifierKey} fields.intake
   * @param {string[]} fields.policyLines
   * @param {Uint8Array | null} fields.client
   * @param {boolean} fields.grace
   * @param {string} fields.reason
   * @param {Uint8Array} fields.transcript
   * @param {Uint8Array} fields.roster
   */
  constructor(fields) {
    this.origin = fields.origin;
    this.realm = fields.realm;
    this.epoch = fields.epoch;
    this.previous = fields.previous;
    this.threshold = fields.threshold;
    this.officers = fields.officers;
    this.publishers = fields.publishers;
    this.intake = fields.intake;
    this.policyLines = fields.policyLines;
    this.client = fields.client;
    this.grace = fields.grace;
    this.reason = fields.reason;
    this.transcript = fields.transcript;
    this.roster = fields.roster;
  }

  /** SHA-256 of the encoded head. @returns {Uint8Array} */
  get hash() {
    return sha256(this.encode());
  }

  /** The officers' public keys. @returns {Uint8Array[]} */
  get officerKeys() {
    return this.officers.map((officer) => officer.public);
  }

  /** The witness policy. @returns {import("./policy.js").Policy} @throws {TrackerError} policy-malformed */
  get policy() {
    return parsePolicy(this.policyLines);
  }

  /**
   * The publisher of this name, if there is one.
   * @param {string} name
   * @returns {Publisher | undefined}
   */
  publisher(name) {
    return this.publishers.find((item) => item.name === name);
  }

  /** The head without its line `transcript`, as the transcript of the ceremony holds it. @returns {Uint8Array} */
  draft() {
    return encodeLines(this.#lines().filter((line) => !line.startsWith(`${TRANSCRIPT} `)));
  }

  /** The head's bytes. @returns {Uint8Array} @throws {TrackerError} head-malformed, if they are too many */
  encode() {
    const document = encodeLines(this.#lines());
    if (document.length > HEAD_MAX) throw new TrackerError("head-malformed");
    return document;
  }

  #lines() {
    return [
      FIRST_LINE,
      `origin ${this.origin}`,
      `realm ${this.realm}`,
      `epoch ${this.epoch}`,
      `previous ${optional(this.previous)}`,
      `officers ${this.threshold} ${this.officers.length}`,
      ...this.officers.map((item) => `officer ${item.name} ${b64encode(item.public)}`),
      ...this.publishers.flatMap((item) => [
        `publisher ${item.name} ${item.threshold} ${item.signers.length}`,
        ...item.signers.map((key) => `signer ${b64encode(key)}`),
      ]),
      `intake ${this.intake.encode()}`,
      ...this.policyLines.map((line) => `policy ${line}`),
      `client ${optional(this.client)}`,
      `previous-epoch ${this.grace ? "grace" : "refuse"}`,
      `reason ${this.reason}`,
      `${TRANSCRIPT} ${b64encode(this.transcript)}`,
      `roster ${b64encode(this.roster)}`,
    ];
  }
}

/**
 * The head behind its bytes, with all rules that hold for one head alone.
 * @param {Uint8Array} document
 * @returns {Head}
 * @throws {TrackerError} head-malformed
 */
export function decodeHead(document) {
  const head = recode(["encoding", "key-degenerate", "vkey-malformed", "policy-malformed"], "head-malformed", () => {
    const read = readHead(new LineReader(document, HEAD_MAX));
    check(read);
    return read;
  });
  if (!equalBytes(head.encode(), document)) throw new TrackerError("head-malformed");
  return head;
}

/** @type {(reader: LineReader) => Head} */
function readHead(reader) {
  reader.literal(FIRST_LINE);
  const origin = checkOrigin(reader.field("origin"));
  const realm = checkOrigin(reader.field("realm"));
  const epoch = decimal(reader.field("epoch"));
  const previous = readOptional(reader.field("previous"));
  const [threshold, count] = reader.fields("officers", 2).map(decimal);
  const officers = readOfficers(reader, count);
  const publishers = readPublishers(reader);
  const intake = VerifierKey.decode(reader.field("intake"));
  const policyLines = [];
  while (reader.comes("policy")) policyLines.push(reader.text("policy"));
  const client = readOptional(reader.field("client"));
  const grace = GRACE.get(reader.field("previous-epoch"));
  if (grace === undefined) throw malformed();
  const reason = reader.text("reason");
  const transcript = b64decode(reader.field(TRANSCRIPT), HASH_BYTES);
  const roster = b64decode(reader.field("roster"), HASH_BYTES);
  reader.end();
  return new Head({
    origin, realm, epoch, previous, threshold, officers, publishers, intake,
    policyLines, client, grace, reason, transcript, roster,
  });
}

/** @type {(reader: LineReader, count: number) => Officer[]} */
function readOfficers(reader, count) {
  if (count < 1 || count > OFFICERS_MAX) throw malformed();
  return Array.from({ length: count }, () => {
    const [name, key] = reader.fields("officer", 2);
    return { name: checkName(name), public: readSigningPublic(key) };
  });
}

/** @type {(reader: LineReader) => Publisher[]} */
function readPublishers(reader) {
  const publishers = [];
  while (reader.comes("publisher")) {
    const [name, threshold, count] = reader.fields("publisher", 3);
    const length = decimal(count);
    if (length > SIGNERS_MAX || publishers.length === PUBLISHERS_MAX) throw malformed();
    const signers = Array.from({ length }, () => readSigningPublic(reader.field("signer")));
    publishers.push({ name: checkName(name), threshold: decimal(threshold), signers });
  }
  return publishers;
}

/** @type {(text: string) => Uint8Array} */
function readSigningPublic(text) {
  return checkSigningPublic(b64decode(text, PUBLIC_BYTES));
}

/** @type {(head: Head) => void} */
function check(head) {
  if ((head.epoch === 0) !== (head.previous === null)) throw malformed();
  if (head.epoch === 0 && head.client !== null) throw malformed();
  if (head.intake.name !== `${head.origin}/intake` || head.intake.keyType !== TYPE_ED25519) throw malformed();
  checkGroup(head.threshold, head.officerKeys);
  checkDistinct(head.officers.map((officer) => officer.name));
  checkDistinct(head.publishers.map((publisher) => publisher.name));
  if (head.publishers.length === 0) throw malformed();
  for (const publisher of head.publishers) checkGroup(publisher.threshold, publisher.signers);
  checkRoles(head);
}

/**
 * One key, one role: an officer's key signs no mailbox, no log and no receipt, and no witness is one. The same
 * signer may sign for two publishers, and the intake key may be a log's in the policy.
 * @type {(head: Head) => void}
 */
function checkRoles(head) {
  const { logs, witnesses } = parsePolicy(head.policyLines);
  const roles = [
    head.officerKeys,
    head.publishers.flatMap((publisher) => publisher.signers),
    [head.intake.public, ...logs.map((key) => key.public)],
    [...witnesses.values()].map((key) => key.public),
  ];
  checkDistinct(roles.flatMap((keys) => [...new Set(keys.map(b64encode))]));
}

/** @type {(threshold: number, keys: Uint8Array[]) => void} */
function checkGroup(threshold, keys) {
  checkDistinct(keys.map(b64encode));
  if (threshold < 1 || threshold > keys.length) throw malformed();
}

/** @type {(items: string[]) => void} */
function checkDistinct(items) {
  if (new Set(items).size !== items.length) throw malformed();
}

/** @type {(value: Uint8Array | null) => string} */
function optional(value) {
  return value === null ? NONE : b64encode(value);
}

/** @type {(text: string) => Uint8Array | null} */
function readOptional(text) {
  return text === NONE ? null : b64decode(text, HASH_BYTES);
}
