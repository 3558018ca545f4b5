"""Throwaway witnesses of a rehearsal: they judge as real ones do, and forget everything at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crypto.cosignature import cosign
from crypto.keys import SigningKey
from crypto.merkle import consistency_proof, leaf_hash
from crypto.note import TYPE_COSIGNATURE, Note, SignatureLine, VerifierKey, parse_note
from crypto.witness import NOTHING_SEEN, AddCheckpoint, Seen, judge
from tracker.ceremony.logs import LogState


@dataclass
class RehearsalWitness:
    """One witness: its name and key, and what it saw last of each log, by origin."""

    name: str
    key: SigningKey
    seen: dict[str, Seen] = field(default_factory=dict)

    @property
    def verifier(self) -> VerifierKey:
        """Its public half."""
        return VerifierKey(self.name, TYPE_COSIGNATURE, self.key.public)

    def cosign(self, log: LogState, key: VerifierKey, now: int) -> SignatureLine:
        """Its line under a log's note at POSIX time ``now``. Raises WitnessError."""
        before = self.seen.get(key.name, NOTHING_SEEN)
        proof = consistency_proof([leaf_hash(entry) for entry in log.entries], before.size)
        checkpoint = judge(before, AddCheckpoint(before.size, tuple(proof), log.note or b""), key)
        self.seen[key.name] = Seen(checkpoint.size, checkpoint.root)
        return cosign(checkpoint.encode(), self.name, self.key, now)


def policy_lines(witnesses: Sequence[RehearsalWitness], quorum: int) -> tuple[str, ...]:
    """The policy that demands so many of them."""
    named: Mapping[str, RehearsalWitness] = {f"w{i}": item for i, item in enumerate(witnesses, 1)}
    lines = [f"witness {name} {item.verifier.encode()}" for name, item in named.items()]
    return (*lines, f"group rehearsal-witnesses {quorum} {' '.join(named)}", "quorum rehearsal-witnesses")


def cosigned_by(witnesses: Sequence[RehearsalWitness], log: LogState, key: VerifierKey, now: int) -> bytes:
    """A copy of the log's note with the line of each witness."""
    note = parse_note(log.note or b"")
    return Note(note.text, tuple(item.cosign(log, key, now) for item in witnesses)).encode()
