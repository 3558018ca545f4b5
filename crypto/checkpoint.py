"""Checkpoints (C2SP tlog-checkpoint): origin, size and root, as a signed note (docs/spec/checkpoint.md)."""

from dataclasses import dataclass

from crypto.encoding import HASH_BYTES, b64decode, b64encode, decimal
from crypto.errors import CheckpointMalformed, CheckpointOrigin, EncodingError
from crypto.note import Note, NoteSigner, VerifierKey, check_key_name, open_note, sign_note


@dataclass(frozen=True)
class Checkpoint:
    """Origin, size and 32-byte root of a log. We write no extension lines and accept none."""

    origin: str
    size: int
    root: bytes

    def encode(self) -> bytes:
        """The body: three lines."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root)}\n".encode()

    def sign(self, signer: NoteSigner) -> Note:
        """The signed checkpoint; the signer's name is the origin. Raises CheckpointOrigin."""
        if signer.name != self.origin:
            raise CheckpointOrigin("a log's key is named like the log")
        return sign_note(self.encode(), signer)


def parse_checkpoint(text: bytes) -> Checkpoint:
    """The checkpoint behind a note's text. Raises CheckpointMalformed."""
    try:
        origin, size, root, rest = text.decode().split("\n")
        checkpoint = Checkpoint(check_key_name(origin), decimal(size), b64decode(root, HASH_BYTES))
    except (ValueError, EncodingError) as error:
        raise CheckpointMalformed("not a checkpoint of three lines") from error
    if rest:
        raise CheckpointMalformed("no LF at the end")
    return checkpoint


def open_checkpoint(note: bytes, log: VerifierKey) -> Checkpoint:
    """The checkpoint that this log signed.

    Raises NoteMalformed, NoteSignature, CheckpointMalformed, CheckpointOrigin.
    """
    checkpoint = parse_checkpoint(open_note(note, log))
    if checkpoint.origin != log.name:
        raise CheckpointOrigin("the checkpoint of another log")
    return checkpoint
