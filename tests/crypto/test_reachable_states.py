"""Whatever is tried, in whatever order: no state is reached that fewer than the threshold of keys decided.

A machine of random ceremonies over heads, rosters and transcripts. It knows who really signed what, and
counts people by itself; `check_decided` and `check_change` say what is accepted. What is honest must be
accepted, and what is accepted must have been decided by enough.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crypto.attendance import AnnouncementRef, checkin_document, shares_called
from crypto.ceremony import Announcement, Kind, Release
from crypto.epoch import Epoch, Past, made_keys
from crypto.errors import TrackerError
from crypto.head import Head, Officer, Publisher
from crypto.labels import Namespace
from crypto.note import NoteSigner
from crypto.recovery import ShareSignature, share_key
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import Signature, _signed_bytes, sign
from crypto.succession import check_beginning, check_change, check_decided
from crypto.transcript import KeyKind, Possession, Suspect, Transcript
from tests.vectors.cases_signatures import sign_otherwise
from tests.vectors.cast import identity, log_signer, policy_lines, seed, signing

ORIGIN = "rehearsal/machine"
KINDS = [kind for kind in Kind if kind is not Kind.GENESIS]
EVERYBODY = [f"officer-{letter}" for letter in "abcdefghij"]
HOW = ("good", "good", "good", "again", "twice", "as-transcript", "other-head", "elsewhere")
GOOD = ("good", "again", "twice")
DAYS = [f"2026-05-{day:02}" for day in range(1, 31)]
HELD = DAYS[9]
DOCUMENT = b"a document\n"


@dataclass(frozen=True)
class Tried:
    """A ceremony as it is put to the checks: what it makes, and who had a part in it."""

    kind: Kind
    epoch: Epoch
    transcript: Transcript
    announcement: Announcement
    signatures: tuple[Signature, ...]
    signed: frozenset[bytes]
    shares: frozenset[bytes]
    is_twisted: bool


def signatures_of(name: str, how: str, head: Head) -> list[Signature]:
    """What somebody puts under a head, honestly or not."""
    key, document, namespace = signing(name), head.encode(), Namespace.KEYRING.at(ORIGIN)
    good = sign(key, namespace, document)
    if how == "as-transcript":
        return [sign(key, Namespace.TRANSCRIPT.at(ORIGIN), document)]
    if how == "elsewhere":
        return [sign(key, Namespace.KEYRING.at("rehearsal/else"), document)]
    if how == "other-head":
        return [replace(good, signature=sign(key, namespace, document + b"x").signature)]
    again = replace(good, signature=sign_otherwise(key, _signed(document, namespace)))
    return {"good": [good], "again": [again], "twice": [good, again]}[how]


def _signed(document: bytes, namespace: str) -> bytes:
    return _signed_bytes(namespace, hashlib.sha512(document).digest())


def recovery_of(generation: int, need: int, count: int) -> Recovery:
    """The recovery of a generation."""
    commitments = tuple(share_key(share).public for share in shares_of(generation, count))
    return Recovery(identity(f"machine recovery {generation}").recipient, need, commitments)


def shares_of(generation: int, count: int) -> list[bytes]:
    """The shares of a generation."""
    return [seed(f"machine share {generation} {number}") for number in range(count)]


def caseworker(name: str, version: int, last_day: str = "2026-12-01", called: str = "") -> Caseworker:
    """A caseworker with the keys of a version."""
    who = identity(f"machine {name} {version}")
    return Caseworker(called or name, who.recipient, who.signing_key.public, "2026-01-01", last_day)


class Ceremonies(RuleBasedStateMachine):
    """The keyring under random ceremonies."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[Epoch] = []
        self.past = Past()
        self.suspects: dict[bytes, int] = {}
        self.generation = 0
        self.serial = 0
        self.burnt: set[bytes] = set()
        self.aborted: str | None = None

    # The beginning.
    @initialize(data=st.data())
    def genesis(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, 5), "officers")
        people = data.draw(st.integers(1, 3), "caseworkers")
        self.share_count = data.draw(st.integers(1, 4), "shares")
        need = data.draw(st.integers(1, self.share_count), "shares needed")
        workers = tuple(caseworker(f"worker-{number}", 0) for number in range(people))
        roster = Roster(ORIGIN, 0, workers, recovery_of(0, need, self.share_count))
        desk = Publisher(
            "desk", data.draw(st.integers(1, people), "desk"), tuple(item.signing for item in workers)
        )
        log = [f"log {log_signer(name, ORIGIN).verifier.encode()}" for name in ("keys", "ceremony")]
        head = Head(
            ORIGIN, ORIGIN, 0, None, data.draw(st.integers(1, count), "officers needed"),
            tuple(Officer(name, signing(name).public) for name in EVERYBODY[:count]), (desk,),
            log_signer("intake", ORIGIN).verifier, (*log, *policy_lines()), None, True, "genesis",
            bytes(32), roster.hash,
        )  # fmt: skip
        epoch = Epoch(head, roster)
        names = ["recovery", *(item.name for item in workers)]
        check_beginning(epoch, self._transcript(Kind.GENESIS, epoch, None, names))
        self._enter(epoch)

    @property
    def newest(self) -> Epoch:
        return self.epochs[-1]

    # What is tried.
    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def hold(self, data: st.DataObject, kind: Kind) -> None:
        tried = self._try(data, kind)
        refused = self._judge(tried)
        event(f"{kind.value}: {refused or 'accepted'}")
        if refused:
            assert not self._is_honest(tried), f"an honest ceremony was refused: {refused}"
            return
        self._decided_by_enough(tried)
        self._enter(tried.epoch, tried.transcript)

    def _judge(self, tried: Tried) -> str | None:
        """The code with which it is refused; None if it is accepted."""
        suspects = self._suspects(tried.transcript)
        try:
            check_decided(self.newest.head, tried.epoch.head, tried.signatures, suspects)
            check_change(self.newest, tried.epoch, tried.transcript, tried.announcement, self.past)
        except TrackerError as error:
            return error.code
        return None

    @rule()
    def abort(self) -> None:
        self.serial += 1
        made = Epoch(
            self.newest.head,
            replace(self.newest.roster, caseworkers=(caseworker(f"aborted-{self.serial}", 0),)),
        )
        transcript = self._transcript(Kind.ADD, made, self.newest, [])
        self.past = self.past.with_aborted(transcript)
        self.burnt |= {item.key for item in transcript.made}
        self.aborted = f"aborted-{self.serial}"

    @rule()
    def log_a_release(self) -> None:
        self.serial += 1
        self.past = self.past.with_release(
            Release(ORIGIN, "1", seed(f"manifest {self.serial}"), self.newest.head.epoch, HELD)
        )

    # What must hold, whatever was accepted.
    @precondition(lambda self: len(self.epochs) > 1)
    @invariant()
    def no_threshold_fell(self) -> None:
        before, after = self.epochs[-2], self.newest
        assert after.head.threshold >= before.head.threshold
        assert after.roster.recovery.threshold >= before.roster.recovery.threshold
        for old, new in zip(before.head.publishers, after.head.publishers, strict=True):
            assert new.threshold >= min(old.threshold, len(new.signers))

    @precondition(lambda self: len(self.epochs) > 1)
    @invariant()
    def no_key_came_back(self) -> None:
        before, after = self.epochs[-2], self.newest
        new = {item.key for item in after.all_keys()} - {item.key for item in before.all_keys()}
        for epoch in self.epochs[:-1]:
            assert not new & {item.key for item in epoch.all_keys()}
        assert not {item.key for item in after.all_keys()} & self.burnt

    @invariant()
    def only_caseworkers_sign(self) -> None:
        for epoch in self.epochs[-1:]:
            assert epoch.signers <= {item.signing for item in epoch.roster.caseworkers}
            assert epoch.head.client is None or epoch.head.client in self.past.manifests

    def _decided_by_enough(self, tried: Tried) -> None:
        suspects = self._suspects(tried.transcript)
        for authority in (self.newest.head, tried.epoch.head):
            believed = {
                item.public
                for item in authority.officers
                if item.public in tried.signed
                and suspects.get(item.public, tried.epoch.head.epoch + 1) > tried.epoch.head.epoch
            }
            assert len(believed) >= authority.threshold
        old, new = self.newest.roster.recovery, tried.epoch.roster.recovery
        if old != new:
            assert len(tried.shares & set(old.commitments)) >= old.threshold
            assert not set(old.commitments) & set(new.commitments)

    def _is_honest(self, tried: Tried) -> bool:
        """Nothing was twisted, and enough of those who may signed well."""
        if tried.is_twisted or not tried.signed:
            return False
        try:
            self._decided_by_enough(tried)
        except AssertionError:
            return False
        return True

    # How a ceremony is put together.
    def _try(self, data: st.DataObject, kind: Kind) -> Tried:
        old = self.newest
        head, roster, proves, suspects = self._proposal(data, kind)
        is_twisted = data.draw(st.integers(0, 3), "twist") == 0
        if is_twisted:
            head, roster = self._twisted(data, head, roster)
        grace = kind is not Kind.REVOKE
        head = replace(head, epoch=old.head.epoch + 1, previous=old.head.hash, grace=grace, reason=kind.value)
        roster = replace(roster, epoch=head.epoch)
        epoch = Epoch(replace(head, roster=roster.hash), roster)
        days = data.draw(st.integers(0, 9), "days")
        is_early = days < 3 and kind in (Kind.ADD, Kind.ROTATE, Kind.RECOVER)
        announcement = self._announcement(kind, epoch, DAYS[9 - days])
        transcript = self._transcript(kind, epoch, old, proves, suspects)
        shares, holders = self._answers(data, transcript) if kind is Kind.RECOVER else ((), frozenset())
        signatures, signed, is_spoiled = self._sign(data, epoch.head)
        transcript = replace(transcript, shares=shares)
        return Tried(
            kind, epoch, transcript, announcement, signatures, signed, holders,
            is_twisted or is_early or is_spoiled or self._does_nothing(old, epoch),
        )  # fmt: skip

    def _does_nothing(self, old: Epoch, new: Epoch) -> bool:
        return old.aspects() == new.aspects()

    def _sign(self, data: st.DataObject, head: Head) -> tuple[tuple[Signature, ...], frozenset[bytes], bool]:
        names = data.draw(st.lists(st.sampled_from(EVERYBODY), unique=True, min_size=1), "who signs")
        if data.draw(st.booleans(), "all in office sign"):
            names = sorted({item.name for item in (*self.newest.head.officers, *head.officers)})
        how = {name: data.draw(st.sampled_from(HOW), name) for name in names}
        if data.draw(st.booleans(), "as they should"):
            how = dict.fromkeys(names, "good")
        signatures = [item for name in names for item in signatures_of(name, how[name], head)]
        good = frozenset(signing(name).public for name in names if how[name] in GOOD)
        return tuple(signatures), good, any(item == "other-head" for item in how.values())

    def _answers(
        self, data: st.DataObject, transcript: Transcript
    ) -> tuple[tuple[ShareSignature, ...], frozenset[bytes]]:
        assert transcript.announcement is not None
        document = checkin_document(ORIGIN, transcript.announcement, transcript.opening_ceremony)
        call = shares_called(ORIGIN, self.newest.head.epoch, document)
        generations = st.sampled_from([self.generation] * 4 + [max(0, self.generation - 1)])
        picked = data.draw(
            st.lists(st.tuples(generations, st.integers(0, self.share_count - 1)), max_size=5), "shares"
        )
        if data.draw(st.booleans(), "all holders come"):
            picked = [(self.generation, number) for number in range(self.share_count)]
        answers = [call.answer(seed(f"machine share {made} {number}")) for made, number in picked]
        sound = len(set(picked)) == len(picked) and all(made == self.generation for made, _ in picked)
        return tuple(answers), frozenset(item.commitment for item in answers) if sound else frozenset()

    def _proposal(
        self, data: st.DataObject, kind: Kind
    ) -> tuple[Head, Roster, list[str], tuple[Suspect, ...]]:
        self.serial += 1
        made: Callable[[st.DataObject], Any] = getattr(self, f"_propose_{kind.value.replace('-', '_')}")
        head, roster, *rest = made(data)
        proves, suspects = (*rest, [], ())[:2] if len(rest) < 2 else rest
        return head, roster, proves, suspects

    def _propose_add(self, data: st.DataObject) -> tuple[Head, Roster, list[str]]:
        old, name = self.newest, f"worker-{self.serial}x"
        item = caseworker(name, self.serial)
        desk = old.head.publishers[0]
        if data.draw(st.booleans(), "as a signer"):
            desk = replace(desk, signers=(*desk.signers, item.signing))
        return self._with(desk), self._people([*old.roster.caseworkers, item]), [name]

    def _propose_rotate(self, data: st.DataObject) -> tuple[Head, Roster, list[str]]:
        old = self.newest
        people = [item for item in old.roster.caseworkers if not item.name.endswith("-old")]
        if len(people) < len(old.roster.caseworkers) and data.draw(st.booleans(), "only ends an overlap"):
            return old.head, self._people(people), []
        before = data.draw(st.sampled_from(people), "who")
        after = caseworker(before.name, self.serial)
        rest = [item for item in people if item is not before]
        overlap = [replace(before, name=f"{before.name}-old", last_day=data.draw(st.sampled_from(DAYS[9:])))]
        kept = overlap if data.draw(st.booleans(), "overlap") else []
        desk = old.head.publishers[0]
        signers = tuple(after.signing if key == before.signing else key for key in desk.signers)
        return self._with(replace(desk, signers=signers)), self._people([*rest, after, *kept]), [before.name]

    def _propose_revoke(self, data: st.DataObject) -> tuple[Head, Roster, list[str], tuple[Suspect, ...]]:
        old = self.newest
        gone = data.draw(st.sampled_from(old.roster.caseworkers), "who")
        going = [item for item in old.roster.caseworkers if item.name in (gone.name, f"{gone.name}-old")]
        rest = [item for item in old.roster.caseworkers if item not in going]
        desk = old.head.publishers[0]
        signers = tuple(key for key in desk.signers if key != gone.signing)
        if not rest or not signers:
            return old.head, old.roster, [], ()
        suspects = tuple(
            Suspect(kind, item.name, key, 0)
            for item in going
            for kind, key in ((KeyKind.RECIPIENT, item.recipient.id), (KeyKind.SIGNER, item.signing))
        )
        smaller = replace(desk, signers=signers, threshold=min(desk.threshold, len(signers)))
        return self._with(smaller), self._people(rest), [], suspects

    def _propose_recover(self, _data: st.DataObject) -> tuple[Head, Roster, list[str]]:
        need = self.newest.roster.recovery.threshold
        recovery = recovery_of(self.generation + 1, need, self.share_count)
        return self.newest.head, replace(self.newest.roster, recovery=recovery), ["recovery"]

    def _propose_replace_officer(
        self, data: st.DataObject
    ) -> tuple[Head, Roster, list[str], tuple[Suspect, ...]]:
        head = self.newest.head
        gone = data.draw(st.sampled_from(head.officers), "who")
        used = {item.name for epoch in self.epochs for item in epoch.head.officers}
        fresh = next((name for name in EVERYBODY if name not in used), None)
        kept = [item for item in head.officers if item is not gone]
        if fresh is None:
            return head, self.newest.roster, [], ()
        officers = (*kept, Officer(fresh, signing(fresh).public))
        start = data.draw(st.integers(0, head.epoch + 2), "suspect from")
        suspect = Suspect(KeyKind.OFFICER, gone.name, gone.public, start)
        suspects = (suspect,) if data.draw(st.booleans(), "suspect") else ()
        threshold = data.draw(st.integers(head.threshold, len(officers)), "threshold")
        return replace(head, officers=officers, threshold=threshold), self.newest.roster, [], suspects

    def _propose_release(self, data: st.DataObject) -> tuple[Head, Roster]:
        manifests = sorted(self.past.manifests) or [None]
        return replace(self.newest.head, client=data.draw(st.sampled_from(manifests))), self.newest.roster

    def _twisted(self, data: st.DataObject, head: Head, roster: Roster) -> tuple[Head, Roster]:
        """One thing otherwise than the kind of ceremony would have it."""
        desk, stranger = head.publishers[0], signing(f"stranger {self.serial}").public
        other = NoteSigner(f"{ORIGIN}/intake", signing(f"intake {self.serial}")).verifier
        twists: list[tuple[Head, Roster]] = [
            (replace(head, threshold=max(1, head.threshold - 1)), roster),
            (replace(head, officers=(*head.officers, Officer("stranger", stranger))), roster),
            (replace(head, officers=(Officer("stranger", stranger),), threshold=1), roster),
            (replace(head, publishers=(replace(desk, threshold=1),)), roster),
            (replace(head, publishers=(replace(desk, signers=(stranger,), threshold=1),)), roster),
            (replace(head, intake=other), roster),
            (replace(head, policy_lines=("quorum none",)), roster),
            (replace(head, client=seed("never released")), roster),
            (head, replace(roster, recovery=replace(roster.recovery, threshold=1))),
            (head, replace(roster, recovery=recovery_of(99, 1, 1))),
            (head, self._people([*roster.caseworkers, caseworker(f"zz-{self.serial}", 0)])),
            (head, self._people(roster.caseworkers[1:])),
            (head, self._people([*roster.caseworkers, *self._known()])),
            (head, self.epochs[0].roster),
            (self.epochs[0].head, roster),
        ]
        return data.draw(st.sampled_from(twists), "twisted")

    def _known(self) -> list[Caseworker]:
        """Keys that were given up: of an aborted run, or of somebody who was revoked."""
        now = {item.name for item in self.newest.roster.caseworkers}
        gone = [item for epoch in self.epochs for item in epoch.roster.caseworkers if item.name not in now]
        return [*gone[:1], *([caseworker(self.aborted, 0)] if self.aborted else [])]

    def _with(self, desk: Publisher) -> Head:
        return replace(self.newest.head, publishers=(desk,))

    def _people(self, people: Iterable[Caseworker]) -> Roster:
        ordered = tuple(sorted(people, key=lambda item: item.name))
        return replace(self.newest.roster, caseworkers=ordered)

    def _announcement(self, kind: Kind, epoch: Epoch, day: str) -> Announcement:
        previous = self.newest.head.hash
        return Announcement(
            ORIGIN, ORIGIN, kind, epoch.head.epoch, day, HELD, previous, seed("script"), "reason", ()
        )

    def _transcript(
        self,
        kind: Kind,
        epoch: Epoch,
        old: Epoch | None,
        proves: Iterable[str],
        suspects: tuple[Suspect, ...] = (),
    ) -> Transcript:
        proofs = tuple(Possession(name, seed("nonce"), seed("proof")) for name in proves)
        return Transcript(
            ORIGIN, kind.value, epoch.head.epoch, HELD, None, seed("script"), (), proofs, (), b"",
            AnnouncementRef.of(0, DOCUMENT), DOCUMENT, (), made_keys(old, epoch), suspects, (),
        )  # fmt: skip

    def _suspects(self, transcript: Transcript) -> dict[bytes, int]:
        suspects = dict(self.suspects)
        for item in transcript.suspects:
            if item.kind is KeyKind.OFFICER:
                suspects[item.key] = min(item.start, suspects.get(item.key, item.start))
        return suspects

    def _enter(self, epoch: Epoch, transcript: Transcript | None = None) -> None:
        if transcript is not None:
            self.suspects = self._suspects(transcript)
            if epoch.roster.recovery != self.newest.roster.recovery:
                self.generation += 1
        self.epochs.append(epoch)
        self.past = self.past.with_epoch(epoch)


Ceremonies.TestCase.settings = settings(max_examples=150, stateful_step_count=20, deadline=None)
TestCeremonies = Ceremonies.TestCase


@pytest.mark.endurance
def test_ceremonies_for_long() -> None:
    run_state_machine_as_test(
        Ceremonies, settings=settings(max_examples=5000, stateful_step_count=40, deadline=None)
    )
