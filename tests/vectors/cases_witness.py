"""Vectors of witnesses: requests, what may be cosigned, and what is taken of an answer."""

from typing import Any

from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.encoding import b64encode
from crypto.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, tree_root
from crypto.note import Note, NoteSigner, SignatureLine, sign_note
from crypto.witness import encode_add_checkpoint
from tests.vectors.cast import NOW, WITNESSES, log_signer, seed, signing, witness_key
from tests.vectors.notation import Long

LOG = log_signer()
KEY = LOG.verifier.encode()
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(20)]
A, B, _ = WITNESSES
HASH = b64encode(seed("hash")).encode()


def make(workshop: Any) -> None:
    """All files of this page."""
    _requests(workshop)
    _judgements(workshop)
    _answers(workshop)


def note_of(size: int, root: bytes | None = None, signer: NoteSigner = LOG) -> Note:
    """The log's signed checkpoint of its first entries."""
    return Checkpoint(signer.name, size, root or tree_root(LEAVES[:size])).sign(signer)


def request_of(old: int, size: int) -> bytes:
    """An honest request."""
    return encode_add_checkpoint(old, consistency_proof(LEAVES[:size], old), note_of(size).encode())


def _requests(workshop: Any) -> None:
    file = workshop.file("witness/request", "Bodies of POST add-checkpoint (C2SP tlog-witness).")
    good = file.blob("request", request_of(3, 7))
    file.accept("a proof of three hashes", body=good)
    file.accept("no proof", body=request_of(0, 7))
    file.accept("the largest size", body=encode_add_checkpoint(2**53 - 1, [], note_of(7).encode()))
    file.accept("sixty-three hashes", body=encode_add_checkpoint(1, [seed("hash")] * 63, note_of(7).encode()))
    file.accept("what follows the empty line is looked at later", body=b"old 0\n\nno note")
    file.accept("nothing follows", body=b"old 0\n\n")
    for name, altered in [
        ("nothing", good.cut(0)),
        ("another keyword", good.swap(b"old", b"new")),
        ("no size", good.swap(b"old 3", b"old")),
        ("an empty size", good.swap(b"old 3", b"old ")),
        ("a leading zero", good.swap(b"old 3", b"old 03")),
        ("a sign", good.swap(b"old 3", b"old +3")),
        ("two spaces", good.swap(b"old 3", b"old  3")),
        ("a space behind", good.swap(b"old 3", b"old 3 ")),
        ("too large a number", good.swap(b"old 3", b"old 9007199254740992")),
        ("CR", good.swap(b"old 3\n", b"old 3\r\n")),
        ("no empty line", good.cut(good.data.index(b"\n\n") + 1)),
        ("a hash of 31 bytes", good.edit(6, 44, b64encode(bytes(31)).encode())),
        ("base64 without padding", good.edit(6 + 43, 1)),
        ("base64 that is not canonical", good.edit(6, 44, b"A" * 42 + b"B=")),
        ("text instead of a hash", good.edit(6, 44, b"hash")),
        ("not ASCII", good.edit(6, 44, "é".encode())),
    ]:
        file.refuse(name, "witness-request", body=altered)
    many = b"old 1\n" + (HASH + b"\n") * 64 + b"\n" + note_of(7).encode()
    file.refuse("sixty-four hashes", "witness-request", body=many)
    file.refuse("too long", "witness-request", body=Long(((b"old 0\n\n", 1), (b"x", 133_929))))


def _judgements(workshop: Any) -> None:
    file = workshop.file(
        "witness/judge", "What a witness may cosign, by what it has seen (C2SP tlog-witness)."
    )
    seven = {"seen_size": 7, "seen_root": tree_root(LEAVES[:7]), "log": KEY}
    nothing = {"seen_size": 0, "seen_root": EMPTY_ROOT, "log": KEY}
    file.accept("the first checkpoint", body=request_of(0, 7), **nothing)
    file.accept("an empty log", body=request_of(0, 0), **nothing)
    file.accept("a log that grew", body=request_of(7, 20), **seven)
    file.accept("the same again", body=request_of(7, 7), **seven)
    honest = note_of(20)
    proof = consistency_proof(LEAVES, 7)
    stranger = cosign(honest.text, A, signing("stranger"), NOW)
    crowded = Note(honest.text, (stranger, *honest.lines)).encode()
    file.accept("with a line of a stranger", body=encode_add_checkpoint(7, proof, crowded), **seven)
    thief = note_of(20, signer=NoteSigner(LOG.name, signing("thief")))
    fork, empty = note_of(7, seed("fork")), note_of(0, seed("fork"))
    longer = sign_note(honest.text + b"more\n", LOG)
    for name, code, old, hashes, note in [
        ("another log", "witness-log-unknown", 0, [], note_of(3, signer=log_signer("intake"))),
        ("another key", "witness-log-signature", 7, proof, thief),
        ("a false line by the log beside its true one", "witness-log-signature", 7, proof,
         Note(honest.text, (*honest.lines, *fork.lines))),
        ("an extension line", "witness-request", 7, proof, longer),
        ("an old size above the checkpoint's", "witness-request", 8, [], note_of(7)),
        ("a false signature, and a false old size", "witness-log-signature", 21, [], thief),
        ("a smaller old size", "witness-conflict", 3, consistency_proof(LEAVES, 3), honest),
        ("a larger old size", "witness-conflict", 9, consistency_proof(LEAVES, 9), honest),
        ("a smaller tree", "witness-conflict", 3, consistency_proof(LEAVES[:5], 3), note_of(5)),
        ("another root of this size", "witness-forked", 7, [], fork),
        ("another root of this size, from a smaller one", "witness-forked", 3, [], fork),
        ("no proof", "witness-proof", 7, [], honest),
        ("a hash less", "witness-proof", 7, proof[:-1], honest),
        ("a hash more", "witness-proof", 7, [*proof, seed("more")], honest),
        ("two hashes swapped", "witness-proof", 7, [proof[1], proof[0], *proof[2:]], honest),
        ("another root", "witness-proof", 7, proof, note_of(20, seed("fork"))),
        ("a proof between equal sizes", "witness-proof", 7, [seed("more")], note_of(7)),
    ]:  # fmt: skip
        file.refuse(name, code, body=encode_add_checkpoint(old, hashes, note.encode()), **seven)
    body = encode_add_checkpoint(0, [], empty.encode())
    file.refuse("another root of an empty log", "witness-forked", body=body, **nothing)
    body = encode_add_checkpoint(0, [seed("more")], honest.encode())
    file.refuse("a proof from nothing", "witness-proof", body=body, **nothing)
    file.refuse("no note", "witness-request", body=b"old 7\n\nno note\n", **seven)
    body = encode_add_checkpoint(7, proof, honest.encode()[:-1])
    file.refuse("a note cut off", "witness-request", body=body, **seven)


def _answers(workshop: Any) -> None:
    file = workshop.file("witness/answer", "What is taken of a witness's answer: its newest line alone.")
    note = note_of(7)
    usual = {"checkpoint": note.encode(), "witness": witness_key(A).encode()}

    def line(name: str, key: str, time: int = NOW, size: int = 7) -> bytes:
        return cosign(note_of(size).text, name, signing(key), time).encode().encode()

    good, later, other = line(A, A), line(A, A, NOW + 1), line(B, B)
    forged = SignatureLine(A, witness_key(A).key_id, bytes(72)).encode().encode()
    longer = b"more\n\n" + cosign(note.text + b"\nmore\n", A, signing(A), NOW).encode().encode()
    file.accept("one line", answer=good, **usual)
    file.accept("lines of others beside it", answer=other + good + other, **usual)
    file.accept("two of its own", answer=later + good, **usual)
    for name, answer in {
        "nothing": b"", "an empty line": b"\n", "text": b"ok\n", "cut off": good[:-1],
        "a line behind": good + b"x\n",
        "an empty line before": b"\n" + good, "another witness's alone": other, "another's key": line(A, B),
        "of another checkpoint": line(A, A, size=3), "forged": forged,
        "forged, beside a true one": good + forged,
        "another text smuggled in": b"more\n\n" + good, "a longer text, truly cosigned": longer,
        "the whole note": note.encode() + good,
    }.items():  # fmt: skip
        file.refuse(name, "witness-answer", answer=answer, **usual)
