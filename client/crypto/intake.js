/** Receipts of the intake log, as families check them (docs/spec/intake.md). */
import { HASH_BYTES, b64decode, checkDay, equalBytes } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { LineReader } from "./lines.js";
import { openNote } from "./note.js";

export const RECEIPT_FIRST_LINE = "inquiry-receipt/v1";
export const RECEIPT_MAX = 1024;

/**
 * The batch day that a receipt promises for this envelope.
 * @param {Uint8Array} receipt
 * @param {Uint8Array} envelopeHash 32 bytes
 * @param {import("./note.js").VerifierKey} intake
 * @returns {string}
 * @throws {TrackerError} receipt-invalid
 */
export function checkReceipt(receipt, envelopeHash, intake) {
  if (receipt.length > RECEIPT_MAX) throw new TrackerError("receipt-invalid");
  const [named, day] = recode(["log", "encoding"], "receipt-invalid", () => {
    const reader = new LineReader(openNote(receipt, intake), RECEIPT_MAX);
    reader.literal(RECEIPT_FIRST_LINE);
    const hash = b64decode(reader.field("envelope"), HASH_BYTES);
    const batch = checkDay(reader.field("batch"));
    reader.end();
    return [hash, batch];
  });
  if (!equalBytes(named, envelopeHash)) throw new TrackerError("receipt-invalid");
  return day;
}
