/** Timestamped cosignatures by witnesses (C2SP tlog-cosignature, cosignature/v1; docs/spec/cosignature.md). */
import { concat, utf8 } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { SIGNATURE_BYTES, verify } from "./keys.js";

const TIME_BYTES = 8;
export const TIME_MAX = 0x7fffffffffffffffn;

/**
 * When this witness last cosigned the note, in POSIX seconds (up to 2**63 - 1, so a BigInt); null if it did not.
 *
 * Throws note-signature if one of its cosignatures does not verify, note-malformed for a wrong length or a
 * time that no cosignature may have.
 * @param {import("./note.js").Note} note
 * @param {import("./note.js").VerifierKey} witness
 * @returns {bigint | null}
 */
export function cosignedAt(note, witness) {
  const times = note.lines.filter((line) => line.isBy(witness)).map((line) => check(note.text, line, witness));
  return times.reduce((last, time) => (last === null || time > last ? time : last), null);
}

/** @returns {bigint} */
function check(checkpoint, line, witness) {
  if (line.signature.length !== TIME_BYTES + SIGNATURE_BYTES) throw new TrackerError("note-malformed");
  const { buffer, byteOffset } = line.signature;
  const time = new DataView(buffer, byteOffset).getBigUint64(0);
  if (time > TIME_MAX) throw new TrackerError("note-malformed");
  const message = concat(utf8(`cosignature/v1\ntime ${time}\n`), checkpoint);
  recode(["signature-invalid"], "note-signature", () =>
    verify(witness.public, message, line.signature.subarray(TIME_BYTES)),
  );
  return time;
}
