"""A self-contained proof that an entry is in a log (C2SP tlog-proof; docs/spec/tlog-proof.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.encoding import HASH_BYTES, b64decode, b64encode, decimal
from crypto.errors import EncodingError, ProofInvalid
from crypto.merkle import PROOF_MAX, leaf_hash, verify_inclusion
from crypto.note import NOTE_MAX, Note, VerifierKey, parse_note

FIRST_LINE = "c2sp.org/tlog-proof@v1"
TLOG_PROOF_MAX = NOTE_MAX + 8192


@dataclass(frozen=True)
class TlogProof:
    """Index, audit path and the signed (and cosigned) checkpoint it leads to.

    ``extra`` is what somebody else's tool may add; nothing vouches for it and we never use it.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The proof's bytes."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra)}"]
        lines = [FIRST_LINE, *extra, f"index {self.index}", *map(b64encode, self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    def verify(self, entry: bytes, log: VerifierKey) -> tuple[Checkpoint, Note]:
        """The checkpoint, of which ``entry`` is proven a part, and its note for a policy to judge.

        Raises ProofInvalid and whatever ``open_checkpoint`` raises.
        """
        checkpoint = open_checkpoint(self.checkpoint, log)
        verify_inclusion(leaf_hash(entry), self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint, parse_note(self.checkpoint)


def parse_tlog_proof(data: bytes) -> TlogProof:
    """The proof behind its bytes. Raises ProofInvalid."""
    if len(data) > TLOG_PROOF_MAX:
        raise ProofInvalid("the proof is too long")
    head, separator, checkpoint = data.partition(b"\n\n")
    extra = None
    try:
        first, *lines = head.decode("ascii").split("\n")
        if lines and lines[0].startswith("extra "):
            extra = b64decode(lines.pop(0).removeprefix("extra "))
        if first != FIRST_LINE or not separator or not lines or not lines[0].startswith("index "):
            raise EncodingError("not a tlog-proof")
        index = decimal(lines[0].removeprefix("index "))
        path = _hashes(lines[1:])
    except (UnicodeDecodeError, EncodingError) as error:
        raise ProofInvalid(f"not a tlog-proof: {error}") from error
    return TlogProof(index, path, checkpoint, extra)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > PROOF_MAX:
        raise EncodingError("too many hashes")
    return tuple(b64decode(line, HASH_BYTES) for line in lines)
