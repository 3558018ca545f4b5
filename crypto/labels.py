"""Every purpose for which a key is derived, a box sealed or a signature made.

A label separates the purposes: what was made for one is refused in every other place
(docs/spec/labels.md).
"""

from enum import StrEnum

PREFIX = b"inquiry/v1/"


class Purpose(StrEnum):
    """The ``<purpose>`` of ``inquiry/v1/<purpose>``: HKDF info, HPKE info, prefixes of signed bytes."""

    SALT = "salt"
    IDENTITY_X25519 = "identity-x25519"
    IDENTITY_XWING = "identity-xwing"
    IDENTITY_SIGNING = "identity-signing"
    FAMILY_REPLY = "family-reply"
    FAMILY_ADDRESS = "family-address"
    FAMILY_AUTHOR = "family-author"
    INQUIRY_KEY = "inquiry-key"
    HEADER = "header"
    PAYLOAD = "payload"
    AUTHOR = "author"
    CELL = "cell"
    PLACE = "place"
    TAG = "tag"
    KEYFILE = "keyfile"
    SHARE = "share"
    ROLL_CALL = "roll-call"
    CHALLENGE = "challenge"
    DESK_NOTES = "desk-notes"
    DESK_ACT = "desk-act"
    DESK_DRAFT = "desk-draft"
    VAULT_KEY = "vault-key"
    VAULT_EVENT = "vault-event"
    VAULT_ROW = "vault-row"
    HAND_OVER = "hand-over"


class Namespace(StrEnum):
    """SSHSIG namespaces; the origin follows the ``@``."""

    KEYRING = "keyring"
    TRANSCRIPT = "transcript"
    MAILBOX = "mailbox"
    OUTBOX = "outbox"
    REPORT = "report"
    POSSESSION = "possession"
    CHECKIN = "checkin"
    HAND_OVER = "hand-over"
    EVIDENCE = "evidence"

    def at(self, origin: str) -> str:
        """The full namespace, for example ``keyring@rehearsal/demo``."""
        return f"{self.value}@{origin}"


def info(purpose: Purpose, *context: bytes | str | int) -> bytes:
    """``inquiry/v1/<purpose>`` followed by the context (docs/spec/labels.md).

    Each element of the context is preceded by its length as u16, so that no two contexts run together;
    text is UTF-8, an integer is eight bytes big-endian.
    """
    return PREFIX + purpose.value.encode() + b"".join(_element(item) for item in context)


def _element(item: bytes | str | int) -> bytes:
    if isinstance(item, int):
        item = item.to_bytes(8, "big")
    elif isinstance(item, str):
        item = item.encode()
    return len(item).to_bytes(2, "big") + item
