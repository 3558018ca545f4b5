"""What the check found, the room left and what is held back, in a caseworker's words (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.desk.days import day_of
from tracker.desk.display import block, line
from tracker.desk.replies.confirming import SecondLook
from tracker.desk.replies.door import Held
from tracker.desk.replies.findings import Finding, Weight
from tracker.desk.replies.room import Room
from tracker.records.language import translate
from tracker.records.reading import Section, read_answer

_FOUND_MAX = 80


def finding_line(finding: Finding, language: str, reason: str = "") -> str:
    """One finding: what it is, where it stands, the words themselves, and what to do."""
    place = translate(language, "check.whole")
    if finding.end:
        place = translate(language, "check.place", first=finding.start + 1, last=finding.end)
    found = f" «{line(finding.found, _FOUND_MAX)}»" if finding.found else ""
    what = f"{_SIGN[finding.weight]} {translate(language, f'check.{finding.code}.what')}{found} ({place})"
    if reason:
        return f"{what}: {translate(language, 'check.reason', reason=line(reason, 300))}"
    weight = translate(language, f"check.weight.{finding.weight.name.lower()}")
    return f"{what}: {weight}. {translate(language, f'check.{finding.code}.advice')}"


def finding_lines(
    findings: Iterable[Finding], language: str, justified: Mapping[str, str] | None = None
) -> list[str]:
    """Every finding in a line, heaviest first; one line if there is none."""
    ordered = sorted(findings, key=lambda item: (-item.weight, item.start))
    reasons = justified or {}
    lines = [finding_line(item, language, reasons.get(item.key, "")) for item in ordered]
    return lines or [translate(language, "check.nothing")]


def room_line(room: Room, language: str) -> str:
    """How much of the answer's room is used."""
    return translate(
        language, "check.room", used=room.used, limit=room.limit, cells=room.cells, left=room.left
    )


def held_line(held: Held, language: str) -> str:
    """An answer that an outbox does not tell as it was written."""
    msgid = "check.held-text" if held.without_text else "check.held"
    return translate(language, msgid, case=held.case.label, codes=", ".join(held.codes))


def held_facts(held: Held) -> dict[str, Any]:
    """An answer that is held back, as plain values."""
    return {"case": held.case.label, "codes": list(held.codes), "without_text": held.without_text}


def finding_facts(finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "code": finding.code,
        "weight": finding.weight.name.lower(),
        "start": finding.start,
        "end": finding.end,
        "found": finding.found,
        "key": finding.key,
    }


def second_lines(look: SecondLook, language: str) -> list[str]:
    """All that a second caseworker judges an answer by; the answer itself in the family's language."""
    written = {"name": line(look.author), "day": day_of(look.answer.at)}
    lines = [translate(language, "console.confirm.title", **written)]
    lines += [translate(language, f"check.why-second.{why}") for why in look.why]
    lines += _section_lines(look.sections)
    reasons = {item.finding.key: item.reason for item in look.findings}
    lines += ["", *finding_lines([item.finding for item in look.findings], language, reasons)]
    lines += ["", f"── {translate(language, 'console.confirm.now')}"]
    if look.told_now is None:
        return [*lines, translate(language, "console.confirm.now.nothing")]
    return lines + _section_lines(read_answer(look.told_now, look.told_now["language"]))


def _section_lines(sections: Iterable[Section]) -> list[str]:
    lines: list[str] = []
    for heading, paragraphs in sections:
        lines += ["", f"# {heading}", *(block(paragraph) for paragraph in paragraphs)]
    return lines


_SIGN = {Weight.NEVER: "✕", Weight.STOP: "■", Weight.WARN: "·"}
