"""Boxes that were sealed once: their ephemeral keys come from inside the libraries (docs/adr/0002).

``sealed/boxes.json`` maps what was sealed (recipient, context, content: the SHA-256 of all three) to the box.
"""

import hashlib
import json

from crypto.encoding import b64decode, b64encode
from crypto.recipient import Identity, Recipient
from tests.vectors.notation import FOLDER

_PATH = FOLDER / "sealed" / "boxes.json"


class SealedBoxes:
    """The committed boxes; new ones are made only if that was asked for."""

    def __init__(self, make_new: bool) -> None:
        self._known: dict[str, str] = json.loads(_PATH.read_text(encoding="ascii")) if _PATH.exists() else {}
        self._make_new = make_new
        self._used: dict[str, str] = {}

    def recipient(self, identity: Identity) -> "StoredRecipient":
        """The identity's recipient, whose boxes are the committed ones."""
        return StoredRecipient(identity, self)

    def seal(self, identity: Identity, content: bytes, context: bytes) -> bytes:
        """The committed box for this content; it must open."""
        parts = [identity.recipient.id, hashlib.sha256(context).digest(), content]
        name = hashlib.sha256(b"".join(parts)).hexdigest()
        if name not in self._known and self._make_new:
            self._known[name] = b64encode(identity.recipient.seal(content, context))
        assert name in self._known, "a box that is not committed: run with --new-sealed"
        self._used[name] = self._known[name]
        box = b64decode(self._known[name])
        assert identity.open(box, context) == content
        return box

    @property
    def unused(self) -> set[str]:
        """Names of committed boxes that nothing asked for."""
        return set(self._known) - set(self._used)

    def write(self) -> None:
        """Keeps the boxes that were used, no others."""
        _PATH.write_text(json.dumps(self._used, indent=1, sort_keys=True) + "\n", encoding="ascii")


class StoredRecipient(Recipient):
    """A recipient whose boxes are looked up."""

    def __init__(self, identity: Identity, boxes: SealedBoxes) -> None:
        super().__init__(identity.recipient.x25519, identity.recipient.xwing)
        object.__setattr__(self, "_identity", identity)
        object.__setattr__(self, "_boxes", boxes)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """The committed box."""
        boxes: SealedBoxes = self.__dict__["_boxes"]
        return boxes.seal(self.__dict__["_identity"], plaintext, context)
