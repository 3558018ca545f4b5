"""What the vectors of witnesses ask for (tests/vectors/README.md)."""

from collections.abc import Mapping
from typing import Any

from crypto import witness
from crypto.note import VerifierKey, parse_note
from tests.vectors.notation import Operation
from tracker.cosigning import answered_line


def request(body: bytes) -> Mapping[str, Any]:
    """The parts of a request, and its bytes again."""
    parsed = witness.parse_add_checkpoint(body)
    again = witness.encode_add_checkpoint(parsed.old, parsed.proof, parsed.note)
    return {"old": parsed.old, "proof": list(parsed.proof), "note": parsed.note, "again": again}


def judge(seen_size: int, seen_root: bytes, body: bytes, log: str) -> Mapping[str, Any]:
    """The checkpoint that a witness may cosign which has seen this size and root last."""
    seen = witness.Seen(seen_size, seen_root)
    judged = witness.judge(seen, witness.parse_add_checkpoint(body), VerifierKey.decode(log))
    return {"size": judged.size, "root": judged.root}


def answer(checkpoint: bytes, witness: str, answer: bytes) -> Mapping[str, Any]:
    """The one line of an answer that is taken, for a note."""
    text = parse_note(checkpoint).text
    return {"line": answered_line(text, VerifierKey.decode(witness), answer).encode().encode()}


WITNESS: dict[str, Operation] = {
    "witness/request": request,
    "witness/judge": judge,
    "witness/answer": answer,
}
