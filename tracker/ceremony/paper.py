"""A ceremony on paper: its script with boxes for initials, who is there, and what is written down by hand.

All of it is made from the bytes of the script that is announced, so that paper and announcement agree.
"""

import hashlib
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crypto.ceremony import Kind
from tracker.ceremony.announcing import people
from tracker.ceremony.ground import Ground
from tracker.ceremony.steps import ScriptStep, script_parts
from tracker.ceremony.words import digest_words, hex_groups
from tracker.speaking import rehearsal_banner

_STYLE = (
    "@page{size:A4;margin:13mm}section{break-after:page;font:9.5pt/1.25 sans-serif}"
    "h1{font-size:14pt;margin:0}"
    "h2{font-size:10pt;margin:2mm 0 0}p{margin:1.5mm 0}code{word-break:break-all}"
    "table{width:100%;border-collapse:collapse;margin:1.5mm 0}"
    "td,th{border:.3mm solid;padding:.8mm;text-align:left;vertical-align:top}.box{width:16mm}"
    ".blank td{height:7.5mm}.banner{border:.6mm solid;padding:1mm;text-align:center;font-weight:bold}"
)
_HASH_WORDS, _WORD_COLUMNS, _HEX_GROUPS = 24, 4, 16
_BLANK_PEOPLE = 14
_PREFACE = 0


@dataclass(frozen=True)
class Occasion:
    """What is known of a ceremony before it is held; empty where the paper leaves a place to write.

    ``script`` are the announced bytes; ``room`` the role and name of everybody who is expected.
    """

    kind: Kind
    script: bytes
    origin: str = ""
    day: str = ""
    reason: str = ""
    epoch: str = ""
    room: Sequence[tuple[str, str]] = field(default=())

    @classmethod
    def planned(cls, ground: Ground, script: bytes) -> "Occasion":
        """The occasion that a filled-in plan describes."""
        plan = ground.plan
        room = [("administrator", ""), *((role.value, name) for role, name in people(plan))]
        return cls(plan.kind, script, ground.origin, plan.day, plan.reason, str(ground.epoch), room)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the script, which the announcement and the transcript name."""
        return hashlib.sha256(self.script).digest()


def sheets_page(occasion: Occasion, language: str) -> str:
    """Script, announcement, attendance and hashes: a self-contained page, one A4 leaf each.

    ``language`` is that of the words that spell the script's hash.
    """
    said = html.escape(rehearsal_banner(occasion.origin))
    banner = f'<p class="banner">{said}</p>' if said else ""
    leaves = (
        (f"Announcement: {occasion.kind}", _announcement(occasion, language)),
        (f"Script: {occasion.kind}", _script(occasion)),
        (f"Who is here: {occasion.kind}", _attendance(occasion)),
        (f"Written down by hand: {occasion.kind}", _written_down()),
    )
    body = "".join(
        f"<section>{banner}<h1>{title}</h1><p>{_occasion_line(occasion)}</p>{''.join(leaf)}</section>"
        for title, leaf in leaves
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Ceremony: {occasion.kind}</title>'
        f"<style>{_STYLE}</style>{body}</html>\n"
    )


def _occasion_line(occasion: Occasion) -> str:
    known = (("Origin", occasion.origin), ("day", occasion.day), ("epoch", occasion.epoch))
    return " &ensp; ".join(f"{name}: <b>{html.escape(value) or '_' * 18}</b>" for name, value in known)


def _announcement(occasion: Occasion, language: str) -> Iterator[str]:
    yield f"<p>Reason: <b>{html.escape(occasion.reason) or '_' * 60}</b></p>"
    yield "<p>Announced in the ceremony log on (day): ____________________ as entry number: ________</p>"
    yield "<h2>The script that will be followed has this SHA-256</h2>"
    yield f"<p><code>{hex_groups(occasion.digest)}</code></p>"
    yield f"<p>{' '.join(digest_words(occasion.digest, language))}</p>"
    yield "<h2>Who will be there, with the fingerprint of the key handed in (ssh-keygen -l -f NAME.pub)</h2>"
    yield from _people(occasion, ("Role", "Name", "Fingerprint: SHA256:…"))


def _script(occasion: Occasion) -> Iterator[str]:
    for number, part in enumerate(script_parts(occasion.script)):
        if part.title:
            yield f"<h2>{html.escape(part.title)}</h2>"
        if part.text and number > _PREFACE:
            yield f"<p>{html.escape(part.text)}</p>"
        if part.steps:
            yield from _steps(part.steps)
    yield "<p>Done otherwise: number of the step, and what was done instead</p>"
    yield f'<table class="blank">{"<tr><td class=box><td>" * 3}</table>'


def _steps(steps: Sequence[ScriptStep]) -> Iterator[str]:
    boxes = "".join(f"<th class=box>{box}" for box in ("Done", "Otherwise", "Initials", "Time"))
    yield f"<table><tr><th>Step{boxes}"
    for step in steps:
        yield f"<tr><td>{step.number}. {html.escape(step.title)}{'<td>' * 4}"
    yield "</table>"


def _attendance(occasion: Occasion) -> Iterator[str]:
    yield "<p>Everybody who enters writes themselves in. The names are those of the plan, and published.</p>"
    yield from _people(occasion, ("Role", "Name", "Came, time", "Initials", "Left, time"))


def _people(occasion: Occasion, columns: Sequence[str]) -> Iterator[str]:
    yield f'<table class="blank"><tr><th>{"<th>".join(columns)}'
    rest = len(columns) - 2
    for role, name in [*occasion.room, *[("", "")] * (_BLANK_PEOPLE - len(occasion.room))]:
        yield f"<tr><td>{html.escape(role)}<td>{html.escape(name)}{'<td>' * rest}"
    yield "</table>"


def _written_down() -> Iterator[str]:
    digits = f"<tr>{'<td>' * (_HEX_GROUPS // 2)}" * 2
    rows = range(0, _HASH_WORDS, _WORD_COLUMNS)
    words = "".join(
        "<tr>" + "".join(f"<td>{row + column + 1}" for column in range(_WORD_COLUMNS)) for row in rows
    )
    for title in ("The transcript", "The head (at a genesis: the hash of the genesis)"):
        yield f"<h2>{title}: as read aloud, and as on my own screen</h2>"
        yield f'<table class="blank">{digits}</table><table class="blank">{words}</table>'
    yield "<p>Name: ____________________ &ensp; Day: ____________ &ensp; This sheet is mine; I keep it.</p>"
