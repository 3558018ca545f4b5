/** A self-contained proof that an entry is in a log (C2SP tlog-proof; docs/spec/tlog-proof.md). */
import { checkCheckpoint } from "./checkpoint.js";
import { HASH_BYTES, b64decode, decimal, fromAscii } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { PROOF_MAX, leafHash, verifyInclusion } from "./merkle.js";
import { NOTE_MAX, parseNote } from "./note.js";

export const FIRST_LINE = "c2sp.org/tlog-proof@v1";
export const TLOG_PROOF_MAX = NOTE_MAX + 8192;
const LF = 0x0a;

/**
 * Index, audit path and the signed (and cosigned) checkpoint it leads to.
 *
 * `extra` is what somebody else's tool may add; nothing vouches for it and we never use it.
 */
export class TlogProof {
  /**
   * @param {number} index
   * @param {readonly Uint8Array[]} path
   * @param {Uint8Array} checkpoint
   * @param {Uint8Array | null} [extra]
   */
  constructor(index, path, checkpoint, extra = null) {
    this.index = index;
    this.path = path;
    this.checkpoint = checkpoint;
    this.extra = extra;
  }

  /**
   * The checkpoint, of which `entry` is proven a part, and its note for a policy to judge.
   *
   * Throws proof-invalid and whatever `openCheckpoint` throws.
   * @param {Uint8Array} entry
   * @param {import("./note.js").VerifierKey} log
   * @returns {{checkpoint: import("./checkpoint.js").Checkpoint, note: import("./note.js").Note}}
   */
  verify(entry, log) {
    const note = parseNote(this.checkpoint);
    const checkpoint = checkCheckpoint(note, log);
    verifyInclusion(leafHash(entry), this.index, checkpoint.size, this.path, checkpoint.root);
    return { checkpoint, note };
  }
}

/**
 * The proof behind its bytes. Throws proof-invalid.
 * @param {Uint8Array} data
 * @returns {TlogProof}
 */
export function parseTlogProof(data) {
  const split = data.length > TLOG_PROOF_MAX ? -1 : firstEmptyLine(data);
  if (split < 0) throw new TrackerError("proof-invalid");
  return recode(["encoding"], "proof-invalid", () => {
    const [first, ...lines] = fromAscii(data.subarray(0, split)).split("\n");
    const extra = lines[0]?.startsWith("extra ") ? b64decode(lines.shift().slice("extra ".length)) : null;
    if (first !== FIRST_LINE || !lines[0]?.startsWith("index ")) throw new TrackerError("encoding");
    const index = decimal(lines[0].slice("index ".length));
    return new TlogProof(index, hashes(lines.slice(1)), data.slice(split + 2), extra);
  });
}

/** The offset of the first two LFs in a row, or -1. */
function firstEmptyLine(data) {
  for (let i = data.indexOf(LF); i >= 0; i = data.indexOf(LF, i + 1)) {
    if (data[i + 1] === LF) return i;
  }
  return -1;
}

function hashes(lines) {
  if (lines.length > PROOF_MAX) throw new TrackerError("encoding");
  return lines.map((line) => b64decode(line, HASH_BYTES));
}
