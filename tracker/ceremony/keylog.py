"""The key log at genesis: one leaf, the head's bytes; its checkpoint, keyring and trust root."""

from collections.abc import Iterable

from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.errors import ProofInvalid
from crypto.head import Head
from crypto.keyring import ServedKeyring, SignedHead, check_genesis, verify_keyring
from crypto.keys import SigningKey
from crypto.merkle import leaf_hash, tree_root
from crypto.note import NoteSigner, VerifierKey
from crypto.sshsig import Signature
from crypto.tlog_proof import TlogProof
from crypto.trust import TrustRoot, decode_trust
from tracker.records.errors import LogKeyMismatch


def sign_checkpoint(head: bytes, log: VerifierKey, key: SigningKey) -> bytes:
    """The signed checkpoint of the log whose only leaf is this head. Raises LogKeyMismatch."""
    if key.public != log.public:
        raise LogKeyMismatch("this is not the log key that the head names")
    checkpoint = Checkpoint(log.name, 1, tree_root([leaf_hash(head)]))
    return checkpoint.sign(NoteSigner(log.name, key)).encode()


def check_checkpoint(note: bytes, head: bytes, log: VerifierKey) -> Checkpoint:
    """The log's checkpoint over this head alone, with whatever cosignatures were added to it.

    Raises NoteMalformed, NoteSignature, CheckpointMalformed, CheckpointOrigin, ProofInvalid.
    """
    checkpoint = open_checkpoint(note, log)
    if (checkpoint.size, checkpoint.root) != (1, tree_root([leaf_hash(head)])):
        raise ProofInvalid("the checkpoint is not of a log whose only leaf is this head")
    return checkpoint


def trust_root(head: Head, log: VerifierKey, max_age_hours: int) -> TrustRoot:
    """The trust root to hand over in person. Raises TrustMalformed, TrustWeak."""
    root = TrustRoot(head.origin, head.realm, head.hash, log, 0, head.hash, max_age_hours, head.policy_lines)
    return decode_trust(root.encode())


def served_keyring(head: Head, signatures: Iterable[Signature], checkpoint: bytes) -> ServedKeyring:
    """The keyring file: the signed head and the proof that it is the last leaf of the log."""
    signed = SignedHead(head.encode(), tuple(sorted(signatures, key=lambda item: item.public)))
    return ServedKeyring((signed,), TlogProof(0, (), checkpoint).encode())


def check_sealed(head: Head, served: ServedKeyring, trust: TrustRoot, now: int) -> None:
    """What was made is what every client will accept at POSIX time ``now``, and all officers signed it.

    Raises OfficersMissing, QuorumMissing, ClockWrong and what else ``verify_keyring`` raises.
    """
    check_genesis(head, served.heads[0].signatures)
    verify_keyring(trust, served, now)
