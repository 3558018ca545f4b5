"""Vectors of recipients, key files, envelopes and letters."""

import hashlib
import hmac
from typing import Any

from crypto import aead
from crypto.encoding import b64encode, canonical_json
from crypto.envelope import SealingKeyring, parse_header, seal_envelope
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from crypto.keys import hkdf
from crypto.labels import Purpose, info
from crypto.letter import Attachment, Kind
from crypto.recipient import _SUITE
from tests.vectors.cast import (
    DAY,
    ORIGIN,
    SIGNERS,
    envelope_randomness,
    family,
    head,
    identity,
    letter,
    seed,
    signing,
    stream,
)
from tests.vectors.notation import Blob

US = identity("caseworker-a")
RANDOMNESS = envelope_randomness()


def make(workshop: Any) -> None:
    """All files of this page."""
    _recipients(workshop)
    _keyfiles(workshop)
    _letters(workshop)
    _headers(workshop)
    _envelopes(workshop)


def _recipients(workshop: Any) -> None:
    file = workshop.file("recipient/derive", "What an identity's 32-byte seed gives.")
    for name, value in {"zeros": bytes(32), "any": US.seed}.items():
        file.accept(name, seed=value)
    file = workshop.file("recipient/xwing-public", "The X-Wing public key of a 32-byte seed.")
    file.accept("any", seed=seed("xwing"))

    file = workshop.file("recipient/enrol", "Recipients that may be enrolled, and those that may not.")
    x25519, xwing = US.recipient.x25519, file.blob("xwing", US.recipient.xwing)
    file.accept("good", x25519=x25519, xwing=xwing)
    file.refuse("X25519 of small order", "key-degenerate", x25519=bytes(32), xwing=xwing)
    file.refuse("X25519 above p", "key-degenerate", x25519=x25519[:31] + b"\xff", xwing=xwing)
    file.refuse(
        "small order within X-Wing", "key-degenerate", x25519=x25519, xwing=xwing.edit(1184, 32, bytes(32))
    )
    file.refuse(
        "a number above q in ML-KEM", "key-degenerate", x25519=x25519, xwing=xwing.edit(0, 2, b"\xff\xff")
    )
    file.refuse("a byte less", "key-degenerate", x25519=x25519, xwing=xwing.cut(1215))

    context = info(Purpose.DESK_NOTES, ORIGIN)
    file = workshop.file("recipient/open", "Boxes: crypto_box_seal within HPKE with X-Wing.")
    stored = workshop.boxes.recipient(US)
    sealed = file.blob("sealed", stored.seal(b"text", context))
    usual = {"seed": US.seed, "context": context}
    file.accept("good", **usual, sealed=sealed)
    file.accept("nothing within", **usual, sealed=stored.seal(b"", context))
    for name, altered in {
        "a bit of the ML-KEM ciphertext turned": sealed.flip(0),
        "a bit of the X25519 half of enc turned": sealed.flip(1100),
        "zeros for the X25519 half of enc": sealed.edit(1088, 32, bytes(32)),
        "a bit of the inner box turned": sealed.flip(1125),
        "a bit of the tag turned": sealed.flip(-1),
        "a byte less": sealed.cut(len(sealed.data) - 1),
        "a byte more": sealed.add(b"\0"),
        "1,119 bytes": sealed.cut(1119),
        "1,135 bytes": sealed.cut(1135),
        "nothing": sealed.cut(0),
    }.items():
        file.refuse(name, "seal-invalid", **usual, sealed=altered)
    file.refuse("another context", "seal-invalid", seed=US.seed, context=b"", sealed=sealed)
    file.refuse("another identity", "seal-invalid", seed=seed("stranger"), context=context, sealed=sealed)
    file.refuse("the outer box alone", "seal-invalid", **usual, sealed=_outer_only(workshop, context))


def _outer_only(workshop: Any, context: bytes) -> bytes:
    """HPKE around something that is no crypto_box_seal; committed like every box."""

    class Outer:
        recipient = type(
            "Recipient",
            (),
            {
                "id": b"outer only",
                "seal": lambda _, text, info: _SUITE.encrypt(text, US.recipient._xwing_key, info=info),
            },
        )()

        def open(self, box: bytes, context: bytes) -> bytes:
            return bytes(_SUITE.decrypt(box, US._xwing, info=context))

    box: bytes = workshop.boxes.seal(Outer(), b"no inner box, only forty-eight bytes and some more", context)
    return box


def _keyfiles(workshop: Any) -> None:
    file = workshop.file(
        "identity/open", "Key files. Each good one costs 256 MiB and a second: there are few."
    )
    password = "пароль й п’ять"
    randomness = KeyfileRandomness(stream("keyfile salt", 16), stream("keyfile nonce", 24))
    good = file.blob("keyfile", seal_keyfile(SeedUse.CASEWORKER, seed("keyfile"), password, randomness))
    usual = {"use": "caseworker", "password": password.encode()}
    file.accept("good", **usual, keyfile_bytes=good)
    decomposed = password.replace("й", "и\u0306").encode()
    file.accept(
        "the password as another keyboard composes it",
        use="caseworker",
        password=decomposed,
        keyfile_bytes=good,
    )
    file.refuse("another password", "password-wrong", use="caseworker", password=b"other", keyfile_bytes=good)
    renamed = good.swap(b"use caseworker", b"use recovery")
    file.refuse(
        "renamed to another use",
        "password-wrong",
        use="recovery",
        password=password.encode(),
        keyfile_bytes=renamed,
    )
    file.refuse(
        "another use", "keyfile-malformed", use="recovery", password=password.encode(), keyfile_bytes=good
    )
    for name, altered in {
        "another version": good.swap(b"/v1", b"/v2"),
        "a line more": good.add(b"more\n"),
        "a line less": good.swap(b"use caseworker\n", b""),
        "no LF at the end": good.cut(len(good.data) - 1),
        "a short salt": good.swap(b"argon2id ", b"argon2id AAAA"),
        "nothing": good.cut(0),
    }.items():
        file.refuse(name, "keyfile-malformed", **usual, keyfile_bytes=altered)


def _described(**changes: Any) -> bytes:
    value = {"kind": "inquiry", "day": DAY, "keys": family().public.as_json(), "form": {}, "attachments": []}
    body = canonical_json(value | changes)
    return len(body).to_bytes(4, "big") + body


def _letters(workshop: Any) -> None:
    file = workshop.file("envelope/letter", "Letters: length, canonical JSON, attachments, zeros.")
    for kind in Kind:
        file.accept(kind.value, padded=letter(kind=kind).content() + bytes(20))
    files = (
        Attachment("image/jpeg", stream("photo", 60)),
        Attachment("text/plain", b""),
        Attachment("image/png", b"\1\0\0"),
    )
    file.accept(
        "attachments, the last of which ends in zeros", padded=letter(attachments=files).content() + bytes(20)
    )
    file.accept("no padding", padded=_described())
    file.accept("the longest form", padded=_described(form={"a": "x" * (20_000 - 8)}))
    keys = family().public.as_json()
    for name, padded in {
        "nothing": b"",
        "a length beyond the end": b"\0\0\1\0{}",
        "no object": b"\0\0\0\2[]" + bytes(9),
        "not canonical": b"\0\0\0\3{} ",
        "something in the zeros": _described() + bytes(5) + b"\1",
        "an unknown kind": _described(kind="letter"),
        "a key more": _described(more=1),
        "no such day": _described(day="2026-02-30"),
        "a form that is no object": _described(form=[]),
        "a form that is too long": _described(form={"a": "x" * (20_001 - 8)}),
        "a public key less": _described(keys={"author": keys["author"]}),
        "a public key that is no text": _described(keys=keys | {"author": 1}),
        "an author key of small order": _described(keys=keys | {"author": "A" * 43 + "="}),
        "an address of small order": _described(keys=keys | {"address": "A" * 43 + "="}),
        "base64 that is not canonical": _described(keys=keys | {"address": keys["address"][:-1]}),
        "an attachment beyond the end": _described(attachments=[{"type": "a/b", "size": 1}]),
        "a negative size": _described(attachments=[{"type": "a/b", "size": -1}]),
        "a size that is true": _described(attachments=[{"type": "a/b", "size": True}]) + b"\0",
        "no media type": _described(attachments=[{"type": "../x", "size": 0}]),
        "a name for an attachment": _described(attachments=[{"type": "a/b", "size": 0, "name": "x"}]),
        "seventeen attachments": _described(attachments=[{"type": "a/b", "size": 0}] * 17),
    }.items():
        file.refuse(name, "letter-malformed", padded=padded)


def _sealed(workshop: Any, **changes: Any) -> bytes:
    recipients = tuple(workshop.boxes.recipient(identity(name)) for name in (*SIGNERS, "recovery"))
    keyring = SealingKeyring(ORIGIN, 0, head().hash, recipients)
    return seal_envelope(letter(**changes), family().author, keyring, RANDOMNESS)


def _headers(workshop: Any) -> None:
    file = workshop.file("envelope/header", "What a server reads of an envelope, without any key.")
    good = file.blob("header", parse_header(_sealed(workshop)).raw)
    file.accept("the header alone", start=good)
    file.accept("and what follows it", start=good.add(stream("ciphertext", 50)))
    stanzas = [line for line in good.data.splitlines(keepends=True) if line.startswith(b"-> ")]
    for name, altered in {
        "another version": good.swap(b"/v1", b"/v2"),
        "nothing": good.cut(0),
        "another format": good.swap(b"inquiry-envelope", b"inquiry-manifest"),
    }.items():
        file.refuse(name, "envelope-version", start=altered)
    for name, altered in {
        "no origin": good.swap(b"origin rehearsal/test\n", b""),
        "not an origin": good.swap(b"origin rehearsal/test", b"origin rehearsal"),
        "an epoch with a leading zero": good.swap(b"keyring 0", b"keyring 00"),
        "two spaces": good.swap(b"origin ", b"origin  "),
        "CR": good.swap(b"test\n", b"test\r\n"),
        "a line more": good.swap(b"origin ", b"more x\norigin "),
        "a stanza cut short": good.swap(b"=\n-> ", b"\n-> "),
        "no end": good.cut(len(good.data) - 1),
        "no HMAC": good.cut(good.data.index(b"--- ")),
        "an HMAC cut short": good.edit(len(good.data) - 6, 4),
        "a stanza behind an unknown mark": good.swap(b"\n-> ", b"\n=> "),
    }.items():
        file.refuse(name, "envelope-malformed", start=altered)
    for name, altered in {
        "a stanza twice": good.swap(stanzas[1], stanzas[0]),
        "stanzas out of order": good.swap(stanzas[0] + stanzas[1], stanzas[1] + stanzas[0]),
        "no stanza": good.swap(b"".join(stanzas), b""),
    }.items():
        file.refuse(name, "envelope-recipients", start=altered)
    extra = b"".join(
        b"-> " + b64encode(bytes([number]) * 16).encode() + stanzas[0][27:] for number in range(0x10, 0x28)
    )
    file.refuse(
        "too many lines for any header", "envelope-malformed", start=good.swap(stanzas[0], extra + stanzas[0])
    )


def _envelopes(workshop: Any) -> None:
    file = workshop.file("envelope/open", "Envelopes, opened by their recipients.")
    good = file.blob("envelope", _sealed(workshop))
    usual = {"seed": US.seed, "origin": ORIGIN}
    for name in (*SIGNERS, "recovery"):
        file.accept(f"by {name}", envelope_bytes=good, seed=identity(name).seed, origin=ORIGIN)
    for kind in (Kind.ADDITION, Kind.WITHDRAWAL, Kind.PROBE):
        file.accept(kind.value, **usual, envelope_bytes=good.become(_sealed(workshop, kind=kind, form={})))
    photo = (Attachment("image/jpeg", stream("photo", 2000)),)
    file.accept("with a photo", **usual, envelope_bytes=good.become(_sealed(workshop, attachments=photo)))
    end = len(parse_header(good.data).raw)
    file.refuse("a byte less", "envelope-size", **usual, envelope_bytes=good.cut(65535))
    file.refuse("a byte more", "envelope-size", **usual, envelope_bytes=good.add(b"\0"))
    file.refuse("nothing", "envelope-size", **usual, envelope_bytes=good.cut(0))
    file.refuse("another version", "envelope-version", **usual, envelope_bytes=good.swap(b"/v1", b"/v2"))
    file.refuse(
        "for another origin", "envelope-origin", envelope_bytes=good, seed=US.seed, origin="rehearsal/else"
    )
    file.refuse(
        "for nobody we are", "envelope-not-for-us", envelope_bytes=good, seed=seed("stranger"), origin=ORIGIN
    )
    _altered_headers(file, good, usual)
    for name, altered in {
        "a bit of the nonce turned": good.flip(end),
        "a bit of the ciphertext turned": good.flip(end + 24),
        "a bit of the tag turned": good.flip(-1),
    }.items():
        file.refuse(name, "envelope-ciphertext", **usual, envelope_bytes=altered)
    _insiders(file, good, usual)


def _altered_headers(file: Any, good: Blob, usual: dict[str, Any]) -> None:
    header = parse_header(good.data)
    ours = good.data.index(b64encode(US.recipient.short_id).encode()) + 25
    last = [line for line in header.raw.splitlines(keepends=True) if line.startswith(b"-> ")][-1]
    for name, altered in {
        "the epoch altered": good.swap(b"keyring 0", b"keyring 1"),
        "the head's hash altered": good.edit(
            good.data.index(b"keyring 0 ") + 10,
            1,
            b"A" if good.data[good.data.index(b"keyring 0 ") + 10 :][:1] != b"A" else b"B",
        ),
        "our stanza altered": good.edit(
            ours + 5, 1, b"A" if good.data[ours + 5 : ours + 6] != b"A" else b"B"
        ),
        "the HMAC altered": good.edit(
            len(header.raw) - 20, 1, b"A" if good.data[len(header.raw) - 20 :][:1] != b"A" else b"B"
        ),
        "a stanza left out": good.swap(last, b"").add(bytes(len(last))),
    }.items():
        file.refuse(name, "envelope-header-mac", **usual, envelope_bytes=altered)
    renamed = good.swap(b"origin rehearsal/test", b"origin rehearsal/else")
    file.refuse(
        "the origin altered",
        "envelope-header-mac",
        envelope_bytes=renamed,
        seed=US.seed,
        origin="rehearsal/else",
    )


def _insiders(file: Any, good: Blob, usual: dict[str, Any]) -> None:
    """What somebody who knows the inquiry key may try: HMAC and AEAD are right."""
    header = parse_header(good.data)
    key = hkdf(RANDOMNESS.inquiry_key, info(Purpose.PAYLOAD))
    payload = aead.decrypt(key, RANDOMNESS.nonce, good.data[len(header.raw) + 24 :], header.hash)
    padded = payload[:-64]
    other = letter(form={"note": "other"}).content().ljust(len(padded), b"\0")
    digest = hashlib.sha256(other).digest()
    stranger = signing("stranger").sign(info(Purpose.AUTHOR) + header.hash + digest)
    unlabelled = family().author.sign(header.hash + hashlib.sha256(padded).digest())
    for name, new_header, new_payload, code in [
        ("another letter under the old signature", header.raw, other + payload[-64:], "letter-signature"),
        ("another letter signed by a stranger", header.raw, other + stranger, "letter-signature"),
        ("a signature without its label", header.raw, padded + unlabelled, "letter-signature"),
        (
            "sent on under another epoch",
            header.raw.replace(b"keyring 0", b"keyring 1"),
            payload,
            "letter-signature",
        ),
        ("no letter at all", header.raw, bytes(len(payload)), "letter-malformed"),
    ]:
        file.refuse(name, code, **usual, envelope_bytes=good.become(_resealed(new_header, new_payload)))


def _resealed(header: bytes, payload: bytes) -> bytes:
    above = header[: header.rindex(b"---") + 3]
    mac = hmac.digest(hkdf(RANDOMNESS.inquiry_key, info(Purpose.HEADER)), above, "sha256")
    header = above + f" {b64encode(mac)}\n".encode()
    key = hkdf(RANDOMNESS.inquiry_key, info(Purpose.PAYLOAD))
    sealed = aead.encrypt(key, RANDOMNESS.nonce, payload, hashlib.sha256(header).digest())
    return header + RANDOMNESS.nonce + sealed
