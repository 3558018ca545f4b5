"""Who is there: participants, how they check in, and the shares that answer (docs/spec/ceremony.md)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_name, check_origin, decimal
from crypto.errors import CheckinInvalid, EncodingError, SignatureInvalid
from crypto.keys import PUBLIC_BYTES, SIGNATURE_BYTES, SigningKey, check_signing_public
from crypto.labels import Namespace
from crypto.lines import LineReader, encode_lines
from crypto.recovery import RollCall, ShareSignature
from crypto.sshsig import Signature, sign

CHECKIN = "inquiry-checkin/v1"


class Role(StrEnum):
    """As what somebody takes part."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    WITNESS = "witness"
    CASEWORKER = "caseworker"
    HOLDER = "holder"


@dataclass(frozen=True)
class Participant:
    """Who takes part: role, name, and the 32-byte Ed25519 key with which they sign."""

    role: str
    name: str
    public: bytes

    def line(self) -> str:
        """The line ``participant``, as announcements and transcripts have it."""
        return f"participant {self.role} {self.name} {b64encode(self.public)}"


@dataclass(frozen=True)
class AnnouncementRef:
    """Which announcement is meant: its leaf index in the ceremony log, and the SHA-256 of the entry."""

    index: int
    hash: bytes

    @classmethod
    def of(cls, index: int, entry: bytes) -> "AnnouncementRef":
        """The reference to this entry."""
        return cls(index, hashlib.sha256(entry).digest())

    def encode(self) -> str:
        """Both, separated by a space."""
        return f"{self.index} {b64encode(self.hash)}"


def checkin_document(origin: str, announcement: AnnouncementRef, opening: bytes) -> bytes:
    """What everybody signs on entering: the announcement, and the note that opened the ceremony.

    ``opening`` is the cosigned checkpoint note of the ceremony log. Signed by ``ssh-keygen -Y sign`` under
    the namespace ``checkin@<origin>``.
    """
    lines = [CHECKIN, f"origin {check_origin(origin)}", f"announcement {announcement.encode()}"]
    return encode_lines([*lines, f"opening {b64encode(hashlib.sha256(opening).digest())}"])


def share_line(answer: ShareSignature) -> str:
    """The line ``share``, as roll-calls and transcripts have it."""
    return f"share {b64encode(answer.commitment)} {b64encode(answer.signature)}"


def shares_called(origin: str, epoch: int, document: bytes) -> RollCall:
    """What the shares that take part in a recovery sign: the check-in document is the nonce.

    ``epoch`` is that of the roster with their commitments.
    """
    return RollCall(origin, epoch, hashlib.sha256(document).digest())


def check_in(key: SigningKey, origin: str, announcement: AnnouncementRef, opening: bytes) -> Signature:
    """The SSHSIG of somebody who enters."""
    return sign(key, Namespace.CHECKIN.at(origin), checkin_document(origin, announcement, opening))


def check_checkin(participant: Participant, signature: bytes, origin: str, document: bytes) -> None:
    """The 64 bytes of an SSHSIG over a check-in document verify. Raises CheckinInvalid."""
    namespace = Namespace.CHECKIN.at(origin)
    try:
        digest = hashlib.sha512(document).digest()
        Signature(participant.public, namespace, signature).check(namespace, digest)
    except SignatureInvalid as error:
        raise CheckinInvalid("with another key, or at another opening", who=participant.name) from error


def read_participants(reader: LineReader) -> tuple[Participant, ...]:
    """Lines ``participant``, with roles that exist and names that are distinct. Raises EncodingError."""
    participants: list[Participant] = []
    while reader.comes("participant"):
        role, name, public = reader.fields("participant", 3)
        key = check_signing_public(b64decode(public, PUBLIC_BYTES))
        participants.append(Participant(read_role(role), check_name(name), key))
    for values in ([item.name for item in participants], [item.public for item in participants]):
        if len(set(values)) != len(values):
            raise EncodingError("a participant's name or key twice")
    return tuple(participants)


def read_shares(reader: LineReader) -> tuple[ShareSignature, ...]:
    """Lines ``share``. Raises EncodingError, KeyDegenerate."""
    shares: list[ShareSignature] = []
    while reader.comes("share"):
        public, signature = reader.fields("share", 2)
        key = check_signing_public(b64decode(public, PUBLIC_BYTES))
        shares.append(ShareSignature(key, b64decode(signature, SIGNATURE_BYTES)))
    return tuple(shares)


def read_reference(reader: LineReader) -> AnnouncementRef:
    """The line ``announcement``. Raises EncodingError."""
    index, digest = reader.fields("announcement", 2)
    return AnnouncementRef(decimal(index), b64decode(digest, HASH_BYTES))


def read_role(text: str) -> str:
    """One of the roles. Raises EncodingError."""
    if text not in {role.value for role in Role}:
        raise EncodingError("no such role")
    return text
