"""Envelopes (docs/spec/envelope.md)."""

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import aead
from crypto.encoding import b64encode
from crypto.envelope import (
    HEADER_MAX,
    RECIPIENTS_MAX,
    SIZES,
    SealingKeyring,
    envelope_hash,
    open_envelope,
    parse_header,
    seal_envelope,
)
from crypto.errors import (
    EncodingError,
    EnvelopeCiphertext,
    EnvelopeError,
    EnvelopeHeaderMac,
    EnvelopeMalformed,
    EnvelopeNotForUs,
    EnvelopeOrigin,
    EnvelopeRecipients,
    EnvelopeSize,
    EnvelopeVersion,
    LetterMalformed,
    LetterSignature,
    LetterTooLarge,
)
from crypto.keys import hkdf
from crypto.labels import Purpose, info
from crypto.letter import Attachment, Kind
from tests.vectors.cast import (
    ORIGIN,
    envelope_randomness,
    family,
    identity,
    letter,
    sealing_keyring,
    seed,
    signing,
    stream,
)

US = identity("caseworker-a")
RANDOMNESS = envelope_randomness()


@pytest.fixture(scope="module")
def envelope() -> bytes:
    return seal_envelope(letter(), family().author, sealing_keyring(), RANDOMNESS)


def reseal(envelope: bytes, header: bytes, payload: bytes) -> bytes:
    """An envelope by somebody who knows the inquiry key: with a right MAC."""
    above = header[: header.rindex(b"---") + 3]
    mac_key = hkdf(RANDOMNESS.inquiry_key, info(Purpose.HEADER))
    header = above + f" {b64encode(hmac.digest(mac_key, above, 'sha256'))}\n".encode()
    key = hkdf(RANDOMNESS.inquiry_key, info(Purpose.PAYLOAD))
    digest = hashlib.sha256(header).digest()
    return header + RANDOMNESS.nonce + aead.encrypt(key, RANDOMNESS.nonce, payload, digest)


def opened_payload(envelope: bytes) -> tuple[bytes, bytes]:
    """Header and payload, opened with the inquiry key."""
    header = parse_header(envelope)
    key = hkdf(RANDOMNESS.inquiry_key, info(Purpose.PAYLOAD))
    start = len(header.raw) + 24
    return header.raw, aead.decrypt(key, RANDOMNESS.nonce, envelope[start:], header.hash)


@pytest.mark.parametrize("name", ["caseworker-a", "caseworker-b", "recovery"])
def test_every_recipient_of_the_roster_opens_it(envelope: bytes, name: str) -> None:
    assert open_envelope(envelope, identity(name), ORIGIN) == letter()


@pytest.mark.parametrize(("attached", "size"), [(0, SIZES[0]), (70_000, SIZES[1]), (600_000, SIZES[2])])
def test_the_whole_envelope_has_one_of_three_sizes(attached: int, size: int) -> None:
    sent = letter(attachments=(Attachment("image/png", stream("photo", attached)),))
    sealed = seal_envelope(sent, family().author, sealing_keyring(), RANDOMNESS)
    assert len(sealed) == size
    assert open_envelope(sealed, US, ORIGIN) == sent


def test_the_sizes_are_filled_to_the_last_byte() -> None:
    empty = seal_envelope(letter(), family().author, sealing_keyring(), RANDOMNESS)
    _, payload = opened_payload(empty)
    described = len(letter(attachments=(Attachment("a/b", bytes(10_000)),)).content()) - 10_000
    room = len(payload) - 64 - described
    for length, size in [(room, SIZES[0]), (room + 1, SIZES[1])]:
        sent = letter(attachments=(Attachment("a/b", b"x" * length),))
        assert len(seal_envelope(sent, family().author, sealing_keyring(), RANDOMNESS)) == size
    big = letter(attachments=(Attachment("a/b", bytes(SIZES[2])),))
    with pytest.raises(LetterTooLarge):
        seal_envelope(big, family().author, sealing_keyring(), RANDOMNESS)


def test_four_kinds_of_letter_look_alike() -> None:
    lengths = set()
    for kind in Kind:
        sealed = seal_envelope(letter(kind=kind, form={}), family().author, sealing_keyring(), RANDOMNESS)
        lengths.add((len(sealed), len(parse_header(sealed).raw)))
    assert len(lengths) == 1


def test_twenty_four_recipients_fit_and_no_more() -> None:
    recipients = tuple(identity(f"desk {number}").recipient for number in range(RECIPIENTS_MAX + 1))
    full = replace(sealing_keyring(), recipients=recipients[:-1])
    sealed = seal_envelope(letter(), family().author, full, RANDOMNESS)
    assert len(sealed) == SIZES[0]
    assert len(parse_header(sealed[:HEADER_MAX]).stanzas) == RECIPIENTS_MAX
    assert open_envelope(sealed, identity("desk 3"), ORIGIN) == letter()
    for wrong in (recipients, (), recipients[:1] * 2):
        with pytest.raises(EnvelopeRecipients):
            seal_envelope(letter(), family().author, replace(full, recipients=wrong), RANDOMNESS)


def test_sealing_for_no_origin_is_refused() -> None:
    keyring = SealingKeyring("no origin", 0, bytes(32), (US.recipient,))
    with pytest.raises(EncodingError):
        seal_envelope(letter(), family().author, keyring, RANDOMNESS)


def test_an_envelope_is_named_by_its_hash(envelope: bytes) -> None:
    assert envelope_hash(envelope) == hashlib.sha256(envelope).digest()


@settings(max_examples=80)
@given(st.data())
def test_any_change_of_a_byte_is_refused(envelope: bytes, data: st.DataObject) -> None:
    # Half of the positions in the header, where most could go wrong.
    end = len(parse_header(envelope).raw) + 30
    position = data.draw(st.integers(0, end) | st.integers(0, len(envelope) - 1))
    altered = bytearray(envelope)
    altered[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(EnvelopeError):
        open_envelope(bytes(altered), US, ORIGIN)


@given(st.binary(max_size=300))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for start in (data, b"inquiry-envelope/v1\n" + data, b"inquiry-envelope/v1\norigin a/b\n--- " + data):
        with pytest.raises(EnvelopeError):
            parse_header(start)


@pytest.mark.parametrize("change", [-1, 1, SIZES[1]])
def test_another_size_is_refused(envelope: bytes, change: int) -> None:
    resized = envelope[:change] if change < 0 else envelope + bytes(change)
    with pytest.raises(EnvelopeSize):
        open_envelope(resized, US, ORIGIN)


def test_other_versions_and_origins_are_refused(envelope: bytes) -> None:
    with pytest.raises(EnvelopeVersion):
        open_envelope(envelope.replace(b"/v1", b"/v2", 1), US, ORIGIN)
    with pytest.raises(EnvelopeOrigin):
        open_envelope(envelope, US, "rehearsal/other")
    renamed = envelope.replace(b"origin rehearsal/test", b"origin rehearsal/tess", 1)
    with pytest.raises(EnvelopeHeaderMac):
        open_envelope(renamed, US, "rehearsal/tess")


def test_who_is_not_named_cannot_open_it(envelope: bytes) -> None:
    with pytest.raises(EnvelopeNotForUs):
        open_envelope(envelope, identity("stranger"), ORIGIN)


def stanza(envelope: bytes, number: int) -> bytes:
    """One stanza's line."""
    return [line for line in envelope.split(b"--- ")[0].splitlines(keepends=True) if line[:2] == b"->"][
        number
    ]


def test_stanzas_left_out_doubled_or_swapped_are_refused(envelope: bytes) -> None:
    first, second, third = (stanza(envelope, number) for number in range(3))
    for altered in (envelope.replace(first, second), envelope.replace(first + second, second + first)):
        with pytest.raises(EnvelopeRecipients):
            parse_header(altered)
    header, payload = opened_payload(envelope)
    fewer = header.replace(third, b"")
    # Somebody who can open it leaves one out and pads with zeros: the MAC is right, the author did not sign.
    padded = payload[:-64] + bytes(len(third)) + payload[-64:]
    with pytest.raises(LetterSignature):
        open_envelope(reseal(envelope, fewer, padded), US, ORIGIN)
    with pytest.raises(EnvelopeHeaderMac):
        open_envelope(fewer + envelope[len(header) :] + bytes(len(third)), US, ORIGIN)
    none = header.replace(first + second + third, b"")
    with pytest.raises(EnvelopeRecipients):
        parse_header(none)


def test_a_stanza_sealed_to_another_key_under_our_name_is_refused(envelope: bytes) -> None:
    other = identity("stranger").recipient.seal(RANDOMNESS.inquiry_key, info(Purpose.INQUIRY_KEY, ORIGIN))
    header, payload = opened_payload(envelope)
    ours = next(line for line in header.splitlines() if b64encode(US.recipient.short_id).encode() in line)
    forged = header.replace(ours, f"-> {b64encode(US.recipient.short_id)} {b64encode(other)}".encode())
    with pytest.raises(EnvelopeHeaderMac):
        open_envelope(reseal(envelope, forged, payload), US, ORIGIN)


def test_two_inquiry_keys_in_one_envelope_are_refused(envelope: bytes) -> None:
    # A writer who would show two caseworkers two texts cannot: one HMAC commits to one key.
    other = US.recipient.seal(seed("other key"), info(Purpose.INQUIRY_KEY, ORIGIN))
    header, payload = opened_payload(envelope)
    ours = next(line for line in header.splitlines() if b64encode(US.recipient.short_id).encode() in line)
    forged = header.replace(ours, f"-> {b64encode(US.recipient.short_id)} {b64encode(other)}".encode())
    twofold = reseal(envelope, forged, payload)
    with pytest.raises(EnvelopeHeaderMac):
        open_envelope(twofold, US, ORIGIN)


@pytest.mark.parametrize("lines", [b"", b"x\n", b"\n", b"origin a/b\n", b"-> AA== BB==\n"])
def test_lines_more_or_less_in_the_header_are_refused(envelope: bytes, lines: bytes) -> None:
    header = parse_header(envelope).raw
    origin = b"origin rehearsal/test\n"
    altered = header.replace(origin, lines) if not lines else header.replace(origin, origin + lines)
    with pytest.raises(EnvelopeMalformed):
        parse_header(altered)


def test_a_header_without_an_end_is_refused(envelope: bytes) -> None:
    header = parse_header(envelope).raw
    for start in (
        header[:-1],
        header[: header.rindex(b"\n--- ")] + b"\n",
        header[:20] + b"a" * HEADER_MAX + header[20:],
    ):
        with pytest.raises(EnvelopeMalformed):
            parse_header(start)


def test_an_altered_payload_is_refused(envelope: bytes) -> None:
    for position in (len(parse_header(envelope).raw), len(envelope) - 1):
        altered = bytearray(envelope)
        altered[position] ^= 1
        with pytest.raises(EnvelopeCiphertext):
            open_envelope(bytes(altered), US, ORIGIN)


def test_a_letter_signed_by_another_or_for_another_header_is_refused(envelope: bytes) -> None:
    forged = seal_envelope(letter(), signing("stranger"), sealing_keyring(), RANDOMNESS)
    with pytest.raises(LetterSignature):
        open_envelope(forged, US, ORIGIN)
    header, payload = opened_payload(envelope)
    forwarded = header.replace(b"keyring 0", b"keyring 1")
    with pytest.raises(LetterSignature):
        open_envelope(reseal(envelope, forwarded, payload), US, ORIGIN)


def test_a_payload_that_is_no_letter_is_refused(envelope: bytes) -> None:
    header, payload = opened_payload(envelope)
    with pytest.raises(LetterMalformed):
        open_envelope(reseal(envelope, header, bytes(len(payload))), US, ORIGIN)


def test_the_inquiry_key_does_not_show() -> None:
    assert "inquiry_key" not in repr(RANDOMNESS)
