"""Everybody's part in a ceremony, played here: throwaway keys, and what each does when the program asks."""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crypto.attendance import share_line, shares_called
from crypto.ceremony import Kind
from crypto.keys import SigningKey
from crypto.lines import encode_lines
from crypto.note import NoteSigner
from crypto.possession import RecipientCard, answer_signed_by, decode_card
from crypto.recipient import Identity
from crypto.recovery import RecoveryCard, read_card
from crypto.sshsig import sign
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.enrolment import card_file
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.kinds.recover import Recover
from tracker.ceremony.logs import read_log
from tracker.ceremony.plan import RECOVERY
from tracker.ceremony.recording import add_cosignatures, record_step
from tracker.ceremony.recovery import make_recovery, prove_possession
from tracker.ceremony.shares import Share
from tracker.ceremony.signatures import NAMESPACES
from tracker.ceremony.signing import sign_with_openssh
from tracker.ceremony.turn import Need, NeedKind, Opening, Supplies, Turn
from tracker.files import write_file
from tracker.records.archive import Log
from tracker.rehearsal.witnesses import RehearsalWitness, cosigned_by

DAY_SECONDS = 24 * 3600


@dataclass
class Players:
    """Everybody of a rehearsal; ``keys`` holds the OpenSSH keys, all other secrets stay in memory.

    ``now`` is the simulated clock, POSIX seconds. ``random`` gives so many random bytes.
    """

    origin: str
    keys: Path
    now: int
    witnesses: Sequence[RehearsalWitness] = ()
    random: Callable[[int], bytes] = os.urandom
    identities: dict[str, list[Identity]] = field(default_factory=dict)
    shares: list[list[Share]] = field(default_factory=list)
    logs: dict[Log, SigningKey] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def hold(self, root: Path, kind: Kind, until: NeedKind | None = None) -> Turn:
        """Goes on with the ceremony in this folder until it is finished, or waits for such a thing."""
        supplies = self.supplies()
        while True:
            turn = advance(root, kind, supplies)
            if not turn.needs or turn.needs[0].kind is until:
                return turn
            supplies = self.fulfil(root, turn)

    def supplies(self, *, brought: bool = False, opening: Opening | None = None) -> Supplies:
        """What the program may use on this run: the keys of the logs only if they were brought."""
        keys = tuple(self.logs.values())
        return Supplies(self._nonce, self.now, (lambda: keys) if brought else None, opening)

    def fulfil(self, root: Path, turn: Turn) -> Supplies:
        """Does what is asked for next, everybody their part; returns what the next run may use."""
        first = turn.needs[0]
        match first.kind:
            case NeedKind.LOG_KEY:
                return self.supplies(brought=True)
            case NeedKind.OPENING:
                return self.supplies(opening=Opening(self.absent))
            case NeedKind.DAY:
                self.now += DAY_SECONDS
                return self.supplies()
        for need in turn.needs:
            if need.kind is first.kind:
                self._bring(root, need, turn)
        return self.supplies()

    def _bring(self, root: Path, need: Need, turn: Turn) -> None:
        match need.kind:
            case NeedKind.KEY:
                put(root, need.file, self._public(need, turn))
            case NeedKind.COSIGNATURES:
                self._cosign(root, Log(need.who), turn)
            case NeedKind.SHARE:
                put(root, need.file, self._answer_share(root, need.who, turn))
            case NeedKind.PROOF:
                put(root, need.file, self._prove(root, need.who))
            case NeedKind.STEP:
                record_step(root, int(need.who), "done", "RH", "")
            case NeedKind.CHECKIN | NeedKind.SIGNATURE:
                put(root, need.file, self._sign(root, need))
            case _:
                raise ValueError(f"nobody plays '{need.kind}'")

    def openssh(self, name: str) -> Path:
        """Somebody's OpenSSH private key, made when it is first needed."""
        key = self.keys / name
        if not key.exists():
            self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)]
            subprocess.run(command, check=True)
        return key

    def log_signer(self, log: Log) -> NoteSigner:
        """The key of a log, made when it is first needed."""
        if log not in self.logs:
            self.logs[log] = SigningKey(self.random(32))
        return NoteSigner(log.origin(self.origin), self.logs[log])

    def _nonce(self) -> bytes:
        return self.random(32)

    def _public(self, need: Need, turn: Turn) -> bytes:
        if need.file in (folder.LOG_KEY, folder.CEREMONY_KEY):
            log = Log.KEYS if need.file == folder.LOG_KEY else Log.CEREMONY
            return self.log_signer(log).verifier.encode().encode() + b"\n"
        if need.file == folder.RECOVERY_CARD:
            return self._recovery_card(turn).encode()
        if need.file.startswith("cards/"):
            identity = Identity(self.random(32))
            self.identities.setdefault(need.who, []).append(identity)
            return RecipientCard(need.who, identity.recipient, identity.signing_key.public).encode()
        return self.openssh(need.who).with_name(f"{need.who}.pub").read_bytes()

    def _recovery_card(self, turn: Turn) -> RecoveryCard:
        change = turn.plan.change if turn.plan else None
        if not isinstance(change, Genesis | Recover):
            raise TypeError("no recovery identity is made in this ceremony")
        sharing = change.sharing
        card, shares = make_recovery(self.random(32), sharing.threshold, sharing.shares)
        self.shares.append(shares)
        return card

    def _cosign(self, root: Path, log: Log, turn: Turn) -> None:
        state = read_log(folder.read_folder(root), log)
        note = cosigned_by(self.witnesses, state, self.log_signer(log).verifier, self.now)
        add_cosignatures(root, log, note)

    def _answer_share(self, root: Path, name: str, turn: Turn) -> bytes:
        holders = turn.plan.change.holders if turn.plan else ()
        epoch = turn.ground.epoch - 1 if turn.ground else 0
        share = self.shares[-1 if not self._has_card(root) else -2][holders.index(name)]
        call = shares_called(self.origin, epoch, (root / folder.CHECKIN).read_bytes())
        return encode_lines([share_line(call.answer(share.text))])

    def _has_card(self, root: Path) -> bool:
        return (root / folder.RECOVERY_CARD).exists()

    def _prove(self, root: Path, name: str) -> bytes:
        challenge = (root / folder.challenge(name)).read_bytes()
        card = (root / card_file(name)).read_bytes()
        if name == RECOVERY:
            known = read_card(card)
            return prove_possession(known, challenge, self.shares[-1][: known.threshold])
        own = self.identities[name]
        keys = [item.signing_key for item in reversed(own[-2:])]
        return answer_signed_by(challenge, decode_card(card), own[-1], keys)

    def _sign(self, root: Path, need: Need) -> bytes:
        document = folder.document(need.file)
        namespace, data = NAMESPACES[document].at(self.origin), (root / document).read_bytes()
        if need.who in self.identities:
            return sign(self.identities[need.who][-1].signing_key, namespace, data).armor().encode()
        return sign_with_openssh(self.openssh(need.who), namespace, data).armor().encode()


def put(root: Path, path: str, data: bytes) -> None:
    """Lays a file into a ceremony's folder, as people do."""
    (root / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(root / path, data)
