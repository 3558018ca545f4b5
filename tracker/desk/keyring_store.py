"""The keyrings that a desk has verified: heads, rosters, who works here (docs/spec/vault.md, "Keyring")."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from crypto.errors import EpochUnknown, KeyringChain, KeyringRolledBack, TrackerError
from crypto.head import Head, Publisher, decode_head
from crypto.keyring import Keyring, check_roster, decode_served_keyring, verify_keyring
from crypto.recipient import Recipient
from crypto.roster import Caseworker, Roster, decode_roster
from crypto.trust import TrustRoot, decode_trust
from tracker.records.errors import VaultTampered


@dataclass(frozen=True)
class KeyringStore:
    """Trust root, every head by epoch, and the rosters that this desk was given."""

    trust: TrustRoot
    publisher_name: str
    heads: dict[int, Head]
    rosters: dict[int, Roster]

    @property
    def head(self) -> Head:
        """The newest head."""
        return self.heads[max(self.heads)]

    @property
    def roster(self) -> Roster:
        """The newest roster."""
        return self.rosters[self.head.epoch]

    @property
    def publisher(self) -> Publisher:
        """This desk, as the newest head names it. Raises EpochUnknown."""
        return _publisher(self.head, self.publisher_name)

    @cached_property
    def hashes(self) -> dict[int, bytes]:
        """The hash of each head, by epoch."""
        return {epoch: head.hash for epoch, head in self.heads.items()}

    @cached_property
    def short_ids(self) -> dict[int, frozenset[bytes]]:
        """The short ids of all recipients of each roster, by epoch."""
        return {
            epoch: frozenset(recipient.short_id for recipient in roster.recipients)
            for epoch, roster in self.rosters.items()
        }

    @property
    def members(self) -> tuple[Caseworker, ...]:
        """The caseworkers of this desk: all of the roster, or with several publishers our signers."""
        return self.members_at(self.head.epoch)

    @property
    def holders(self) -> tuple[Recipient, ...]:
        """To whom the vault's key is sealed: the members, and the recovery recipient."""
        return (*(worker.recipient for worker in self.members), self.roster.recovery.recipient)

    def members_at(self, epoch: int) -> tuple[Caseworker, ...]:
        """The caseworkers of this desk in an epoch whose roster is known; none if it is not."""
        roster = self.rosters.get(epoch)
        workers = () if roster is None else roster.caseworkers
        head = self.heads.get(epoch)
        if head is None or len(head.publishers) == 1:
            return workers
        signers = _publisher(head, self.publisher_name).signers
        return tuple(worker for worker in workers if worker.signing in signers)

    @cached_property
    def members_ever(self) -> frozenset[bytes]:
        """The signing keys of all who were caseworkers of this desk in an epoch whose roster is known."""
        return frozenset(worker.signing for epoch in self.rosters for worker in self.members_at(epoch))

    def name_of(self, signing: bytes) -> str:
        """A caseworker's name in the newest roster that has the key; its beginning in hex if none has."""
        for epoch in sorted(self.rosters, reverse=True):
            for worker in self.rosters[epoch].caseworkers:
                if worker.signing == signing:
                    return worker.name
        return signing.hex()[:16]

    @classmethod
    def from_documents(cls, trust: bytes, keyring: bytes, roster: bytes, publisher: str) -> Self:
        """Documents that were verified when they came in. Raises KeyringError."""
        empty = cls(decode_trust(trust), publisher, {}, {})
        return empty.extended(keyring, roster)

    def extended(self, keyring: bytes, roster: bytes) -> Self:
        """With one more served keyring and its roster. Raises KeyringError."""
        heads = [decode_head(signed.document) for signed in decode_served_keyring(keyring).heads]
        by_epoch = {**self.heads, **{head.epoch: head for head in heads}}
        newest = by_epoch[max(by_epoch)]
        checked = check_roster(newest, roster)
        _publisher(newest, self.publisher_name)
        return replace(self, heads=by_epoch, rosters={**self.rosters, newest.epoch: checked})


def verify_documents(trust: bytes, keyring: bytes, roster: bytes, now: int) -> Keyring:
    """Checks documents from outside against the trust root at POSIX time ``now``.

    Raises subclasses of KeyringError, LogError, SshsigError.
    """
    verified = verify_keyring(decode_trust(trust), decode_served_keyring(keyring), now)
    check_roster(verified.head, roster)
    decode_roster(roster)
    return verified


def check_newer(store: KeyringStore, verified: Keyring) -> None:
    """A verified keyring continues the one in use. Raises KeyringRolledBack, KeyringChain."""
    if verified.head.epoch <= store.head.epoch:
        raise KeyringRolledBack(f"this desk already uses epoch {store.head.epoch}")
    if verified.hashes.get(store.head.epoch) != store.head.hash:
        raise KeyringChain("another head at the epoch that this desk uses")


def check_recovered(store: KeyringStore, keyring: bytes, roster: bytes, at: int) -> None:
    """The keyring by which somebody who was no member went on is the deployment's own.

    ``at`` is when they did (POSIX seconds). Raises VaultTampered.
    """
    try:
        check_newer(store, verify_documents(store.trust.encode(), keyring, roster, at))
    except TrackerError as error:
        raise VaultTampered("recovered with a keyring that does not continue the vault's own") from error


def new_heads(store: KeyringStore, keyring: bytes) -> list[Head]:
    """The heads of a verified served keyring that the store does not have, in order."""
    heads = [decode_head(signed.document) for signed in decode_served_keyring(keyring).heads]
    return [head for head in heads if head.epoch > store.head.epoch]


def only_publisher(head: Head) -> str:
    """The name of the only publisher. Raises EpochUnknown if there are several."""
    if len(head.publishers) != 1:
        names = ", ".join(publisher.name for publisher in head.publishers)
        raise EpochUnknown(f"several publishers, name one: {names}")
    return head.publishers[0].name


def fingerprint(trust: bytes) -> str:
    """A trust root to read aloud: SHA-256 in hex."""
    return hashlib.sha256(trust).hexdigest()


def _publisher(head: Head, name: str) -> Publisher:
    found = head.publisher(name)
    if found is None:
        raise EpochUnknown(f"epoch {head.epoch} has no publisher '{name}'")
    return found
