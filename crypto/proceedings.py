"""How a ceremony was held: announced, opened, attended, closed (docs/spec/transcript.md)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crypto.attendance import AnnouncementRef, Role, check_checkin, checkin_document
from crypto.ceremony import Announcement, Outcome, decode_entry
from crypto.checkpoint import Checkpoint, open_checkpoint
from crypto.cosignature import cosigned_at
from crypto.errors import (
    AnnouncementDiffers,
    AnnouncementMissing,
    CheckinInvalid,
    OpeningInvalid,
    OutcomeMissing,
    PossessionInvalid,
    SignatureInvalid,
    SshsigError,
)
from crypto.head import Head
from crypto.keyring import check_genesis, check_successor
from crypto.labels import Namespace
from crypto.note import VerifierKey, parse_note
from crypto.policy import Policy
from crypto.sshsig import Signature, check_threshold, split_signed
from crypto.transcript import Transcript

# Back from the end of a ceremony's day: its opening was cosigned on that day or the day before, whatever age
# a trust root allows. Else a ceremony could bear a later day than it had, and cut the cooling-off short.
OPENING_AGE_SECONDS = 48 * 3600


def check_announced(transcript: Transcript, entry: bytes) -> Announcement:
    """The announcement that a transcript names, once the ceremony was held as it says.

    ``entry`` is the leaf of the ceremony log at the index that the transcript names. Raises
    AnnouncementMissing, AnnouncementDiffers, CeremonyEntryMalformed.
    """
    reference = transcript.announcement
    if reference is None or AnnouncementRef.of(reference.index, entry) != reference:
        raise AnnouncementMissing("the transcript names another announcement")
    announcement = decode_entry(entry)
    if not isinstance(announcement, Announcement):
        raise AnnouncementMissing("the transcript names an entry that announces nothing")
    differences = {
        "origin": transcript.origin != announcement.origin,
        "ceremony": transcript.ceremony != announcement.kind.value,
        "epoch": transcript.epoch != announcement.epoch,
        "script": transcript.script != announcement.script,
        "day": transcript.day < announcement.planned,
        "participants": not set(transcript.participants) <= set(announcement.participants),
    }
    for what, differs in differences.items():
        if differs:
            raise AnnouncementDiffers(f"{what}: otherwise than announced", what=what)
    return announcement


def check_opening(
    transcript: Transcript, keys: VerifierKey, ceremony: VerifierKey, policy: Policy, max_age: int
) -> tuple[Checkpoint | None, Checkpoint]:
    """The checkpoints of both logs that opened the ceremony; they stand before all that it made.

    ``policy`` is that of the epoch before (at genesis, of the first), ``max_age`` in seconds counts back
    from the end of the transcript's day, but not beyond the day before. Raises OpeningInvalid,
    QuorumMissing, subclasses of LogError.
    """
    opened = None
    if transcript.opening is not None:
        opened = open_checkpoint(transcript.opening, keys)
        if opened.size != transcript.epoch:
            raise OpeningInvalid("the key log had another size than the epochs before this one")
        _check_before(transcript, transcript.opening, policy, max_age)
    logged = open_checkpoint(transcript.opening_ceremony, ceremony)
    if transcript.announcement is None or logged.size <= transcript.announcement.index:
        raise AnnouncementMissing("the ceremony was opened before it was announced")
    _check_before(transcript, transcript.opening_ceremony, policy, max_age)
    return opened, logged


def check_checkins(transcript: Transcript) -> None:
    """Every participant, and nobody else, checked in at this opening. Raises CheckinInvalid."""
    if transcript.announcement is None:
        raise CheckinInvalid("a transcript of version 1 has no check-ins", who="")
    document = checkin_document(transcript.origin, transcript.announcement, transcript.opening_ceremony)
    if [item.name for item in transcript.checkins] != [item.name for item in transcript.participants]:
        raise CheckinInvalid("others checked in than took part", who="")
    for participant, checkin in zip(transcript.participants, transcript.checkins, strict=True):
        check_checkin(participant, checkin.signature, transcript.origin, document)


def check_present(
    transcript: Transcript, previous: Head | None, head: Head, signatures: Sequence[Signature]
) -> None:
    """The thresholds are reached by officers who were there, and so checked in before they signed.

    ``previous`` is None at genesis, which all officers sign. Raises OfficersMissing, KeyringChain.
    """
    present = {item.public for item in transcript.participants if item.role == Role.OFFICER}
    given = [item for item in signatures if item.public in present]
    if previous is None:
        check_genesis(head, given)
    else:
        check_successor(previous, head, given)


def check_handed_over(transcript: Transcript, proof: bytes, old_signing: bytes) -> None:
    """A rotated caseworker's proof of possession is signed by the old key too, unless that is suspect.

    ``proof`` is the signed text, checked by ``check_possession`` already. Raises PossessionInvalid.
    """
    if any(item.key == old_signing for item in transcript.suspects):
        return
    try:
        document, signatures = split_signed(proof)
        namespace, digest = Namespace.POSSESSION.at(transcript.origin), hashlib.sha512(document).digest()
        check_threshold(signatures, namespace, digest, {old_signing}, 1)
    except (SshsigError, SignatureInvalid) as error:
        raise PossessionInvalid("the old key, which is not suspect, did not sign for the new one") from error


def check_outcome(outcome: Outcome, transcript: Transcript, head: Head | None) -> None:
    """An outcome closes this ceremony: announcement, transcript and head are its. Raises OutcomeMissing."""
    named = (outcome.origin, outcome.announcement, outcome.transcript, outcome.head)
    is_so = (transcript.origin, transcript.announcement, transcript.hash, None if head is None else head.hash)
    if named != is_so or outcome.sealed == transcript.is_aborted or outcome.day < transcript.day:
        raise OutcomeMissing("the outcome is of another ceremony, transcript or head")


def opening_times(day: str, max_age: int) -> tuple[int, int]:
    """When an opening may have been cosigned, in POSIX seconds: from the first on, before the second.

    ``day`` is the transcript's, ``max_age`` what the trust root allows, in seconds.
    """
    end = int((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp())
    return end - min(max_age, OPENING_AGE_SECONDS), end


def _check_before(transcript: Transcript, note: bytes, policy: Policy, max_age: int) -> None:
    """Cosigned by a quorum, and by nobody after the day of the transcript."""
    oldest, end = opening_times(transcript.day, max_age)
    parsed = parse_note(note)
    times = [cosigned_at(parsed, witness) for witness in policy.witnesses.values()]
    if any(time is not None and time >= end for time in times):
        raise OpeningInvalid("the opening was cosigned after the day of what it should come before")
    policy.check(parsed, end, end - oldest)
