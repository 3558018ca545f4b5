"""Vectors of what stands in an answer."""

import json
from typing import Any

from tests.records.answers import answer
from tests.vectors.cases_forms import as_json
from tracker.records.vocabulary import CLOSED_WHY, KNOWLEDGE, WORK


def make(workshop: Any) -> None:
    """All files of this page."""
    file = workshop.file("answer/check", "Whether this is the content of an answer.")
    for work in WORK:
        file.accept(f"work {work.id}", content=as_json(answer(work.id)))
    for known in KNOWLEDGE:
        file.accept(f"knowledge {known.id}", content=as_json(answer(value=known.id)))
    for why in CLOSED_WHY:
        file.accept(f"closed, {why}", content=as_json(answer("closed", why=why)))

    def spoil(name: str, code: str, start: dict[str, Any], **changes: Any) -> None:
        content = json.loads(json.dumps(start))
        for key, value in changes.items():
            owner = content["knowledge"] if key in content["knowledge"] or key == "routes" else content
            owner[key] = value
            if value is None:
                del owner[key]
        file.refuse(name, f"answer-{code}", content=as_json(content))

    plain, known = answer(), answer(value="released")
    for key in ("work", "language", "answered", "text", "again", "knowledge"):
        spoil(f"no {key}", "wrong-type" if key == "work" else "missing", plain, **{key: None})
    for key in ("source", "date", "confidence", "conditions", "exile"):
        spoil(f"no {key}", "missing", known, **{key: None})
        spoil(f"another {key}", "date-invalid" if key == "date" else "not-in-vocabulary", known, **{key: "a"})
    spoil("no value", "wrong-type", plain, value=None)
    spoil("an unknown value", "not-in-vocabulary", plain, value="dead")
    spoil("an object's own name for a work", "not-in-vocabulary", plain, work="constructor")
    spoil("an unknown key", "unknown-key", plain, note="a")
    spoil("why, and not closed", "unknown-key", plain, why="returned")
    spoil("until when, and not closed", "unknown-key", plain, ends="2026-06-01")
    spoil("half a character", "wrong-type", plain, text="\ud83d")
    spoil("a number for a text", "wrong-type", plain, text=1)
    spoil("another language", "not-in-vocabulary", plain, language="de")
    spoil("no such day", "date-invalid", plain, answered="2026-02-30")
    spoil("again on the same day", "date-invalid", plain, again="2026-03-02")
    spoil("confirmed by a lawyer", "inconsistent", answer(value="confirmed"), source="lawyer")
    spoil("no route", "missing", answer(value="by-a-person"), routes=[])
    spoil("a route twice", "inconsistent", answer(value="by-a-person"), routes=["icrc", "icrc"])
    spoil("a withdrawal that tells", "inconsistent", answer("withdrawn"), text="a")
    spoil("a withdrawal that knows", "inconsistent", answer("withdrawn", "reported"))
    for name, content in {"a list": [], "nothing": None}.items():
        file.refuse(f"{name} for an answer", "answer-wrong-type", content=as_json(content))
