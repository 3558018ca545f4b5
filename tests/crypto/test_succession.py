"""What each kind of ceremony may change (docs/spec/succession.md)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from crypto.ceremony import Announcement, Kind, Release, decode_entry
from crypto.epoch import Epoch, Past, made_keys, suspect_officers
from crypto.errors import (
    AnnouncementDiffers,
    AnnouncementMissing,
    CeremonyError,
    ChangeForbidden,
    CommitmentMismatch,
    CoolingOffShort,
    KeySeenBefore,
    OfficersMissing,
    PossessionInvalid,
    RecoveryAlive,
    ReleaseUnlogged,
    ShareRetired,
    SharesMissing,
    ShareTwice,
    SignatureInvalid,
    SuspectMissing,
    TranscriptKeysDiffer,
)
from crypto.head import Officer, Publisher
from crypto.note import TYPE_COSIGNATURE, NoteSigner, VerifierKey
from crypto.roster import Roster
from crypto.succession import check_beginning, check_change, check_decided
from tests.simulators.archive_cast import caseworker, recovery_of, sign_head, with_caseworkers
from tests.simulators.archive_story import whole_story
from tests.vectors.cast import identity, seed, signing

STORY = whole_story()
NUMBER = {Kind(item.ceremony): number for number, item in enumerate(STORY.transcripts)}
MANIFEST = Release(STORY.origin, "1.0.0", STORY.epochs[-1].head.client or b"", 5, "2026-04-20")


def announcement(kind: Kind) -> Announcement:
    """How a ceremony of the story was announced."""
    reference = STORY.transcripts[NUMBER[kind]].announcement
    assert reference is not None
    entry = decode_entry(STORY.ceremonies.entries[reference.index])
    assert isinstance(entry, Announcement)
    return entry


def past(number: int) -> Past:
    """What was there before an epoch."""
    known = Past().with_release(MANIFEST)
    for epoch in STORY.epochs[:number]:
        known = known.with_epoch(epoch)
    return known


def change(
    kind: Kind,
    head: dict[str, Any] | None = None,
    roster: Callable[[Roster], Roster] = lambda item: item,
    announced: dict[str, Any] | None = None,
    known: Past | None = None,
    **transcript: Any,
) -> None:
    """The story's ceremony of a kind with something otherwise, its lines `made` fitting unless named."""
    number = NUMBER[kind]
    old, new = STORY.epochs[number - 1], STORY.epochs[number]
    new = Epoch(replace(new.head, **(head or {})), roster(new.roster))
    fitting: dict[str, Any] = {"made": made_keys(old, new), **transcript}
    check_change(
        old,
        new,
        replace(STORY.transcripts[number], **fitting),
        replace(announcement(kind), **(announced or {})),
        known or past(number),
    )


def desk(kind: Kind, **changes: Any) -> dict[str, Any]:
    """The publisher after a ceremony of a kind, changed."""
    publisher = STORY.epochs[NUMBER[kind]].head.publishers[0]
    return {"publishers": (replace(publisher, **changes),)}


KINDS = [kind for kind in Kind if kind is not Kind.GENESIS]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_may_do_what_it_is_for(kind: Kind) -> None:
    change(kind)


def test_a_genesis_makes_all_its_keys() -> None:
    genesis, transcript = STORY.epochs[0], STORY.transcripts[0]
    check_beginning(genesis, transcript)
    with pytest.raises(TranscriptKeysDiffer):
        check_beginning(genesis, replace(transcript, made=transcript.made[1:]))
    for number in range(3):
        proven = transcript.possessions[:number] + transcript.possessions[number + 1 :]
        with pytest.raises(PossessionInvalid):
            check_beginning(genesis, replace(transcript, possessions=proven))
    stranger = Publisher("desk", 1, (signing("stranger").public,))
    with pytest.raises(ChangeForbidden):
        check_beginning(Epoch(replace(genesis.head, publishers=(stranger,)), genesis.roster), transcript)


def aspects() -> Iterator[tuple[Kind, str, dict[str, Any], Callable[[Roster], Roster]]]:
    """Every aspect changed, with every kind that may not change it."""
    same: Callable[[Roster], Roster] = lambda item: item  # noqa: E731
    officers = tuple(Officer(name, signing(name).public) for name in ("officer-x", "officer-y", "officer-z"))
    policy = STORY.policy("quorum none")
    intake = NoteSigner(STORY.intake.signer.name, signing("another intake")).verifier
    one_more = with_caseworkers(caseworker("zz-more"))
    changes: list[tuple[str, dict[str, Any], Callable[[Roster], Roster], set[Kind]]] = [
        ("officers", {"officers": officers}, same, {Kind.REPLACE_OFFICER}),
        ("officers", {"threshold": 3}, same, {Kind.REPLACE_OFFICER}),
        ("intake", {"intake": intake}, same, {Kind.ROTATE}),
        ("policy", {"policy_lines": policy}, same, {Kind.ROTATE}),
        ("client", {"client": seed("client")}, same, {Kind.RELEASE}),
        ("caseworkers", {}, one_more, {Kind.ADD, Kind.ROTATE, Kind.REVOKE}),
        ("recovery", {}, lambda item: replace(item, recovery=recovery_of(3)), {Kind.RECOVER}),
    ]
    for what, head, roster, allowed in changes:
        for kind in KINDS:
            if kind not in allowed:
                yield kind, what, head, roster


@pytest.mark.parametrize(("kind", "what", "head", "roster"), list(aspects()))
def test_nothing_else_changes(
    kind: Kind, what: str, head: dict[str, Any], roster: Callable[[Roster], Roster]
) -> None:
    with pytest.raises(ChangeForbidden) as caught:
        change(kind, head, roster)
    assert caught.value.facts["what"] == what


@pytest.mark.parametrize("kind", [Kind.RECOVER, Kind.REPLACE_OFFICER, Kind.RELEASE])
def test_publishers_stay_where_nobody_comes_or_goes(kind: Kind) -> None:
    with pytest.raises(ChangeForbidden):
        change(kind, desk(kind, threshold=1))


@pytest.mark.parametrize("kind", KINDS)
def test_something_changes(kind: Kind) -> None:
    old = STORY.epochs[NUMBER[kind] - 1]
    new = STORY.epochs[NUMBER[kind]].head
    nothing = replace(
        old.head, epoch=new.epoch, previous=new.previous, transcript=new.transcript, grace=new.grace
    )
    transcript = replace(STORY.transcripts[NUMBER[kind]], made=())
    epoch = Epoch(nothing, replace(old.roster, epoch=new.epoch))
    with pytest.raises(ChangeForbidden) as caught:
        check_change(old, epoch, transcript, announcement(kind), past(NUMBER[kind]))
    assert caught.value.facts["what"] == "nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_ceremony_has_its_place_in_the_chain(kind: Kind) -> None:
    with pytest.raises(AnnouncementDiffers):
        change(kind, announced={"previous": seed("another head")})
    with pytest.raises(ChangeForbidden):
        change(kind, epoch=9)
    with pytest.raises(ChangeForbidden):
        change(kind, ceremony="genesis")


@pytest.mark.parametrize("kind", [Kind.ADD, Kind.ROTATE, Kind.RECOVER])
def test_three_days_pass_before_keys_come(kind: Kind) -> None:
    day = STORY.transcripts[NUMBER[kind]].day
    earlier = f"{day[:8]}{int(day[8:]) - 2:02}"
    with pytest.raises(CoolingOffShort) as caught:
        change(kind, announced={"announced": earlier})
    assert caught.value.facts == {"days": 2, "need": 3}


@pytest.mark.parametrize("kind", [Kind.REVOKE, Kind.REPLACE_OFFICER, Kind.RELEASE])
def test_what_is_urgent_waits_for_nothing_but_its_announcement(kind: Kind) -> None:
    day = STORY.transcripts[NUMBER[kind]].day
    change(kind, announced={"announced": day})
    with pytest.raises(CoolingOffShort):
        change(kind, announced={"announced": "2027-01-01"})


@pytest.mark.parametrize("kind", [Kind.ADD, Kind.ROTATE, Kind.REPLACE_OFFICER, Kind.RECOVER])
def test_the_transcript_names_every_new_key_and_none_was_seen(kind: Kind) -> None:
    made = STORY.transcripts[NUMBER[kind]].made
    for wrong in (made[1:], made[::-1], (), (*made, made[0])):
        if wrong != made:
            with pytest.raises(TranscriptKeysDiffer):
                change(kind, made=wrong)
    for item in made:
        seen = replace(past(NUMBER[kind]), keys=past(NUMBER[kind]).keys | {item.key})
        with pytest.raises(KeySeenBefore):
            change(kind, known=seen)


def test_half_a_recipient_that_was_seen_is_refused() -> None:
    for half in (identity("caseworker-c").recipient.x25519, identity("caseworker-c").recipient.xwing):
        with pytest.raises(KeySeenBefore):
            change(Kind.ADD, known=replace(past(1), keys=past(1).keys | {half}))


# Adding.
def test_to_add_is_to_add_people_and_nothing_else() -> None:
    signers = STORY.epochs[1].head.publishers[0].signers
    for roster in (
        with_caseworkers(without=["caseworker-c"]),
        with_caseworkers(without=["caseworker-b"]),
        with_caseworkers(caseworker("caseworker-b", last_day="2027-01-01")),
        with_caseworkers(caseworker("caseworker-b", keys="others")),
    ):
        with pytest.raises(CeremonyError):
            change(Kind.ADD, roster=roster)
    for wrong in (
        {"signers": signers[1:]},
        {"signers": (*signers, signing("stranger").public)},
        {"threshold": 1},
        {"name": "another"},
    ):
        with pytest.raises(ChangeForbidden):
            change(Kind.ADD, desk(Kind.ADD, **wrong))
    change(Kind.ADD, desk(Kind.ADD, threshold=3))
    change(Kind.ADD, desk(Kind.ADD, signers=signers[:2]))


@pytest.mark.parametrize(("kind", "silent"), [(Kind.ADD, "caseworker-b"), (Kind.REVOKE, "caseworker-c")])
def test_a_known_caseworker_does_not_become_a_signer_in_passing(kind: Kind, silent: str) -> None:
    number = NUMBER[kind]
    old = STORY.epochs[number - 1]
    key = next(item.signing for item in old.roster.caseworkers if item.name == silent)
    desk = old.head.publishers[0]
    fewer = replace(desk, signers=tuple(item for item in desk.signers if item != key), threshold=1)
    before = Epoch(replace(old.head, publishers=(fewer,)), old.roster)
    announced = replace(announcement(kind), previous=before.head.hash)
    new = STORY.epochs[number]
    one_enough = replace(new.head.publishers[0], threshold=1)
    after = Epoch(replace(new.head, publishers=(one_enough,)), new.roster)
    with pytest.raises(ChangeForbidden) as caught:
        check_change(before, after, STORY.transcripts[number], announced, Past().with_epoch(before))
    assert caught.value.facts["what"] == "publishers"


def test_who_leaves_does_not_leave_by_an_addition() -> None:
    signers = STORY.epochs[1].head.publishers[0].signers
    left = desk(Kind.ADD, signers=(signers[0], signers[2]))
    with pytest.raises(ChangeForbidden) as caught:
        change(Kind.ADD, left, with_caseworkers(without=["caseworker-b"]))
    assert caught.value.facts["what"] == "caseworkers"


def test_who_is_added_proves_their_keys() -> None:
    with pytest.raises(PossessionInvalid) as caught:
        change(Kind.ADD, possessions=())
    assert caught.value.facts["who"] == "caseworker-c"


# Rotating.
def test_who_is_rotated_has_new_keys_of_both_kinds_and_one_successor() -> None:
    same = caseworker("caseworker-a", "2026-03-19")
    fresh = caseworker("caseworker-a", "2026-03-19", keys="caseworker-a again")
    for item in (same, replace(fresh, signing=same.signing), replace(fresh, recipient=same.recipient)):
        with pytest.raises(CeremonyError):
            change(Kind.ROTATE, roster=with_caseworkers(item, without=["caseworker-a-old"]))
    for roster in (
        with_caseworkers(caseworker("caseworker-d")),
        with_caseworkers(without=["caseworker-b"]),
        with_caseworkers(without=["caseworker-a"]),
    ):
        with pytest.raises(ChangeForbidden):
            change(Kind.ROTATE, roster=roster)
    signers = STORY.epochs[2].head.publishers[0].signers
    for wrong in ({"signers": STORY.epochs[1].head.publishers[0].signers}, {"signers": signers[1:]}):
        with pytest.raises(ChangeForbidden):
            change(Kind.ROTATE, desk(Kind.ROTATE, **wrong))
    with pytest.raises(ChangeForbidden):
        change(Kind.ROTATE, desk(Kind.ROTATE, threshold=1))
    with pytest.raises(PossessionInvalid):
        change(Kind.ROTATE, possessions=())


def test_old_keys_stay_for_thirty_days_or_go_at_once() -> None:
    change(Kind.ROTATE, roster=with_caseworkers(without=["caseworker-a-old"]))
    latest = caseworker("caseworker-a-old", last_day="2026-04-18", keys="caseworker-a")
    change(Kind.ROTATE, roster=with_caseworkers(latest))
    for wrong in (
        replace(latest, last_day="2026-04-19"),
        replace(latest, first_day="2026-03-01"),
        replace(latest, recipient=identity("others").recipient),
        replace(latest, signing=signing("others").public),
    ):
        with pytest.raises(CeremonyError):
            change(Kind.ROTATE, roster=with_caseworkers(wrong))
    with pytest.raises(ChangeForbidden):
        change(Kind.ROTATE, roster=with_caseworkers(caseworker("caseworker-b-old", keys="others")))


def test_a_rotation_may_end_an_overlap_and_nothing_else_but_no_other_kind_may() -> None:
    old = STORY.epochs[NUMBER[Kind.ROTATE]]
    left = tuple(item for item in old.roster.caseworkers if item.name != "caseworker-a-old")
    assert len(left) == len(old.roster.caseworkers) - 1
    new = Epoch(
        replace(old.head, epoch=old.head.epoch + 1),
        replace(old.roster, epoch=old.head.epoch + 1, caseworkers=left),
    )

    def held(kind: Kind, new: Epoch) -> None:
        transcript = replace(
            STORY.transcripts[NUMBER[Kind.ROTATE]], ceremony=kind, epoch=new.head.epoch, made=()
        )
        announced = replace(announcement(Kind.ROTATE), previous=old.head.hash)
        check_change(old, new, transcript, announced, past(NUMBER[Kind.ROTATE] + 1))

    held(Kind.ROTATE, new)
    for kind in (kind for kind in KINDS if kind is not Kind.ROTATE):
        with pytest.raises(CeremonyError):
            held(kind, new)
    with pytest.raises(ChangeForbidden) as caught:
        held(Kind.ROTATE, replace(new, roster=replace(old.roster, epoch=new.head.epoch)))
    assert caught.value.facts["what"] == "nothing"


def test_the_intake_key_and_witnesses_rotate_but_no_log_of_the_officers_and_no_quorum_falls() -> None:
    other = signing("another log")
    names = {log: NoteSigner(tiled.signer.name, other).verifier for log, tiled in STORY.logs.items()}
    old = {log: tiled.signer.verifier for log, tiled in STORY.logs.items()}

    def renamed(log: str) -> dict[str, Any]:
        lines = STORY.policy()
        return {"policy_lines": tuple(line.replace(old[log].encode(), names[log].encode()) for line in lines)}

    change(Kind.ROTATE, {"intake": names["intake"]})
    for log in ("keys", "ceremony"):
        with pytest.raises(ChangeForbidden):
            change(Kind.ROTATE, renamed(log))
    stronger = tuple(line.replace("quorum-group 2", "quorum-group 3") for line in STORY.policy())
    change(Kind.ROTATE, {"policy_lines": stronger})
    weaker = tuple(line.replace("quorum-group 2", "quorum-group 1") for line in STORY.policy())
    with pytest.raises(ChangeForbidden):
        change(Kind.ROTATE, {"policy_lines": weaker})


@pytest.mark.parametrize("key", [signing("officer-a").public, identity("caseworker-b").signing_key.public])
def test_a_new_witness_has_a_key_of_its_own(key: bytes) -> None:
    fourth = f"witness w {VerifierKey('w.example', TYPE_COSIGNATURE, key).encode()}"
    *rest, quorum = STORY.policy()
    with pytest.raises(KeySeenBefore) as caught:
        change(Kind.ROTATE, {"policy_lines": (*rest, fourth, quorum)})
    assert caught.value.facts["who"] == "w.example"


# Revoking.
def test_to_revoke_is_to_remove_and_to_say_since_when() -> None:
    with pytest.raises(ChangeForbidden):
        change(Kind.REVOKE, roster=with_caseworkers(caseworker("caseworker-d")))
    # Whoever may no longer sign may still read.
    change(Kind.REVOKE, roster=with_caseworkers(caseworker("caseworker-b")))
    with pytest.raises(ChangeForbidden):
        change(Kind.REVOKE, {"grace": True})
    suspects = STORY.transcripts[NUMBER[Kind.REVOKE]].suspects
    for wrong in ((), suspects[:1], suspects[1:]):
        with pytest.raises(SuspectMissing):
            change(Kind.REVOKE, suspects=wrong)


def test_a_threshold_falls_only_where_too_few_signers_are_left() -> None:
    signers = STORY.epochs[3].head.publishers[0].signers
    with pytest.raises(ChangeForbidden):
        change(Kind.REVOKE, desk(Kind.REVOKE, threshold=1))
    with pytest.raises(SuspectMissing):
        change(Kind.REVOKE, desk(Kind.REVOKE, signers=signers[:1], threshold=1))
    gone = STORY.transcripts[NUMBER[Kind.REVOKE]].suspects
    more = (*gone, replace(gone[1], name="caseworker-c", key=signers[1]))
    change(Kind.REVOKE, desk(Kind.REVOKE, signers=signers[:1], threshold=1), suspects=more)
    with pytest.raises(ChangeForbidden):
        change(Kind.REVOKE, desk(Kind.REVOKE, signers=signers[:1], threshold=2), suspects=more)


# Recovering.
def test_a_recovery_leaves_nothing_of_the_old_one_alive() -> None:
    old, new = recovery_of(0), recovery_of(1)
    for alive in (
        replace(new, recipient=old.recipient),
        replace(new, recipient=replace(new.recipient, x25519=old.recipient.x25519)),
        replace(new, recipient=replace(new.recipient, xwing=old.recipient.xwing)),
        replace(new, commitments=(*new.commitments[:2], old.commitments[0])),
    ):
        with pytest.raises(RecoveryAlive):
            change(Kind.RECOVER, roster=lambda item, alive=alive: replace(item, recovery=alive))
    with pytest.raises(ChangeForbidden):
        change(Kind.RECOVER, roster=lambda item: replace(item, recovery=replace(new, threshold=1)))
    with pytest.raises(PossessionInvalid):
        change(Kind.RECOVER, possessions=())


def test_the_old_threshold_of_old_shares_takes_part() -> None:
    shares = STORY.transcripts[NUMBER[Kind.RECOVER]].shares
    with pytest.raises(SharesMissing):
        change(Kind.RECOVER, shares=shares[:1])
    with pytest.raises(ShareTwice):
        change(Kind.RECOVER, shares=shares[:1] * 2)
    stranger = replace(shares[0], commitment=recovery_of(3).commitments[0])
    with pytest.raises(CommitmentMismatch):
        change(Kind.RECOVER, shares=(shares[1], stranger))
    retired = replace(past(5), shares=past(5).shares | {stranger.commitment})
    with pytest.raises(ShareRetired):
        change(Kind.RECOVER, shares=(shares[1], stranger), known=retired)
    with pytest.raises(SignatureInvalid):
        change(Kind.RECOVER, shares=(shares[0], replace(shares[1], signature=shares[0].signature)))
    with pytest.raises(SignatureInvalid):
        change(Kind.RECOVER, opening_ceremony=b"another opening")
    with pytest.raises(AnnouncementMissing):
        change(Kind.RECOVER, announcement=None)


# Officers and releases.
def test_officers_are_replaced_and_their_threshold_never_falls() -> None:
    with pytest.raises(ChangeForbidden):
        change(Kind.REPLACE_OFFICER, {"threshold": 1})
    change(Kind.REPLACE_OFFICER, {"threshold": 3})
    renamed = tuple(
        replace(item, name=f"{item.name}-x")
        for item in STORY.epochs[NUMBER[Kind.REPLACE_OFFICER] - 1].head.officers
    )
    with pytest.raises(ChangeForbidden):
        change(Kind.REPLACE_OFFICER, {"officers": renamed})


def test_a_release_is_one_that_was_logged() -> None:
    for client in (None, seed("another manifest")):
        with pytest.raises((ReleaseUnlogged, ChangeForbidden)):
            change(Kind.RELEASE, {"client": client})
    with pytest.raises(ReleaseUnlogged):
        change(Kind.RELEASE, known=replace(past(6), manifests=frozenset()))


def test_a_suspect_officer_counts_for_nothing_from_their_epoch_on() -> None:
    old, new = STORY.epochs[3].head, STORY.epochs[4].head
    suspects = suspect_officers(STORY.transcripts)
    check_decided(old, new, sign_head(new, ("officer-a", "officer-b", "officer-d")).signatures, suspects)
    counted = sign_head(new, ("officer-a", "officer-c", "officer-d")).signatures
    with pytest.raises(OfficersMissing):
        check_decided(old, new, counted, suspects)
    check_decided(old, new, counted, {signing("officer-c").public: 5})
    with pytest.raises(OfficersMissing):
        check_decided(old, new, counted, {signing("officer-c").public: 0})


def test_any_ceremony_but_a_revocation_may_end_an_overlap() -> None:
    change(Kind.REPLACE_OFFICER)
    with pytest.raises(SuspectMissing):
        change(Kind.REVOKE, roster=with_caseworkers(without=["caseworker-a-old"]))


def test_transcripts_are_of_a_known_kind() -> None:
    assert {item.ceremony for item in STORY.transcripts} == {kind.value for kind in Kind}
