"""Who did what to an inquiry, newest first, in words (pure but for the session it reads)."""

from rich.text import Text

from tracker.desk import acts, display
from tracker.desk.alarm_words import heard_text
from tracker.desk.case import Case
from tracker.desk.console.answer_text import by_whom, word
from tracker.desk.console.entries import entry_label
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.desk.days import day_of
from tracker.desk.leaving import reference_in
from tracker.desk.referrals.carried_fields import RECIPIENTS
from tracker.desk.triage import Done
from tracker.desk.undoing import brings_again

_WORD_COLUMNS, _TEXT_COLUMNS, _WHAT_COLUMNS = 80, 4_000, 200
_CLOCK_OF_DAY = 86_400
# What a colleague's vault does not tell, or not as ours does.
_UNTOLD = "?"


def history_text(session: ConsoleSession, case: Case) -> Text:
    """Every act, the newest first; what was taken back is struck out and says so."""
    text = Text()
    for done in reversed(case.triage.history):
        text.append_text(_line(session, case, done))
    read = say(session, "did.read", case=case.label)
    text.append(f"{case.received_day}       {read}\n", "dim")
    return text


def newest_own(session: ConsoleSession, case: Case) -> Done | None:
    """What this caseworker did last to an inquiry and can take back; None if there is nothing."""
    own = (
        done
        for done in reversed(case.triage.history)
        if session.desk.is_same_person(done.actor, session.vault.identity.signing_key.public)
        and not done.is_undone
        and not isinstance(done.act, (acts.Undo, *acts.LASTING))
    )
    return next(own, None)


def newest_undo(session: ConsoleSession, case: Case) -> Done | None:
    """What this caseworker took back last of an inquiry, unless they did something else to it since."""
    own = (
        done
        for done in reversed(case.triage.history)
        if session.desk.is_same_person(done.actor, session.vault.identity.signing_key.public)
        and not done.is_undone
        and not isinstance(done.act, acts.LASTING)
        and not brings_again(case, done)
    )
    newest = next(own, None)
    return newest if newest is not None and isinstance(newest.act, acts.Undo) else None


def act_words(session: ConsoleSession, case: Case, act: acts.Act) -> str:
    """What was done, in a line; texts of caseworkers may have several."""
    return say(session, f"did.{act.kind}{_variant(act, session.language)}", **_values(session, case, act))


def _line(session: ConsoleSession, case: Case, done: Done) -> Text:
    minutes = done.at % _CLOCK_OF_DAY // 60
    when = f"{day_of(done.at)} {minutes // 60:02d}:{minutes % 60:02d}"
    text = Text(f"{when} ", "dim")
    text.append(f"{by_whom(session.desk, done.actor)} ", "bold")
    words = act_words(session, case, done.act)
    if done.is_undone:
        text.append(f"↶ {say(session, 'did.taken-back')} ", "bold")
    text.append(f"{words}\n", "strike" if done.is_undone else "")
    return text


def _variant(act: acts.Act, language: str) -> str:
    """Which of the texts for this kind of act fits."""
    match act:
        case acts.Assign(to=""):
            return ".nobody"
        case acts.Wait(until=""):
            return ".over"
        case acts.Escalate(on=False) | acts.Link(on=False) | acts.Tag(on=False):
            return ".over"
        case acts.Judge(verdict=verdict):
            return f".{verdict or 'forget'}"
        case acts.Heard(alarm=alarm) if heard_text(alarm, language)[1]:
            return ".later"
    return ""


def _values(session: ConsoleSession, case: Case, act: acts.Act) -> dict[str, str]:
    match act:
        case acts.Answer(content=content):
            names = ("work", content.get("work")), ("knowledge", content["knowledge"]["value"])
            return {name: word(name, value, session.language) for name, value in names}
        case acts.Assign(to=name) | acts.Tag(name=name):
            return {"name": display.line(name, _WORD_COLUMNS)}
        case acts.Wait(until=day, why=why):
            return {"day": display.line(day, _WORD_COLUMNS), "why": display.line(why, _WHAT_COLUMNS)}
        case acts.Note(text=text):
            return {"text": display.block(text, _TEXT_COLUMNS)}
        case acts.Escalate(why=why):
            return {"why": display.line(why, _WHAT_COLUMNS)}
        case acts.Link(other=reference) | acts.Judge(entry=reference):
            return {"other": entry_label(session, reference)}
        case acts.Heard(alarm=alarm):
            words, day = heard_text(alarm, session.language)
            return {"alarm": display.line(words, _WHAT_COLUMNS), "day": day}
        case acts.Referred() | acts.Evidence():
            return _left(session, act)
        case acts.Undo(act=undone):
            named = {done.id: done for done in case.triage.history}.get(undone)
            known = named is not None and not isinstance(named.act, acts.Undo)
            return {"what": act_words(session, case, named.act) if named and known else "…"}
    return {}


def _left(session: ConsoleSession, act: acts.Referred | acts.Evidence) -> dict[str, str]:
    """What left the desk, by the reference on it, and for whom."""
    if isinstance(act, acts.Evidence):
        return {"reference": reference_in(act.export) or _UNTOLD}
    recipient = act.sheet.get("recipient")
    is_known = isinstance(recipient, str) and recipient in RECIPIENTS
    who = session.say(f"referral.recipient.{recipient}") if is_known else _UNTOLD
    return {"who": who, "reference": reference_in(act.sheet) or _UNTOLD}
