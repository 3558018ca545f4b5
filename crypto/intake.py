"""Receipts and batches of the intake log (docs/spec/intake.md)."""

from collections.abc import Iterable

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day
from crypto.errors import EncodingError, LogError, ReceiptInvalid
from crypto.lines import LineReader, encode_lines
from crypto.merkle import leaf_hash
from crypto.note import Note, NoteSigner, VerifierKey, open_note, sign_note

RECEIPT_FIRST_LINE = "inquiry-receipt/v1"
RECEIPT_MAX = 1024


def make_receipt(envelope_hash: bytes, batch_day: str, intake: NoteSigner) -> Note:
    """The receipt for an envelope that is durable and will be logged in the batch of this day."""
    lines = [RECEIPT_FIRST_LINE, f"envelope {b64encode(envelope_hash)}", f"batch {check_day(batch_day)}"]
    return sign_note(encode_lines(lines), intake)


def check_receipt(receipt: bytes, envelope_hash: bytes, intake: VerifierKey) -> str:
    """The batch day that a receipt promises for this envelope. Raises ReceiptInvalid."""
    if len(receipt) > RECEIPT_MAX:
        raise ReceiptInvalid("the receipt is too long")
    try:
        reader = LineReader(open_note(receipt, intake), RECEIPT_MAX)
        reader.literal(RECEIPT_FIRST_LINE)
        named = b64decode(reader.field("envelope"), HASH_BYTES)
        day = check_day(reader.field("batch"))
        reader.end()
    except (LogError, EncodingError) as error:
        raise ReceiptInvalid(f"not a receipt by the intake key: {error}") from error
    if named != envelope_hash:
        raise ReceiptInvalid("the receipt is for another envelope")
    return day


def batch_order(hashes: Iterable[bytes]) -> list[bytes]:
    """The order in which a batch enters the log: sorted, so that arrival leaves no trace."""
    return sorted(hashes)


def intake_leaf(envelope_hash: bytes) -> bytes:
    """The leaf hash of an envelope in the intake log: the entry is the 32-byte envelope hash."""
    return leaf_hash(envelope_hash)
