"""The typed tree of errors, each with a stable code (docs/spec/errors.md).

A code never changes its meaning and is never reused. Programs match on the class or on ``code``; the
detail is for people and may be reworded at any time. ``facts`` carries what a message needs (a position,
two times), never plaintext, words or keys. Roles add their own branches in ``tracker.records.errors``.
"""

from typing import ClassVar


class TrackerError(Exception):
    """Root of the tree. ``code`` is stable; ``detail`` is for people; ``facts`` are named values."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.facts = facts


# Encodings: bytes that are not in the one accepted form.
class EncodingError(TrackerError):
    """Bytes or text are not in their single accepted encoding."""

    code = "encoding"


class TooLarge(EncodingError):
    """A length goes past the bound of its format."""

    code = "too-large"


class PaddingInvalid(EncodingError):
    """Padding holds something other than zeros, or its length field does not fit."""

    code = "padding"


# Keys and sealing.
class KeyMaterialError(TrackerError):
    """A key, a seed or a signature is not acceptable."""

    code = "key"


class KeyDegenerate(KeyMaterialError):
    """A public key of small order, or in a non-canonical encoding."""

    code = "key-degenerate"


class SignatureInvalid(KeyMaterialError):
    """A signature does not verify under the key it names."""

    code = "signature-invalid"


class SealInvalid(KeyMaterialError):
    """A sealed box does not open with this identity and context."""

    code = "seal-invalid"


class KeyfileInvalid(KeyMaterialError):
    """A key file is malformed or made for another purpose."""

    code = "keyfile-malformed"


class PasswordWrong(KeyMaterialError):
    """The password does not open the key file, or its bytes were altered."""

    code = "password-wrong"


# Passphrases.
class PassphraseError(TrackerError):
    """What was typed is not a passphrase."""

    code = "passphrase"


class PassphraseLength(PassphraseError):
    """Not ten words; ``facts['count']`` says how many."""

    code = "passphrase-length"


class PassphraseUnknownWord(PassphraseError):
    """A word stands in no list; ``facts['position']`` counts from 1."""

    code = "passphrase-unknown-word"


class PassphraseMixedLists(PassphraseError):
    """Each word is known, but no one list has all ten; ``facts['position']`` counts from 1."""

    code = "passphrase-mixed-lists"


class PassphraseChecksum(PassphraseError):
    """All words are known and the checksum fails: at least one is another word than was written."""

    code = "passphrase-checksum"


# Envelopes and letters.
class EnvelopeError(TrackerError):
    """An envelope is not acceptable."""

    code = "envelope"


class EnvelopeSize(EnvelopeError):
    """Not exactly one of the three sizes."""

    code = "envelope-size"


class EnvelopeMalformed(EnvelopeError):
    """The header is not in its one encoding."""

    code = "envelope-malformed"


class EnvelopeVersion(EnvelopeError):
    """The first line names another version."""

    code = "envelope-version"


class EnvelopeOrigin(EnvelopeError):
    """The envelope was made for another origin."""

    code = "envelope-origin"


class EnvelopeRecipients(EnvelopeError):
    """Stanzas missing, doubled, too many, or other than those of the roster."""

    code = "envelope-recipients"


class EnvelopeNotForUs(EnvelopeError):
    """No stanza names this identity."""

    code = "envelope-not-for-us"


class EnvelopeHeaderMac(EnvelopeError):
    """The header's HMAC fails under the inquiry key."""

    code = "envelope-header-mac"


class EnvelopeCiphertext(EnvelopeError):
    """The payload does not authenticate."""

    code = "envelope-ciphertext"


class LetterMalformed(EnvelopeError):
    """The decrypted payload is not a letter in its one encoding."""

    code = "letter-malformed"


class LetterSignature(EnvelopeError):
    """The author key's signature over header and payload fails."""

    code = "letter-signature"


class LetterTooLarge(EnvelopeError):
    """The letter does not fit the largest envelope, or its form its bound."""

    code = "letter-too-large"


# The mailbox.
class MailboxError(TrackerError):
    """Cells, slices, index or manifest are not acceptable."""

    code = "mailbox"


class CellInvalid(MailboxError):
    """A cell under our tag does not open, or not to one encoding."""

    code = "cell-invalid"


class CellTooLarge(MailboxError):
    """Content does not fit the cells of one inquiry."""

    code = "cell-too-large"


class SliceMalformed(MailboxError):
    """A slice has another size, order or number of records than the manifest says."""

    code = "slice-malformed"


class SliceProof(MailboxError):
    """The slice is not the one that the manifest commits to."""

    code = "slice-proof"


class SliceBounds(MailboxError):
    """The proven bounds of the slice exclude the place that was asked for."""

    code = "slice-bounds"


class IndexMalformed(MailboxError):
    """The index does not match the manifest or is not strictly ascending."""

    code = "index-malformed"


class ManifestMalformed(MailboxError):
    """The manifest is not in its one encoding, or for another origin or publisher."""

    code = "manifest-malformed"


class ManifestRolledBack(MailboxError):
    """The manifest is older than one this client or server has already seen."""

    code = "manifest-rolled-back"


# Logs: notes, checkpoints, proofs, policies.
class LogError(TrackerError):
    """A note, checkpoint, proof or policy is not acceptable."""

    code = "log"


class NoteMalformed(LogError):
    """Not a C2SP signed note."""

    code = "note-malformed"


class NoteSignature(LogError):
    """A known key's signature fails, or no signature by a required key is there."""

    code = "note-signature"


class VerifierKeyMalformed(LogError):
    """Not a C2SP verifier key string."""

    code = "vkey-malformed"


class CheckpointMalformed(LogError):
    """The note's text is not a checkpoint."""

    code = "checkpoint-malformed"


class CheckpointOrigin(LogError):
    """The checkpoint is of another log."""

    code = "checkpoint-origin"


class ProofInvalid(LogError):
    """An inclusion or consistency proof does not lead to the root."""

    code = "proof-invalid"


class PolicyMalformed(LogError):
    """Not a C2SP tlog-policy, or the same key bytes twice."""

    code = "policy-malformed"


class QuorumMissing(LogError):
    """Too few witnesses cosigned, or none within the allowed age."""

    code = "quorum-missing"


class ClockWrong(LogError):
    """Cosignatures lie in the future of our clock; ``facts`` holds both times."""

    code = "clock-wrong"


class ReceiptInvalid(LogError):
    """The receipt is not by the intake key, or for another envelope."""

    code = "receipt-invalid"


# The files of a log, which browsers never read.
class TileError(TrackerError):
    """A log's files are not what a tree of its size and root has."""

    code = "tile"


class TilePathInvalid(TileError):
    """Not the one path of a tile or entry bundle."""

    code = "tile-path-invalid"


class TileMalformed(TileError):
    """A tile or entry bundle of another length than its width says, or a size that no log has."""

    code = "tile-malformed"


class TileMissing(TileError):
    """A tile or entry bundle that a tree of this size has is not there; ``path`` names it."""

    code = "tile-missing"


class TileMismatch(TileError):
    """A tile or bundle does not hash to what the tile above or the checkpoint says; ``path`` names it."""

    code = "tile-mismatch"


# Witnesses.
class WitnessError(TrackerError):
    """A witness will not cosign a checkpoint."""

    code = "witness"


class WitnessRequestMalformed(WitnessError):
    """A request for a cosignature that is not in its one encoding, or whose old size is too large."""

    code = "witness-request"


class WitnessLogUnknown(WitnessError):
    """The witness does not know the log."""

    code = "witness-log-unknown"


class WitnessLogSignature(WitnessError):
    """The checkpoint carries no valid signature by the key that the witness knows for the log."""

    code = "witness-log-signature"


class WitnessConflict(WitnessError):
    """The request builds on another size than the witness saw last, ``facts['size']``."""

    code = "witness-conflict"


class WitnessForked(WitnessError):
    """The log signed two roots of one size, ``facts['size']``: a fork."""

    code = "witness-forked"


class WitnessProof(WitnessError):
    """The consistency proof does not lead from what the witness saw last to the checkpoint."""

    code = "witness-proof"


# SSHSIG.
class SshsigError(TrackerError):
    """An SSH key or signature is not acceptable."""

    code = "sshsig"


class SshsigMalformed(SshsigError):
    """Not an armored SSHSIG by an Ed25519 key in its one encoding."""

    code = "sshsig-malformed"


class SshsigNamespace(SshsigError):
    """The signature was made for another purpose or origin."""

    code = "sshsig-namespace"


class ThresholdMissing(SshsigError):
    """Fewer distinct authorised keys signed than the threshold asks."""

    code = "threshold-missing"


# The keyring.
class KeyringError(TrackerError):
    """The keyring cannot be trusted: nothing is sealed and no answer is shown."""

    code = "keyring"


class HeadMalformed(KeyringError):
    """A head is not in its one encoding."""

    code = "head-malformed"


class RosterMalformed(KeyringError):
    """A roster is not in its one encoding, or breaks a rule of rosters."""

    code = "roster-malformed"


class RosterMismatch(KeyringError):
    """The roster is not the one that the head names."""

    code = "roster-mismatch"


class TrustMalformed(KeyringError):
    """The trust root is not in its one encoding."""

    code = "trust-malformed"


class TrustWeak(KeyringError):
    """A trust root outside ``rehearsal/`` that asks for no quorum of witnesses."""

    code = "trust-weak"


class KeyringOrigin(KeyringError):
    """The keyring is of another origin or realm than the trust root."""

    code = "keyring-origin"


class KeyringChain(KeyringError):
    """An epoch is missing, repeated, or does not name the head before it."""

    code = "keyring-chain"


class KeyringGenesis(KeyringError):
    """The head at a pinned epoch is not the one that the trust root names."""

    code = "keyring-genesis"


class OfficersMissing(KeyringError):
    """Too few officers of the old or of the new epoch signed the head."""

    code = "officers-missing"


class KeyringNotLatest(KeyringError):
    """The proof is not for the last leaf of the key log: something newer exists."""

    code = "keyring-not-latest"


class KeyringRolledBack(KeyringError):
    """The keyring served is older than the epoch that the trust root already knows."""

    code = "keyring-rolled-back"


class KeyringRoles(KeyringError):
    """Trust root and heads together give one key two roles, one witness two names, or the log two keys."""

    code = "keyring-roles"


class EpochUnknown(KeyringError):
    """An epoch that this keyring does not have."""

    code = "epoch-unknown"


class EpochSuperseded(KeyringError):
    """An epoch whose time of grace is over: seal again to the newest one."""

    code = "epoch-superseded"


class SignerRetired(KeyringError):
    """A key that once was authorised and no longer is."""

    code = "signer-retired"


# Ceremonies.
class CeremonyError(TrackerError):
    """What a ceremony made, or asks for, is not acceptable."""

    code = "ceremony"


class TranscriptMalformed(CeremonyError):
    """The transcript is not in its one encoding or does not agree with itself."""

    code = "transcript-malformed"


class PossessionInvalid(CeremonyError):
    """A proof of possession does not show the secret halves of the recipient's keys."""

    code = "possession-invalid"


class CommitmentMismatch(CeremonyError):
    """A share does not belong to the commitment in the roster."""

    code = "commitment-mismatch"


class ShareTwice(CeremonyError):
    """One share was counted twice."""

    code = "share-twice"


class ShareRetired(CeremonyError):
    """A share of an earlier epoch's recovery identity, which counts for nothing any more."""

    code = "share-retired"


class SharesMissing(CeremonyError):
    """Fewer distinct shares than the threshold; ``facts`` holds ``have`` and ``need``."""

    code = "shares-missing"


class RecoveryMismatch(CeremonyError):
    """The shares gave another identity than the recovery recipient's."""

    code = "recovery-mismatch"


class CeremonyEntryMalformed(CeremonyError):
    """An entry of the ceremony log is not in its one encoding."""

    code = "ceremony-entry-malformed"


class AnnouncementMissing(CeremonyError):
    """No announcement stood in the ceremony log when the ceremony opened, or it is not the one named."""

    code = "announcement-missing"


class AnnouncementDiffers(CeremonyError):
    """A ceremony was held otherwise than announced; ``what`` names the difference."""

    code = "announcement-differs"


class CoolingOffShort(CeremonyError):
    """Fewer days between announcement and ceremony than its kind asks for; ``days``, ``need``."""

    code = "cooling-off"


class OpeningInvalid(CeremonyError):
    """The checkpoints that opened a ceremony do not stand before what it made."""

    code = "opening-invalid"


class CheckinInvalid(CeremonyError):
    """A participant did not check in, or not at this opening; ``who`` names them."""

    code = "checkin-invalid"


class ChangeForbidden(CeremonyError):
    """A head or roster changes what this kind of ceremony may not change; ``what`` names it."""

    code = "change-forbidden"


class KeySeenBefore(CeremonyError):
    """A new key that an earlier epoch, or an aborted ceremony, has had before; ``who`` names its owner."""

    code = "key-seen"


class TranscriptKeysDiffer(CeremonyError):
    """The keys that the transcript says were made are not those that are new in head and roster."""

    code = "transcript-keys-differ"


class SuspectMissing(CeremonyError):
    """A key was revoked and the transcript does not say from where on it is suspect; ``who``."""

    code = "suspect-missing"


class RecoveryAlive(CeremonyError):
    """After a recovery the old recovery recipient, or an old share, is still in the roster."""

    code = "recovery-alive"


class OutcomeMissing(CeremonyError):
    """A head, or an announcement, without the outcome that the ceremony log should have."""

    code = "outcome-missing"


class ReleaseUnlogged(CeremonyError):
    """A head names a released client whose manifest no entry of the ceremony log has."""

    code = "release-unlogged"


class HandOverMalformed(TrackerError):
    """The file is no hand-over of a vault, was cut, or was altered on the way."""

    code = "hand-over-malformed"
