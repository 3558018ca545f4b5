/** An answer's content put together again from the contents of its cells (docs/spec/cell.md, "Content"). */
import { CELLS_MAX, CONTENT_MAX } from "../crypto/cell.js";
import { concat, equalBytes, parseCanonicalJson } from "../crypto/encoding.js";
import { recode, TrackerError } from "../crypto/errors.js";

const FRAME_BYTES = 2;
export const PART_MAX = CONTENT_MAX - FRAME_BYTES;
export const ANSWER_MAX = CELLS_MAX * PART_MAX;

/**
 * The content behind all parts, in order. Throws cell-invalid.
 *
 * Each part is the number of parts (u8), its index (u8) and a piece of the canonical JSON.
 * @param {Uint8Array[]} parts
 * @returns {unknown}
 */
export function joinAnswer(parts) {
  const inOrder = parts.every((part, index) =>
    equalBytes(part.subarray(0, FRAME_BYTES), Uint8Array.of(parts.length, index)));
  const pieces = parts.map((part) => part.subarray(FRAME_BYTES));
  if (!inOrder || !isCutAsAlways(pieces)) throw new TrackerError("cell-invalid");
  return recode(["encoding"], "cell-invalid", () => parseCanonicalJson(concat(...pieces), ANSWER_MAX));
}

/** All pieces but the last are full, and the last is not empty. @type {(pieces: Uint8Array[]) => boolean} */
function isCutAsAlways(pieces) {
  const last = pieces.length - 1;
  return pieces.every(({ length }, index) =>
    (index < last ? length === PART_MAX : length > 0 && length <= PART_MAX));
}
