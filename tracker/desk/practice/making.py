"""Making a practice folder: vault, key files, and media with the next inboxes (docs/guides/caseworker.md).

Nothing in it protects anybody: the password lies beside the keys, and the origin says that it is a rehearsal.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from tracker.desk.case import Case, inquiry_id
from tracker.desk.days import day_of
from tracker.desk.importing import import_inbox
from tracker.desk.incoming import Progress
from tracker.desk.practice.deployment import CASEWORKERS, PUBLISHER, Deployment
from tracker.desk.practice.letters import INQUIRIES, draw_inquiries
from tracker.desk.practice.lists import draw_lists, take_practice_list
from tracker.desk.practice.people import Person
from tracker.desk.practice.sending import Families
from tracker.desk.practice.work import find_somebody, link_pairs, work_on
from tracker.desk.vault import Vault
from tracker.files import FOLDER_OWNER_ONLY, write_new_file

PASSWORD = "practice"  # noqa: S105 - shown to everybody: it protects nothing
SECONDS_A_DAY = 86_400
_INBOXES, _DAYS_BETWEEN = 8, 11
_NEXT_LETTERS, _LINKED = 12, 5


@dataclass(frozen=True)
class PracticeFiles:
    """Where everything of a practice folder lies."""

    folder: Path

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.folder / "vault"

    @property
    def trust(self) -> Path:
        """The trust root."""
        return self.folder / "trust"

    @property
    def medium(self) -> Path:
        """What a courier would carry."""
        return self.folder / "medium"

    @property
    def inbox(self) -> Path:
        """A medium with the next letters, not yet imported."""
        return self.medium / "inbox"

    @property
    def damaged(self) -> Path:
        """The same medium, cut off in the middle."""
        return self.medium / "inbox-damaged"

    @property
    def list(self) -> Path:
        """A newer version of the list that the vault has."""
        return self.medium / "list.csv"

    @property
    def password(self) -> Path:
        """The password of both key files, in clear."""
        return self.folder / "password"

    def identity(self, name: str = CASEWORKERS[0]) -> Path:
        """A caseworker's key file."""
        return self.folder / f"{name}.identity"


def make_practice(
    folder: Path, seed: int, now: int, progress: Progress, inquiries: int = INQUIRIES
) -> PracticeFiles:
    """Makes a folder for practice; the same ``seed`` and day give the same inquiries.

    ``inquiries`` is a multiple of eight.

    Raises FileExistsError if there is something in the folder, OSError.
    """
    files = PracticeFiles(folder)
    folder.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(17, "will not overwrite", str(folder))
    _Maker(files, seed, now, progress, inquiries).make()
    return files


class _Maker:
    def __init__(self, files: PracticeFiles, seed: int, now: int, progress: Progress, count: int) -> None:
        # The seed is told and repeated: what follows from it guards nothing.
        self.rng = Random(seed)  # noqa: S311
        # A stream of their own, so that the inquiries stay the same whatever a vault draws.
        self.for_vaults = Random(f"vaults {seed}").randbytes  # noqa: S311
        self.files, self.now, self.progress, self.count = files, now, progress, count
        self.deployment = Deployment(self.rng.randbytes(32), day_of(now))
        self.inquiries = draw_inquiries(self.rng, day_of(now), count + _NEXT_LETTERS)
        self.families = Families(self.deployment, self.inquiries, self.rng)

    def make(self) -> None:
        self._write_keys()
        began = self._at(0) - SECONDS_A_DAY
        who = self.deployment.identities[CASEWORKERS[0]]
        documents = self.deployment.documents
        Vault.create(self.files.vault, who, documents, PUBLISHER, began, self.for_vaults).close()
        for number in range(_INBOXES):
            self._one_inbox(number)
            self.progress("practice", number + 1, _INBOXES)
        self._yesterday()
        self._next_medium()
        self._lists()

    def _at(self, number: int) -> int:
        """When an inbox is imported: the last one three days ago."""
        return self.now - (3 + (_INBOXES - 1 - number) * _DAYS_BETWEEN) * SECONDS_A_DAY

    def _write_keys(self) -> None:
        for name in CASEWORKERS:
            randomness = KeyfileRandomness(self.rng.randbytes(16), self.rng.randbytes(24))
            seed = self.deployment.drawn(f"caseworker {name}")
            keyfile = seal_keyfile(SeedUse.CASEWORKER, seed, PASSWORD, randomness)
            write_new_file(self.files.identity(name), keyfile)
        documents = self.deployment.documents
        write_new_file(self.files.password, f"{PASSWORD}\n".encode())
        write_new_file(self.files.trust, documents.trust)
        write_new_file(self.files.folder / "keyring", documents.keyring)
        write_new_file(self.files.folder / "roster", documents.roster)

    def _open(self, name: str) -> Vault:
        return Vault.unlock(self.files.vault, self.deployment.identities[name], self.for_vaults)

    def _one_inbox(self, number: int) -> None:
        """The letters of some days, and what the caseworkers made of them."""
        at, first = self._at(number), len(self.deployment.log)
        share = self.count // _INBOXES
        for place in range(number * share, (number + 1) * share):
            self.families.ask(place, day_of(at - self.rng.randrange(8) * SECONDS_A_DAY))
        self._write_again(number, range(number * share), day_of(at))
        with self._open(CASEWORKERS[number % 2]) as vault:
            known = set(vault.desk.cases)
            self._take(vault, self.deployment.inbox(first), at)
            fresh = [case for key, case in sorted(vault.desk.cases.items()) if key not in known]
            if number < _INBOXES - 1:
                work_on(vault, self.rng, fresh, at + SECONDS_A_DAY, _share(number))

    def _write_again(self, number: int, earlier: range, day: str) -> None:
        if number:
            self.families.add(earlier, 3, day)
        if number in (3, 6):
            self.families.withdraw(earlier, day)
        if number == 4:
            self.families.send_rubbish()

    def _take(self, vault: Vault, inbox: bytes, at: int) -> None:
        medium = self.files.folder / ".medium"
        write_new_file(medium, inbox)
        try:
            import_inbox(vault, medium, at, day_of(at), lambda *_: None, processes=1)
        finally:
            medium.unlink()

    def _yesterday(self) -> None:
        """What waits for a second caseworker, and which inquiries were linked already."""
        at = self.now - SECONDS_A_DAY
        for turn, name in enumerate(reversed(CASEWORKERS)):
            with self._open(name) as vault:
                rest = [case for case in vault.desk.cases.values() if case.is_open and not case.answers]
                find_somebody(vault, self.rng.sample(rest, min(len(rest), 4 - 2 * turn)), at)
                if turn:
                    link_pairs(vault, self._pairs(vault)[:_LINKED], at)

    def _pairs(self, vault: Vault) -> list[tuple[Case, Case]]:
        """Inquiries about one person."""
        cases = {inquiry_id(case.keys): case for case in vault.desk.cases.values() if case.is_open}
        asked: dict[Person, list[Case]] = {}
        for place, inquiry in enumerate(self.inquiries):
            case = cases.get(self.deployment.family(f"family {place}").public.inquiry_id)
            if case is not None:
                asked.setdefault(inquiry.person, []).append(case)
        return [(several[0], several[1]) for several in asked.values() if len(several) > 1]

    def _next_medium(self) -> None:
        first, day = len(self.deployment.log), day_of(self.now - SECONDS_A_DAY)
        for place in range(self.count, self.count + _NEXT_LETTERS):
            self.families.ask(place, day)
        self.families.add(range(self.count), 5, day)
        inbox = self.deployment.inbox(first)
        self.files.inbox.parent.mkdir(mode=FOLDER_OWNER_ONLY)
        write_new_file(self.files.inbox, inbox)
        write_new_file(self.files.damaged, inbox[: len(inbox) // 2])

    def _lists(self) -> None:
        """A list that was taken in, and its newer version on the medium."""
        days = (day_of(self.now - 20 * SECONDS_A_DAY), day_of(self.now - SECONDS_A_DAY))
        sought = [inquiry.person for inquiry in self.inquiries[: self.count]]
        older, newer = draw_lists(self.rng, sought, days)
        with self._open(CASEWORKERS[0]) as vault:
            take_practice_list(vault, older, days[0], self.now - SECONDS_A_DAY)
        write_new_file(self.files.list, newer)


def _share(number: int) -> float:
    """How many of the inquiries of an inbox were answered: nearly all of the first, half of the last."""
    return 0.85 - 0.05 * number
