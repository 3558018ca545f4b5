"""The one door of what leaves the desk: every answer passes it when written and when an outbox is made.

docs/spec/wording.md, "The door". An answer may come from another vault, or be older than the rules: what
counts is the check at the time of the export, by the program that exports.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crypto.errors import TrackerError
from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.replies.findings import LANGUAGE, Finding, Weight
from tracker.desk.replies.names import Written, names_of
from tracker.desk.replies.outgoing_check import check_wording, read_words
from tracker.desk.replies.templates import check_ready_words
from tracker.desk.state import Desk
from tracker.records.answer import check_answer, encode_answer
from tracker.records.errors import JustificationIdle, JustificationShort, TemplateUnfit, WordingStopped

REASON_MAX = 300
# "r2" convinces nobody; "a ferry" may.
_FEWEST_LETTERS, _FEWEST_DIFFERENT, _FEWEST_WORDS = 10, 5, 2


@dataclass(frozen=True)
class Held:
    """An answer that an outbox does not tell, and the codes of what holds it.

    ``without_text``: it was told before, and is now told without the caseworker's words; otherwise the
    answer before it is told.
    """

    case: Case
    answer: WrittenAnswer
    codes: tuple[str, ...]
    without_text: bool


@dataclass(frozen=True)
class Question:
    """Whether an answer may be told, and all that this hangs on, so that any process can say it.

    ``body`` is the canonical JSON of its content, which was checked; ``language`` the family's.
    """

    body: bytes = field(repr=False)
    justified: dict[str, str] = field(repr=False)
    language: str
    names: Written = field(repr=False)

    def refusals(self) -> frozenset[str]:
        """The codes of what keeps the answer in.

        A family may have changed its language since: that takes no answer away from it.
        """
        content = json.loads(self.body)
        found = read_words(content["text"], self.names, self.language, content["language"])
        stopped = (item for item in found if item.code != LANGUAGE)
        refused = {item.code for item in stopped if not is_let_through(item, self.justified)}
        try:
            check_ready_words(content)
        except TemplateUnfit as error:
            refused.add(error.code)
        return frozenset(refused)


@dataclass(frozen=True)
class Choice:
    """What an inquiry is told: the answer (None: only that it was received), and its content, which may
    lack the text; and what is held back.
    """

    answer: WrittenAnswer | None
    content: dict[str, Any] = field(repr=False)
    held: Held | None = None


def findings_of(content: dict[str, Any], desk: Desk, case: Case) -> list[Finding]:
    """Everything that the check finds in an answer's words."""
    return check_wording(content["text"], desk, case, content["language"])


def check_outgoing(
    content: dict[str, Any], justified: Mapping[str, str], desk: Desk, case: Case
) -> list[Finding]:
    """What was found in an answer that may be written; raises if it may not.

    Raises AnswerError, TemplateUnfit, WordingStopped (``facts["findings"]``: what refuses it),
    JustificationIdle for a reason about nothing that can be justified, JustificationShort for one that is
    none.
    """
    check_answer(content)
    check_ready_words(content)
    found = findings_of(content, desk, case)
    _check_reasons(found, justified)
    refused = [item for item in found if not is_let_through(item, justified)]
    if refused:
        raise WordingStopped(_in_short(refused), findings=refused)
    return found


def is_let_through(finding: Finding, justified: Mapping[str, str]) -> bool:
    """Whether a finding stops nothing: a warning, or one that the author justified."""
    reason = justified.get(finding.key)
    is_given = isinstance(reason, str) and is_reason(reason)
    return finding.weight is Weight.WARN or (finding.weight is Weight.STOP and is_given)


def is_reason(text: str) -> bool:
    """Whether a reason says enough for a second caseworker to judge by: two words, ten letters; at most 300
    characters.
    """
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    is_said = len(letters) >= _FEWEST_LETTERS and len(set(letters)) >= _FEWEST_DIFFERENT
    return is_said and len(words) >= _FEWEST_WORDS and len(text) <= REASON_MAX


def question_of(desk: Desk, case: Case) -> Question | None:
    """What is to be asked about the newest answer that a second caseworker need not see any more.

    None if `choose_answer` reads no words to say what is told now, or has to look further back.
    """
    answer = None if case.is_withdrawn else case.published_answer
    body = None if answer is None else _body_of(answer)
    if answer is None or body is None or not answer.content["text"]:
        return None
    return _question(desk, case, answer, body)


def choose_answer(desk: Desk, case: Case, newest: frozenset[str] | None = None) -> Choice:
    """The newest answer of a case that may be told now, and what is held back instead of it.

    ``newest`` is what its `question_of` came to, where that is known.
    """
    held: Held | None = None
    for answer in reversed(case.answers):
        if answer.waits_for_second:
            continue
        codes, newest = _refusals(desk, case, answer) if newest is None else newest, None
        if not codes:
            return Choice(answer, dict(answer.content), held)
        told_before = codes.isdisjoint(_NO_ANSWER) and _was_told(desk, case, answer)
        held = held or Held(case, answer, tuple(sorted(codes)), told_before)
        if told_before:
            return Choice(answer, {**answer.content, "text": ""}, held)
    return Choice(None, {}, held)


def ready_answer(desk: Desk, case: Case) -> WrittenAnswer | None:
    """The answer that an outbox made now would tell; None if there is none."""
    return choose_answer(desk, case).answer


def held_back(desk: Desk) -> list[Held]:
    """Every answer that an outbox made now would not tell as it was written, by case."""
    cases = (case for _, case in sorted(desk.cases.items()) if case.keys and not case.is_withdrawn)
    return [held for case in cases if (held := choose_answer(desk, case).held) is not None]


_NO_ANSWER = frozenset({"answer"})


def _refusals(desk: Desk, case: Case, answer: WrittenAnswer) -> frozenset[str]:
    """The codes of what keeps an answer in; "answer" if it is none at all."""
    body = _body_of(answer)
    if body is None:
        return _NO_ANSWER
    return _question(desk, case, answer, body).refusals() if answer.content["text"] else frozenset()


def _body_of(answer: WrittenAnswer) -> bytes | None:
    try:
        return encode_answer(answer.content)
    except TrackerError:
        return None


def _question(desk: Desk, case: Case, answer: WrittenAnswer, body: bytes) -> Question:
    return Question(body, dict(answer.justified), case.language, names_of(desk, case))


def _was_told(desk: Desk, case: Case, answer: WrittenAnswer) -> bool:
    return any(draft.cases.get(str(case.number)) == answer.sequence for draft in desk.drafts.values())


def _check_reasons(found: list[Finding], justified: Mapping[str, str]) -> None:
    allowed = {item.key for item in found if item.weight is Weight.STOP}
    for key, reason in justified.items():
        if key not in allowed:
            raise JustificationIdle("a reason for something that is not in the text", key=key)
        if not is_reason(reason):
            least = f"{_FEWEST_WORDS} words and {_FEWEST_LETTERS} letters"
            raise JustificationShort(
                f"a reason has at least {least}, at most {REASON_MAX} characters", key=key
            )


def _in_short(refused: list[Finding]) -> str:
    return "; ".join(f"{item.code} at {item.start + 1}: {item.found}" for item in refused[:5])
