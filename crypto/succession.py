"""What each kind of ceremony may change between two epochs (docs/spec/succession.md)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from crypto.attendance import checkin_document, shares_called
from crypto.ceremony import Announcement, Kind
from crypto.epoch import Epoch, Past, made_keys
from crypto.errors import (
    AnnouncementDiffers,
    AnnouncementMissing,
    ChangeForbidden,
    CoolingOffShort,
    KeySeenBefore,
    PossessionInvalid,
    RecoveryAlive,
    ReleaseUnlogged,
    SuspectMissing,
    TranscriptKeysDiffer,
)
from crypto.head import Head, Publisher
from crypto.keyring import check_successor
from crypto.recovery import NAME as RECOVERY
from crypto.recovery import check_shares
from crypto.roster import Caseworker, Roster
from crypto.sshsig import Signature
from crypto.transcript import KeyKind, Transcript

COOLING_OFF_DAYS = 3
OVERLAP_DAYS = 30
OLD = "-old"
COOLED = (Kind.ADD, Kind.ROTATE, Kind.RECOVER)
_READER_KEYS = (KeyKind.RECIPIENT, KeyKind.SIGNER)
_MAY_CHANGE: dict[str, frozenset[str]] = {
    Kind.ADD: frozenset({"caseworkers", "publishers"}),
    Kind.ROTATE: frozenset({"caseworkers", "publishers", "intake", "policy"}),
    Kind.REVOKE: frozenset({"caseworkers", "publishers"}),
    Kind.RECOVER: frozenset({"recovery"}),
    Kind.REPLACE_OFFICER: frozenset({"officers"}),
    Kind.RELEASE: frozenset({"client"}),
}


def check_decided(
    previous: Head, head: Head, signatures: Sequence[Signature], suspects: Mapping[bytes, int]
) -> None:
    """As ``check_successor``, but a suspect officer's signature counts toward no threshold.

    Raises KeyringOrigin, KeyringChain, OfficersMissing.
    """
    believed = [item for item in signatures if head.epoch < suspects.get(item.public, head.epoch + 1)]
    check_successor(previous, head, believed)


def check_beginning(new: Epoch, transcript: Transcript) -> None:
    """A genesis made the keys that its transcript names, and each was proven to be held.

    Raises TranscriptKeysDiffer, PossessionInvalid, ChangeForbidden.
    """
    _check_made(None, new, transcript)
    _check_signers(new)
    _check_proven(transcript, [RECOVERY, *(item.name for item in new.roster.caseworkers)])


def check_change(
    old: Epoch, new: Epoch, transcript: Transcript, announcement: Announcement, past: Past
) -> None:
    """One epoch follows another as the ceremony's kind allows; ``past`` includes ``old``.

    That head, roster and transcript name each other, and who signed, is checked elsewhere (``check_head``,
    ``check_roster``, ``check_decided``, ``crypto.proceedings``). Numbered as in docs/spec/succession.md.
    Raises subclasses of CeremonyError.
    """
    kind = Kind(transcript.ceremony)
    # 1. Announced for this place in the chain, and early enough.
    _check_announced(old, new, kind, transcript, announcement)
    # 2. Nothing else changes than what this kind may change.
    ended = [] if kind is Kind.REVOKE else _ended_overlaps(old.roster, new.roster)
    old = _without(old, ended)
    before, after = old.aspects(), new.aspects()
    changed = {what for what in after if after[what] != before[what]}
    for what in sorted(changed - _MAY_CHANGE[kind]):
        raise ChangeForbidden(f"'{kind}' does not change {what}", what=what)
    _check_signers(new)
    # 3. The transcript names every new key, and none was ever used before.
    _check_made(old, new, transcript)
    _check_unseen(old, new, past)
    # 4. The rules of its kind.
    if not changed and not (ended and kind is Kind.ROTATE):
        raise ChangeForbidden("nothing changed", what="nothing")
    _RULES[kind](old, new, transcript, past)


def _check_announced(
    old: Epoch, new: Epoch, kind: Kind, transcript: Transcript, announcement: Announcement
) -> None:
    if kind is Kind.GENESIS:
        raise ChangeForbidden("a genesis follows nothing", what="genesis")
    if transcript.epoch != new.head.epoch or new.head.epoch != old.head.epoch + 1:
        raise ChangeForbidden("made for another epoch", what="epoch")
    if announcement.previous != old.head.hash:
        raise AnnouncementDiffers("announced to follow another head", what="previous")
    days = (date.fromisoformat(transcript.day) - date.fromisoformat(announcement.announced)).days
    if days < (COOLING_OFF_DAYS if kind in COOLED else 0):
        raise CoolingOffShort(f"held {days} days after", days=days, need=COOLING_OFF_DAYS)


def _check_made(old: Epoch | None, new: Epoch, transcript: Transcript) -> None:
    if transcript.made != made_keys(old, new):
        raise TranscriptKeysDiffer("the transcript names other new keys than head and roster have")


def _check_unseen(old: Epoch, new: Epoch, past: Past) -> None:
    for item in made_keys(old, new):
        if item.key in past.keys:
            raise KeySeenBefore(f"a key of '{item.name}' was used before", who=item.name)
    known = set(old.head.policy.witnesses.values())
    for witness in set(new.head.policy.witnesses.values()) - known:
        if witness.public in past.keys:
            raise KeySeenBefore("a witness's key was used before", who=witness.name)
    if (new.halves - old.halves) & past.keys:
        raise KeySeenBefore("one half of a recipient was used before", who="")


def _check_signers(new: Epoch) -> None:
    """Who signs answers is a caseworker of the roster."""
    if new.signers - {item.signing for item in new.roster.caseworkers}:
        raise ChangeForbidden("a signer who is no caseworker", what="publishers")


def _check_proven(transcript: Transcript, names: Iterable[str]) -> None:
    proven = {item.name for item in transcript.possessions}
    for name in names:
        if name not in proven:
            raise PossessionInvalid(f"'{name}' proved nothing", who=name)


def _check_add(old: Epoch, new: Epoch, transcript: Transcript, _past: Past) -> None:
    known = set(old.roster.caseworkers)
    added = [item for item in new.roster.caseworkers if item not in known]
    if known - set(new.roster.caseworkers) or not added:
        raise ChangeForbidden("'add' only adds caseworkers", what="caseworkers")
    for before, after in _publishers(old, new):
        more = set(after.signers) - set(before.signers)
        if set(before.signers) - set(after.signers) or more - {item.signing for item in added}:
            raise ChangeForbidden("'add' adds the added caseworkers as signers", what="publishers")
        if after.threshold < before.threshold:
            raise ChangeForbidden("'add' lowers no threshold", what="publishers")
    _check_proven(transcript, (item.name for item in added))


def _check_rotate(old: Epoch, new: Epoch, transcript: Transcript, _past: Past) -> None:
    people, after = _people(old.roster), _people(new.roster)
    if people.keys() != after.keys():
        raise ChangeForbidden("'rotate' neither adds nor removes anybody", what="caseworkers")
    rotated = {name: (people[name], after[name]) for name in people if people[name] != after[name]}
    if any(not _renewed(before, now) for before, now in rotated.values()):
        raise ChangeForbidden("who is rotated has two new keys", what="caseworkers")
    _check_overlaps(old, new, rotated, transcript)
    successor = {before.signing: now.signing for before, now in rotated.values()}
    for before, now in _publishers(old, new):
        expected = {successor.get(key, key) for key in before.signers}
        if set(now.signers) != expected or now.threshold != before.threshold:
            raise ChangeForbidden("a signer has one successor", what="publishers")
    check_policy(old.head, new.head)
    _check_proven(transcript, rotated)


def _ended_overlaps(old: Roster, new: Roster) -> list[Caseworker]:
    names = {item.name for item in new.caseworkers}
    return [item for item in _overlaps(old) if item.name not in names]


def _without(old: Epoch, ended: Sequence[Caseworker]) -> Epoch:
    """The old epoch as if old keys that are gone had been gone before: any ceremony may end an overlap."""
    left = tuple(item for item in old.roster.caseworkers if item not in ended)
    return Epoch(old.head, replace(old.roster, caseworkers=left))


def _check_overlaps(
    old: Epoch, new: Epoch, rotated: Mapping[str, tuple[Caseworker, Caseworker]], transcript: Transcript
) -> None:
    """Old keys stay only under ``<name>-old``, for at most 30 days, or as they stayed before."""
    latest = date.fromisoformat(transcript.day) + timedelta(days=OVERLAP_DAYS)
    kept = _overlaps(old.roster)
    for item in _overlaps(new.roster):
        before = rotated.get(item.name.removesuffix(OLD), (None, None))[0]
        as_before = before and replace(before, name=item.name, last_day=item.last_day)
        if item in kept and before is None:
            continue
        if item != as_before or date.fromisoformat(item.last_day) > latest:
            raise ChangeForbidden(f"'{item.name}' is no bounded overlap", what="caseworkers")


def check_policy(old: Head, new: Head) -> None:
    """The keys of the officers' logs are for good, for another is another origin; no quorum is lowered.

    Raises ChangeForbidden, PolicyMalformed.
    """
    if new.policy.logs != old.policy.logs or new.policy.needs_witnesses < old.policy.needs_witnesses:
        raise ChangeForbidden("another key of a log, or a lower quorum", what="policy")


def _check_revoke(old: Epoch, new: Epoch, transcript: Transcript, _past: Past) -> None:
    if set(new.roster.caseworkers) - set(old.roster.caseworkers):
        raise ChangeForbidden("'revoke' only removes", what="caseworkers")
    if set(_overlaps(old.roster)) & set(new.roster.caseworkers) - set(_overlaps(new.roster)):
        raise ChangeForbidden("old keys of somebody who is revoked stay", what="caseworkers")
    for before, after in _publishers(old, new):
        if set(after.signers) - set(before.signers):
            raise ChangeForbidden("'revoke' only removes", what="publishers")
        if after.threshold != min(before.threshold, len(after.signers)):
            raise ChangeForbidden("the threshold falls only where too few are left", what="publishers")
    if new.head.grace:
        raise ChangeForbidden("letters to a revoked key are refused at once", what="previous-epoch")
    gone = {item.key: item.name for item in made_keys(new, old) if item.kind in _READER_KEYS}
    gone |= {key: "" for key in old.signers - new.signers if key not in gone}
    suspected = {item.key for item in transcript.suspects if item.kind in _READER_KEYS}
    for key, name in gone.items():
        if key not in suspected:
            raise SuspectMissing(f"from where on a key of '{name}' is suspect is not said", who=name)


def _check_recover(old: Epoch, new: Epoch, transcript: Transcript, past: Past) -> None:
    before, after = old.roster.recovery, new.roster.recovery
    alive = new.halves & {before.recipient.x25519, before.recipient.xwing}
    if alive or set(after.commitments) & set(before.commitments):
        raise RecoveryAlive("the old recovery key, or a share of it, is still in the roster")
    if after.threshold < before.threshold:
        raise ChangeForbidden("'recover' lowers no threshold", what="recovery")
    if transcript.announcement is None:
        raise AnnouncementMissing("a recovery is announced")
    document = checkin_document(transcript.origin, transcript.announcement, transcript.opening_ceremony)
    call = shares_called(old.head.origin, old.head.epoch, document)
    retired = past.shares - set(before.commitments)
    call.check(transcript.shares, before, retired)
    check_shares((item.commitment for item in transcript.shares), before, retired, before.threshold)
    _check_proven(transcript, [RECOVERY])


def _check_replace_officer(old: Epoch, new: Epoch, _transcript: Transcript, _past: Past) -> None:
    if new.head.threshold < old.head.threshold:
        raise ChangeForbidden("'replace-officer' lowers no threshold", what="officers")
    if new.head.officer_keys == old.head.officer_keys:
        raise ChangeForbidden("'replace-officer' replaces a key", what="officers")


def _check_release(_old: Epoch, new: Epoch, _transcript: Transcript, past: Past) -> None:
    if new.head.client not in past.manifests:
        raise ReleaseUnlogged("no logged release has this manifest")


_RULES: dict[Kind, Callable[[Epoch, Epoch, Transcript, Past], None]] = {
    Kind.ADD: _check_add,
    Kind.ROTATE: _check_rotate,
    Kind.REVOKE: _check_revoke,
    Kind.RECOVER: _check_recover,
    Kind.REPLACE_OFFICER: _check_replace_officer,
    Kind.RELEASE: _check_release,
}


def _publishers(old: Epoch, new: Epoch) -> Iterator[tuple[Publisher, Publisher]]:
    names = [[item.name for item in epoch.head.publishers] for epoch in (old, new)]
    if names[0] != names[1]:
        raise ChangeForbidden("other publishers", what="publishers")
    return zip(old.head.publishers, new.head.publishers, strict=True)


def _people(roster: Roster) -> dict[str, Caseworker]:
    """The caseworkers by name, without those that are somebody's old keys."""
    overlaps = _overlaps(roster)
    return {item.name: item for item in roster.caseworkers if item not in overlaps}


def _overlaps(roster: Roster) -> list[Caseworker]:
    names = {item.name for item in roster.caseworkers}
    return [
        item
        for item in roster.caseworkers
        if item.name.endswith(OLD) and item.name.removesuffix(OLD) in names
    ]


def _renewed(before: Caseworker, after: Caseworker) -> bool:
    return (
        before.signing != after.signing
        and before.recipient.x25519 != after.recipient.x25519
        and before.recipient.xwing != after.recipient.xwing
    )
