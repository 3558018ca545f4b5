/** The mailbox, as families read it: find a slice, prove it, pick one's cells (docs/spec/mailbox.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { CELL_BYTES, PLACE_BYTES, TAG_BYTES } from "./cell.js";
import { HASH_BYTES, compareBytes, concat, equalBytes } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { leafHash, verifyInclusion } from "./merkle.js";

export const RECORD_BYTES = TAG_BYTES + CELL_BYTES;
export const SEATS = 32;
export const SLICES_BEFORE_DOUBLING = 8192;
export const SLICES_MAX = 1 << 20;
export const PREFIX_BYTES = 4;
export const PATH_MAX = 20;
const PROOF_BYTES = 2 * PLACE_BYTES + 1 + PATH_MAX * HASH_BYTES;

/** The records of all places from `first` to `last` (8 bytes each), ordered by tag, seats filled. */
export class Slice {
  /**
   * @param {Uint8Array} first
   * @param {Uint8Array} last
   * @param {Uint8Array} records
   */
  constructor(first, last, records) {
    this.first = first;
    this.last = last;
    this.records = records;
  }

  /** SHA-256(00 ‖ first ‖ last ‖ SHA-256(records)): the leaf hash in the manifest's tree. @returns {Uint8Array} */
  get leaf() {
    return leafHash(concat(this.first, this.last, sha256(this.records)));
  }
}

/** How a publication is cut, as its manifest says: number of slices, seats in each, Merkle root. */
export class SliceLayout {
  /**
   * @param {number} slices
   * @param {number} seats
   * @param {Uint8Array} root
   */
  constructor(slices, seats, root) {
    this.slices = slices;
    this.seats = seats;
    this.root = root;
  }

  /** The length of every served slice. @returns {number} */
  get servedBytes() {
    return PROOF_BYTES + this.seats * RECORD_BYTES;
  }
}

/**
 * How many records each of so many slices has.
 * @param {number} slices
 * @returns {number}
 */
export function seatsFor(slices) {
  return slices <= SLICES_BEFORE_DOUBLING ? SEATS : 2 * SEATS;
}

/**
 * Which slice holds a place.
 * @param {Uint8Array} index
 * @param {number} slices
 * @param {Uint8Array} place 8 bytes
 * @returns {number}
 * @throws {TrackerError} index-malformed, if the index is not one of so many slices
 */
export function findSlice(index, slices, place) {
  if (place.length !== PLACE_BYTES) throw new RangeError("a place of the wrong length");
  if (index.length === 0 || index.length !== slices * PREFIX_BYTES) throw new TrackerError("index-malformed");
  const firsts = new DataView(index.buffer, index.byteOffset, index.length);
  const prefix = new DataView(place.buffer, place.byteOffset).getUint32(0);
  if (firsts.getUint32(0) !== 0) throw new TrackerError("index-malformed");
  let number = 0;
  for (let i = 1; i < slices; i += 1) {
    const first = firsts.getUint32(i * PREFIX_BYTES);
    if (first <= firsts.getUint32((i - 1) * PREFIX_BYTES)) throw new TrackerError("index-malformed");
    if (first <= prefix) number = i;
  }
  return number;
}

/**
 * A served slice, proven to be the `number`-th of the publication.
 * @param {Uint8Array} served
 * @param {number} number
 * @param {SliceLayout} layout
 * @returns {Slice}
 * @throws {TrackerError} slice-malformed, slice-proof
 */
export function openSlice(served, number, layout) {
  if (served.length !== layout.servedBytes) throw new TrackerError("slice-malformed");
  const count = served[2 * PLACE_BYTES];
  const hashes = served.subarray(2 * PLACE_BYTES + 1, PROOF_BYTES);
  if (count > PATH_MAX || hashes.subarray(count * HASH_BYTES).some((byte) => byte !== 0)) {
    throw new TrackerError("slice-malformed");
  }
  const path = Array.from({ length: count }, (_, i) => hashes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  const first = served.slice(0, PLACE_BYTES);
  const last = served.slice(PLACE_BYTES, 2 * PLACE_BYTES);
  const opened = new Slice(first, last, served.slice(PROOF_BYTES));
  recode(["proof-invalid"], "slice-proof", () => {
    verifyInclusion(opened.leaf, number, layout.slices, path, layout.root);
  });
  return opened;
}

/**
 * The cells under our tags, in the order of the tags; none if there are none.
 * @param {Slice} opened
 * @param {import("./cell.js").Address} address
 * @returns {Uint8Array[]}
 * @throws {TrackerError} slice-bounds, if our place lies outside the slice; slice-malformed, if the records are
 *   not in order
 */
export function pickCells(opened, address) {
  if (compareBytes(opened.first, address.place) > 0 || compareBytes(address.place, opened.last) > 0) {
    throw new TrackerError("slice-bounds");
  }
  const { records } = opened;
  const tags = Array.from({ length: records.length / RECORD_BYTES }, (_, i) => {
    return records.subarray(i * RECORD_BYTES, i * RECORD_BYTES + TAG_BYTES);
  });
  if (tags.some((tag, i) => i > 0 && compareBytes(tags[i - 1], tag) >= 0)) throw new TrackerError("slice-malformed");
  const cells = [];
  for (const ours of address.tags) {
    const seat = tags.findIndex((tag) => equalBytes(tag, ours));
    if (seat < 0) break;
    cells.push(records.slice(seat * RECORD_BYTES + TAG_BYTES, (seat + 1) * RECORD_BYTES));
  }
  return cells;
}
