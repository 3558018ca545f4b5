"""An archive of a genesis and nothing more, made at once out of the cast's keys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from crypto.attendance import AnnouncementRef, Participant, check_in
from crypto.ceremony import Announcement, Kind, Outcome
from crypto.checkpoint import Checkpoint
from crypto.cosignature import cosign
from crypto.epoch import Epoch, made_keys
from crypto.head import Head
from crypto.keyring import ServedKeyring, SignedHead
from crypto.keys import SigningKey
from crypto.labels import Namespace
from crypto.merkle import inclusion_proof, leaf_hash
from crypto.note import Note
from crypto.possession import RecipientCard, answer_signed_by, make_challenge
from crypto.recovery import RecoveryCard
from crypto.sshsig import join_signed, sign
from crypto.tiles import TreeBuilder, encode_bundle, entries_path
from crypto.tlog_proof import TlogProof
from crypto.transcript import Checkin, Possession, Step, Transcript
from crypto.trust import TrustRoot
from tests.vectors import cast
from tracker.records import archive
from tracker.records.archive import Log

ORIGIN = cast.ORIGIN
DAY, DAY_START = "2026-05-28", 1_779_926_400
NOW = DAY_START + 26 * 3600
SCRIPT = b"1. The plan is read aloud\n"
Files = dict[str, bytes]


def log_files(log: Log, entries: list[bytes], cosigned: int) -> Files:
    """Tiles, bundles and the cosigned checkpoint of a log."""
    builder = TreeBuilder()
    tiles = builder.extend(leaf_hash(entry) for entry in entries) + builder.partial_tiles()
    files = {log.tile(tile.path): tile.data for tile in tiles}
    for start in range(0, len(entries), 256):
        part = entries[start : start + 256]
        files[log.tile(entries_path(start // 256, len(part)))] = encode_bundle(part)
    files[log.checkpoint] = checkpoint(log, len(entries), builder.root(), cosigned)
    return files


def checkpoint(log: Log, size: int, root: bytes, cosigned: int) -> bytes:
    """A checkpoint signed by the log's key and cosigned by two of the three witnesses."""
    note = Checkpoint(log.origin(ORIGIN), size, root).sign(cast.log_signer(log.value))
    lines = [cosign(note.text, name, cast.signing(name), cosigned) for name in cast.WITNESSES[:2]]
    return Note(note.text, (*note.lines, *lines)).encode()


def policy_lines() -> tuple[str, ...]:
    """Both logs that ceremonies write, and two of the three witnesses."""
    logs = [f"log {cast.log_signer(log).verifier.encode()}" for log in ("keys", "ceremony")]
    return (*logs, *cast.policy_lines())


@dataclass
class SmallArchive:
    """Everything of a genesis on its way into files; ``files`` is the archive, ``trust`` the root."""

    cosigned: int = NOW - 3600
    letters: list[bytes] = field(default_factory=lambda: [cast.seed(f"letter {n}") for n in range(300)])

    def __post_init__(self) -> None:
        self.roster = cast.roster(0)
        self.head = cast.head(policy_lines=policy_lines(), roster=self.roster.hash)
        self.people = [Participant("officer", name, cast.signing(name).public) for name in cast.OFFICERS]
        self.people.append(Participant("witness", "neighbour", cast.signing("neighbour").public))
        self.announcement = Announcement(
            ORIGIN, ORIGIN, Kind.GENESIS, 0, DAY, DAY, None, hashlib.sha256(SCRIPT).digest(),
            "the beginning", tuple(self.people),
        )  # fmt: skip
        first = [self.announcement.encode()]
        self.opening = log_files(Log.CEREMONY, first, DAY_START + 3600)[Log.CEREMONY.checkpoint]
        self.proofs = self._proofs()
        self.transcript = self._transcript()
        self.head = replace(self.head, transcript=self.transcript.hash)
        self.files = self._files()

    @property
    def trust(self) -> TrustRoot:
        """The trust root that knows the genesis, and two of three witnesses."""
        log = cast.log_signer().verifier
        return TrustRoot(ORIGIN, ORIGIN, self.head.hash, log, 0, self.head.hash, 72, cast.policy_lines())

    def write(self, folder: Path) -> Path:
        """The archive as files."""
        return write(self.files, folder)

    def _proofs(self) -> dict[str, tuple[bytes, bytes]]:
        """Nonce and proof by name."""
        proofs = {}
        recovery = self.roster.recovery
        shares = [cast.signing(f"share {number}") for number in range(3)]
        cards = [
            (RecipientCard(item.name, item.recipient, item.signing), [cast.identity(item.name).signing_key])
            for item in self.roster.caseworkers
        ]
        whole = RecoveryCard(recovery.recipient, recovery.threshold, recovery.commitments)
        for card, keys in [*cards, (whole, shares)]:
            nonce = cast.seed(f"nonce {card.name}")
            identity = cast.identity(card.name)
            proof = answer_signed_by(make_challenge(card, ORIGIN, nonce), card, identity, keys)
            proofs[card.name] = nonce, proof
        return proofs

    def _transcript(self) -> Transcript:
        reference = AnnouncementRef.of(0, self.announcement.encode())
        keys = [cast.signing(item.name) for item in self.people]
        checkins = [check_in(key, ORIGIN, reference, self.opening) for key in keys]
        return Transcript(
            ORIGIN, "genesis", 0, DAY, None, self.announcement.script, tuple(self.people),
            tuple(
                Possession(name, nonce, hashlib.sha256(proof).digest())
                for name, (nonce, proof) in self.proofs.items()
            ),
            (Step(1, "done", "The plan was read aloud", "O1"),),
            self.head.draft(),
            reference,
            self.opening,
            tuple(Checkin(p.name, c.signature) for p, c in zip(self.people, checkins, strict=True)),
            made_keys(None, Epoch(self.head, self.roster)),
        )  # fmt: skip

    def _files(self) -> Files:
        transcript = self.transcript.encode()
        outcome = Outcome(
            ORIGIN, AnnouncementRef.of(0, self.announcement.encode()), True, self.transcript.hash,
            self.head.hash, DAY,
        )  # fmt: skip
        keys = log_files(Log.KEYS, [self.head.encode()], self.cosigned)
        proof = TlogProof(
            0, tuple(inclusion_proof([leaf_hash(self.head.encode())], 0)), keys[Log.KEYS.checkpoint]
        )
        intake = log_files(Log.INTAKE, sorted(self.letters), self.cosigned)
        signers = [cast.signing(item.name) for item in self.people]
        return {
            archive.KEYRING: ServedKeyring((self._signed(),), proof.encode()).encode(),
            archive.ROSTER: self.roster.encode(),
            archive.roster(0): self.roster.encode(),
            **keys,
            **log_files(Log.CEREMONY, [self.announcement.encode(), outcome.encode()], self.cosigned),
            **intake,
            archive.transcript(0): _signed_by(signers, Namespace.TRANSCRIPT, transcript),
            archive.script(0): SCRIPT,
            **{archive.possession(0, name): proof for name, (_, proof) in self.proofs.items()},
            archive.mailbox_manifest("desk"): self._manifest(intake),
        }

    def _signed(self) -> SignedHead:
        return cast.sign_head(self.head, *cast.OFFICERS)

    def _manifest(self, intake: Mapping[str, bytes]) -> bytes:
        tree = TreeBuilder()
        tree.extend(leaf_hash(entry) for entry in sorted(self.letters)[:12])
        manifest = cast.manifest(intake_root=tree.root())
        return cast.signed_by_desk(manifest.encode(), Namespace.MAILBOX)


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """Writes files into a folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def _signed_by(keys: list[SigningKey], namespace: Namespace, document: bytes) -> bytes:
    return join_signed(document, [sign(key, namespace.at(ORIGIN), document) for key in keys])


__all__ = ["NOW", "ORIGIN", "Files", "Head", "SmallArchive", "write"]
