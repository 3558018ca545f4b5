"""Verifying an archive: forty rules, all tried, those first on which others build (docs/spec/audit.md).

The trust root
 1. The trust root is whole
The key log
 2. The key log's checkpoint is signed by the log key of the trust root
 3. Enough witnesses saw the key log lately
 4. The key log's tiles follow from its entries
 5. The key log extends what this auditor has kept
Who may do what
 6. Every entry of the key log is a head that follows the one before
 7. Genesis and known head are those of the trust root
 8. The served keyring is the logged one, and a client accepts it
 9. The officers of both epochs signed each head
10. The witnesses that the newest head asks for saw the key log lately
11. Each roster is the one that its head names
12. A key has one owner and one role, in all epochs
13. Who signs answers is a caseworker
The ceremony log
14. The ceremony log's checkpoint is signed by the key in the newest head
15. Enough witnesses saw the ceremony log lately
16. The ceremony log's tiles follow from its entries
17. The ceremony log extends what this auditor has kept
18. Every entry of the ceremony log is well formed and in its place
The ceremonies
19. Every head comes from a ceremony that was announced and sealed
20. Each transcript is the logged one, and drafted its head
21. Everybody who was there signed the transcript
22. Each ceremony was held as announced
23. Each opened with checkpoints of these logs, after its announcement
24. Everybody checked in at the opening: nothing was signed before
25. Each script is the announced one
26. Whoever got new keys proved to hold them
27. Each ceremony changed only what its kind may change
28. No suspect officer's signature was needed
29. What an aborted ceremony made is never used
30. No caseworker's keys are overdue for rotation
31. The recovery identity is committed to, and a used one is gone
32. Each answer at a roll-call is by another share
What the server serves
33. The newest answers are signed by their publishers
34. The intake log's checkpoint is signed by the key in the newest head
35. Enough witnesses saw the intake log lately
36. The intake log's tiles follow from its entries
37. The intake log extends what this auditor has kept
38. What each desk has read is the beginning of the intake log
39. The served client's manifest is the released one
40. Every file of the served client is as released
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crypto.errors import TrackerError
from tracker.auditor import changes, heads, logs, proofs, rosters, served, transcripts, trust
from tracker.auditor.case import Case, LogCase, Progress
from tracker.auditor.finding import Finding, NotApplicable, NotDecided, Result
from tracker.auditor.kept import Kept
from tracker.auditor.source import Source
from tracker.records.archive import Log


@dataclass(frozen=True)
class Rule:
    """A rule: what it says, and the check that gives its evidence or raises."""

    number: int
    title: str
    check: Callable[[Case], str]


@dataclass(frozen=True)
class Audit:
    """All findings, and the case with everything that was found out."""

    findings: tuple[Finding, ...]
    case: Case

    @property
    def holds(self) -> bool:
        """Whether no rule fails and none is undecided."""
        return all(item.result in (Result.HOLDS, Result.NOT_APPLICABLE) for item in self.findings)

    def notes(self) -> dict[Log, bytes]:
        """The checkpoints of the logs that were proven, to be kept for the next time."""
        logs_found = [self.case.keys, self.case.ceremony, self.case.intake]
        return {item.log: item.signed.get().data for item in logs_found if item.tiles.is_known}


def verify(
    trust_document: bytes,
    source: Source,
    now: int,
    kept: Kept | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Tries every rule on an archive, at POSIX time ``now``. Nothing in the archive makes it raise.

    ``kept`` is what ``Audit.notes`` gave at earlier audits.
    """
    case = Case(trust_document, source, now, kept, progress or _silent)
    findings: list[Finding] = []
    for rule in RULES:
        findings.append(_try(rule, case, findings))
    return Audit(tuple(findings), case)


def _try(rule: Rule, case: Case, before: Sequence[Finding]) -> Finding:
    try:
        return Finding(rule.number, rule.title, Result.HOLDS, rule.check(case))
    except TrackerError as error:
        return Finding(rule.number, rule.title, Result.FAILS, str(error), error.code)
    except NotApplicable as reason:
        return Finding(rule.number, rule.title, Result.NOT_APPLICABLE, str(reason))
    except NotDecided as missing:
        needed = before[missing.number - 1]
        if needed.result is Result.NOT_APPLICABLE:
            return Finding(rule.number, rule.title, Result.NOT_APPLICABLE, needed.evidence)
        return Finding(rule.number, rule.title, Result.UNDECIDED, str(missing))


def _silent(_log: Log, _done: int, _all: int) -> None:
    """Says nothing of progress."""


def _of(log: Callable[[Case], LogCase], check: Callable[[Case, LogCase], str]) -> Callable[[Case], str]:
    return lambda case: check(case, log(case))


def _keys(case: Case) -> LogCase:
    return case.keys


def _ceremony(case: Case) -> LogCase:
    return case.ceremony


def _intake(case: Case) -> LogCase:
    return case.intake


# Which heading stands before which rule.
SECTIONS = {
    1: "The trust root",
    2: "The key log",
    6: "Who may do what",
    14: "The ceremony log",
    19: "The ceremonies",
    33: "What the server serves",
}
RULES = (
    Rule(1, "The trust root is whole", trust.check_trust),
    Rule(
        2,
        "The key log's checkpoint is signed by the log key of the trust root",
        _of(_keys, logs.check_signed),
    ),
    Rule(3, "Enough witnesses saw the key log lately", _of(_keys, logs.check_trusted_witnesses)),
    Rule(4, "The key log's tiles follow from its entries", _of(_keys, logs.check_whole)),
    Rule(5, "The key log extends what this auditor has kept", _of(_keys, logs.check_extends)),
    Rule(6, "Every entry of the key log is a head that follows the one before", heads.check_chain),
    Rule(7, "Genesis and known head are those of the trust root", heads.check_known),
    Rule(8, "The served keyring is the logged one, and a client accepts it", heads.check_served),
    Rule(9, "The officers of both epochs signed each head", heads.check_officers),
    Rule(10, "The witnesses that the newest head asks for saw the key log lately", heads.check_own_witnesses),
    Rule(11, "Each roster is the one that its head names", rosters.check_rosters),
    Rule(12, "A key has one owner and one role, in all epochs", rosters.check_roles),
    Rule(13, "Who signs answers is a caseworker", rosters.check_publishers),
    Rule(
        14,
        "The ceremony log's checkpoint is signed by the key in the newest head",
        _of(_ceremony, logs.check_signed),
    ),
    Rule(15, "Enough witnesses saw the ceremony log lately", _of(_ceremony, logs.check_all_witnesses)),
    Rule(16, "The ceremony log's tiles follow from its entries", _of(_ceremony, logs.check_whole)),
    Rule(17, "The ceremony log extends what this auditor has kept", _of(_ceremony, logs.check_extends)),
    Rule(18, "Every entry of the ceremony log is well formed and in its place", transcripts.check_records),
    Rule(19, "Every head comes from a ceremony that was announced and sealed", transcripts.check_ended),
    Rule(20, "Each transcript is the logged one, and drafted its head", transcripts.check_transcripts),
    Rule(21, "Everybody who was there signed the transcript", transcripts.check_signed),
    Rule(22, "Each ceremony was held as announced", transcripts.check_as_announced),
    Rule(
        23, "Each opened with checkpoints of these logs, after its announcement", transcripts.check_openings
    ),
    Rule(24, "Everybody checked in at the opening: nothing was signed before", transcripts.check_entered),
    Rule(25, "Each script is the announced one", proofs.check_scripts),
    Rule(26, "Whoever got new keys proved to hold them", proofs.check_proofs),
    Rule(27, "Each ceremony changed only what its kind may change", changes.check_changes),
    Rule(28, "No suspect officer's signature was needed", changes.check_suspects),
    Rule(29, "What an aborted ceremony made is never used", changes.check_aborted),
    Rule(30, "No caseworker's keys are overdue for rotation", rosters.check_ages),
    Rule(31, "The recovery identity is committed to, and a used one is gone", changes.check_recovery),
    Rule(32, "Each answer at a roll-call is by another share", changes.check_roll_calls),
    Rule(33, "The newest answers are signed by their publishers", served.check_manifests),
    Rule(
        34, "The intake log's checkpoint is signed by the key in the newest head", served.check_intake_signed
    ),
    Rule(35, "Enough witnesses saw the intake log lately", _of(_intake, logs.check_all_witnesses)),
    Rule(36, "The intake log's tiles follow from its entries", _of(_intake, logs.check_whole)),
    Rule(37, "The intake log extends what this auditor has kept", _of(_intake, logs.check_extends)),
    Rule(38, "What each desk has read is the beginning of the intake log", served.check_read),
    Rule(39, "The served client's manifest is the released one", served.check_release),
    Rule(40, "Every file of the served client is as released", served.check_client_files),
)
