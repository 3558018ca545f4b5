"""What the outgoing check finds, in words (pure but for the session it reads)."""

from collections.abc import Callable, Iterable, Sequence

from rich.text import Text

from tracker.desk import display
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.replies.findings import Finding, Weight

_FOUND_COLUMNS, _REASON_COLUMNS = 60, 300
_SIGNS = {Weight.WARN: "△", Weight.STOP: "■", Weight.NEVER: "✗"}


def finding_text(session: ConsoleSession, finding: Finding) -> Text:
    """A line: how grave, what was found, what it may be."""
    style = "bold" if finding.weight >= Weight.STOP else ""
    return Text(f"{_SIGNS[finding.weight]} {finding_words(session, finding)}\n", style)


def findings_text(
    session: ConsoleSession, findings: Sequence[Finding], lines: int, height: Callable[[Text], int]
) -> Text:
    """The gravest first, as many as fit into so many lines, and how many more there are.

    ``height`` says how many lines a text takes.
    """
    ordered = sorted(findings, key=lambda item: (-item.weight, item.start))
    shown = Text()
    for place, item in enumerate(ordered):
        line, left = finding_text(session, item), len(ordered) - place - 1
        if place and height(shown + line) + (left > 0) > lines:
            shown.append(say(session, "reply.more", count=left + 1), "bold")
            break
        shown.append_text(line)
    return shown


def weighed_text(session: ConsoleSession, weighed: Iterable[tuple[Finding, str]]) -> Text:
    """What the check stopped, in words, with its author's reason; then what it only noticed.

    Not told to the family. Of equal findings, which share a reason, one is shown.
    """
    found = {finding.key: (finding, reason) for finding, reason in reversed(list(weighed))}
    text = Text()
    for head, is_stopped in (("proof.justified", True), ("proof.noticed", False)):
        listed = [item for item in reversed(found.values()) if bool(item[1]) is is_stopped]
        if listed:
            text.append(f"── {say(session, head)}\n", "bold")
        for finding, reason in listed:
            text.append_text(finding_text(session, finding))
            if reason:
                why = display.line(reason, _REASON_COLUMNS)
                text.append(f"  {say(session, 'confirm.reason', why=why)}\n")
    return text


def finding_words(session: ConsoleSession, finding: Finding) -> str:
    """``«загинув»: that somebody died``; for a finding about the whole text, what it may be alone."""
    what = session.say(f"check.{finding.code}.what", found=found_words(finding))
    return f"«{found_words(finding)}»: {what}" if finding.found else what


def found_words(finding: Finding) -> str:
    """The place of the text, made harmless."""
    return display.line(finding.found, _FOUND_COLUMNS)
