"""Who plays in the demo, and where in its folder each keeps what is theirs. All of it is made up."""

from dataclasses import dataclass
from pathlib import Path

ORIGIN = "rehearsal/demo"
OFFICERS = ("demo-officer-one", "demo-officer-two", "demo-officer-three")
OFFICERS_THRESHOLD = 2
CASEWORKERS = ("demo-caseworker-one", "demo-caseworker-two")
# In the room, so that they sign the transcript; the other one sent card and proof.
PRESENT = CASEWORKERS[:1]
RECOVERY = "recovery"
RECOVERY_THRESHOLD, RECOVERY_SHARES = 2, 3
PUBLISHER = "desk"


@dataclass(frozen=True)
class Places:
    """The demo's folder, as seen from where the commands are typed: a folder for each person."""

    root: Path

    @property
    def genesis(self) -> Path:
        """The ceremony's folder: public."""
        return self.root / "genesis"

    @property
    def server(self) -> Path:
        """All that the server has."""
        return self.root / "server"

    @property
    def config(self) -> Path:
        """The server's configuration."""
        return self.server / "server.toml"

    @property
    def pages(self) -> Path:
        """The released pages of the server, the same bytes for everybody."""
        return self.server / "pages"

    @property
    def trust(self) -> Path:
        """The trust root, as if handed over in person: families and desk take it from here."""
        return self.handed_over("trust")

    @property
    def vault(self) -> Path:
        """The desk's vault."""
        return self.root / "desk" / "vault"

    @property
    def outbox(self) -> Path:
        """The medium that the courier carries: the desk's outbox."""
        return self.root / "medium" / "outbox"

    @property
    def inbox(self) -> Path:
        """The medium that the courier carries: the server's inbox."""
        return self.root / "medium" / "inbox"

    @property
    def archive(self) -> Path:
        """What the ceremony published: what server, desk and auditors take."""
        return self.root / "archive"

    @property
    def shares(self) -> Path:
        """The shares of the recovery identity, in clear: only a rehearsal ever has them on a disk."""
        return self.own(RECOVERY) / "shares"

    def log_key(self, log: str) -> Path:
        """The key of the key log or of the ceremony log, each with its keeper."""
        return self.root / f"keeper-of-{log}" / "log.key"

    def handed_over(self, name: str) -> Path:
        """What people give one another in person."""
        return self.root / "handed-over" / name

    def officer_key(self, name: str) -> Path:
        """An officer's OpenSSH private key."""
        return self.root / "officers" / name

    def own(self, name: str) -> Path:
        """The folder of a caseworker, or of the keeper of the recovery identity."""
        return self.root / ("recovery-keeper" if name == RECOVERY else name)

    def identity(self, name: str) -> Path:
        """An identity's key file."""
        return self.own(name) / f"{name}.identity"

    def card(self, name: str) -> Path:
        """An identity's card."""
        return self.own(name) / f"{name}.card"

    def password(self, folder: Path) -> Path:
        """The password that protects a person's key file."""
        return folder / "password"
