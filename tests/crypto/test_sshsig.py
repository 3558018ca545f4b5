"""SSH signatures and signed texts (docs/spec/sshsig.md); ssh-keygen itself speaks in tests/interop/."""

import base64
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import (
    SignatureInvalid,
    SshsigError,
    SshsigMalformed,
    SshsigNamespace,
    ThresholdMissing,
    TrackerError,
)
from crypto.sshsig import (
    ARMOR_MAX,
    BEGIN,
    SIGNATURES_MAX,
    Signature,
    check_threshold,
    encode_public_line,
    join_signed,
    parse_public_line,
    parse_signature,
    parse_signatures,
    sign,
    split_signed,
)
from tests.vectors.cast import signing

MESSAGE, NAMESPACE = b"document\n", "keyring@rehearsal/test"
DIGEST = hashlib.sha512(MESSAGE).digest()
A, B, C = (sign(signing(name), NAMESPACE, MESSAGE) for name in "abc")
KEYS = {signing(name).public for name in "abc"}


def test_a_signature_comes_back_and_checks() -> None:
    parsed = parse_signature(A.armor())
    assert parsed == A
    parsed.check(NAMESPACE, DIGEST)


def test_a_signature_serves_one_purpose() -> None:
    with pytest.raises(SshsigNamespace):
        A.check("mailbox@rehearsal/test", DIGEST)
    # Renaming it does not help: the purpose is signed.
    with pytest.raises(SignatureInvalid):
        replace(A, namespace="mailbox@rehearsal/test").check("mailbox@rehearsal/test", DIGEST)
    with pytest.raises(SignatureInvalid):
        A.check(NAMESPACE, hashlib.sha512(b"other").digest())


def check_all(armored: bytes) -> None:
    """Parses signatures and checks each."""
    for signature in parse_signatures(armored):
        signature.check(NAMESPACE, DIGEST)


@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(A.armor().encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(TrackerError):
        check_all(bytes(altered))


@given(st.binary(max_size=300))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    armored = (
        f"{BEGIN}\n{base64.b64encode(b'SSHSIG' + data).decode()}\n-----END SSH SIGNATURE-----\n".encode()
    )
    for signed in (data, BEGIN.encode() + b"\n" + data, armored):
        with pytest.raises(SshsigError):
            parse_signatures(signed or b"x")


ARMOR = A.armor()
BODY = ARMOR.splitlines()


@pytest.mark.parametrize(
    "armored",
    [
        "",
        ARMOR[:-1],
        ARMOR + "\n",
        " " + ARMOR,
        ARMOR.replace("\n", "\r\n"),
        ARMOR.replace("\n", "\n\n", 2),
        "\n".join([BODY[0], "".join(BODY[1:-1]), BODY[-1], ""]),
        ARMOR.replace("BEGIN", "END"),
        ARMOR * 10,
        f"{BODY[0]}\n{BODY[-1]}\n",
        ARMOR.replace(BODY[1][:8], "????????"),
        "é" + ARMOR,
        BODY[0] + "\n" + "A" * ARMOR_MAX + "\n" + BODY[-1] + "\n",
    ],
)
def test_a_signature_has_one_spelling(armored: str) -> None:
    with pytest.raises(SshsigMalformed):
        parse_signature(armored)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\2"),
        (b"ssh-ed25519", b"ssh-ed25518"),
        (b"\0\0\0\6sha512", b"\0\0\0\6sha256"),
        (b"\0\0\0\0\0\0\0\6sha512", b"\0\0\0\1x\0\0\0\6sha512"),
        (b"\0\0\0\6sha512", b"\xff\xff\xff\xffsha512"),
        (NAMESPACE.encode(), b"k" * 21 + b"\xff"),
    ],
)
def test_other_versions_keys_hashes_and_lengths_are_refused(old: bytes, new: bytes) -> None:
    blob = base64.b64decode("".join(BODY[1:-1])).replace(old, new, 1)
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    with pytest.raises(SshsigMalformed):
        parse_signature("\n".join([BODY[0], *lines, BODY[-1], ""]))


def test_a_signed_text_has_one_order() -> None:
    signed = join_signed(MESSAGE, [C, A, B, A])
    assert split_signed(signed)[0] == MESSAGE
    assert set(split_signed(signed)[1]) == {A, B, C}
    assert join_signed(*split_signed(signed)) == signed
    assert split_signed(MESSAGE) == (MESSAGE, [])
    first, second, third = sorted([A, B, C], key=lambda item: item.public)
    for wrong in ([second, first, third], [first, first, second]):
        with pytest.raises(SshsigMalformed):
            split_signed(MESSAGE + "".join(item.armor() for item in wrong).encode())


def test_two_signatures_by_one_key_always_stand_in_one_order() -> None:
    twins = [Signature(A.public, NAMESPACE, bytes([number]) * 64) for number in range(8)]
    texts = {join_signed(MESSAGE, order) for order in (twins, twins[::-1], twins[3:] + twins[:3])}
    assert len(texts) == 1
    assert split_signed(texts.pop())[1] == twins


def test_the_number_of_signatures_is_bounded() -> None:
    assert len(parse_signatures(ARMOR.encode() * SIGNATURES_MAX)) == SIGNATURES_MAX
    for text in (ARMOR.encode() * (SIGNATURES_MAX + 1), b"x" + ARMOR.encode(), b"\xff"):
        with pytest.raises(SshsigMalformed):
            parse_signatures(text)


def test_a_threshold_counts_keys() -> None:
    assert check_threshold([A, B], NAMESPACE, DIGEST, KEYS, 2) == {A.public, B.public}
    stranger = sign(signing("stranger"), NAMESPACE, MESSAGE)
    elsewhere = sign(signing("b"), "mailbox@rehearsal/test", MESSAGE)
    for signatures in ([], [A], [A, A], [A, stranger], [A, elsewhere]):
        with pytest.raises(ThresholdMissing) as caught:
            check_threshold(signatures, NAMESPACE, DIGEST, KEYS, 2)
        assert caught.value.facts["need"] == 2


def test_a_bad_signature_by_an_authorised_key_spoils_all() -> None:
    with pytest.raises(SignatureInvalid):
        check_threshold([A, B, replace(C, signature=bytes(64))], NAMESPACE, DIGEST, KEYS, 2)
    check_threshold([A, B, replace(C, signature=bytes(64))], NAMESPACE, DIGEST, {A.public, B.public}, 2)


def test_public_key_lines_come_back() -> None:
    line = encode_public_line(A.public, "officer a")
    assert parse_public_line(line) == A.public
    assert parse_public_line(line.strip().rsplit(" ", 2)[0]) == A.public


LINE = encode_public_line(A.public, "c")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        LINE.replace("ed25519", "rsa"),
        LINE.replace("AAAA", "AAAB"),
        "ssh-ed25519 AAAA c",
        "ssh-ed25519 é c",
        LINE[:40],
    ],
)
def test_what_is_no_public_key_line(line: str) -> None:
    with pytest.raises(SshsigMalformed):
        parse_public_line(line)
