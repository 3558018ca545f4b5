/** Zero padding to a fixed size, behind a length (docs/spec/padding.md). */
import { TrackerError } from "./errors.js";

export const LENGTH_BYTES = 4;

/**
 * u32 length, content, zeros: exactly `size` bytes. Throws too-large.
 * @param {Uint8Array} content
 * @param {number} size
 * @returns {Uint8Array}
 */
export function pad(content, size) {
  if (LENGTH_BYTES + content.length > size) throw new TrackerError("too-large");
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, LENGTH_BYTES);
  return padded;
}

/**
 * The content. Throws padding if the length does not fit or the rest is not zeros.
 * @param {Uint8Array} padded
 * @returns {Uint8Array}
 */
export function unpad(padded) {
  if (padded.length < LENGTH_BYTES) throw new TrackerError("padding");
  const end = LENGTH_BYTES + new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) throw new TrackerError("padding");
  return padded.slice(LENGTH_BYTES, end);
}
