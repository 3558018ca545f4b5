/** A keyring epoch's roster: to whom letters are sealed (docs/spec/keyring.md, "Roster"). */
import { sha256 } from "@noble/hashes/sha2.js";
import {
  b64decode, b64encode, checkDay, checkName, checkOrigin, decimal, equalBytes,
} from "./encoding.js";
import { RECIPIENTS_MAX } from "./envelope.js";
import { TrackerError, recode } from "./errors.js";
import { PUBLIC_BYTES, checkSigningPublic } from "./keys.js";
import { LineReader, encodeLines } from "./lines.js";
import { Recipient } from "./recipient.js";

export const FIRST_LINE = "inquiry-roster/v1";
export const ROSTER_MAX = 64 * 1024;
export const SHARES_MAX = 16;

const malformed = () => new TrackerError("encoding");

/**
 * A caseworker: name, recipient, 32-byte Ed25519 signing key, first and last day.
 * @typedef {{name: string, recipient: Recipient, signing: Uint8Array, firstDay: string, lastDay: string}} Caseworker
 */

/**
 * The recovery recipient, how many shares rebuild it, and each share's commitment (an Ed25519 key).
 * @typedef {{recipient: Recipient, threshold: number, commitments: Uint8Array[]}} Recovery
 */

/** Who reads letters in this epoch: caseworkers in the order of their names, and recovery. */
export class Roster {
  /**
   * @param {string} origin
   * @param {number} epoch
   * @param {Caseworker[]} caseworkers
   * @param {Recovery} recovery
   */
  constructor(origin, epoch, caseworkers, recovery) {
    this.origin = origin;
    this.epoch = epoch;
    this.caseworkers = caseworkers;
    this.recovery = recovery;
  }

  /** All recipients of an envelope, the recovery recipient among them. @returns {Recipient[]} */
  get recipients() {
    return [...this.caseworkers.map((item) => item.recipient), this.recovery.recipient];
  }

  /** SHA-256 of the encoded roster. @returns {Uint8Array} */
  get hash() {
    return sha256(this.encode());
  }

  /** The roster's bytes. @returns {Uint8Array} */
  encode() {
    const { threshold, recipient, commitments } = this.recovery;
    return encodeLines([
      FIRST_LINE,
      `origin ${this.origin}`,
      `epoch ${this.epoch}`,
      ...this.caseworkers.map((item) => {
        const keys = `${item.recipient.encode()} ${b64encode(item.signing)}`;
        return `caseworker ${item.name} ${keys} ${item.firstDay} ${item.lastDay}`;
      }),
      `recovery ${threshold} ${recipient.encode()}`,
      ...commitments.map((commitment) => `share ${b64encode(commitment)}`),
    ]);
  }
}

/**
 * The roster behind its bytes, with all rules of one roster alone.
 * @param {Uint8Array} document
 * @returns {Roster}
 * @throws {TrackerError} roster-malformed
 */
export function decodeRoster(document) {
  const roster = recode(["encoding", "key-degenerate"], "roster-malformed", () => {
    const read = readRoster(new LineReader(document, ROSTER_MAX));
    check(read);
    return read;
  });
  if (!equalBytes(roster.encode(), document)) throw new TrackerError("roster-malformed");
  return roster;
}

/** @type {(reader: LineReader) => Roster} */
function readRoster(reader) {
  reader.literal(FIRST_LINE);
  const origin = checkOrigin(reader.field("origin"));
  const epoch = decimal(reader.field("epoch"));
  const caseworkers = [];
  while (reader.comes("caseworker")) caseworkers.push(readCaseworker(reader));
  const [threshold, x25519, xwing] = reader.fields("recovery", 3);
  const commitments = [];
  while (reader.comes("share")) {
    commitments.push(checkSigningPublic(b64decode(reader.field("share"), PUBLIC_BYTES)));
  }
  reader.end();
  const recipient = Recipient.decode(x25519, xwing);
  return new Roster(origin, epoch, caseworkers, { recipient, threshold: decimal(threshold), commitments });
}

/** @type {(reader: LineReader) => Caseworker} */
function readCaseworker(reader) {
  const [name, x25519, xwing, signing, firstDay, lastDay] = reader.fields("caseworker", 6);
  return {
    name: checkName(name),
    recipient: Recipient.decode(x25519, xwing),
    signing: checkSigningPublic(b64decode(signing, PUBLIC_BYTES)),
    firstDay: checkDay(firstDay),
    lastDay: checkDay(lastDay),
  };
}

/** @type {(roster: Roster) => void} */
function check({ caseworkers, recipients, recovery }) {
  const { threshold, commitments } = recovery;
  const ascending = caseworkers.every(({ name }, i) => i === 0 || caseworkers[i - 1].name < name);
  if (caseworkers.length === 0 || !ascending) throw malformed();
  if (recipients.length > RECIPIENTS_MAX) throw malformed();
  if (!distinct(recipients.map((item) => item.x25519))) throw malformed();
  if (!distinct(recipients.map((item) => item.xwing))) throw malformed();
  if (!distinct([...caseworkers.map((item) => item.signing), ...commitments])) throw malformed();
  if (caseworkers.some((item) => item.firstDay > item.lastDay)) throw malformed();
  const possible = threshold >= 1 && threshold <= commitments.length && commitments.length <= SHARES_MAX;
  if (!possible) throw malformed();
}

/** @type {(keys: Uint8Array[]) => boolean} */
function distinct(keys) {
  return new Set(keys.map(b64encode)).size === keys.length;
}
