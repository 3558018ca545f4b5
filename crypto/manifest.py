"""The manifest of one publication (docs/spec/manifest.md)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.cell import Publication
from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_name, check_origin, decimal
from crypto.errors import EncodingError, IndexMalformed, KeyDegenerate, ManifestMalformed
from crypto.head import Head
from crypto.keyring import check_publisher
from crypto.keys import PUBLIC_BYTES, check_exchange_public
from crypto.labels import Namespace
from crypto.lines import LineReader, encode_lines
from crypto.mailbox import SLICES_MAX, SliceLayout, seats_for
from crypto.sshsig import ARMOR_MAX, SIGNATURES_MAX, Signature, split_signed

FIRST_LINE = "inquiry-manifest/v1"
MANIFEST_MAX = 2048
SIGNED_MANIFEST_MAX = MANIFEST_MAX + SIGNATURES_MAX * ARMOR_MAX


@dataclass(frozen=True)
class Manifest:
    """What a publication is: number and days, the intake log as read, the key E, and how it is cut.

    ``read_up_to`` is the day up to which letters were read; ``key`` the 32-byte public half of E;
    ``index`` the SHA-256 of the index file.
    """

    publication: Publication
    day: str
    next_day: str
    intake_size: int
    intake_root: bytes
    read_up_to: str
    key: bytes
    slices: int
    root: bytes
    index: bytes

    @property
    def layout(self) -> SliceLayout:
        """How the publication is cut."""
        return SliceLayout(self.slices, seats_for(self.slices), self.root)

    def encode(self) -> bytes:
        """The manifest's bytes."""
        return encode_lines(
            [
                FIRST_LINE,
                f"origin {self.publication.origin}",
                f"publisher {self.publication.publisher}",
                f"publication {self.publication.number}",
                f"day {self.day}",
                f"next {self.next_day}",
                f"intake {self.intake_size} {b64encode(self.intake_root)}",
                f"read-up-to {self.read_up_to}",
                f"key {b64encode(self.key)}",
                f"slices {self.slices}",
                f"root {b64encode(self.root)}",
                f"index {b64encode(self.index)}",
            ]
        )

    def check_index(self, index: bytes) -> bytes:
        """The index that this manifest commits to. Raises IndexMalformed."""
        if hashlib.sha256(index).digest() != self.index:
            raise IndexMalformed("the index is not the one of this manifest")
        return index


def decode_manifest(document: bytes) -> Manifest:
    """The manifest behind its bytes. Raises ManifestMalformed."""
    try:
        manifest = _read(LineReader(document, MANIFEST_MAX))
    except (EncodingError, KeyDegenerate) as error:
        raise ManifestMalformed(str(error)) from error
    if manifest.encode() != document:
        raise ManifestMalformed("another encoding of the same manifest")
    return manifest


def open_manifest(signed: bytes, head: Head, publisher: str) -> Manifest:
    """A manifest that this publisher's threshold of signers signed, for this keyring's origin.

    Raises ManifestMalformed, SshsigMalformed, SignatureInvalid, ThresholdMissing, SignerRetired,
    EpochUnknown.
    """
    if len(signed) > SIGNED_MANIFEST_MAX:
        raise ManifestMalformed("the manifest is too long")
    document, signatures = split_signed(signed)
    return check_manifest(document, signatures, head, publisher)


def check_manifest(document: bytes, signatures: Sequence[Signature], head: Head, publisher: str) -> Manifest:
    """As ``open_manifest``, for signatures kept apart from the document."""
    digest = hashlib.sha512(document).digest()
    check_publisher(head, publisher, Namespace.MAILBOX, digest, signatures)
    manifest = decode_manifest(document)
    if (manifest.publication.origin, manifest.publication.publisher) != (head.origin, publisher):
        raise ManifestMalformed("the manifest of another origin or publisher")
    return manifest


def _read(reader: LineReader) -> Manifest:
    reader.literal(FIRST_LINE)
    origin = check_origin(reader.field("origin"))
    publisher = check_name(reader.field("publisher"))
    number = decimal(reader.field("publication"))
    day, next_day = check_day(reader.field("day")), check_day(reader.field("next"))
    size, intake_root = reader.fields("intake", 2)
    read_up_to = check_day(reader.field("read-up-to"))
    key = check_exchange_public(b64decode(reader.field("key"), PUBLIC_BYTES))
    slices = decimal(reader.field("slices"))
    root, index = (b64decode(reader.field(name), HASH_BYTES) for name in ("root", "index"))
    reader.end()
    if not 1 <= slices <= SLICES_MAX:
        raise EncodingError("an impossible number of slices")
    return Manifest(
        Publication(origin, publisher, number), day, next_day, decimal(size),
        b64decode(intake_root, HASH_BYTES), read_up_to, key, slices, root, index,
    )  # fmt: skip
