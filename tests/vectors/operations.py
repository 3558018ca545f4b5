"""What each file of vectors asks an implementation to do (tests/vectors/README.md)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from argon2.low_level import Type, core, ffi, lib

from crypto import (
    aead,
    cell,
    checkpoint,
    cosignature,
    encoding,
    envelope,
    family,
    head,
    intake,
    keyfile,
    keyring,
    keys,
    labels,
    letter,
    lines,
    mailbox,
    manifest,
    merkle,
    note,
    padding,
    passphrase,
    policy,
    recipient,
    roster,
    sshsig,
    tlog_proof,
    trust,
)
from crypto.errors import NoteSignature
from crypto.note import VerifierKey
from tests.vectors import hpke_by_hand
from tests.vectors.notation import Operation
from tests.vectors.operations_ceremonies import CEREMONIES
from tests.vectors.operations_records import RECORDS
from tests.vectors.operations_recovery import RECOVERY
from tests.vectors.operations_tiles import TILES
from tests.vectors.operations_witness import WITNESS
from tracker import wordlists
from tracker.records import cells

OPERATIONS: dict[str, Operation] = {**CEREMONIES, **RECORDS, **RECOVERY, **TILES, **WITNESS}


def operation(name: str) -> Any:
    """Registers a function under the name that files use."""

    def register(function: Operation) -> Operation:
        OPERATIONS[name] = function
        return function

    return register


# encoding, padding, labels
@operation("encoding/json")
def parse_json(json_bytes: bytes, limit: int) -> Mapping[str, Any]:
    """Canonical JSON is accepted and encodes to itself."""
    return {"again": encoding.canonical_json(encoding.parse_canonical_json(json_bytes, limit))}


@operation("encoding/json-write")
def write_json(value: bytes) -> Mapping[str, Any]:
    """Any JSON text, read by any parser, written canonically."""
    return {"json": encoding.canonical_json(json.loads(value))}


@operation("encoding/base64")
def base64(text: bytes) -> Mapping[str, Any]:
    """Canonical base64."""
    return {"bytes": encoding.b64decode(text.decode())}


@operation("encoding/decimal")
def decimal(text: bytes) -> Mapping[str, Any]:
    """A decimal number."""
    return {"number": encoding.decimal(text.decode())}


@operation("encoding/words")
def words(kind: str, text: bytes) -> Mapping[str, Any]:
    """An origin, a name or a day."""
    checks = {"origin": encoding.check_origin, "name": encoding.check_name, "day": encoding.check_day}
    return {"same": checks[kind](text.decode())}


@operation("encoding/document")
def document(document: bytes, limit: int) -> Mapping[str, Any]:
    """A document's lines."""
    return {"lines": lines.split_lines(document, limit)}


@operation("padding/pad")
def pad(content: bytes, size: int) -> Mapping[str, Any]:
    """Padded content."""
    return {"padded": padding.pad(content, size)}


@operation("padding/unpad")
def unpad(padded: bytes) -> Mapping[str, Any]:
    """The content behind padding."""
    return {"content": padding.unpad(padded)}


@operation("labels/info")
def label(purpose: str, context: list[Any]) -> Mapping[str, Any]:
    """A label: numbers as they are, texts and bytes as bytes."""
    return {"info": labels.info(labels.Purpose(purpose), *context)}


# keys
@operation("keys/hkdf")
def hkdf(secret: bytes, info: bytes, length: int) -> Mapping[str, Any]:
    """HKDF-SHA-256 with an empty salt."""
    return {"key": keys.hkdf(secret, info, length)}


@operation("keys/exchange")
def exchange(secret: bytes, public: bytes) -> Mapping[str, Any]:
    """X25519."""
    return {"shared": keys.ExchangeKey(secret).exchange(public)}


@operation("keys/exchange-iterated")
def exchange_iterated(times: int) -> Mapping[str, Any]:
    """RFC 7748, section 5.2: k and u become X25519(k, u) and k, so many times."""
    k = u = (9).to_bytes(32, "little")
    for _ in range(times):
        k, u = keys.ExchangeKey(k).exchange(u), k
    return {"k": k}


@operation("keys/exchange-public")
def exchange_public(secret: bytes) -> Mapping[str, Any]:
    """The public half of an X25519 key."""
    return {"public": keys.ExchangeKey(secret).public}


@operation("keys/enrol")
def enrol(kind: str, public: bytes) -> Mapping[str, Any]:
    """Whether a public key may be enrolled."""
    check = {"x25519": keys.check_exchange_public, "ed25519": keys.check_signing_public}[kind]
    return {"public": check(public)}


@operation("keys/sign")
def sign(seed: bytes, message: bytes) -> Mapping[str, Any]:
    """Ed25519."""
    key = keys.SigningKey(seed)
    return {"public": key.public, "signature": key.sign(message)}


@operation("keys/verify")
def verify(public: bytes, message: bytes, signature: bytes) -> Mapping[str, Any]:
    """Ed25519, as strict as libsodium."""
    keys.verify(public, message, signature)
    return {"valid": True}


@operation("keys/aead-seal")
def aead_seal(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> Mapping[str, Any]:
    """XChaCha20-Poly1305."""
    return {"sealed": aead.encrypt(key, nonce, plaintext, aad)}


@operation("keys/aead-open")
def aead_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> Mapping[str, Any]:
    """XChaCha20-Poly1305."""
    return {"plaintext": aead.decrypt(key, nonce, sealed, aad)}


# recipient, identity
@operation("recipient/hpke")
def hpke(
    kem: str, secret: bytes, info: bytes, aad: bytes, enc: bytes, ciphertext: bytes
) -> Mapping[str, Any]:
    """HPKE base mode, HKDF-SHA-256, ChaCha20-Poly1305, first message."""
    shared = hpke_by_hand.decapsulate(kem, secret, enc)
    return {
        "shared": shared,
        "key": hpke_by_hand.key_schedule(kem, shared, info)[0],
        "plaintext": hpke_by_hand.open_first(kem, secret, info, aad, (enc, ciphertext)),
    }


@operation("recipient/xwing-public")
def xwing_public(seed: bytes) -> Mapping[str, Any]:
    """The X-Wing public key of a seed."""
    return {"public": recipient.xwing_public(seed)}


@operation("recipient/derive")
def derive_identity(seed: bytes) -> Mapping[str, Any]:
    """What an identity's seed gives."""
    identity = recipient.Identity(seed)
    return {
        "x25519": identity.recipient.x25519,
        "xwing": identity.recipient.xwing,
        "id": identity.recipient.id,
        "signing": identity.signing_key.public,
    }


@operation("recipient/enrol")
def enrol_recipient(x25519: bytes, xwing: bytes) -> Mapping[str, Any]:
    """Whether a recipient may be enrolled."""
    return {"id": recipient.Recipient(x25519, xwing).check().id}


@operation("recipient/open")
def open_box(seed: bytes, context: bytes, sealed: bytes) -> Mapping[str, Any]:
    """What was sealed to an identity."""
    return {"plaintext": recipient.Identity(seed).open(sealed, context)}


@operation("identity/open")
def open_keyfile(use: str, keyfile_bytes: bytes, password: bytes) -> Mapping[str, Any]:
    """The seed in a key file."""
    return {"seed": keyfile.open_keyfile(keyfile.SeedUse(use), keyfile_bytes, password.decode())}


# passphrase, family
def _lists(names: Mapping[str, str]) -> dict[str, passphrase.Wordlist]:
    return {
        language: passphrase.Wordlist(language, wordlists.load()[name].words)
        for language, name in names.items()
    }


@operation("passphrase/spell")
def spell(entropy: bytes, language: str) -> Mapping[str, Any]:
    """The ten words of 13 bytes, by a list of wordlists/."""
    return {"words": " ".join(passphrase.encode(entropy, wordlists.load()[language])).encode()}


@operation("passphrase/read")
def read_words(typed: bytes, lists: Mapping[str, str]) -> Mapping[str, Any]:
    """All readings of what was typed; ``lists`` maps a language to the list it uses."""
    readings = passphrase.decode(typed.decode(), _lists(lists))
    return {"readings": [{"language": item.language, "entropy": item.entropy} for item in readings]}


@operation("passphrase/normalise")
def normalise(word: bytes) -> Mapping[str, Any]:
    """The form in which words are compared."""
    return {"compared": passphrase.normalise(word.decode()).encode()}


@operation("passphrase/stretch")
def stretch(entropy: bytes, realm: str) -> Mapping[str, Any]:
    """The root of a family's keys."""
    return {"root": passphrase.stretch(entropy, realm)}


@operation("passphrase/argon2id")
def argon2id(
    password: bytes, salt: bytes, secret: bytes, data: bytes, passes: int, kib: int, lanes: int, length: int
) -> Mapping[str, Any]:
    """Argon2id, version 0x13, with everything that RFC 9106 gives it."""
    out = ffi.new("uint8_t[]", length)
    inputs = [ffi.new("uint8_t[]", item) for item in (password, salt, secret, data)]
    fields = {
        "out": out,
        "outlen": length,
        "version": 0x13,
        "t_cost": passes,
        "m_cost": kib,
        "lanes": lanes,
        "threads": 1,
        "allocate_cbk": ffi.NULL,
        "free_cbk": ffi.NULL,
        "flags": lib.ARGON2_DEFAULT_FLAGS,
        "pwd": inputs[0],
        "pwdlen": len(password),
        "salt": inputs[1],
        "saltlen": len(salt),
        "secret": inputs[2],
        "secretlen": len(secret),
        "ad": inputs[3],
        "adlen": len(data),
    }
    assert core(ffi.new("argon2_context *", fields), Type.ID.value) == lib.ARGON2_OK
    return {"hash": bytes(ffi.buffer(out))}


@operation("passphrase/family")
def derive_family(root: bytes) -> Mapping[str, Any]:
    """All public halves of an inquiry, and its id."""
    public = family.FamilyKeys(root).public
    return {**public.as_json(), "inquiry-id": public.inquiry_id}


# envelope, letter
@operation("envelope/header")
def envelope_header(start: bytes) -> Mapping[str, Any]:
    """What a server reads of an envelope."""
    header = envelope.parse_header(start)
    return {
        "origin": header.origin,
        "epoch": header.epoch,
        "head": header.head_hash,
        "recipients": list(header.stanzas),
        "length": len(header.raw),
    }


@operation("envelope/open")
def open_envelope(envelope_bytes: bytes, seed: bytes, origin: str) -> Mapping[str, Any]:
    """The letter in an envelope."""
    opened = envelope.open_envelope(envelope_bytes, recipient.Identity(seed), origin)
    return {"hash": envelope.envelope_hash(envelope_bytes), **_letter(opened)}


@operation("envelope/letter")
def decode_letter(padded: bytes) -> Mapping[str, Any]:
    """The letter behind padded content."""
    return _letter(letter.decode_letter(padded))


def _letter(opened: letter.Letter) -> Mapping[str, Any]:
    return {
        "kind": opened.kind.value,
        "day": opened.day,
        "inquiry-id": opened.public.inquiry_id,
        "form": encoding.canonical_json(opened.form),
        "attachments": [
            {"type": item.media_type, "sha256": hashlib.sha256(item.data).digest()}
            for item in opened.attachments
        ],
    }


# cell, mailbox, manifest
def _publication(publication: Mapping[str, Any]) -> cell.Publication:
    return cell.Publication(publication["origin"], publication["publisher"], publication["number"])


@operation("cell/address")
def address(publication: Mapping[str, Any], secret: bytes, public: bytes) -> Mapping[str, Any]:
    """Place and tags, from one secret and the other's public key."""
    found = cell.find_address(_publication(publication), keys.ExchangeKey(secret), public)
    return {"place": found.place, "tags": list(found.tags)}


@operation("cell/open")
def open_cell(
    publication: Mapping[str, Any], tag: bytes, root: bytes, cell_bytes: bytes
) -> Mapping[str, Any]:
    """The content of a cell, for the family with this root."""
    return {
        "content": cell.open_cell(_publication(publication), tag, family.FamilyKeys(root).reply, cell_bytes)
    }


@operation("cell/join")
def join(parts: list[bytes]) -> Mapping[str, Any]:
    """The answer behind the contents of its cells."""
    return {"answer": encoding.canonical_json(cells.join_answer(parts))}


@operation("mailbox/find")
def find(index: bytes, slices: int, place: bytes) -> Mapping[str, Any]:
    """Which slice holds a place."""
    return {"number": mailbox.find_slice(index, slices, place)}


@operation("mailbox/look-up")
def look_up(
    served: bytes, number: int, slices: int, seats: int, root: bytes, place: bytes, tags: list[bytes]
) -> Mapping[str, Any]:
    """Our cells in a served slice, by their SHA-256."""
    opened = mailbox.open_slice(served, number, mailbox.SliceLayout(slices, seats, root))
    found = mailbox.pick_cells(opened, cell.Address(place, tuple(tags)))
    return {
        "first": opened.first,
        "last": opened.last,
        "cells": [hashlib.sha256(item).digest() for item in found],
    }


@operation("manifest/open")
def open_manifest(signed: bytes, head_bytes: bytes, publisher: str) -> Mapping[str, Any]:
    """A signed manifest under a head."""
    opened = manifest.open_manifest(signed, head.decode_head(head_bytes), publisher)
    return {
        "number": opened.publication.number,
        "day": opened.day,
        "next": opened.next_day,
        "read-up-to": opened.read_up_to,
        "intake-size": opened.intake_size,
        "key": opened.key,
        "slices": opened.slices,
        "seats": opened.layout.seats,
        "root": opened.root,
        "index": opened.index,
    }


# keyring
@operation("keyring/head")
def decode_head(document: bytes) -> Mapping[str, Any]:
    """A head's fields that clients use."""
    item = head.decode_head(document)
    return {
        "hash": item.hash,
        "draft": hashlib.sha256(item.draft()).digest(),
        "epoch": item.epoch,
        "threshold": item.threshold,
        "officers": [officer.public for officer in item.officers],
        "publishers": [
            {"name": entry.name, "threshold": entry.threshold, "signers": list(entry.signers)}
            for entry in item.publishers
        ],
        "intake": item.intake.encode(),
        "grace": item.grace,
        "witnesses": item.policy.needs_witnesses,
    }


@operation("keyring/roster")
def decode_roster(document: bytes) -> Mapping[str, Any]:
    """A roster's recipients, by id."""
    item = roster.decode_roster(document)
    return {"hash": item.hash, "epoch": item.epoch, "recipients": [entry.id for entry in item.recipients]}


@operation("keyring/seal-to")
def seal_to(head_bytes: bytes, document: bytes) -> Mapping[str, Any]:
    """The roster that a head names."""
    return {
        "recipients": [
            item.id for item in keyring.check_roster(head.decode_head(head_bytes), document).recipients
        ]
    }


@operation("keyring/trust")
def decode_trust(document: bytes) -> Mapping[str, Any]:
    """A trust root."""
    item = trust.decode_trust(document)
    return {
        "origin": item.origin,
        "realm": item.realm,
        "known-epoch": item.known_epoch,
        "rehearsal": item.is_rehearsal,
        "witnesses": item.policy.needs_witnesses,
    }


@operation("keyring/verify")
def verify_keyring(trust_bytes: bytes, served: bytes, now: int) -> Mapping[str, Any]:
    """The keyring that a trust root allows to use at a time."""
    verified = keyring.verify_keyring(
        trust.decode_trust(trust_bytes), keyring.decode_served_keyring(served), now
    )
    return {"epoch": verified.head.epoch, "hash": verified.head.hash, "walked": sorted(verified.hashes)}


# notes and logs
@operation("note/verifier-key")
def verifier_key(text: bytes) -> Mapping[str, Any]:
    """A verifier key."""
    key = VerifierKey.decode(text.decode())
    return {"name": key.name.encode(), "type": key.key_type, "id": key.key_id, "public": key.public}


@operation("note/open")
def open_note(note_bytes: bytes, known: list[str]) -> Mapping[str, Any]:
    """Who of the known keys signed a note; at least one must have."""
    parsed = note.parse_note(note_bytes)
    signed = parsed.signed_by([VerifierKey.decode(key) for key in known])
    if not signed:
        raise NoteSignature("no signature by a known key")
    return {
        "text": parsed.text,
        "signed-by": sorted(key.encode() for key in signed),
        "lines": len(parsed.lines),
    }


@operation("checkpoint/open")
def open_checkpoint(note_bytes: bytes, log: str) -> Mapping[str, Any]:
    """A checkpoint that a log signed."""
    item = checkpoint.open_checkpoint(note_bytes, VerifierKey.decode(log))
    return {"origin": item.origin.encode(), "size": item.size, "root": item.root}


@operation("cosignature/time")
def cosignature_time(note_bytes: bytes, witness: str) -> Mapping[str, Any]:
    """When a witness cosigned, in decimal (it may be any u64); none if it did not."""
    time = cosignature.cosigned_at(note.parse_note(note_bytes), VerifierKey.decode(witness))
    return {"time": None if time is None else str(time)}


@operation("policy/parse")
def parse_policy(lines: list[str]) -> Mapping[str, Any]:
    """A policy's needs."""
    item = policy.parse_policy(lines)
    return {"needs": item.needs_witnesses, "witnesses": sorted(item.witnesses), "logs": len(item.logs)}


@operation("policy/check")
def check_policy(lines: list[str], note_bytes: bytes, now: int, max_age: int) -> Mapping[str, Any]:
    """Whether enough witnesses cosigned lately."""
    policy.parse_policy(lines).check(note.parse_note(note_bytes), now, max_age)
    return {"satisfied": True}


@operation("tlog-proof/verify")
def verify_tlog_proof(proof: bytes, entry: bytes, log: str) -> Mapping[str, Any]:
    """A proof that an entry is in a log."""
    parsed = tlog_proof.parse_tlog_proof(proof)
    point, _ = parsed.verify(entry, VerifierKey.decode(log))
    return {"index": parsed.index, "size": point.size, "root": point.root}


@operation("merkle/root")
def merkle_root(entries: list[bytes]) -> Mapping[str, Any]:
    """The Merkle tree hash of entries."""
    return {"root": merkle.tree_root([merkle.leaf_hash(entry) for entry in entries])}


@operation("merkle/prove-inclusion")
def prove_inclusion(entries: list[bytes], index: int) -> Mapping[str, Any]:
    """The audit path of an entry."""
    return {"proof": merkle.inclusion_proof([merkle.leaf_hash(entry) for entry in entries], index)}


@operation("merkle/prove-consistency")
def prove_consistency(entries: list[bytes], old_size: int) -> Mapping[str, Any]:
    """The proof that a tree extends an older one."""
    return {"proof": merkle.consistency_proof([merkle.leaf_hash(entry) for entry in entries], old_size)}


@operation("merkle/inclusion")
def inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> Mapping[str, Any]:
    """An audit path."""
    merkle.verify_inclusion(leaf, index, size, proof, root)
    return {"valid": True}


@operation("merkle/consistency")
def consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> Mapping[str, Any]:
    """A consistency proof."""
    merkle.verify_consistency(old_size, old_root, size, root, proof)
    return {"valid": True}


@operation("intake/receipt")
def check_receipt(receipt: bytes, envelope_hash: bytes, intake_key: str) -> Mapping[str, Any]:
    """The batch day of a receipt."""
    return {"day": intake.check_receipt(receipt, envelope_hash, VerifierKey.decode(intake_key))}


# sshsig
@operation("sshsig/sign")
def ssh_sign(seed: bytes, namespace: str, message: bytes) -> Mapping[str, Any]:
    """An armored signature."""
    return {"armored": sshsig.sign(keys.SigningKey(seed), namespace, message).armor().encode()}


@operation("sshsig/check")
def ssh_check(armored: bytes, namespace: str, message: bytes) -> Mapping[str, Any]:
    """One armored signature over a message."""
    signature = sshsig.parse_signature(armored.decode())
    signature.check(namespace, hashlib.sha512(message).digest())
    return {"public": signature.public}


@operation("sshsig/split")
def ssh_split(signed: bytes) -> Mapping[str, Any]:
    """A signed text."""
    plain, signatures = sshsig.split_signed(signed)
    return {"document": plain, "signers": [item.public for item in signatures]}


@operation("sshsig/threshold")
def ssh_threshold(
    signed: bytes, namespace: str, authorised: list[bytes], threshold: int
) -> Mapping[str, Any]:
    """Which authorised keys signed a signed text, if enough of them did."""
    plain, signatures = sshsig.split_signed(signed)
    digest = hashlib.sha512(plain).digest()
    return {"signers": sorted(sshsig.check_threshold(signatures, namespace, digest, authorised, threshold))}
