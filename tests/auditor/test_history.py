"""What only shows over time: what was kept, days that were made up, keys that were exchanged."""

from dataclasses import replace

from crypto.ceremony import Kind, Release
from tests.auditor.memory import MemorySource
from tests.simulators.archive import Ceremony, Rehearsal
from tests.simulators.archive_cast import FIRST_CASEWORKERS, at, caseworker, with_caseworkers
from tests.simulators.archive_story import SIGNERS, release, rotate, whole_story
from tests.vectors import cast
from tracker.auditor.finding import Finding, Result
from tracker.auditor.kept import Kept
from tracker.auditor.verify import Audit, verify


def audit(story: Rehearsal, kept: Kept | None = None) -> Audit:
    """The audit of a story as it stands."""
    return verify(story.trust().encode(), MemorySource(story.archive()), story.now, kept)


def remembered(story: Rehearsal, kept: Kept | None = None) -> Kept:
    """What an auditor keeps of it."""
    return (kept or Kept(story.origin)).adding(audit(story).notes())


def failures(done: Audit) -> list[tuple[int, str | None]]:
    """Number and code of every rule that fails."""
    return [(item.number, item.code) for item in done.findings if item.result is Result.FAILS]


def begun() -> Rehearsal:
    """A genesis, one more caseworker, some letters."""
    story = Rehearsal()
    story.genesis()
    story.take_letters(150)
    story.add()
    story.publish("caseworker-a", "caseworker-b")
    return story


def of(done: Audit, number: int) -> Finding:
    """The finding of a rule."""
    return done.findings[number - 1]


def test_a_story_extends_what_was_kept_of_it() -> None:
    story = begun()
    kept = remembered(story)
    rotate(story)
    story.take_letters(300)
    story.publish(*SIGNERS, "caseworker-b")
    done = audit(story, kept)
    assert failures(done) == []
    assert [of(done, number).result for number in (5, 17, 37)] == [Result.HOLDS] * 3
    assert {len(notes) for notes in remembered(story, kept).notes.values()} == {2}


def test_another_story_with_the_same_beginning_is_a_fork() -> None:
    story, other = begun(), begun()
    rotate(story)
    story.take_letters(400)
    other.add("caseworker-d", announced="2026-03-12", day="2026-03-15")
    other.intake.entries += [cast.seed(f"other {number}") for number in range(300)]
    rotate(other)
    assert failures(audit(other, remembered(story)))[:1] == [(5, "log-forked")]
    assert {code for number, code in failures(audit(other, remembered(story))) if number in (17, 37)} == {
        "log-forked",
        "log-rolled-back",
    }


def test_a_story_with_its_end_cut_off_was_rolled_back() -> None:
    story = begun()
    rotate(story)
    assert failures(audit(begun(), remembered(story)))[:1] == [(5, "log-rolled-back")]


def test_what_was_kept_of_another_origin_judges_nothing() -> None:
    assert failures(audit(begun(), Kept("rehearsal/another"))) == [(1, "audit-state")]


def test_an_announcement_cannot_bear_a_day_before_the_log_was_seen_without_it() -> None:
    story = begun()
    # When the ceremony before was opened, on the 12th, witnesses saw the log without this entry.
    rotate(story, announcement=lambda item: replace(item, announced="2026-03-11"))
    assert (22, "announcement-differs") in failures(audit(story))


def test_an_auditors_own_memory_proves_a_made_up_day() -> None:
    story = begun()
    story.now = at("2026-03-17")
    kept = remembered(story)
    rotate(story)
    story.publish(*SIGNERS, "caseworker-b")
    assert failures(audit(story)) == []
    assert failures(audit(story, kept)) == [(22, "announcement-differs")]


def test_what_was_kept_before_a_log_got_another_key_still_counts() -> None:
    story = begun()
    kept = remembered(story)
    new = cast.log_signer("intake", story.origin)
    new = replace(new, key=cast.signing("another intake key"))
    head = {"intake": new.verifier}
    story.hold(Ceremony(Kind.ROTATE, "2026-03-16", "2026-03-19", head=head))
    story.intake.signer = new
    done = audit(story, kept)
    assert failures(done) == []
    assert of(done, 37).result is Result.HOLDS


def test_the_drawing_of_all_kinds_of_ceremony_is_told_in_words() -> None:
    done = audit(whole_story())
    evidence = of(done, 27).evidence
    assert all(f"{kind} (epoch " in evidence for kind in Kind)


def test_heads_before_the_known_one_are_judged_too() -> None:
    """A client that knows a later epoch never sees who signed the earlier ones; an auditor does."""
    story = Rehearsal()
    story.genesis()
    story.add(signers=("officer-a", "neighbour"))
    story.publish("caseworker-a", "caseworker-b")
    done = verify(story.trust(known=1).encode(), MemorySource(story.archive()), story.now)
    assert failures(done)[0] == (9, "officers-missing")


def test_a_known_epoch_does_not_stand_in_for_the_genesis() -> None:
    story = begun()
    trust = replace(story.trust(known=1), genesis=bytes(32))
    assert failures(verify(trust.encode(), MemorySource(story.archive()), story.now)) == [
        (7, "keyring-genesis")
    ]


def test_a_release_that_nobody_logged_fails_its_own_rule() -> None:
    story = begun()
    manifest = story.release("2026-03-13")
    story.ceremonies.entries.pop()
    story.hold(Ceremony(Kind.RELEASE, "2026-03-16", "2026-03-19", head={"client": manifest}))
    assert of(audit(story), 39).code == "release-unlogged"


def opened_early(day: str, hour: int) -> Rehearsal:
    """An ``add`` of the usual days, whose logs were seen by witnesses for the last time at this hour."""
    story = Rehearsal()
    story.genesis()
    early = at(day, hour)
    story.add(
        opening=lambda _: story.ceremonies.note(early),
        transcript=lambda transcript: replace(transcript, opening=story.keys.note(early)),
    )
    return story


def test_an_opening_may_be_of_the_day_before() -> None:
    assert failures(audit(opened_early("2026-03-11", 0))) == []


def test_a_ceremony_that_bears_a_later_day_than_it_had_cuts_no_cooling_off_short() -> None:
    story = opened_early("2026-03-10", 23)
    assert failures(audit(story)) == [(23, "quorum-missing")]
    # Whatever age a trust root allows for what is read today.
    done = verify(story.trust(max_age_hours=168).encode(), MemorySource(story.archive()), story.now)
    assert failures(done) == [(23, "quorum-missing")]


def test_half_a_year_counts_from_the_ceremony_and_not_from_a_first_day_to_come() -> None:
    story = Rehearsal()
    late = [caseworker(name, "2030-01-01", "2031-01-01") for name in FIRST_CASEWORKERS]
    story.genesis(roster=with_caseworkers(*late))
    assert failures(audit(story)) == []
    story.now += 200 * 86_400
    assert (30, "rotation-overdue") in failures(audit(story))


def test_an_entry_of_a_day_to_come_is_refused() -> None:
    story = begun()
    story.ceremonies.entries.append(Release(story.origin, "1.0.0", bytes(32), 1, "2099-01-01").encode())
    assert failures(audit(story)) == [(22, "announcement-differs")]


def test_a_release_without_a_familys_page_is_refused() -> None:
    story = begun()
    release(story, pages={"nothing.txt": b"nothing", "en/": b"", "uk/": b""})
    assert failures(audit(story)) == [(39, "client-file-differs")]
