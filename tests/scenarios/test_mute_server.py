"""A test plays the server: from all that it has, it links nothing better than by guessing.

Twenty publications of ten inquiries among others, with additions, withdrawals and answers, in batches of
one letter. Each way of guessing is held against the exact distribution of luck (chance.py).
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from crypto.cell import find_address
from crypto.envelope import EnvelopeRandomness, seal_envelope
from crypto.family import FamilyKeys
from crypto.letter import Kind, Letter
from crypto.mailbox import find_slice, open_slice, pick_cells
from crypto.manifest import decode_manifest
from crypto.sshsig import split_signed
from tests.scenarios import listening_server as heard
from tests.scenarios.chance import (
    BELIEVED,
    hits_of_a_random_choice,
    matches_of_a_random_matching,
    probability_of_at_least,
)
from tests.scenarios.conftest import Stage, staged
from tests.scenarios.people import Desk, inquiry, now
from tests.scenarios.test_round_trip import today
from tests.simulators.throwaway_keys import PUBLISHER
from tracker.family.visit import Visit
from tracker.transport import Transport

PUBLICATIONS, FAMILIES, OTHERS, ANSWERED, WITHDRAWALS = 20, 10, 86, 3, 3


@dataclass
class Round:
    """One publication: what the server has of it, and what it must not find out."""

    publication: heard.Publication
    visitors: list[int] = field(default_factory=list)
    answered: set[int] = field(default_factory=set)
    cells: list[bytes] = field(default_factory=list)
    real: set[bytes] = field(default_factory=set)


@dataclass
class Twenty:
    """All rounds, and the letters in the order of their arrival, with family and kind of each."""

    stage: Stage
    rng: random.Random
    families: list[FamilyKeys] = field(default_factory=list)
    others: list[FamilyKeys] = field(default_factory=list)
    letters: list[tuple[bytes, int, Kind]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def send(self, who: int, kind: Kind, form: dict[str, Any]) -> None:
        """A family's letter, alone in its batch."""
        keys = self.families[who]
        envelope = sealed(self.stage, keys, kind, form)
        with Transport(self.stage.url) as transport:
            transport.post("/intake", envelope, 2048)
        self.letters.append((envelope, who, kind))
        self.stage.close_batch()

    def publish(self, answered: Sequence[int]) -> None:
        """The desk answers these families and publishes; then every family looks, in any order."""
        for who in answered:
            self.stage.desk.answer(self._case(who), long_answer(self.rng))
        self.stage.carry(f"round-{len(self.rounds)}")
        number = self._newest()
        folder = self.stage.server.folder / "mailbox" / PUBLISHER / str(number)
        document, _ = split_signed((folder / "manifest").read_bytes())
        manifest = decode_manifest(document)
        data, size = (folder / "slices").read_bytes(), manifest.layout.served_bytes
        served = [data[at : at + size] for at in range(0, len(data), size)]
        index = (folder / "index").read_bytes()
        kept = Round(heard.Publication(served), answered=set(answered))
        for number, keys in enumerate([*self.families, *self.others]):
            address = find_address(manifest.publication, keys.address, manifest.key)
            at = find_slice(index, manifest.slices, address.place)
            cells = pick_cells(open_slice(served[at], at, manifest.layout), address)
            records = [tag + cell for tag, cell in zip(address.tags, cells, strict=False)]
            kept.real.update(records)
            if number < FAMILIES:
                kept.cells.append(records[0] if records else b"")
        self._visits(kept)
        self.rounds.append(kept)

    def _visits(self, kept: Round) -> None:
        kept.visitors = self.rng.sample(range(FAMILIES), FAMILIES)
        line = self.stage.line
        for who in kept.visitors:
            line.requests.clear()
            line.replies.clear()
            with Transport(self.stage.url) as transport:
                Visit(self.stage.server.keys.trust, transport, now).look([self.families[who]])
            asked = int(line.requests[-1].path.rpartition("/")[2])
            sizes = tuple(len(reply.body) for reply in line.replies)
            kept.publication.visits.append(heard.Visit(asked, sizes))

    def _newest(self) -> int:
        return max(
            int(path.name)
            for path in (self.stage.server.folder / "mailbox" / PUBLISHER).iterdir()
            if path.name.isdecimal()
        )

    def _case(self, who: int) -> str:
        with self.stage.desk.unlocked() as vault:
            ours = self.families[who].public.as_json()
            return next(case.label for case in vault.desk.cases.values() if case.keys == ours)


def sealed(stage: Stage, keys: FamilyKeys, kind: Kind, form: dict[str, Any]) -> bytes:
    """A letter as a family's client seals it."""
    letter = Letter(kind, today().isoformat(), keys.public, form)
    randomness = EnvelopeRandomness(os.urandom(32), os.urandom(24))
    return seal_envelope(letter, keys.author, stage.server.keys.sealing, randomness)


def long_answer(rng: random.Random) -> dict[str, Any]:
    """An answer of one to three cells."""
    return {"work": "answered", "knowledge": {"value": "none"}, "text": "Слово. " * rng.randint(1, 600)}


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twenty]:
    """The whole play, once for all distinguishers. The seed of all choices is TRACKER_TEST_SEED."""
    rng = random.Random(f"{os.environ['TRACKER_TEST_SEED']} twenty publications")
    with staged(tmp_path_factory.mktemp("twenty"), "", Desk) as stage:
        play = Twenty(stage, rng)
        with Transport(stage.url) as transport:
            for _ in range(OTHERS):
                play.others.append(FamilyKeys(os.urandom(32)))
                transport.post("/intake", sealed(stage, play.others[-1], Kind.INQUIRY, inquiry()), 2048)
        play.families = [FamilyKeys(os.urandom(32)) for _ in range(FAMILIES)]
        for who in range(FAMILIES):
            play.send(who, Kind.INQUIRY, inquiry(text="Довго. " * rng.randint(1, 400)))
        stage.carry("all inquiries")
        kinds = [Kind.WITHDRAWAL] * WITHDRAWALS + [Kind.ADDITION] * (PUBLICATIONS - WITHDRAWALS)
        rng.shuffle(kinds)
        writing = list(range(FAMILIES))
        for kind in kinds:
            play.publish(rng.sample(writing, ANSWERED))
            who = rng.choice(writing)
            play.send(who, kind, {"text": "Ще."} if kind is Kind.ADDITION else {})
            if kind is Kind.WITHDRAWAL:
                writing.remove(who)
        yield play


def held_against_luck(name: str, successes: int, trials: list[list[Fraction]]) -> None:
    """Fails if so many successes cannot be believed to be luck."""
    luck = probability_of_at_least(successes, trials)
    print(f"{name}: {successes} right, probability by luck alone {luck:.3g}")
    assert luck >= BELIEVED


def visit_guesses() -> dict[str, Callable[[Sequence[heard.Visit], Sequence[heard.Visit]], list[int]]]:
    """Ways to take a visit in one publication for one in the next."""
    return {
        "same slice": heard.same_slice,
        "slices in order": lambda a, b: heard.matched([v.slice for v in a], [v.slice for v in b]),
        "first come, first come": lambda a, b: heard.matched(range(len(a)), range(len(b))),
        "sizes": lambda a, b: heard.matched([sum(v.sizes) for v in a], [sum(v.sizes) for v in b]),
    }


@pytest.mark.parametrize("guess", visit_guesses())
def test_a_visit_is_not_linked_to_a_visit_in_the_next_publication(twenty: Twenty, guess: str) -> None:
    right, trials = 0, []
    for before, after in pairwise(twenty.rounds):
        partner = visit_guesses()[guess](before.publication.visits, after.publication.visits)
        right += sum(before.visitors[i] == after.visitors[j] for i, j in enumerate(partner))
        trials.append(matches_of_a_random_matching(FAMILIES))
    held_against_luck(guess, right, trials)


@pytest.mark.parametrize("suspicion", [*heard.SUSPICIONS, None], ids=lambda s: s.__name__ if s else "arrival")
def test_a_letter_is_not_linked_to_a_cell(twenty: Twenty, suspicion: heard.Suspicion | None) -> None:
    first = [envelope for envelope, _, kind in twenty.letters if kind is Kind.INQUIRY]
    right, trials = 0, []
    for kept in twenty.rounds:
        # Which cells are these families' own is more than the server knows.
        shown = sorted(cell for cell in kept.cells if cell)
        letters = [letter for letter, cell in zip(first, kept.cells, strict=True) if cell]
        truth = [shown.index(cell) for cell in kept.cells if cell]
        left = range(len(letters)) if suspicion is None else [suspicion(letter) for letter in letters]
        cells = range(len(shown)) if suspicion is None else [suspicion(cell) for cell in shown]
        right += sum(a == b for a, b in zip(heard.matched(left, cells), truth, strict=True))
        trials.append(matches_of_a_random_matching(len(shown)))
    held_against_luck("letter to cell", right, trials)


def slice_of(kept: Round, visit: heard.Visit) -> bytes:
    """What a visitor was given."""
    return kept.publication.slices[visit.slice]


def answered_guesses() -> dict[str, Callable[[Round], list[float]]]:
    """Ways to suspect that a visitor finds a new answer."""
    plain: dict[str, Callable[[Round], list[float]]] = {
        "came early": lambda kept: [-float(i) for i in range(FAMILIES)],
        "came late": lambda kept: [float(i) for i in range(FAMILIES)],
        "slice": lambda kept: [float(v.slice) for v in kept.publication.visits],
        "sizes": lambda kept: [float(sum(v.sizes)) for v in kept.publication.visits],
    }
    for suspicion in (heard.by_ones, heard.by_hash):
        plain[suspicion.__name__] = lambda kept, score=suspicion: [
            score(slice_of(kept, visit)) for visit in kept.publication.visits
        ]
    return plain


@pytest.mark.parametrize("guess", answered_guesses())
def test_who_was_answered_is_not_seen(twenty: Twenty, guess: str) -> None:
    right, trials = 0, []
    for kept in twenty.rounds:
        chosen = heard.suspected(answered_guesses()[guess](kept), ANSWERED)
        right += sum(kept.visitors[i] in kept.answered for i in chosen)
        trials.append(hits_of_a_random_choice(FAMILIES, ANSWERED))
    held_against_luck(guess, right, trials)


@pytest.mark.parametrize("suspicion", heard.SUSPICIONS, ids=lambda s: s.__name__)
@pytest.mark.parametrize("kind", [Kind.WITHDRAWAL, Kind.ADDITION, Kind.INQUIRY])
def test_the_kind_of_a_letter_is_not_seen(twenty: Twenty, suspicion: heard.Suspicion, kind: Kind) -> None:
    of_kind = {i for i, letter in enumerate(twenty.letters) if letter[2] is kind}
    chosen = heard.suspected([suspicion(letter[0]) for letter in twenty.letters], len(of_kind))
    if len({suspicion(letter[0]) for letter in twenty.letters}) == 1:
        # Nothing to go by: what is chosen then is the order of arrival, which is no property of a letter.
        return
    trials = [hits_of_a_random_choice(len(twenty.letters), len(of_kind))]
    held_against_luck(kind.value, len(chosen & of_kind), trials)


@pytest.mark.parametrize("suspicion", heard.SUSPICIONS, ids=lambda s: s.__name__)
def test_a_real_cell_is_not_told_from_a_decoy(twenty: Twenty, suspicion: heard.Suspicion) -> None:
    right, trials = 0, []
    for kept in twenty.rounds:
        records = sorted(kept.publication.records)
        real = {at for at, record in enumerate(records) if record in kept.real}
        right += len(heard.suspected([suspicion(record) for record in records], len(real)) & real)
        trials.append(hits_of_a_random_choice(len(records), len(real)))
    held_against_luck("real cell", right, trials)


def test_all_visits_and_all_slices_are_of_one_size(twenty: Twenty) -> None:
    for kept in twenty.rounds:
        assert len({len(piece) for piece in kept.publication.slices}) == 1
        assert len({visit.sizes for visit in kept.publication.visits}) == 1
    assert len({len(envelope) for envelope, _, _ in twenty.letters}) == 1
    assert len({visit.slice for kept in twenty.rounds for visit in kept.publication.visits}) > 1


def test_a_server_that_can_link_is_caught() -> None:
    """Families that keep their slice, and decoys that are mere random bytes: neither passes for luck."""
    rng = random.Random("a leak")
    homes = [rng.randrange(4) for _ in range(FAMILIES)]
    right = 0
    orders = [rng.sample(range(FAMILIES), FAMILIES) for _ in range(PUBLICATIONS)]
    for before, after in pairwise(orders):
        visits = [[heard.Visit(homes[who], ()) for who in order] for order in (before, after)]
        partner = heard.same_slice(*visits)
        right += sum(before[i] == after[j] for i, j in enumerate(partner))
    trials = [matches_of_a_random_matching(FAMILIES)] * (PUBLICATIONS - 1)
    assert probability_of_at_least(right, trials) < BELIEVED

    real = [bytes(rng.randrange(256) for _ in range(4112)) for _ in range(40)]
    real = [cell[:1135] + bytes([cell[1135] & 0x7F]) + cell[1136:] for cell in real]
    decoys = [bytes(rng.randrange(256) for _ in range(4112)) for _ in range(40)]
    found = heard.suspected([heard.by_ephemeral_key(cell) for cell in [*decoys, *real]], 40)
    hits = len([index for index in found if index >= 40])
    assert probability_of_at_least(hits, [hits_of_a_random_choice(80, 40)]) < BELIEVED


def test_luck_is_counted_exactly() -> None:
    assert matches_of_a_random_matching(3) == [Fraction(1, 3), Fraction(1, 2), Fraction(0), Fraction(1, 6)]
    assert hits_of_a_random_choice(4, 2) == [Fraction(1, 6), Fraction(4, 6), Fraction(1, 6)]
    assert probability_of_at_least(0, [matches_of_a_random_matching(10)]) == pytest.approx(1)
    assert probability_of_at_least(20, [matches_of_a_random_matching(10)] * 2) == pytest.approx(
        1 / 3628800**2, rel=1e-6
    )
