"""After all have signed: the head into the key log, the outcome into the ceremony log, and both cosigned."""

from collections.abc import Iterator
from dataclasses import dataclass

from crypto.attendance import AnnouncementRef
from crypto.ceremony import Kind, Outcome
from crypto.epoch import suspect_officers
from crypto.errors import QuorumMissing
from crypto.head import Head
from crypto.keyring import ServedKeyring, SignedHead, check_genesis
from crypto.policy import Policy
from crypto.proceedings import check_outcome
from crypto.sshsig import Signature, join_signed
from crypto.succession import check_decided
from crypto.tlog_proof import TlogProof
from crypto.transcript import Transcript
from crypto.trust import TrustRoot, decode_trust
from tracker.ceremony import folder
from tracker.ceremony.drafts import Drafts
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.ceremony.ground import Ground, read_transcripts
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.logs import LogState
from tracker.ceremony.standing import outcome_of
from tracker.ceremony.turn import Need, NeedKind, Supplies
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import DraftAltered, FolderIncomplete


@dataclass(frozen=True)
class Logging:
    """What logging a ceremony's end still takes: files to write, or who must come."""

    files: Files
    needs: tuple[Need, ...]


def check_decision(ground: Ground, drafts: Drafts, signatures: tuple[Signature, ...], files: Files) -> None:
    """The officers of old and new decided, suspects not counted. Raises OfficersMissing."""
    if ground.standing is None:
        check_genesis(drafts.head, signatures)
        return
    transcripts = [*read_transcripts(ground.standing, files), drafts.transcript]
    check_decided(ground.standing.head, drafts.head, signatures, suspect_officers(transcripts))


def log_head(ground: Ground, head: Head, supplies: Supplies) -> Logging:
    """The head as the next leaf of the key log. Raises LogKeyMismatch."""
    if len(ground.key_log.entries) > ground.epoch:
        return Logging({}, ())
    return _grow(ground, ground.key_log, head.encode(), supplies)


def log_outcome(
    ground: Ground, reference: AnnouncementRef, transcript: Transcript | None, head: Head | None,
    supplies: Supplies,
) -> Logging:  # fmt: skip
    """The outcome in the ceremony log, once. Raises OutcomeMissing if another one is there."""
    logged = outcome_of(ground.ceremony_log, reference)
    if logged is not None:
        _check_logged(logged, transcript, head)
        return Logging({}, ())
    outcome = Outcome(
        ground.origin,
        reference,
        head is not None,
        None if transcript is None else transcript.hash,
        None if head is None else head.hash,
        supplies.today,
    )
    return _grow(ground, ground.ceremony_log, outcome.encode(), supplies)


def await_witnesses(logs: tuple[LogState, ...], policy: Policy, now: int, max_age: int) -> tuple[Need, ...]:
    """Those logs whose newest checkpoint has no quorum of fresh cosignatures. Raises ClockWrong."""
    return tuple(_uncosigned(logs, policy, now, max_age))


def trust_root(ground: Ground, head: Head) -> TrustRoot:
    """The trust root to hand over in person: made at genesis, the one that was brought ever after.

    Raises TrustMalformed, TrustWeak.
    """
    change = ground.plan.change
    if ground.standing is not None:
        return ground.standing.trust
    if not isinstance(change, Genesis):
        raise FolderIncomplete("only a genesis makes a trust root", file=folder.TRUST)
    root = TrustRoot(
        head.origin, head.realm, head.hash, ground.verifier(Log.KEYS), 0, head.hash,
        change.max_age_hours, head.policy_lines,
    )  # fmt: skip
    return decode_trust(root.encode())


def served_keyring(ground: Ground, head: Head, signatures: tuple[Signature, ...]) -> ServedKeyring:
    """All signed heads, and the proof that the new one is the last leaf of the key log."""
    signed = SignedHead(head.encode(), tuple(sorted(signatures, key=lambda item: item.public)))
    before = () if ground.standing is None else ground.standing.signed
    proof = TlogProof(head.epoch, ground.key_log.proof(head.epoch), ground.key_log.note or b"")
    return ServedKeyring((*before, signed), proof.encode())


def filed(
    ground: Ground, drafts: Drafts, reference: AnnouncementRef, head: tuple[Signature, ...],
    transcript: tuple[Signature, ...], files: Files,
) -> Files:  # fmt: skip
    """What the archive and the folder get at the end; documents first, what points at them last."""
    index = reference.index
    keyring = served_keyring(ground, drafts.head, head).encode()
    made = {
        archive.transcript(index): join_signed(drafts.transcript.encode(), transcript),
        archive.script(index): files[folder.SCRIPT],
        **{
            archive.possession(index, item.name): files[folder.proof(item.name)]
            for item in drafts.transcript.possessions
        },
        archive.roster(drafts.head.epoch): drafts.roster.encode(),
        archive.ROSTER: drafts.roster.encode(),
        archive.KEYRING: keyring,
    }
    if ground.keys.manifest is not None and ground.plan.kind is Kind.RELEASE:
        made[archive.CLIENT_MANIFEST] = ground.keys.manifest
    inside = {f"{ARCHIVE}/{path}": document for path, document in made.items()}
    return inside | {folder.KEYRING: keyring, folder.TRUST: trust_root(ground, drafts.head).encode()}


def check_filed(made: Files, files: Files) -> Files:
    """Those of the files that are not there yet, or are older. Raises DraftAltered."""
    replaced = {f"{ARCHIVE}/{path}" for path in (archive.KEYRING, archive.ROSTER, archive.CLIENT_MANIFEST)}
    replaced |= {folder.KEYRING}
    for path, document in made.items():
        if path not in replaced and files.get(path, document) != document:
            raise DraftAltered(f"'{path}' is not what this ceremony made", file=path)
    return {path: document for path, document in made.items() if files.get(path) != document}


def _grow(ground: Ground, log: LogState, entry: bytes, supplies: Supplies) -> Logging:
    key = ground.verifier(log.log)
    secret = supplies.log_key(key, ground.verifiers)
    if secret is None:
        return Logging({}, (Need(NeedKind.LOG_KEY, str(log.log), log.checkpoint_file),))
    return Logging(log.grown([entry], key, secret), ())


def _uncosigned(logs: tuple[LogState, ...], policy: Policy, now: int, max_age: int) -> Iterator[Need]:
    for log in logs:
        try:
            log.check_quorum(policy, now, max_age)
        except QuorumMissing:
            yield Need(NeedKind.COSIGNATURES, str(log.log), log.checkpoint_file)


def _check_logged(logged: Outcome, transcript: Transcript | None, head: Head | None) -> None:
    if transcript is not None:
        check_outcome(logged, transcript, head)
    elif logged.sealed or logged.transcript is not None:
        raise DraftAltered("the ceremony log has another outcome of this ceremony", file=folder.ABORT)
