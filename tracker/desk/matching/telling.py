"""Proposals in a caseworker's words; what strangers wrote is cleaned here, once (pure)."""

from tracker.desk.display import line
from tracker.desk.matching.candidates import Candidate
from tracker.desk.matching.reasons import Reason
from tracker.desk.matching.verdicts import Verdict
from tracker.records.language import translate

_VERY_ALIKE, _ALIKE = 0.85, 0.65
_VERDICTS = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.FORGET: "undecided"}
_LONGEST_FACT = 80


def reason_lines(candidate: Candidate, language: str) -> list[str]:
    """Why somebody is proposed, a line for each reason, safe for a terminal."""
    return [reason_line(reason, language) for reason in candidate.reasons]


def reason_line(reason: Reason, language: str) -> str:
    """One reason in words, safe for a terminal."""
    ours, theirs = line(reason.ours, _LONGEST_FACT), line(reason.theirs, _LONGEST_FACT)
    return translate(language, reason.msgid, ours=ours, theirs=theirs)


def strength(score: float, language: str) -> str:
    """A score in words: nobody should read hundredths into a judgement."""
    name = "very-alike" if score >= _VERY_ALIKE else "alike" if score >= _ALIKE else "little-alike"
    return translate(language, f"match.{name}")


def verdict_words(verdict: Verdict, language: str) -> str:
    """What was said of a pair."""
    return translate(language, f"match.{_VERDICTS[verdict]}")
