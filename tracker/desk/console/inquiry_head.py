"""What counts of an inquiry at a glance: two lines above it (pure but for the session it reads)."""

from collections.abc import Iterator

from rich.text import Text

from tracker.desk import display
from tracker.desk.alarm_words import alarm_text
from tracker.desk.alarms import alarms_of
from tracker.desk.case import Case
from tracker.desk.console.answer_text import word
from tracker.desk.console.flags import flag_words
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.records.form import BY_KEY
from tracker.records.form_export import option_id, options

_NAME_COLUMNS, _WORD_COLUMNS, _FLAGS_COLUMNS, _CATEGORY_COLUMNS = 40, 40, 120, 26
_NARROW, _MARGIN = 80, 4


def head_text(session: ConsoleSession, number: int, columns: int = _NARROW) -> Text:
    """Number, name, category; then what presses and who has it."""
    text, case = title_text(session, number, columns), session.desk.cases.get(number)
    if case is not None:
        text.append("\n")
        text.append("  ".join(_facts(session, case)) or " ", "not bold")
    return text


def title_text(session: ConsoleSession, number: int, columns: int = _NARROW) -> Text:
    """Number, name, category, in a line of so many columns."""
    case = session.desk.cases.get(number)
    if case is None:
        return Text(say(session, "case.gone"))
    text = Text(f"{case.label}  ", "bold")
    name_room = columns - len(text) - _CATEGORY_COLUMNS - _MARGIN
    text.append(_name(case, max(_NAME_COLUMNS, name_room)), "bold")
    room = max(_CATEGORY_COLUMNS, columns - display.width(text.plain) - _MARGIN)
    category = display.line(_form_word(session, "category", case.form.get("category")), room)
    text.append(f"  {category}", "not bold")
    return text


def _facts(session: ConsoleSession, case: Case) -> Iterator[str]:
    triage, answer = case.triage, case.published_answer
    if case.form.get("urgent"):
        yield f"‼ {say(session, 'case.urgent')}: {_form_word(session, 'urgent', case.form['urgent'])}"
    if triage.escalated:
        yield f"▲ {say(session, 'case.escalated')}"
    if case.is_withdrawn:
        yield f"✗ {say(session, 'case.withdrawn')}"
    if case.is_closed:
        yield f"■ {say(session, 'case.closed')}"
    yield from (f"◷ {alarm_text(alarm, session.language)}" for alarm in alarms_of(case, session.today))
    if case.waiting_answer is not None:
        yield f"2 {say(session, 'answer.waits')}"
    yield f"{say(session, 'answer.knowledge')}: {_knowledge(session, case)}"
    owner = display.line(triage.owner, _WORD_COLUMNS) or say(session, "assign.nobody")
    yield f"{say(session, 'case.owner')}: {owner}"
    if case.waiting_until:
        yield f"⏳ {say(session, 'case.waits', day=display.line(case.waiting_until, _WORD_COLUMNS))}"
    if answer is not None:
        yield f"{say(session, 'case.answered')}: {display.line(str(answer.content['answered']), 10)}"
    if triage.tags:
        yield " ".join(f"#{display.line(tag, _WORD_COLUMNS)}" for tag in sorted(triage.tags))
    if case.flags:
        flags = ", ".join(flag_words(session.language, flag) for flag in case.flags)
        yield f"⚑ {display.line(flags, _FLAGS_COLUMNS)}"


def _knowledge(session: ConsoleSession, case: Case) -> str:
    answer = case.published_answer
    return word("knowledge", answer.content["knowledge"]["value"] if answer else "none", session.language)


def _name(case: Case, columns: int) -> str:
    name = case.form.get("full-name")
    return display.line(name, columns) if isinstance(name, str) else "—"


def _form_word(session: ConsoleSession, key: str, value: object) -> str:
    """An option of the form in the caseworker's language; anything else as it is, made harmless."""
    if isinstance(value, list):
        return ", ".join(_form_word(session, key, item) for item in value[:6])
    if isinstance(value, str) and value in options(BY_KEY[key]):
        return session.say(option_id(key, BY_KEY[key], value))
    return display.line(str(value), _WORD_COLUMNS) if value else ""
