"""Cosignatures on the three logs, asked for and kept fresh (docs/spec/witness.md, "Asking").

Witnesses are asked over copies of the notes: nothing waits for them, neither a letter nor a closing batch.
What they said is taken in afterwards, if the checkpoint is still the one that is served.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crypto.errors import TrackerError
from crypto.head import Head
from crypto.note import VerifierKey, parse_note
from crypto.tiles import prove_consistency
from crypto.tlog_proof import parse_tlog_proof
from crypto.trust import decode_trust
from tracker.cosigning import Connect, Consistency, WitnessAddress, refresh
from tracker.records.archive import Log
from tracker.server.database import Database
from tracker.server.locks import FileLock
from tracker.server.services.cosignatures import cosigned_last, with_cosignatures
from tracker.server.services.keyring import Keyrings
from tracker.server.services.public_tree import PublicTree
from tracker.server.services.tiles import IntakeTiles
from tracker.server.store import keyring

# A cosignature is renewed before it is a day old; clients take none older than three.
RENEW_SECONDS = 20 * 3600
# After a failure there is no hurry: a witness that is away is not asked over and over.
RETRY_SECONDS = 900
# In the place of a witness's name: the note itself is at fault, and nobody was asked.
OURSELVES = "-"


@dataclass(frozen=True)
class Beat:
    """What came of one log: what went wrong by witness, and whether the rest was taken in.

    ``taken`` is False if the log had another checkpoint by then: the next round asks again.
    """

    log: Log
    taken: bool
    failures: Mapping[str, TrackerError] = field(default_factory=dict)


@dataclass(frozen=True)
class _Subject:
    """One log's note, by whose key it is signed, how older sizes are proven, where cosignatures go."""

    log: Log
    key: VerifierKey
    note: bytes
    consistency: Consistency | None
    take: Callable[[bytes, Sequence[VerifierKey]], bool]


class Heartbeat:
    """Asks the configured witnesses about all logs that this server serves."""

    def __init__(
        self,
        witnesses: Sequence[WitnessAddress],
        connect: Connect,
        database: Database,
        tiles: IntakeTiles,
        public: PublicTree,
        keyrings: Keyrings,
        lock: FileLock,
    ) -> None:
        self._witnesses = witnesses
        self._keys = [witness.key for witness in witnesses]
        self._connect = connect
        self._database = database
        self._tiles = tiles
        self._public = public
        self._keyrings = keyrings
        self._lock = lock

    def due(self, now: int) -> bool:
        """Whether some witness has not cosigned a log's checkpoint, or not for most of a day."""
        if not self._witnesses:
            return False
        return any(self._overdue(subject, now) for subject in self._subjects())

    def run(self, now: int | None = None) -> list[Beat]:
        """Asks every witness about every log, and serves what they said; with a time, only what is due then.

        Raises Busy.
        """
        with self._lock.held_at_once():
            return [
                self._beat(subject, self._witnesses if now is None else self._overdue(subject, now))
                for subject in self._subjects()
            ]

    def _overdue(self, subject: _Subject, now: int) -> list[WitnessAddress]:
        times = {witness: cosigned_last(subject.note, witness.key) for witness in self._witnesses}
        return [who for who, time in times.items() if time is None or time < now - RENEW_SECONDS]

    def take(self, lines: bytes) -> list[Beat]:
        """Serves cosignatures that a witness handed over as lines, on whichever logs they are.

        Taken are those by configured witnesses, and by those whom trust root and newest head ask for. Raises
        NoteMalformed if these are no signature lines.
        """
        with self._database.read() as connection:
            stored = keyring.load(connection)
        policies = () if stored is None else (decode_trust(stored.trust).policy, stored.newest.head.policy)
        keys = [*self._keys, *(key for policy in policies for key in policy.witnesses.values())]
        return [self._take(subject, lines, keys) for subject in self._subjects()]

    def _take(self, subject: _Subject, lines: bytes, keys: Sequence[VerifierKey]) -> Beat:
        offered = parse_note(subject.note).text + b"\n" + lines
        is_news = with_cosignatures(subject.note, offered, keys) != subject.note
        return Beat(subject.log, is_news and subject.take(offered, keys))

    def _beat(self, subject: _Subject, witnesses: Sequence[WitnessAddress]) -> Beat:
        try:
            said = refresh(self._connect, witnesses, subject.key, subject.note, subject.consistency)
        except TrackerError as error:
            # A note that is none of the log's must not keep the other logs from being asked about.
            return Beat(subject.log, False, {OURSELVES: error})
        return Beat(subject.log, subject.take(said.note, self._keys), said.failures)

    def _subjects(self) -> Iterator[_Subject]:
        with self._database.read() as connection:
            stored = keyring.load(connection)
        yield self._intake()
        if stored is not None:
            proof = parse_tlog_proof(stored.proof)
            yield self._handed_over(Log.KEYS, decode_trust(stored.trust).log, proof.checkpoint)
            served, key = self._public.log(Log.CEREMONY), ceremony_key(stored.newest.head)
            if served is not None and served.note is not None and key is not None:
                yield self._handed_over(Log.CEREMONY, key, served.note)

    def _intake(self) -> _Subject:
        note = self._tiles.checkpoint()
        return _Subject(
            Log.INTAKE, self._tiles.key, note, self._tiles.consistency_to(note), self._tiles.add_cosignatures
        )

    def _handed_over(self, log: Log, key: VerifierKey, note: bytes) -> _Subject:
        served = self._public.log(log)
        consistency: Consistency | None = None
        if served is not None:
            tiles, size = served, served.size

            def consistency(old: int) -> Sequence[bytes]:
                return prove_consistency(tiles, old, size)

        def take(cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bool:
            published = self._public.add_cosignatures(log, cosigned, witnesses)
            if log is Log.KEYS:
                return self._keyrings.add_cosignatures(cosigned, witnesses)
            return published

        return _Subject(log, key, note, consistency, take)


def ceremony_key(head: Head) -> VerifierKey | None:
    """The ceremony log's key that a head names; None if it names none."""
    name = Log.CEREMONY.origin(head.origin)
    return next((key for key in head.policy.logs if key.name == name), None)
