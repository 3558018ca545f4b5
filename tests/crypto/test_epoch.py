"""An epoch's keys, and what earlier ones leave behind (docs/spec/succession.md)."""

from crypto.ceremony import Release
from crypto.epoch import Epoch, Past, made_keys, suspect_officers
from crypto.transcript import KeyKind
from tests.simulators.archive_story import whole_story
from tests.vectors.cast import head, roster, seed, signing

STORY = whole_story()


def test_every_key_of_a_genesis_is_new_and_named() -> None:
    made = made_keys(None, STORY.epochs[0])
    assert [(item.kind.value, item.name) for item in made] == [
        ("officer", "officer-a"), ("officer", "officer-b"), ("officer", "officer-c"),
        ("recipient", "caseworker-a"), ("signer", "caseworker-a"),
        ("recipient", "caseworker-b"), ("signer", "caseworker-b"),
        ("recipient", "recovery"), ("share", "share-1"), ("share", "share-2"), ("share", "share-3"),
        ("log", "keys"), ("log", "ceremony"), ("log", "intake"),
    ]  # fmt: skip
    assert len({item.key for item in made}) == len(made)


def test_what_an_epoch_brings_is_what_its_ceremony_says() -> None:
    for number, transcript in enumerate(STORY.transcripts):
        old = STORY.epochs[number - 1] if number else None
        assert made_keys(old, STORY.epochs[number]) == transcript.made
    assert made_keys(STORY.epochs[5], STORY.epochs[6]) == ()


def test_the_past_forgets_nothing() -> None:
    past = Past()
    for epoch in STORY.epochs:
        past = past.with_epoch(epoch)
    for epoch in STORY.epochs:
        assert past.keys >= epoch.halves | {item.key for item in epoch.all_keys()}
        assert past.shares >= set(epoch.roster.recovery.commitments)
    assert seed("made in vain") not in past.keys
    released = past.with_release(Release("rehearsal/test", "1", seed("manifest"), 0, "2026-01-01"))
    assert released.manifests == {seed("manifest")}


def test_a_key_that_changes_its_purpose_is_new() -> None:
    first = Epoch(head(), roster())
    turned = Epoch(head(intake=first.head.intake), roster())
    assert made_keys(first, turned) == ()
    assert {item.kind for item in made_keys(None, first)} == set(KeyKind)


def test_an_officer_is_suspect_from_the_earliest_epoch_that_was_said() -> None:
    suspects = suspect_officers(STORY.transcripts)
    assert suspects == {signing("officer-c").public: 4}
    again = [*STORY.transcripts, *STORY.transcripts[::-1]]
    assert suspect_officers(again) == suspects
