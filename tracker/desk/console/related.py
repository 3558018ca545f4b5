"""Who may be the same person as an inquiry's: links, judged matches, proposals that wait for a word."""

from dataclasses import dataclass

from rich.text import Text

from tracker.desk.case import Case
from tracker.desk.console.entries import entry_label
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.matching.candidates import Candidate
from tracker.desk.matching.telling import strength, verdict_words
from tracker.desk.matching.verdicts import Verdict, verdict_of
from tracker.desk.references import reference_of

_SIGNS = {Verdict.ACCEPT: "✓", Verdict.REJECT: "✗", Verdict.FORGET: "?"}
_RANKS = {Verdict.FORGET: 0, Verdict.ACCEPT: 1, Verdict.REJECT: 2}


@dataclass(frozen=True)
class Related:
    """Another entry: its reference, what was decided, whether it is linked, the proposal if there is one."""

    reference: str
    verdict: Verdict
    is_linked: bool
    candidate: Candidate | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody should look."""
        return self.verdict is Verdict.FORGET and not self.is_linked and self.candidate is not None


def related(session: ConsoleSession, case: Case) -> list[Related]:
    """Everything, what waits for a word first, the best proposals first; then links, accepted, rejected."""
    found = {item.id: item for item in proposals(session, case)}
    triage = case.triage
    names = dict.fromkeys([*found, *sorted(triage.links), *sorted(triage.verdicts)])
    items = [
        Related(
            name, verdict_of(session.desk, case, name, session.earlier), name in triage.links, found.get(name)
        )
        for name in names
    ]
    return sorted(items, key=_order)


def proposals(session: ConsoleSession, case: Case) -> list[Candidate]:
    """Who may be the same person, best first; nobody while the match book is being made."""
    return [] if session.book is None else list(session.book.hits(reference_of(case)))


def related_text(session: ConsoleSession, case: Case) -> Text:
    """A line for each: sign, how alike, label and name, what was decided."""
    text = Text()
    if session.book is None:
        text.append(f"{say(session, 'related.no-book')}\n", "dim")
    for item in related(session, case):
        text.append(f"{_SIGNS[item.verdict]} ", "bold" if item.waits else "")
        text.append(entry_label(session, item.reference))
        if item.candidate is not None:
            text.append(f"  {strength(item.candidate.score, session.language)}")
        text.append(f"  {state_words(session, item)}\n", "dim")
    return text or Text(f"{say(session, 'related.none')}\n", "dim")


def state_words(session: ConsoleSession, item: Related) -> str:
    """What was decided, and whether it is linked."""
    words = [verdict_words(item.verdict, session.language)]
    if item.is_linked:
        words.append(say(session, "related.linked"))
    return ", ".join(words)


def _order(item: Related) -> tuple[bool, int, float, str]:
    score = item.candidate.score if item.candidate else 0.0
    return not item.waits, _RANKS[item.verdict], -score, item.reference
