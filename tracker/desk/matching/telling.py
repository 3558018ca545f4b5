"""Proposals in a caseworker's words; what strangers wrote is cleaned here, once (pure)."""

from tracker.desk.display import line
from tracker.desk.matching.candidates import Candidate
from tracker.desk.matching.reasons import Reason, Why
from tracker.desk.matching.verdicts import Verdict
from tracker.records.language import translate

_VERY_ALIKE, _ALIKE = 0.85, 0.65
_VERDICTS = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.FORGET: "undecided"}
_LONGEST_FACT = 80
_OF_NAMES = {
    Why.NAME_SAME,
    Why.NAME_SPELLING,
    Why.NAME_DIFFERS,
    Why.GIVEN_PAIR,
    Why.INITIAL,
    Why.WORD_MISSING,
    Why.OTHER_NAME,
}


def reason_lines(candidate: Candidate, language: str) -> list[str]:
    """Why somebody is proposed, a line for each reason, safe for a terminal."""
    return [reason_line(reason, language) for reason in candidate.reasons]


def reason_line(reason: Reason, language: str) -> str:
    """One reason in words, safe for a terminal."""
    ours, theirs = (line(_as_name(fact, reason.why), _LONGEST_FACT) for fact in (reason.ours, reason.theirs))
    return translate(language, reason.msgid, ours=ours, theirs=theirs)


def _as_name(fact: str, why: Why) -> str:
    """Words of names are compared in small letters, and read with large ones."""
    if why in _OF_NAMES:
        return " ".join(word[:1].upper() + word[1:] for word in fact.split(" "))
    return fact


def strength(score: float, language: str) -> str:
    """A score in words: nobody should read hundredths into a judgement."""
    name = "very-alike" if score >= _VERY_ALIKE else "alike" if score >= _ALIKE else "little-alike"
    return translate(language, f"match.{name}")


def verdict_words(verdict: Verdict, language: str) -> str:
    """What was said of a pair."""
    return translate(language, f"match.{_VERDICTS[verdict]}")
