/** Checkpoints (C2SP tlog-checkpoint): origin, size and root, as a signed note (docs/spec/checkpoint.md). */
import { HASH_BYTES, b64decode, decimal, fromUtf8 } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { checkKeyName, checkSigned, parseNote } from "./note.js";

/**
 * Origin, size and 32-byte root of a log. We accept no extension lines.
 * @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint
 */

/**
 * The checkpoint behind a note's text. Throws checkpoint-malformed.
 * @param {Uint8Array} text
 * @returns {Checkpoint}
 */
export function parseCheckpoint(text) {
  return recode(["encoding"], "checkpoint-malformed", () => {
    const lines = fromUtf8(text).split("\n");
    if (lines.length !== 4 || lines[3] !== "") throw new TrackerError("checkpoint-malformed");
    const [origin, size, root] = lines;
    return { origin: checkKeyName(origin), size: decimal(size), root: b64decode(root, HASH_BYTES) };
  });
}

/**
 * The checkpoint that this log signed.
 *
 * Throws note-malformed, note-signature, checkpoint-malformed, checkpoint-origin.
 * @param {Uint8Array} note
 * @param {import("./note.js").VerifierKey} log
 * @returns {Checkpoint}
 */
export function openCheckpoint(note, log) {
  return checkCheckpoint(parseNote(note), log);
}

/**
 * The checkpoint in a parsed note, if this log signed it: for who needs the note's other lines as well.
 *
 * Throws note-signature, checkpoint-malformed, checkpoint-origin.
 * @param {import("./note.js").Note} note
 * @param {import("./note.js").VerifierKey} log
 * @returns {Checkpoint}
 */
export function checkCheckpoint(note, log) {
  const checkpoint = parseCheckpoint(checkSigned(note, log).text);
  if (checkpoint.origin !== log.name) throw new TrackerError("checkpoint-origin");
  return checkpoint;
}
