"""What a witness must answer, without a network (docs/spec/witness.md)."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.encoding import b64encode
from crypto.errors import (
    TrackerError,
    WitnessConflict,
    WitnessForked,
    WitnessLogSignature,
    WitnessLogUnknown,
    WitnessProof,
    WitnessRequestMalformed,
)
from crypto.merkle import consistency_proof, tree_root
from crypto.note import NOTE_MAX, Note, NoteSigner, sign_note
from crypto.witness import (
    NOTHING_SEEN,
    REQUEST_MAX,
    AddCheckpoint,
    Seen,
    check_request,
    encode_add_checkpoint,
    judge,
    parse_add_checkpoint,
)
from tests.vectors.cast import NOW, WITNESSES, log_signer, seed, signing

LEAVES = [seed(f"leaf {number}") for number in range(40)]
LOG = log_signer()


def note_of(size: int, root: bytes | None = None, signer: NoteSigner = LOG) -> bytes:
    """The log's signed checkpoint of its first leaves."""
    return Checkpoint(signer.name, size, root or tree_root(LEAVES[:size])).sign(signer).encode()


def seen(size: int) -> Seen:
    """What a witness remembers that last cosigned this size."""
    return Seen(size, tree_root(LEAVES[:size]))


def request(old: int, size: int, root: bytes | None = None) -> AddCheckpoint:
    """An honest request from ``old`` to ``size``, or with another root."""
    proof = consistency_proof(LEAVES[:size], old) if old <= size else []
    return AddCheckpoint(old, tuple(proof), note_of(size, root))


def test_a_log_that_grows_is_cosigned_at_every_size() -> None:
    for old in range(len(LEAVES) + 1):
        for size in range(old, len(LEAVES) + 1):
            judged = judge(seen(old), request(old, size), LOG.verifier)
            assert (judged.size, judged.root) == (size, tree_root(LEAVES[:size]))


def test_the_first_checkpoint_needs_no_proof() -> None:
    assert judge(NOTHING_SEEN, request(0, 7), LOG.verifier).size == 7
    assert judge(NOTHING_SEEN, request(0, 0), LOG.verifier).size == 0


def test_the_same_checkpoint_again_may_be_cosigned_again() -> None:
    assert judge(seen(7), request(7, 7), LOG.verifier).size == 7


def test_signatures_of_strangers_are_ignored() -> None:
    honest = request(3, 7)
    note = Checkpoint(LOG.name, 7, tree_root(LEAVES[:7])).sign(LOG)
    lines = (cosign(note.text, WITNESSES[0], signing("stranger"), NOW), *note.lines)
    many = AddCheckpoint(3, honest.proof, Note(note.text, lines).encode())
    assert judge(seen(3), many, LOG.verifier).size == 7


def test_an_old_size_above_the_checkpoint_is_a_malformed_request() -> None:
    with pytest.raises(WitnessRequestMalformed):
        judge(seen(9), request(9, 8), LOG.verifier)


def test_another_origin_is_unknown() -> None:
    other = AddCheckpoint(0, (), note_of(3, signer=log_signer("intake")))
    with pytest.raises(WitnessLogUnknown):
        judge(NOTHING_SEEN, other, LOG.verifier)


@pytest.mark.parametrize("name", ["another key", "another name", "altered"])
def test_what_the_log_did_not_sign_is_forbidden(name: str) -> None:
    text = Checkpoint(LOG.name, 7, tree_root(LEAVES[:7])).encode()
    stranger = sign_note(text, NoteSigner(LOG.name, signing("stranger")))
    renamed = sign_note(text, NoteSigner("example.org/elsewhere", LOG.key))
    altered = Note(text, sign_note(text.replace(b"\n7\n", b"\n8\n"), LOG).lines)
    note = {"another key": stranger, "another name": renamed, "altered": altered}[name]
    with pytest.raises(WitnessLogSignature):
        judge(NOTHING_SEEN, AddCheckpoint(0, (), note.encode()), LOG.verifier)


def test_a_false_signature_is_said_before_a_false_size() -> None:
    stranger = NoteSigner(LOG.name, signing("stranger"))
    with pytest.raises(WitnessLogSignature):
        judge(seen(9), AddCheckpoint(9, (), note_of(8, signer=stranger)), LOG.verifier)


@pytest.mark.parametrize("old", [0, 1, 6, 8])
def test_another_old_size_is_a_conflict_that_names_ours(old: int) -> None:
    with pytest.raises(WitnessConflict) as refused:
        judge(seen(7), request(old, 9), LOG.verifier)
    assert refused.value.facts["size"] == 7


@pytest.mark.parametrize("old", [0, 3, 7])
def test_two_roots_of_one_size_are_a_fork_whatever_old_size_is_named(old: int) -> None:
    with pytest.raises(WitnessForked) as refused:
        judge(seen(7), AddCheckpoint(old, (), note_of(7, seed("fork"))), LOG.verifier)
    assert refused.value.facts["size"] == 7


def test_an_empty_tree_has_one_root() -> None:
    with pytest.raises(WitnessForked):
        judge(NOTHING_SEEN, AddCheckpoint(0, (), note_of(0, seed("fork"))), LOG.verifier)


def test_a_proof_that_leads_elsewhere_is_refused() -> None:
    honest = request(7, 20)
    lost, swapped = honest.proof[:-1], (honest.proof[1], honest.proof[0], *honest.proof[2:])
    for proof in ((), lost, swapped, (*honest.proof, seed("more"))):
        with pytest.raises(WitnessProof):
            judge(seen(7), AddCheckpoint(7, proof, honest.note), LOG.verifier)
    with pytest.raises(WitnessProof):
        judge(seen(7), AddCheckpoint(7, honest.proof, note_of(20, seed("fork"))), LOG.verifier)
    with pytest.raises(WitnessProof):
        judge(seen(7), AddCheckpoint(7, (seed("more"),), note_of(7)), LOG.verifier)
    with pytest.raises(WitnessProof):
        judge(NOTHING_SEEN, AddCheckpoint(0, (seed("more"),), note_of(7)), LOG.verifier)


def test_a_request_is_as_the_specification_shows_it() -> None:
    proof = [seed("one"), seed("two")]
    body = encode_add_checkpoint(3, proof, note_of(7))
    expected = f"old 3\n{b64encode(proof[0])}\n{b64encode(proof[1])}\n\n".encode() + note_of(7)
    assert body == expected
    assert encode_add_checkpoint(0, [], note_of(7)) == b"old 0\n\n" + note_of(7)
    assert parse_add_checkpoint(body) == AddCheckpoint(3, tuple(proof), note_of(7))


NOTE = note_of(7)
HASH = b64encode(seed("hash")).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\n", b"\n\n" + NOTE, b"old\n\n" + NOTE, b"old \n\n" + NOTE, b"old 01\n\n" + NOTE,
        b"old -1\n\n" + NOTE, b"old +1\n\n" + NOTE, b"old  1\n\n" + NOTE, b"old 1 \n\n" + NOTE,
        b"Old 1\n\n" + NOTE, b"size 1\n\n" + NOTE, b" old 1\n\n" + NOTE, b"old 1\r\n\r\n" + NOTE,
        b"old 9007199254740992\n\n" + NOTE, b"old " + b"9" * 5000 + b"\n\n" + NOTE,
        b"old \xd9\xa1\n\n" + NOTE, b"old 1\n" + NOTE, b"old 1\n" + HASH + b"\n" + HASH + b"\n",
        b"old 1\n" + HASH[:-1] + b"\n\n" + NOTE, b"old 1\n" + HASH + b" \n\n" + NOTE,
        b"old 1\n" + HASH.replace(b"=", b"") + b"\n\n" + NOTE, b"old 1\n\n\n" + NOTE,
        b"old 1\n" + (HASH + b"\n") * 64 + b"\n" + NOTE, b"old 1\n\n" + NOTE[:-1],
        b"old 0\n\n" + NOTE + b"more", b"old 0\n\nno note\n",
        b"old 0\n\n" + NOTE.replace(b"\n7\n", b"\n07\n"),
        b"old 0\n\n" + sign_note(b"rehearsal/test/keys\n7\nAAAA\n", LOG).encode(),
    ],
)  # fmt: skip
def test_what_is_not_in_the_one_encoding_is_malformed(body: bytes) -> None:
    with pytest.raises(WitnessRequestMalformed):
        check_request(parse_add_checkpoint(body), LOG.verifier)


def test_lines_that_a_checkpoint_of_ours_has_not_are_not_cosigned() -> None:
    text = Checkpoint(LOG.name, 7, tree_root(LEAVES[:7])).encode() + b"extension\n"
    with pytest.raises(WitnessRequestMalformed):
        judge(NOTHING_SEEN, AddCheckpoint(0, (), sign_note(text, LOG).encode()), LOG.verifier)


def test_sixty_three_hashes_and_the_longest_request_are_read() -> None:
    many = AddCheckpoint(1, (seed("hash"),) * 63, NOTE)
    assert parse_add_checkpoint(many.encode()) == many
    longest = encode_add_checkpoint(9007199254740991, many.proof, bytes(NOTE_MAX))
    assert len(longest) == REQUEST_MAX
    assert parse_add_checkpoint(longest).encode() == longest
    with pytest.raises(WitnessRequestMalformed):
        parse_add_checkpoint(longest + b"x")


@given(st.integers(0, 2**53 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary())
def test_what_is_written_is_read_again(old: int, proof: list[bytes], note: bytes) -> None:
    body = encode_add_checkpoint(old, proof, note)
    assert parse_add_checkpoint(body) == AddCheckpoint(old, tuple(proof), note)


@given(st.binary(max_size=400) | st.text(alphabet="old 019\n=+/ABC—", max_size=200).map(str.encode))
def test_any_bytes_are_a_request_or_refused(body: bytes) -> None:
    with suppress(WitnessRequestMalformed):
        assert parse_add_checkpoint(body).encode() == body


def test_one_altered_byte_is_never_cosigned(rng: random.Random) -> None:
    body = request(7, 20).encode()
    for _ in range(2000):
        position = rng.randrange(len(body))
        altered = body[:position] + bytes([body[position] ^ 1 << rng.randrange(8)]) + body[position + 1 :]
        with pytest.raises(TrackerError):
            judge(seen(7), parse_add_checkpoint(altered), LOG.verifier)
