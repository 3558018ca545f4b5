"""Self-contained proofs (docs/spec/tlog-proof.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import CheckpointOrigin, LogError, NoteSignature, ProofInvalid, TrackerError
from crypto.merkle import inclusion_proof, leaf_hash
from crypto.tlog_proof import TLOG_PROOF_MAX, TlogProof, parse_tlog_proof
from tests.vectors.cast import key_log, log_signer

ENTRIES = [b"one", b"two", b"three"]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
LOG = log_signer().verifier
PROOF = TlogProof(1, tuple(inclusion_proof(LEAVES, 1)), key_log(ENTRIES).encode())


def test_a_proof_comes_back_and_verifies() -> None:
    parsed = parse_tlog_proof(PROOF.encode())
    assert parsed == PROOF
    checkpoint, note = parsed.verify(b"two", LOG)
    assert checkpoint.size == 3
    assert note.encode() == PROOF.checkpoint


@pytest.mark.parametrize("extra", [b"", b"of another tool"])
def test_extra_data_of_others_is_kept_and_unused(extra: bytes) -> None:
    proof = TlogProof(PROOF.index, PROOF.path, PROOF.checkpoint, extra)
    assert parse_tlog_proof(proof.encode()).encode() == proof.encode()
    proof.verify(b"two", LOG)


def test_another_entry_index_or_log_is_refused() -> None:
    for wrong, entry in [(PROOF, b"one"), (TlogProof(0, PROOF.path, PROOF.checkpoint), b"two")]:
        with pytest.raises(ProofInvalid):
            wrong.verify(entry, LOG)
    with pytest.raises((NoteSignature, CheckpointOrigin)):
        PROOF.verify(b"two", log_signer("intake").verifier)


@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(PROOF.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(LogError):
        parse_tlog_proof(bytes(altered)).verify(b"two", LOG)


HASH = "A" * 43 + "="


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\nindex 0",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 01\n\n",
        b"c2sp.org/tlog-proof@v1\nindex -1\n\n",
        b"c2sp.org/tlog-proof@v1\nextra x\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\n",
        b"c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nAA==\n\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{HASH} \n\n".encode(),
        b"c2sp.org/tlog-proof@v1\r\nindex 0\n\n",
        ("c2sp.org/tlog-proof@v1\nindex 0\n" + f"{HASH}\n" * 64 + "\n").encode(),
        b"\xff\n\n",
        PROOF.encode() + b"x" * TLOG_PROOF_MAX,
    ],
)
def test_what_is_no_proof(data: bytes) -> None:
    with pytest.raises(ProofInvalid):
        parse_tlog_proof(data)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for proof in (data, b"c2sp.org/tlog-proof@v1\n" + data, b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + data):
        with pytest.raises(TrackerError):
            parse_tlog_proof(proof).verify(b"", LOG)
