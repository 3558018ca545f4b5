"""Signed notes (docs/spec/note.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import b64encode
from crypto.errors import NoteMalformed, NoteSignature, TrackerError, VerifierKeyMalformed
from crypto.note import (
    NOTE_MAX,
    SIGNATURES_MAX,
    TYPE_COSIGNATURE,
    Note,
    NoteSigner,
    VerifierKey,
    open_note,
    parse_note,
    sign_note,
)
from tests.vectors.cast import signing
from tests.vectors.notation import FOLDER, load

SIGNER, OTHER = NoteSigner("log.example/a", signing("a")), NoteSigner("log.example/b", signing("b"))
TEXT = "Дім\n\nзнову\n".encode()
NOTE = sign_note(TEXT, SIGNER)


def also(note: Note, signer: NoteSigner, text: bytes | None = None) -> Note:
    """The note with one more signature, over its own text or another."""
    return Note(note.text, (*note.lines, *sign_note(text or note.text, signer).lines))


def test_a_note_opens_and_encodes_to_the_same_bytes() -> None:
    data = NOTE.encode()
    assert open_note(data, SIGNER.verifier) == TEXT
    assert parse_note(data).encode() == data


def test_unknown_keys_are_ignored_known_ones_are_told() -> None:
    both = parse_note(also(NOTE, OTHER).encode())
    assert both.signed_by([SIGNER.verifier]) == {SIGNER.verifier}
    assert both.signed_by([SIGNER.verifier, OTHER.verifier]) == {SIGNER.verifier, OTHER.verifier}
    with pytest.raises(NoteSignature):
        open_note(NOTE.encode(), OTHER.verifier)


def test_a_bad_signature_by_a_known_key_rejects_the_whole_note() -> None:
    spoiled = also(NOTE, OTHER, b"another text\n").encode()
    assert open_note(spoiled, SIGNER.verifier) == TEXT
    with pytest.raises(NoteSignature):
        parse_note(spoiled).signed_by([SIGNER.verifier, OTHER.verifier])


def test_a_key_under_another_name_is_another_key() -> None:
    with pytest.raises(NoteSignature):
        open_note(NOTE.encode(), NoteSigner("log.example/other", signing("a")).verifier)
    cosigner = VerifierKey(SIGNER.name, TYPE_COSIGNATURE, signing("a").public)
    with pytest.raises(NoteSignature):
        open_note(NOTE.encode(), cosigner)


@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(NOTE.encode())
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((NoteMalformed, NoteSignature)):
        open_note(bytes(altered), SIGNER.verifier)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_random_bytes_raise_only_typed_errors(data: bytes, name: str) -> None:
    line = f"— {name} AAAAAAA=\n".encode("utf-8", "surrogatepass")
    for note in (data, b"text\n\n" + data, b"text\n\n" + line):
        try:
            assert parse_note(note).encode() == note
        except TrackerError:
            continue


@pytest.mark.parametrize("text", [b"", b"no end", b"a\rb\n", b"a\x1b[2J\n", b"a\0\n", b"\xff\n", b"a\tb\n"])
def test_what_may_not_be_signed(text: bytes) -> None:
    with pytest.raises(NoteMalformed):
        sign_note(text, SIGNER)
    with pytest.raises(NoteMalformed):
        parse_note(text + b"\n" + NOTE.lines[0].encode().encode())


LINE = NOTE.lines[0].encode()


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "\n",
        LINE[:-1],
        LINE + "x\n",
        LINE.replace("—", "-"),
        LINE.replace("— ", "—"),
        " " + LINE,
        LINE.replace("\n", "\r\n"),
        LINE.replace("\n", " \n"),
        LINE.replace("=", ""),
        "— a+b AAAAAAA=\n",
        "—  AAAAAAA=\n",
        "— a\u00a0b AAAAAAA=\n",
        "— a\u3000b AAAAAAA=\n",
        "— a\u0085b AAAAAAA=\n",
        "— a\x1bb AAAAAAA=\n",
        "— a AAAAAA==\n",
        "— a \n",
        "— a\n",
        LINE * (SIGNATURES_MAX + 1),
    ],
)
def test_what_is_no_signature_line(lines: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_note(TEXT + b"\n" + lines.encode())


def test_a_note_is_bounded_and_takes_sixteen_signatures() -> None:
    assert len(parse_note(TEXT + b"\n" + LINE.encode() * 16).lines) == 16
    with pytest.raises(NoteMalformed):
        parse_note(b"x" * NOTE_MAX + b"\n" + NOTE.encode())


def test_a_verifier_key_comes_back() -> None:
    assert VerifierKey.decode(SIGNER.verifier.encode()) == SIGNER.verifier


KEY = SIGNER.verifier.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        KEY + "=",
        KEY[:-1],
        KEY.replace("log", "lag"),
        KEY.upper(),
        " " + KEY,
        KEY + "\n",
        VerifierKey("a", 0x06, signing("a").public).encode(),
        VerifierKey("a", 0x01, bytes(32)).encode(),
        VerifierKey("", 0x01, signing("a").public).encode(),
        VerifierKey("a b", 0x01, signing("a").public).encode(),
        f"a+00000000+{b64encode(b'x' * 32)}",
        "\ud800+00000000+AA==",
    ],
)
def test_what_is_no_verifier_key(text: str) -> None:
    with pytest.raises(VerifierKeyMalformed):
        VerifierKey.decode(text)


def test_the_examples_of_c2sp_come_back_with_their_names_and_ids() -> None:
    examples = FOLDER / "outside/note-examples.json"
    poem, checkpoint = (parse_note(case.given["note_bytes"]) for case in load(examples))
    assert [(line.name, line.key_id.hex()) for line in poem.lines] == [
        ("quasimodo.example/salvatore", "367ba04b")
    ]
    assert poem.text.endswith("\n\ned è subito sera.\n".encode())
    assert [(line.name, len(line.signature)) for line in checkpoint.lines] == [
        ("example.com/behind-the-sofa", 64),
        ("witness.example.com/w1", 72),
    ]
    assert [note.encode() for note in (poem, checkpoint)] == [
        case.given["note_bytes"] for case in load(examples)
    ]
