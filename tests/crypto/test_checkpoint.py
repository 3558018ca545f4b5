"""Checkpoints (docs/spec/checkpoint.md)."""

import pytest

from crypto.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from crypto.errors import CheckpointMalformed, CheckpointOrigin, NoteSignature
from crypto.note import NoteSigner, sign_note
from tests.vectors.cast import log_signer, seed, signing

LOG = log_signer()
POINT = Checkpoint(LOG.name, 7, seed("root"))


def test_a_checkpoint_comes_back_from_its_log() -> None:
    note = POINT.sign(LOG)
    assert open_checkpoint(note.encode(), LOG.verifier) == POINT
    assert parse_checkpoint(note.text).encode() == note.text


def test_a_log_signs_under_its_own_name_only() -> None:
    with pytest.raises(CheckpointOrigin):
        POINT.sign(log_signer("intake"))
    foreign = sign_note(Checkpoint("other.example/log", 7, POINT.root).encode(), LOG)
    with pytest.raises(CheckpointOrigin):
        open_checkpoint(foreign.encode(), LOG.verifier)


def test_another_key_under_the_name_of_the_log_is_refused() -> None:
    with pytest.raises(NoteSignature):
        open_checkpoint(POINT.sign(NoteSigner(LOG.name, signing("stranger"))).encode(), LOG.verifier)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a/b\n7\n",
        POINT.encode()[:-1],
        POINT.encode() + b"extension\n",
        POINT.encode() + b"\n",
        POINT.encode().replace(b"\n7\n", b"\n07\n"),
        POINT.encode().replace(b"\n7\n", b"\n-7\n"),
        POINT.encode().replace(b"\n7\n", b"\n7 \n"),
        POINT.encode().replace(b"=\n", b"\n"),
        b"\n" + POINT.encode(),
        POINT.encode().replace(b"rehearsal", b"re hearsal"),
        b"\xff\n7\n" + POINT.encode().split(b"\n", 2)[2],
        b"a/b\n7\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint(text: bytes) -> None:
    with pytest.raises(CheckpointMalformed):
        parse_checkpoint(text)


def test_a_signed_note_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(CheckpointMalformed):
        open_checkpoint(sign_note(b"text\n", LOG).encode(), LOG.verifier)
