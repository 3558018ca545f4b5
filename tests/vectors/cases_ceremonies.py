"""Vectors of the ceremony log's entries, of transcripts and check-ins."""

from dataclasses import replace
from typing import Any

from crypto.attendance import AnnouncementRef, check_in, checkin_document
from crypto.ceremony import Outcome, decode_entry
from crypto.labels import Namespace
from crypto.sshsig import sign
from crypto.transcript import Participant, Possession, Step, Transcript
from tests.simulators.archive_story import whole_story
from tests.vectors.cast import DAY, OFFICERS, ORIGIN, head, key_log, seed, signing
from tests.vectors.notation import VectorFile


def make(workshop: Any) -> None:
    """All files of this page."""
    story = whole_story()
    _entries(workshop.file("ceremony-log/entry", "Entries of the ceremony log."), story)
    _transcripts(workshop.file("transcript/read", "Transcripts, of both versions."), story)
    _checkins(workshop)


def _entries(file: VectorFile, story: Any) -> None:
    entries = story.ceremonies.entries
    named = {"announcement of a genesis": 0, "outcome": 1, "announcement": 2, "release": 14, "roll-call": 17}
    for name, index in named.items():
        file.accept(name, document=entries[index])
    aborted = decode_entry(entries[13])
    assert isinstance(aborted, Outcome)
    file.accept("outcome of an aborted run", document=aborted.encode())
    file.accept("aborted before there was a transcript", document=replace(aborted, transcript=None).encode())
    announcement = file.blob("announcement", entries[2])
    for name, altered in {
        "another version": announcement.swap(b"/v1", b"/v2"),
        "an unknown kind": announcement.swap(b"ceremony add", b"ceremony party"),
        "planned before it was announced": announcement.swap(b"planned 2026-03-12", b"planned 2026-03-08"),
        "a day that does not exist": announcement.swap(b"planned 2026-03-12", b"planned 2026-02-30"),
        "a genesis of a later epoch": announcement.swap(b"ceremony add", b"ceremony genesis"),
        "no reason": announcement.swap(b"reason a rehearsal of add", b"reason "),
        "an unknown role": announcement.swap(b"participant officer", b"participant guest"),
        "a name twice": announcement.swap(b"officer officer-b", b"officer officer-a"),
        "lines exchanged": announcement.swap(
            b"announced 2026-03-09\nplanned 2026-03-12\n", b"planned 2026-03-12\nannounced 2026-03-09\n"
        ),
        "a line more": announcement.add(b"more x\n"),
        "CR": announcement.swap(b"\n", b"\r\n"),
        "no LF at the end": announcement.cut(len(announcement.data) - 1),
        "nothing": announcement.cut(0),
        "too long": announcement.swap(b"reason a", b"reason " + b"x" * 16384),
    }.items():
        file.refuse(name, "ceremony-entry-malformed", document=altered)
    outcome = file.blob("outcome", entries[1])
    head_line = next(line for line in outcome.data.split(b"\n") if line.startswith(b"head "))
    for name, altered in {
        "sealed without a head": outcome.swap(head_line, b"head none"),
        "aborted with a head": outcome.swap(b"outcome sealed", b"outcome aborted"),
        "neither sealed nor aborted": outcome.swap(b"outcome sealed", b"outcome done"),
    }.items():
        file.refuse(name, "ceremony-entry-malformed", document=altered)


def _transcripts(file: VectorFile, story: Any) -> None:
    first = Transcript(
        ORIGIN, "genesis", 0, DAY, None, seed("script"),
        tuple(Participant("officer", name, signing(name).public) for name in OFFICERS),
        (Possession("caseworker-a", seed("nonce"), seed("proof")),),
        (Step(1, "done", "keys read aloud"), Step(2, "deviated", "the printer was out of paper")),
        head().draft(),
    )  # fmt: skip
    file.accept("version 1", document=first.encode())
    for item in story.transcripts:
        file.accept(f"version 2: {item.ceremony}", document=item.encode())
    add = story.transcripts[1]
    stopped = replace(add, draft=b"", steps=(Step(1, "aborted", "the light failed", "AB"),))
    file.accept("aborted, without a head", document=stopped.encode())
    good = file.blob("add", add.encode())
    for name, altered in {
        "without a head": replace(add, draft=b"").encode(),
        "another version": good.swap(b"/v2", b"/v3"),
        "as version 1": good.swap(b"/v2", b"/v1"),
        "a step without initials": good.swap(b"step 1 done AB Everybody", b"step 1 done Everybody_was_there"),
        "a step that is missing": good.swap(b"step 2 ", b"step 3 "),
        "an unknown kind of key": good.swap(b"made signer", b"made writer"),
        "openings exchanged": good.swap(b"opening keys", b"opening ceremony"),
        "a genesis without one": replace(story.transcripts[0], epoch=1).encode(),
        "signatures behind": good.add(b"-----BEGIN SSH SIGNATURE-----\n"),
        "nothing": good.cut(0),
    }.items():
        file.refuse(name, "transcript-malformed", document=altered)


def _checkins(workshop: Any) -> None:
    opening, entry, key = key_log([b"head"]).encode(), b"an entry\n", signing("officer-a")
    making = workshop.file("checkin/make", "What somebody signs on entering, under checkin@<origin>.")
    for index in (0, 2):
        making.accept(
            f"announced at {index}", seed=seed("officer-a"), origin=ORIGIN, index=index, entry=entry,
            opening=opening,
        )  # fmt: skip
    file = workshop.file("checkin/check", "The 64 bytes of a check-in.")
    reference = AnnouncementRef.of(2, entry)
    document = checkin_document(ORIGIN, reference, opening)
    good = file.blob("signature", check_in(key, ORIGIN, reference, opening).signature)
    usual: dict[str, Any] = {"public": key.public, "signature": good, "origin": ORIGIN, "document": document}
    file.accept("good", **usual)
    elsewhere = checkin_document(ORIGIN, AnnouncementRef.of(3, entry), opening)
    other = sign(key, Namespace.TRANSCRIPT.at(ORIGIN), document).signature
    for name, changes in {
        "at another announcement": {"document": elsewhere},
        "of another origin": {"origin": "rehearsal/else"},
        "by somebody else": {"public": signing("officer-b").public},
        "signed for another purpose": {"signature": other},
        "a bit turned": {"signature": good.flip(0)},
        "cut short": {"signature": good.cut(63)},
    }.items():
        file.refuse(name, "checkin-invalid", **{**usual, **changes})
