"""Leaving the program while something is begun: asks, and names what would be lost."""

from tracker.desk.console.dialogs import AskChoice
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say

_SHOWN = 4


class AskLeave(AskChoice):
    """Gives ``YES`` to leave all the same; to stay comes first, as nothing is lost by it."""

    STAY, YES = "stay", "yes"

    def __init__(self, session: ConsoleSession, others: bool = False) -> None:
        options = [(name, say(session, f"begun.{name}")) for name in (self.STAY, self.YES)]
        super().__init__(session, say(session, "begun.title", what=begun_words(session, others)), options)


def begun_words(session: ConsoleSession, others: bool = False) -> str:
    """What was begun and is not in the vault: answers by their cases, texts by their questions.

    With ``others``, also that a colleague began something at this console, though not what.
    """
    cases = [session.desk.cases[number] for number in session.drafts if number in session.desk.cases]
    named = [say(session, "begun.answer", case=case.label) for case in cases] + list(session.texts)
    named = [say(session, "begun.others")] * others + named
    more = f" +{len(named) - _SHOWN}" if len(named) > _SHOWN else ""
    return "; ".join(named[:_SHOWN]) + more
