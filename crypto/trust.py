"""The trust root: one small file, handed over in person, from which all else follows (docs/spec/trust.md)."""

from dataclasses import dataclass

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_origin, decimal
from crypto.errors import (
    EncodingError,
    PolicyMalformed,
    TrustMalformed,
    TrustWeak,
    VerifierKeyMalformed,
)
from crypto.lines import LineReader, encode_lines
from crypto.note import TYPE_ED25519, VerifierKey
from crypto.policy import Policy, parse_policy

FIRST_LINE = "inquiry-trust/v1"
TRUST_MAX = 8192
REHEARSAL = "rehearsal/"
MAX_AGE_HOURS = 14 * 24
WITNESSES_LEAST = 2


@dataclass(frozen=True)
class TrustRoot:
    """What a client or auditor takes for granted. A keyring can never lower what is required here.

    ``genesis`` and ``known_head`` are hashes of heads; ``known_head`` is that of epoch ``known_epoch``.
    """

    origin: str
    realm: str
    genesis: bytes
    log: VerifierKey
    known_epoch: int
    known_head: bytes
    max_age_hours: int
    policy_lines: tuple[str, ...]

    @property
    def policy(self) -> Policy:
        """The quorum that this trust root requires. Raises PolicyMalformed."""
        return parse_policy(self.policy_lines)

    @property
    def is_rehearsal(self) -> bool:
        """Whether every page must say "not for real inquiries"."""
        return self.origin.startswith(REHEARSAL)

    def encode(self) -> bytes:
        """The trust root's bytes."""
        return encode_lines(
            [
                FIRST_LINE,
                f"origin {self.origin}",
                f"realm {self.realm}",
                f"genesis {b64encode(self.genesis)}",
                f"log {self.log.encode()}",
                f"known {self.known_epoch} {b64encode(self.known_head)}",
                f"max-age {self.max_age_hours}",
                *(f"policy {line}" for line in self.policy_lines),
            ]
        )


def decode_trust(document: bytes) -> TrustRoot:
    """The trust root behind its bytes. Raises TrustMalformed, TrustWeak."""
    try:
        trust = _read(LineReader(document, TRUST_MAX))
        _check(trust)
    except (EncodingError, VerifierKeyMalformed, PolicyMalformed) as error:
        raise TrustMalformed(str(error)) from error
    if trust.encode() != document:
        raise TrustMalformed("another encoding of the same trust root")
    if not trust.is_rehearsal and trust.policy.needs_witnesses < WITNESSES_LEAST:
        raise TrustWeak("without a quorum of two witnesses this can only be a rehearsal")
    return trust


def _read(reader: LineReader) -> TrustRoot:
    reader.literal(FIRST_LINE)
    origin, realm = check_origin(reader.field("origin")), check_origin(reader.field("realm"))
    genesis = b64decode(reader.field("genesis"), HASH_BYTES)
    log = VerifierKey.decode(reader.field("log"))
    epoch, head = reader.fields("known", 2)
    max_age = decimal(reader.field("max-age"))
    policy_lines = []
    while reader.comes("policy"):
        policy_lines.append(reader.text("policy"))
    reader.end()
    known_head = b64decode(head, HASH_BYTES)
    return TrustRoot(origin, realm, genesis, log, decimal(epoch), known_head, max_age, tuple(policy_lines))


def _check(trust: TrustRoot) -> None:
    if (trust.log.name, trust.log.key_type) != (f"{trust.origin}/keys", TYPE_ED25519):
        raise EncodingError("the key log signs notes and is named '<origin>/keys'")
    if trust.known_epoch == 0 and trust.known_head != trust.genesis:
        raise EncodingError("epoch 0 is the genesis")
    if not 1 <= trust.max_age_hours <= MAX_AGE_HOURS:
        raise EncodingError("an age from 1 hour to 14 days")
    witnesses = parse_policy(trust.policy_lines).witnesses.values()
    if any(witness.public == trust.log.public for witness in witnesses):
        raise EncodingError("the log is no witness of itself")
