"""What a check found, in the order in which families read it (docs/spec/answer.md)."""

from collections.abc import Sequence
from typing import Any

from tracker.family.visit import Finding, Visit
from tracker.records.reading import read_answer, read_late, read_nothing, read_warnings
from tracker.speaking import Console


def show_findings(console: Console, visit: Visit, findings: Sequence[Finding], language: str) -> None:
    """Prints every answer that was found; if there is none, says so for the newest publication."""
    found = [finding for finding in findings if finding.content is not None] or list(findings[:1])
    if console.as_json:
        console.result(_as_json(visit, found[0], language))
        return
    for warning in read_warnings(language, visit.trust.origin):
        console.write(warning + "\n")
    for finding in found:
        _show(console, visit, finding, language)


def _show(console: Console, visit: Visit, finding: Finding, language: str) -> None:
    if finding.is_late(visit.now):
        console.write(read_late(language, finding.manifest.next_day) + "\n")
    for heading, paragraphs in _sections(finding, language):
        console.write(heading)
        for paragraph in paragraphs:
            console.write(paragraph + "\n")


def _sections(finding: Finding, language: str) -> list[tuple[str, list[str]]]:
    manifest = finding.manifest
    if finding.content is None:
        return read_nothing(language, manifest.read_up_to, manifest.next_day)
    return read_answer(finding.content, language)


def _as_json(visit: Visit, finding: Finding, language: str) -> dict[str, Any]:
    manifest = finding.manifest
    return {
        "answer": finding.content,
        "reading": [
            {"heading": heading, "paragraphs": paragraphs}
            for heading, paragraphs in _sections(finding, language)
        ],
        "late": finding.is_late(visit.now),
        "day": manifest.day,
        "next": manifest.next_day,
        "read-up-to": manifest.read_up_to,
        "publication": manifest.publication.number,
        "rehearsal": visit.trust.is_rehearsal,
    }
