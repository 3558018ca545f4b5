"""An audit as a page for people: one HTML file, with no script, that loads nothing (docs/spec/audit.md)."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from importlib.resources import files

from crypto.transcript import KeyKind
from tracker.auditor.drawing import drawing
from tracker.auditor.finding import Finding, NotDecided, Result
from tracker.auditor.printing import audit_banner, verdict
from tracker.auditor.verify import SECTIONS, Audit
from tracker.speaking import printable

WORDS = {
    Result.HOLDS: "holds",
    Result.FAILS: "fails",
    Result.NOT_APPLICABLE: "does not apply",
    Result.UNDECIDED: "not decided",
}
LEGEND = (
    "A column is an epoch, a bar one key in force, with the beginning of the key. A cross is where a key "
    "goes. A disc in an officer's row is a signature under that epoch's head; a ring is an officer of that "
    "epoch, or of the one before, who did not sign it."
)


def report(audit: Audit) -> str:
    """The page. What comes out of the archive is escaped, and has no control or direction characters."""
    style = files("tracker.auditor").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"Audit of {_origin(audit)}"
    head = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{_text(title)}</title><style>{style}</style></head><body>",
    ]
    return "\n".join([*head, *_body(audit, title), "</body></html>", ""])


def _body(audit: Audit, title: str) -> Iterator[str]:
    day = datetime.fromtimestamp(audit.case.now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if banner := audit_banner(audit):
        yield f'<p class="rehearsal" role="note">{_text(banner)}</p>'
    yield f"<header><h1>{_text(title)}</h1><p>Made at {day}, by forty rules.</p>"
    yield f'<p class="verdict {"good" if audit.holds else "bad"}">{_text(verdict(audit))}</p></header><main>'
    failed = [item for item in audit.findings if item.result is Result.FAILS]
    if failed:
        yield '<section><h2>What fails</h2><ul class="failed">'
        yield from (f"<li><b>{item.number}. {_text(item.title)}</b><br>{_said(item)}</li>" for item in failed)
        yield "</ul></section>"
    yield from _epochs(audit)
    yield from _ceremonies(audit)
    yield from _rules(audit)
    yield "</main>"


def _epochs(audit: Audit) -> Iterator[str]:
    yield "<section><h2>Epochs, and who signed them</h2>"
    try:
        yield f'<p>{LEGEND}</p><div class="wide" tabindex="0">{drawing(audit.case)}</div>'
    except NotDecided as missing:
        yield f"<p>Cannot be drawn: {_text(str(missing))}.</p>"
    yield "</section>"


def _ceremonies(audit: Audit) -> Iterator[str]:
    if not audit.case.runs.is_known:
        return
    yield "<section><h2>Ceremonies</h2>"
    for run in audit.case.runs.get():
        transcript = run.transcript
        people = ", ".join(f"{item.name} ({item.role})" for item in transcript.participants)
        yield f"<h3>Epoch {run.head.epoch}: {_text(str(run.announcement.kind))}, {transcript.day}</h3>"
        yield f"<p>{_text(run.head.reason)}. Announced on {run.announcement.announced}.</p>"
        yield f"<p>There: {_text(people)}.</p>"
        for suspect in transcript.suspects:
            start = f"epoch {suspect.start}" if suspect.kind is KeyKind.OFFICER else f"letter {suspect.start}"
            said = f"The {suspect.kind.value} key of {suspect.name} is suspect from {start} on"
            yield f'<p class="suspect">{_text(said)}</p>'
        deviated = [step for step in transcript.steps if step.outcome != "done"]
        if deviated:
            steps = "".join(f"<li>{item.number}: {_text(item.text)}</li>" for item in deviated)
            yield f"<p>Done otherwise than in the script:</p><ul>{steps}</ul>"
    for _, announcement, outcome in audit.case.records.get().aborted():
        kind = f"{announcement.kind}, announced on {announcement.announced} for epoch {announcement.epoch}"
        yield f"<h3>Aborted on {outcome.day}: {_text(kind)}</h3><p>{_text(announcement.reason)}.</p>"
    yield "</section>"


def _rules(audit: Audit) -> Iterator[str]:
    yield "<section><h2>The rules</h2>"
    for finding in audit.findings:
        if finding.number in SECTIONS:
            yield f"<h3>{SECTIONS[finding.number]}</h3>"
        yield f'<div class="rule {finding.result.value}"><p><b>{finding.number}. {_text(finding.title)}</b> '
        yield f'<span class="result">{WORDS[finding.result]}</span></p><p>{_said(finding)}</p></div>'
    yield "</section>"


def _said(finding: Finding) -> str:
    code = f"<code>{finding.code}</code> " if finding.code else ""
    return code + _text(finding.evidence)


def _origin(audit: Audit) -> str:
    return audit.case.trust.get().origin if audit.case.trust.is_known else "an unknown origin"


def _text(text: str) -> str:
    return escape(printable(text))
