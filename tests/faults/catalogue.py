"""The faults: which promise, what to break, and the tests that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """In ``file``, ``right`` is replaced by ``wrong``; one of ``tests`` must then fail.

    ``promise`` counts as in docs/threat-model.md.
    """

    promise: int
    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


FAULTS = (
    # 1. The server learns nothing.
    Fault(
        1,
        "the payload is not encrypted",
        "crypto/aead.py",
        "    return crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, nonce, key)",
        "    return plaintext + bytes(TAG_BYTES)",
        ("tests/crypto/test_aead.py", "tests/crypto/test_envelope.py"),
    ),
    Fault(
        1,
        "the inner sealed box is left out",
        "crypto/recipient.py",
        "        inner = crypto_box_seal(plaintext, self.x25519)",
        "        inner = bytes(48) + plaintext",
        ("tests/crypto/test_recipient.py",),
    ),
    Fault(
        1,
        "a withdrawal is sealed without padding to a size class",
        "crypto/envelope.py",
        '    padded = content.ljust(size - overhead, b"\\0")',
        "    padded = content",
        ("tests/crypto/test_envelope.py::test_four_kinds_of_letter_look_alike",),
    ),
    Fault(
        1,
        "a cell's tag does not depend on the publication",
        "crypto/cell.py",
        "        return info(purpose, self.origin, self.publisher, self.number, *more)",
        "        return info(purpose, self.origin, self.publisher, *more)",
        ("tests/crypto/test_cell.py::test_nothing_of_an_address_comes_back_in_another_publication",),
    ),
    Fault(
        1,
        "a batch keeps the order of arrival",
        "crypto/intake.py",
        "    return sorted(hashes)",
        "    return list(hashes)",
        ("tests/crypto/test_intake.py::test_the_order_of_arrival_leaves_no_trace",),
    ),
    # 2. Loss is noticed by the desk.
    Fault(
        2,
        "the desk does not compare the rebuilt root",
        "tracker/records/inbox.py",
        "    if frontier.root() != checkpoint.root:",
        "    if False:",
        ("tests/records/test_inbox.py::test_letters_swapped_doubled_or_replaced_are_refused",),
    ),
    Fault(
        2,
        "a withheld letter raises no alarm",
        "tracker/desk/importing.py",
        '        vault.append(ADMINISTRATION, events.Alarm("withheld", place.leaf), now)',
        "        pass",
        ("tests/desk/test_importing.py::test_a_withheld_letter_is_an_alarm_and_may_come_later",),
    ),
    Fault(
        2,
        "a gap before the inbox is accepted",
        "tracker/desk/incoming.py",
        "    if reader.header.from_size > desk.size:",
        "    if False:",
        ("tests/desk/test_importing.py::test_a_wrong_inbox_changes_nothing",),
    ),
    Fault(
        2,
        "a receipt for another envelope is taken",
        "crypto/intake.py",
        "    if named != envelope_hash:",
        "    if False:",
        ("tests/crypto/test_intake.py", "tests/family/test_fail_closed.py"),
    ),
    # 3. A client that cannot verify the keyring sends nothing.
    Fault(
        3,
        "the officers of the epoch before need not sign",
        "crypto/keyring.py",
        "    _check_officers(head, previous, signatures, previous.threshold)",
        "    pass",
        ("tests/crypto/test_keyring.py::test_old_and_new_officers_must_both_sign",),
    ),
    Fault(
        3,
        "a head that is not the last leaf is taken",
        "crypto/keyring.py",
        "    if proof.index != checkpoint.size - 1 or heads[-1].epoch != proof.index:",
        "    if False:",
        ("tests/crypto/test_keyring.py::test_a_head_that_is_not_the_last_leaf_is_refused",),
    ),
    Fault(
        3,
        "the trust root's quorum is not asked for",
        "crypto/keyring.py",
        "    trust.policy.check(note, now, max_age)",
        "    pass",
        ("tests/crypto/test_keyring.py", "tests/family/test_fail_closed.py"),
    ),
    Fault(
        3,
        "another roster than the head's is sealed to",
        "crypto/keyring.py",
        "    if hashlib.sha256(document).digest() != head.roster:",
        "    if False:",
        ("tests/crypto/test_keyring.py", "tests/family/test_fail_closed.py"),
    ),
    Fault(
        3,
        "another genesis than the pinned one is taken",
        "crypto/keyring.py",
        "    if heads[0].hash != trust.known_head:",
        "    if False:",
        ("tests/crypto/test_keyring.py", "tests/family/test_fail_closed.py"),
    ),
    # 4. An answer that is shown was signed out by the desk.
    Fault(
        4,
        "one signature is enough for a manifest",
        "crypto/sshsig.py",
        "    if len(counted) < threshold:",
        "    if len(counted) < 1:",
        ("tests/crypto/test_sshsig.py::test_a_threshold_counts_keys", "tests/crypto/test_manifest.py"),
    ),
    Fault(
        4,
        "a slice outside the proven bounds is taken",
        "crypto/mailbox.py",
        "    if not opened.first <= address.place <= opened.last:",
        "    if False:",
        ("tests/crypto/test_mailbox.py::test_a_true_slice_that_does_not_cover_our_place_is_refused",),
    ),
    Fault(
        4,
        "the slice's proof is not checked",
        "crypto/merkle.py",
        "    if last != 0 or node != root:",
        "    if False:",
        ("tests/crypto/test_merkle.py", "tests/crypto/test_mailbox.py"),
    ),
    Fault(
        4,
        "a signature for another purpose counts",
        "crypto/sshsig.py",
        "        if self.namespace != namespace:",
        "        if False:",
        ("tests/crypto/test_sshsig.py::test_a_signature_serves_one_purpose",),
    ),
    Fault(
        4,
        "the writer of an answer may confirm it alone",
        "tracker/desk/state.py",
        "        if not named or self.is_same_person(answer.actor, event.actor):",
        "        if not named:",
        ("tests/desk",),
    ),
    Fault(
        4,
        "a letter by another author joins the inquiry",
        "crypto/envelope.py",
        "        verify(letter.public.author, _authored(header.hash, padded), signature)",
        "        pass",
        ("tests/crypto/test_envelope.py::test_a_letter_signed_by_another_or_for_another_header_is_refused",),
    ),
    # 5. A stolen key, once revoked, opens nothing later and signs nothing.
    Fault(
        5,
        "retired signers still count",
        "crypto/sshsig.py",
        "        if signature.public in authorised and signature.namespace == namespace:",
        "        if signature.namespace == namespace:",
        ("tests/crypto/test_sshsig.py", "tests/crypto/test_keyring.py"),
    ),
    Fault(
        5,
        "a header for other recipients is not bound to its inquiry key",
        "crypto/envelope.py",
        "    if not hmac.compare_digest(_mac(inquiry_key, header.authenticated), header.mac):",
        "    if False:",
        ("tests/crypto/test_envelope.py",),
    ),
)
