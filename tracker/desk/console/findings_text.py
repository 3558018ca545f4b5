"""What the outgoing check finds, in words (pure but for the session it reads)."""

from rich.text import Text

from tracker.desk import display
from tracker.desk.console.session import ConsoleSession
from tracker.desk.replies.findings import Finding, Weight

_FOUND_COLUMNS = 60
_SIGNS = {Weight.WARN: "△", Weight.STOP: "■", Weight.NEVER: "✗"}


def finding_text(session: ConsoleSession, finding: Finding) -> Text:
    """A line: how grave, what was found, what it may be."""
    style = "bold" if finding.weight >= Weight.STOP else ""
    return Text(f"{_SIGNS[finding.weight]} {finding_words(session, finding)}\n", style)


def finding_words(session: ConsoleSession, finding: Finding) -> str:
    """``«загинув»: that somebody died``; for a finding about the whole text, what it may be alone."""
    what = session.say(f"check.{finding.code}.what", found=found_words(finding))
    return f"«{found_words(finding)}»: {what}" if finding.found else what


def found_words(finding: Finding) -> str:
    """The place of the text, made harmless."""
    return display.line(finding.found, _FOUND_COLUMNS)
