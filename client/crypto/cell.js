/** Cells: answers sealed to a family's reply identity, 4,096 bytes each (docs/spec/cell.md). */
import { TrackerError, recode } from "./errors.js";
import { hkdf } from "./keys.js";
import { Purpose, info } from "./labels.js";
import { LENGTH_BYTES, pad, unpad } from "./padding.js";
import { SEAL_OVERHEAD } from "./recipient.js";

export const CELL_BYTES = 4096;
export const CELLS_MAX = 4;
export const ROOM_BYTES = CELL_BYTES - SEAL_OVERHEAD;
export const CONTENT_MAX = ROOM_BYTES - LENGTH_BYTES;
export const PLACE_BYTES = 8;
export const TAG_BYTES = 16;

/** One publication of one publisher: the context of every place, tag and cell in it. */
export class Publication {
  /**
   * @param {string} origin
   * @param {string} publisher
   * @param {number} number
   */
  constructor(origin, publisher, number) {
    this.origin = origin;
    this.publisher = publisher;
    this.number = number;
  }

  /**
   * The label of something that belongs to this publication only.
   * @param {string} purpose one of Purpose
   * @param {...(Uint8Array | number)} more
   * @returns {Uint8Array}
   */
  info(purpose, ...more) {
    return info(purpose, this.origin, this.publisher, this.number, ...more);
  }
}

/**
 * Where one inquiry's cells are in one publication: its place (8 bytes) and the tags of its cells.
 * @typedef {{place: Uint8Array, tags: Uint8Array[]}} Address
 */

/**
 * The address, with the tags of so many cells, from one secret and the other's 32-byte public key.
 *
 * The desk has the publication's secret key E and the family's address key; the family has its address secret
 * and the manifest's E.
 * @param {Publication} publication
 * @param {import("./keys.js").ExchangeKey} ours
 * @param {Uint8Array} theirs
 * @param {number} [cells]
 * @returns {Address}
 * @throws {TrackerError} key-degenerate
 */
export function findAddress(publication, ours, theirs, cells = CELLS_MAX) {
  const shared = ours.exchange(theirs);
  const tags = Array.from({ length: cells }, (_, i) => hkdf(shared, publication.info(Purpose.TAG, i), TAG_BYTES));
  return { place: hkdf(shared, publication.info(Purpose.PLACE), PLACE_BYTES), tags };
}

/**
 * One cell of 4,096 bytes around at most 2,908 bytes of content.
 * @param {Publication} publication
 * @param {Uint8Array} tag 16 bytes
 * @param {import("./recipient.js").Recipient} reply
 * @param {Uint8Array} content
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} cell-too-large
 */
export async function sealCell(publication, tag, reply, content) {
  const padded = recode(["too-large"], "cell-too-large", () => pad(content, ROOM_BYTES));
  return reply.seal(padded, publication.info(Purpose.CELL, tag));
}

/**
 * The content of a cell under one of our tags.
 * @param {Publication} publication
 * @param {Uint8Array} tag 16 bytes
 * @param {import("./recipient.js").Identity} reply
 * @param {Uint8Array} cell
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} cell-invalid
 */
export async function openCell(publication, tag, reply, cell) {
  const padded = await reply.open(cell, publication.info(Purpose.CELL, tag)).catch((error) => {
    throw error instanceof TrackerError ? new TrackerError("cell-invalid") : error;
  });
  return recode(["padding"], "cell-invalid", () => unpad(padded));
}
