"""The story of a rehearsal: every kind of ceremony in turn, over simulated days that end today."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crypto.ceremony import Kind
from crypto.keys import SigningKey
from crypto.note import NoteSigner
from tracker.ceremony import folder
from tracker.ceremony.course import next_turn
from tracker.ceremony.plan import kind_of
from tracker.ceremony.publishing import publish
from tracker.ceremony.recording import record_abort
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind, Turn
from tracker.ceremony.words import digest_words
from tracker.files import write_file
from tracker.records.archive import file_of
from tracker.records.client_manifest import manifest_of
from tracker.records.form import LANGUAGES
from tracker.rehearsal.plans import genesis_plan, later_plan
from tracker.rehearsal.players import DAY_SECONDS, Players, put
from tracker.rehearsal.witnesses import RehearsalWitness

ORIGIN = "rehearsal/on-one-laptop"
# The days of all ceremonies together: three times three days are waited for, an aborted run waits too.
DAYS = 12
EPOCHS_BEFORE_RELEASE = 5
# Not the family's pages: what matters here is that every byte of a release is accounted for.
PAGES = {f"{language}/": b"<!doctype html><title>A rehearsal</title>\n" for language in LANGUAGES}
Say = Callable[[str], None]


@dataclass
class Story:
    """One rehearsal: everybody, the archive that grows, and a folder for each ceremony."""

    root: Path
    players: Players
    say: Say
    held: list[str] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        """What is published."""
        return self.root / "archive"

    @property
    def trust(self) -> Path:
        """The trust root, as if handed over in person."""
        return self.root / "trust"

    @property
    def today(self) -> str:
        """The simulated day."""
        return datetime.fromtimestamp(self.players.now, UTC).date().isoformat()

    def day(self, after: int) -> str:
        """The simulated day so many days from now."""
        return (datetime.fromtimestamp(self.players.now, UTC) + timedelta(days=after)).date().isoformat()

    def hold(self, kind: Kind, title: str, plan: str, manifest: bytes | None = None) -> Path:
        """A whole ceremony: announced, published, held, published."""
        root = self._announce(kind, title, plan, manifest)
        turn = self.players.hold(root, kind)
        self._publish(root, turn)
        head = turn.drafts.head if turn.drafts else None
        if head is not None:
            words = " ".join(digest_words(head.hash, "en")[:4])
            self.say(f"  {self.today}  epoch {head.epoch}: head {head.hash.hex()[:16]}…, “{words} …”")
        return root

    def abort(self, kind: Kind, title: str, plan: str, reason: str) -> None:
        """A ceremony that is announced and opened, and then ends without making anything."""
        root = self._announce(kind, title, plan, None)
        self.players.hold(root, kind, until=NeedKind.PROOF)
        record_abort(root, reason, "RH", ("officer-one", "officer-two"), self.players.supplies())
        self._publish(root, self.players.hold(root, kind))
        self.say(f"  {self.today}  aborted: {reason}")

    def _announce(self, kind: Kind, title: str, plan: str, manifest: bytes | None) -> Path:
        self.say(f"{title}")
        root = self.root / f"{len(self.held)}-{kind}"
        self.held.append(root.name)
        root.mkdir(mode=0o700, parents=True)
        if kind is not Kind.GENESIS:
            take_in(root, self.archive, self.trust)
        put(root, folder.PLAN, plan.encode())
        if manifest is not None:
            put(root, folder.CLIENT_MANIFEST, manifest)
        turn = self.players.hold(root, kind, until=NeedKind.DAY)
        self.say(f"  {self.today}  announced")
        if turn.needs and turn.needs[0].kind is NeedKind.DAY:
            self._publish(root, turn)
        return root

    def _publish(self, root: Path, turn: Turn) -> None:
        publish(root, self.archive, self._look, self.players.now)
        if not self.trust.exists() and turn.finished:
            write_file(self.trust, (root / folder.TRUST).read_bytes())

    def _look(self, files: folder.Files) -> Turn:
        kind = kind_of(folder.needed(files, folder.PLAN))
        return next_turn(files, kind, self.players.supplies())


def begin(root: Path, now: int, say: Say) -> Story:
    """Nobody has done anything yet, and it is some days before ``now``, POSIX seconds."""
    witnesses = [
        RehearsalWitness(f"witness-{name}.example/rehearsal", SigningKey(os.urandom(32)))
        for name in ("one", "two", "three")
    ]
    players = Players(ORIGIN, root / "keys", now - DAYS * DAY_SECONDS, witnesses)
    return Story(root, players, say)


def tell(story: Story) -> Iterator[Path]:
    """Every ceremony in turn; gives the folder of each."""
    today, later = story.day(0), story.day(180)
    intake = NoteSigner(f"{ORIGIN}/intake", SigningKey(os.urandom(32))).verifier
    plan = genesis_plan(ORIGIN, today, later, intake, story.players.witnesses)
    yield story.hold(Kind.GENESIS, "Genesis: the first officers, caseworkers, recovery shares, logs", plan)
    change = _caseworker("caseworker-three", story.day(3), later)
    yield story.hold(Kind.ADD, "Add: a third caseworker", later_plan(Kind.ADD, story.day(3), change))
    change = '[[revoke]]\nname = "caseworker-two"\nsuspect-from = 0\n'
    yield story.hold(
        Kind.REVOKE, "Revoke: a stolen key, at once", later_plan(Kind.REVOKE, story.day(0), change)
    )
    change = _caseworker("caseworker-one", story.day(3), later) + f'old-until = "{story.day(20)}"\n'
    yield story.hold(
        Kind.ROTATE, "Rotate: new keys for a caseworker", later_plan(Kind.ROTATE, story.day(3), change)
    )
    change = '[[replace]]\nold = "officer-three"\nnew = "officer-four"\nsuspect-from = 1\n'
    plan = later_plan(Kind.REPLACE_OFFICER, story.day(0), change)
    yield story.hold(Kind.REPLACE_OFFICER, "Replace an officer whose key is lost", plan)
    change = _caseworker("caseworker-four", story.day(3), later)
    plan = later_plan(Kind.ADD, story.day(3), change)
    story.abort(
        Kind.ADD, "Add, aborted: the new caseworker does not come", plan, "the caseworker did not come"
    )
    change = '[recovery]\nholders = ["holder-one", "holder-two"]\nthreshold = 2\nshares = 3\n'
    plan = later_plan(Kind.RECOVER, story.day(3), change)
    yield story.hold(Kind.RECOVER, "Recover: the recovery identity was used, and is replaced", plan)
    for path, body in PAGES.items():
        put(story.archive, file_of(path), body)
    change = f'[release]\nversion = "rehearsal-1"\npins-epoch = {EPOCHS_BEFORE_RELEASE}\n'
    plan = later_plan(Kind.RELEASE, story.day(0), change)
    yield story.hold(Kind.RELEASE, "Release: the pages that may be shown", plan, manifest_of(PAGES).encode())


def _caseworker(name: str, first: str, last: str) -> str:
    return f'[[caseworker]]\nname = "{name}"\nfrom = "{first}"\nuntil = "{last}"\n'
