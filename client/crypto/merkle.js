/**
 * The Merkle tree of RFC 6962: hashes, roots, inclusion and consistency proofs (docs/spec/merkle.md).
 *
 * Sizes and indexes go up to 2**53 - 1, beyond the 32 bits of JavaScript's bitwise operators. Proofs are only
 * checked here; who keeps a log makes them.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { HASH_BYTES, concat, equalBytes } from "./encoding.js";
import { TrackerError } from "./errors.js";

export const EMPTY_ROOT = sha256(new Uint8Array());
export const PROOF_MAX = 63;

const invalid = () => new TrackerError("proof-invalid");
const isOdd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);
const areHashes = (values) => values.every((value) => value.length === HASH_BYTES);

/**
 * SHA-256(00 ‖ entry).
 * @param {Uint8Array} entry
 * @returns {Uint8Array}
 */
export function leafHash(entry) {
  return sha256(concat(Uint8Array.of(0), entry));
}

/**
 * SHA-256(01 ‖ left ‖ right).
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Uint8Array}
 */
export function nodeHash(left, right) {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/**
 * The Merkle tree hash over leaf hashes.
 * @param {readonly Uint8Array[]} leaves
 * @returns {Uint8Array}
 */
export function treeRoot(leaves) {
  if (leaves.length === 0) return EMPTY_ROOT;
  let level = [...leaves];
  // A node without a sibling rises as it is.
  while (level.length > 1) {
    const above = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(i + 1 < level.length ? nodeHash(level[i], level[i + 1]) : level[i]);
    }
    level = above;
  }
  return level[0];
}

/**
 * Checks an audit path (RFC 9162, section 2.1.3.2). Throws proof-invalid.
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {readonly Uint8Array[]} proof
 * @param {Uint8Array} root
 */
export function verifyInclusion(leaf, index, size, proof, root) {
  if (!(index >= 0 && index < size) || proof.length > PROOF_MAX || !areHashes([leaf, ...proof])) throw invalid();
  const path = new Path(index, size);
  let node = leaf;
  for (const sibling of proof) {
    node = path.climb() ? nodeHash(sibling, node) : nodeHash(node, sibling);
  }
  if (!path.isAtRoot || !equalBytes(node, root)) throw invalid();
}

/**
 * Checks that one tree extends another (RFC 9162, section 2.1.4.2). Throws proof-invalid.
 * @param {number} oldSize
 * @param {Uint8Array} oldRoot
 * @param {number} size
 * @param {Uint8Array} root
 * @param {readonly Uint8Array[]} proof
 */
export function verifyConsistency(oldSize, oldRoot, size, root, proof) {
  if (!(oldSize >= 0 && oldSize <= size) || proof.length > PROOF_MAX || !areHashes(proof)) throw invalid();
  if (oldSize === 0 || oldSize === size) {
    const agree = oldSize === size ? equalBytes(oldRoot, root) : true;
    if (proof.length || !agree || (oldSize === 0 && !equalBytes(oldRoot, EMPTY_ROOT))) throw invalid();
    return;
  }
  const [old, grown] = consistencyRoots(oldSize, oldRoot, size, proof);
  if (!equalBytes(old, oldRoot) || !equalBytes(grown, root)) throw invalid();
}

/** Where one is on the way from a leaf to the root. */
class Path {
  #position;
  #last;

  constructor(index, size) {
    this.#position = index;
    this.#last = size - 1;
  }

  get isAtRoot() {
    return this.#last === 0;
  }

  /** Past the levels on which the node is a right child: the root of a perfect subtree. */
  skipPerfect() {
    while (isOdd(this.#position)) this.#halve();
  }

  /** One sibling up; whether that sibling stands on the left. Throws proof-invalid above the root. */
  climb() {
    if (this.isAtRoot) throw invalid();
    const onLeft = isOdd(this.#position) || this.#position === this.#last;
    if (onLeft) {
      while (!isOdd(this.#position) && this.#position !== 0) this.#halve();
    }
    this.#halve();
    return onLeft;
  }

  #halve() {
    this.#position = half(this.#position);
    this.#last = half(this.#last);
  }
}

function consistencyRoots(oldSize, oldRoot, size, proof) {
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (path.length === 0) throw invalid();
  const place = new Path(oldSize - 1, size);
  place.skipPerfect();
  let [old] = path;
  let grown = old;
  for (const sibling of path.slice(1)) {
    if (place.climb()) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
    } else {
      grown = nodeHash(grown, sibling);
    }
  }
  if (!place.isAtRoot) throw invalid();
  return [old, grown];
}

function isPowerOfTwo(number) {
  const exact = BigInt(number);
  return (exact & (exact - 1n)) === 0n;
}
