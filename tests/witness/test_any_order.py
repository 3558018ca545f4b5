"""Requests of every kind in any order, a fork among them: the witness remembers what a model does."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from crypto.cosignature import cosigned_at
from crypto.errors import TrackerError
from crypto.note import Note, parse_note
from crypto.witness import AddCheckpoint
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import at, bare_folder
from tests.vectors.cast import NOW, WITNESSES, signing, witness_key
from tracker.witness.cosigner import Cosigner
from tracker.witness.evidence import Kind, records

SHARED, CAPACITY = 10, 40
HISTORIES = [GrowingLog("keys", CAPACITY, branch, SHARED) for branch in ("main", "other")]
KEY = witness_key(WITNESSES[0])
SIZES = st.integers(0, CAPACITY)
BRANCHES = st.sampled_from([0, 1])


class AnyOrder(RuleBasedStateMachine):
    """The model: a size, the branch once it matters, the time of the last cosignature, the forks shown."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = bare_folder(Path(self.place.name) / "witness")
        self.known = self.folder.add_log(HISTORIES[0].key, None)
        self.cosigner = Cosigner(self.folder, signing(WITNESSES[0]))
        self.size, self.branch, self.time = 0, 0, 0
        self.forks: set[tuple[int, int]] = set()

    def ask(self, request: AddCheckpoint, now: int) -> str:
        """The code of a refusal; empty if a valid cosignature came."""
        try:
            line = self.cosigner.add(request, at(now))
        except TrackerError as error:
            return error.code
        assert cosigned_at(Note(parse_note(request.note).text, (line,)), KEY) == now
        return ""

    def agrees(self, branch: int, size: int) -> bool:
        """Whether this history's tree of that size is one with what was seen."""
        return branch == self.branch or min(size, self.size) <= SHARED

    @rule(branch=BRANCHES, old=SIZES, size=SIZES, seconds=st.integers(-2, 5))
    def ask_anything(self, branch: int, old: int, size: int, seconds: int) -> None:
        """Any step of either history, at any time."""
        self.expect(branch, old, size, max(0, self.time + seconds))

    @rule(branch=BRANCHES, more=st.integers(0, 6), seconds=st.integers(-1, 5))
    def ask_for_the_next(self, branch: int, more: int, seconds: int) -> None:
        """A step that begins where the witness is."""
        self.expect(branch, self.size, min(self.size + more, CAPACITY), max(NOW, self.time + seconds))

    @rule(more=st.integers(1, 6))
    def ask_with_a_false_proof(self, more: int) -> None:
        """The true history, and a proof of something else."""
        size = min(self.size + more, CAPACITY)
        if size > self.size:
            note = HISTORIES[self.branch].note(size)
            assert self.ask(AddCheckpoint(self.size, (bytes(32),) * 9, note), self.time) == "witness-proof"

    @rule()
    def begin_again(self) -> None:
        """Another process takes over."""
        self.cosigner = Cosigner(self.folder, signing(WITNESSES[0]))

    def expect(self, branch: int, old: int, size: int, now: int) -> None:
        """Asks, and holds the answer to the model."""
        said = self.ask(HISTORIES[branch].request(old, size), now)
        assert said == self.foreseen(branch, old, size, now)
        if said == "witness-forked":
            self.forks.add((branch, size))
        if said == "":
            if size > SHARED and self.size <= SHARED:
                self.branch = branch
            self.size, self.time = size, now

    def foreseen(self, branch: int, old: int, size: int, now: int) -> str:
        """What a witness must say, in words of its own."""
        if old > size:
            return "witness-request"
        if size == self.size and not self.agrees(branch, size):
            return "witness-forked"
        if old != self.size:
            return "witness-conflict"
        if not self.agrees(branch, size):
            return "witness-proof"
        return "witness-clock" if now < self.time else ""

    @invariant()
    def the_disk_is_as_the_model(self) -> None:
        """Size, root and time on the disk; every fork that was shown is kept, and no other."""
        remembered = self.cosigner.recall(self.known)
        assert (remembered.seen.size, remembered.time) == (self.size, self.time)
        assert remembered.seen.root == HISTORIES[self.branch].root(self.size)
        kept = [item.size for item in records(self.folder.path, self.known) if item.kind is Kind.FORK]
        assert sorted(kept) == sorted(size for _, size in self.forks)

    def teardown(self) -> None:
        """Removes the folder."""
        self.place.cleanup()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
