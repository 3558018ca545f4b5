/** Which logs are known and which witnesses must have cosigned (C2SP tlog-policy; docs/spec/policy.md). */
import { cosignedAt } from "./cosignature.js";
import { decimal, equalBytes } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { TYPE_COSIGNATURE, TYPE_ED25519, VerifierKey } from "./note.js";

export const AHEAD_SECONDS = 24 * 3600;
export const NONE = "none";
// C2SP asks for 32 logs, 32 witnesses and 32 groups at least.
export const LINES_MAX = 128;
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;

const malformed = () => new TrackerError("policy-malformed");

/**
 * `threshold` of the members, each a witness or an earlier group, by name.
 *
 * Nobody is a member of two groups: else one witness would count twice.
 * @typedef {{threshold: number, members: readonly string[]}} Group
 */

/** A parsed policy. `quorum` names a witness or group, or is `none`. */
export class Policy {
  /**
   * @param {readonly VerifierKey[]} logs
   * @param {ReadonlyMap<string, VerifierKey>} witnesses
   * @param {ReadonlyMap<string, Group>} groups
   * @param {string} quorum
   */
  constructor(logs, witnesses, groups, quorum) {
    this.logs = logs;
    this.witnesses = witnesses;
    this.groups = groups;
    this.quorum = quorum;
  }

  /** The least number of witnesses that can satisfy the quorum; 0 for `none`. @returns {number} */
  get needsWitnesses() {
    return this.#least(this.quorum);
  }

  /**
   * Demands a quorum of cosignatures on a checkpoint between `now - maxAge` and `now` + 24 h, in POSIX seconds.
   *
   * Throws quorum-missing, clock-wrong (with both times, as BigInt), note-malformed, note-signature.
   * @param {import("./note.js").Note} note
   * @param {number | bigint} now
   * @param {number | bigint} maxAge
   * @returns {Map<string, bigint>} the time of each cosignature that counted, by the name of its witness
   */
  check(note, now, maxAge) {
    const ours = BigInt(now);
    const fresh = new Map();
    const ahead = ours + BigInt(AHEAD_SECONDS);
    let theirs = null;
    for (const [name, witness] of this.witnesses) {
      const time = cosignedAt(note, witness);
      if (time === null) continue;
      theirs = theirs === null || time > theirs ? time : theirs;
      if (time >= ours - BigInt(maxAge) && time <= ahead) fresh.set(name, time);
    }
    if (this.#isSatisfied(this.quorum, fresh)) return fresh;
    if (theirs === null) throw new TrackerError("quorum-missing", { have: fresh.size, ours });
    if (theirs > ahead) throw new TrackerError("clock-wrong", { ours, theirs });
    throw new TrackerError("quorum-missing", { have: fresh.size, ours, theirs });
  }

  #isSatisfied(name, fresh) {
    if (name === NONE) return true;
    if (this.witnesses.has(name)) return fresh.has(name);
    const group = this.groups.get(name);
    return group.members.filter((member) => this.#isSatisfied(member, fresh)).length >= group.threshold;
  }

  #least(name) {
    if (name === NONE) return 0;
    if (this.witnesses.has(name)) return 1;
    const { threshold, members } = this.groups.get(name);
    const cheapest = members.map((member) => this.#least(member)).sort((one, two) => one - two);
    return cheapest.slice(0, threshold).reduce((sum, number) => sum + number, 0);
  }
}

/**
 * The policy of these lines; empty lines and `#` comments are skipped. Throws policy-malformed.
 * @param {readonly string[]} lines
 * @returns {Policy}
 */
export function parsePolicy(lines) {
  if (lines.length > LINES_MAX || lines.some((line) => CONTROL.test(line))) throw malformed();
  const builder = new Builder();
  for (const line of lines) {
    const fields = line.split(/[ \t]/).filter((field) => field !== "");
    if (fields.length > 0 && !fields[0].startsWith("#")) {
      recode(["encoding", "vkey-malformed"], "policy-malformed", () => builder.take(fields));
    }
  }
  return builder.finish();
}

class Builder {
  #logs = [];
  #witnesses = new Map();
  #groups = new Map();
  #members = new Set();
  #quorum = null;

  take([keyword, ...values]) {
    const count = values.length;
    if (keyword === "log" && (count === 1 || count === 2)) {
      this.#logs.push(this.#unused(VerifierKey.decode(values[0]), TYPE_ED25519));
    } else if (keyword === "witness" && (count === 2 || count === 3)) {
      this.#takeWitness(values);
    } else if (keyword === "group" && count >= 2) {
      this.#takeGroup(values);
    } else if (keyword === "quorum" && count === 1 && this.#quorum === null) {
      this.#checkKnown(values[0]);
      this.#quorum = values[0];
    } else {
      throw malformed();
    }
  }

  finish() {
    if (this.#quorum === null) throw malformed();
    return new Policy(this.#logs, this.#witnesses, this.#groups, this.#quorum);
  }

  #takeWitness([name, key]) {
    this.#checkNew(name);
    this.#witnesses.set(name, this.#unused(VerifierKey.decode(key), TYPE_COSIGNATURE));
  }

  #takeGroup([name, threshold, ...members]) {
    this.#checkNew(name);
    const words = new Map([["any", 1], ["all", members.length]]);
    const number = words.get(threshold) ?? decimal(threshold);
    for (const member of members) {
      if (member === NONE || this.#members.has(member)) throw malformed();
      this.#checkKnown(member);
      this.#members.add(member);
    }
    if (!(number >= 1 && number <= members.length)) throw malformed();
    this.#groups.set(name, { threshold: number, members });
  }

  #unused(key, keyType) {
    const taken = [...this.#logs, ...this.#witnesses.values()];
    if (key.keyType !== keyType || taken.some((other) => equalBytes(key.public, other.public))) throw malformed();
    return key;
  }

  #checkNew(name) {
    if (name === NONE || this.#witnesses.has(name) || this.#groups.has(name)) throw malformed();
  }

  #checkKnown(name) {
    if (name !== NONE && !this.#witnesses.has(name) && !this.#groups.has(name)) throw malformed();
  }
}
