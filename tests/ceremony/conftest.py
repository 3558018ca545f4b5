"""People of a rehearsal, with real keys: OpenSSH's for officers, our own for caseworkers."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto.keys import SigningKey
from crypto.note import NoteSigner
from crypto.possession import RecipientCard, answer_challenge
from crypto.recipient import Identity
from crypto.recovery import commitment, share_key
from crypto.sshsig import sign
from tracker.ceremony import folder
from tracker.ceremony.genesis import Supplies, Turn, advance

NOW = 1_767_225_600
ORIGIN = "rehearsal/tests"
OFFICERS = ("officer-one", "officer-two", "officer-three")
CASEWORKERS = ("caseworker-one", "caseworker-two")
LOG = NoteSigner(f"{ORIGIN}/keys", SigningKey(b"l" * 32))
INTAKE = NoteSigner(f"{ORIGIN}/intake", SigningKey(b"i" * 32))
IDENTITIES = {name: Identity(name.encode().ljust(32, b".")) for name in (*CASEWORKERS, "recovery")}

PLAN = f"""
origin = "{ORIGIN}"
day = "2026-01-01"
reason = "A rehearsal"
[officers]
threshold = 2
names = {list(OFFICERS)}
[[caseworker]]
name = "caseworker-one"
from = "2026-01-01"
until = "2026-06-30"
present = true
[[caseworker]]
name = "caseworker-two"
from = "2026-01-01"
until = "2026-06-30"
[publisher]
name = "desk"
threshold = 2
[recovery]
threshold = 1
[intake]
key = "{INTAKE.verifier.encode()}"
[policy]
lines = ["quorum none"]
[room]
witnesses = ["neighbour"]
"""


@pytest.fixture(scope="session")
def ssh_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Throwaway keys by ssh-keygen: the officers', the room witness's and a stranger's."""
    made = tmp_path_factory.mktemp("keys")
    for name in (*OFFICERS, "neighbour", "stranger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(made / name)]
        subprocess.run(command, check=True)
    return made


def card_of(name: str, identity: Identity | None = None) -> RecipientCard:
    """The card of one of the people; the recovery card names the commitment."""
    identity = identity or IDENTITIES[name]
    signing = commitment(identity.seed) if name == "recovery" else identity.signing_key.public
    return RecipientCard(name, identity.recipient, signing)


@dataclass
class Rehearsal:
    """A genesis in a folder, with everybody at hand to do their part."""

    root: Path
    keys: Path
    nonces: int = 0
    now: int = NOW
    log_key: SigningKey | None = None

    def run(self) -> Turn:
        """What `tracker ceremony genesis` does; the log's key is there if it was brought."""
        key = self.log_key
        return advance(self.root, Supplies(self._nonce, self.now, (lambda: key) if key else None))

    def _nonce(self) -> bytes:
        self.nonces += 1
        return self.nonces.to_bytes(32, "big")

    def put(self, path: str, data: bytes) -> None:
        """Lays a file into the folder, as people do."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def snapshot(self) -> dict[str, bytes]:
        """Every file in the folder."""
        paths = [path for path in self.root.rglob("*") if path.is_file()]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    def plan(self, text: str = PLAN) -> None:
        """The administrator writes the plan."""
        self.put(folder.PLAN, text.encode())

    def bring_keys(self) -> None:
        """Everybody hands in what is public."""
        for name in OFFICERS:
            self.put(folder.officer_key(name), self.public(name))
        self.put(folder.witness_key("neighbour"), self.public("neighbour"))
        for name in CASEWORKERS:
            self.put(folder.card(name), card_of(name).encode())
        self.put(folder.RECOVERY_CARD, card_of("recovery").encode())
        self.put(folder.LOG_KEY, LOG.verifier.encode().encode() + b"\n")

    def public(self, name: str) -> bytes:
        """An OpenSSH public key line."""
        return (self.keys / f"{name}.pub").read_bytes()

    def prove(self, name: str, identity: Identity | None = None) -> None:
        """One of the people answers the challenge, perhaps with a wrong identity."""
        identity = identity or IDENTITIES[name]
        challenge = (self.root / folder.challenge(name)).read_bytes()
        share = share_key(identity.seed) if name == "recovery" else None
        self.put(folder.proof(name), answer_challenge(challenge, card_of(name, identity), identity, share))

    def ssh_sign(self, name: str, document: str, namespace: str | None = None) -> bytes:
        """An armored signature by `ssh-keygen -Y sign`."""
        purpose = {"transcript": "transcript", "head": "keyring"}[document]
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(self.keys / name), "-n"]
        command.append(namespace or f"{purpose}@{ORIGIN}")
        data = (self.root / document).read_bytes()
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout

    def identity_sign(self, name: str) -> bytes:
        """A caseworker's signature over the transcript."""
        data = (self.root / folder.TRANSCRIPT).read_bytes()
        return sign(IDENTITIES[name].signing_key, f"transcript@{ORIGIN}", data).armor().encode()

    def sign_all(self) -> None:
        """Everybody signs what is theirs."""
        for name in OFFICERS:
            self.put(folder.signature(name, "transcript"), self.ssh_sign(name, "transcript"))
            self.put(folder.signature(name, "head"), self.ssh_sign(name, "head"))
        self.put(folder.signature("neighbour", "transcript"), self.ssh_sign("neighbour", "transcript"))
        self.put(folder.signature("caseworker-one", "transcript"), self.identity_sign("caseworker-one"))

    def to_keys(self) -> None:
        """Up to the challenges."""
        self.plan()
        self.bring_keys()
        self.run()

    def to_drafts(self) -> None:
        """Up to the drafts."""
        self.to_keys()
        for name in IDENTITIES:
            self.prove(name)
        self.run()

    def to_signatures(self) -> None:
        """Up to all signatures."""
        self.to_drafts()
        self.sign_all()
        self.run()

    def to_end(self) -> Turn:
        """The whole of it."""
        self.to_signatures()
        self.log_key = LOG.key
        return self.run()


@pytest.fixture
def rehearsal(tmp_path: Path, ssh_keys: Path) -> Rehearsal:
    """An empty folder and everybody ready."""
    return Rehearsal(tmp_path / "genesis", ssh_keys)
