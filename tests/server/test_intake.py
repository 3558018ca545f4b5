"""`POST /intake` on both databases: acknowledged means stored; refused means nothing changed."""

import hashlib
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.envelope import HEADER_MAX, SIZES, EnvelopeRandomness, envelope_hash, parse_header, seal_envelope
from crypto.intake import batch_order, check_receipt, intake_leaf
from crypto.merkle import tree_root
from tests.server.test_epochs import wait_for_epoch
from tests.simulators.deployment import Deployment
from tests.simulators.snapshot import snapshot
from tests.vectors import cast

SMALL, MIDDLE, LARGE = SIZES


@pytest.mark.parametrize("size", SIZES)
def test_a_letter_gets_a_receipt_by_the_intake_key(deployment: Deployment, size: int) -> None:
    letter = deployment.letter(size=size)
    answer = deployment.post_letter(letter)
    assert answer.status == 201
    check_receipt(answer.body, envelope_hash(letter), deployment.keys.intake)


def test_the_same_letter_gets_the_same_receipt_open_closed_and_destroyed(deployment: Deployment) -> None:
    letter = deployment.letter()
    first = deployment.post_letter(letter).body
    assert deployment.post_letter(letter).body == first
    assert deployment.close_batch() == 1
    assert deployment.post_letter(letter).body == first
    assert deployment.post_letter(deployment.letter()).status == 201
    assert deployment.post_letter(letter).body == first
    assert deployment.close_batch() == 1


def test_a_stored_letter_keeps_its_receipt_when_its_epoch_is_superseded(deployment: Deployment) -> None:
    logged, open_, late = deployment.quick_letters(3)
    receipts = [deployment.post_letter(logged).body]
    deployment.close_batch()
    receipts.append(deployment.post_letter(open_).body)
    deployment.new_epoch(grace=False)
    wait_for_epoch(deployment, 1)
    assert deployment.post_letter(late).code == "epoch-superseded"
    assert [deployment.post_letter(letter).body for letter in (logged, open_)] == receipts
    assert deployment.close_batch() == 1
    assert [deployment.post_letter(letter).body for letter in (logged, open_)] == receipts


def test_a_closed_batch_is_sorted_and_signed(deployment: Deployment) -> None:
    letters = deployment.quick_letters(5)
    assert {deployment.post_letter(letter).status for letter in letters} == {201}
    deployment.close_batch()
    checkpoint = open_checkpoint(deployment.get("/intake/checkpoint").body, deployment.keys.intake)
    expected = [intake_leaf(item) for item in batch_order(map(envelope_hash, letters))]
    assert (checkpoint.size, checkpoint.root) == (5, tree_root(expected))


def test_one_letter_posted_by_many_at_once_is_stored_once(deployment: Deployment) -> None:
    letter = deployment.letter()
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: deployment.post_letter(letter), range(16)))
    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
    assert deployment.close_batch() == 1


def test_letters_posted_while_batches_close_are_each_logged_once(deployment: Deployment) -> None:
    letters = deployment.quick_letters(60)
    with ThreadPoolExecutor(8) as people:
        posted = people.map(deployment.post_letter, letters)
        closed = sum(deployment.close_batch() for _ in range(4))
        assert {answer.status for answer in posted} == {201}
    assert closed + deployment.close_batch() == 60


def sealed_otherwise(deployment: Deployment, **changes: object) -> bytes:
    """A letter sealed under a keyring that differs."""
    keyring = replace(deployment.keys.sealing, **changes)  # type: ignore[arg-type]
    randomness = EnvelopeRandomness(cast.seed("key"), cast.stream("nonce", 24))
    return seal_envelope(cast.letter(), cast.family().author, keyring, randomness)


def altered(letter: bytes, old: bytes, new: bytes) -> bytes:
    """The letter with a part of its header replaced, at the same length."""
    assert old in letter[:HEADER_MAX]
    return letter.replace(old, new, 1)[: len(letter)].ljust(len(letter), b"x")


REFUSED: dict[str, tuple[Callable[[Deployment], bytes], int, str]] = {
    "empty": (lambda _: b"", 400, "envelope-size"),
    "truncated": (lambda d: d.letter()[:-1], 400, "envelope-size"),
    "longer": (lambda d: d.letter() + b"x", 400, "envelope-size"),
    "between two sizes": (lambda d: d.letter() + bytes(1000), 400, "envelope-size"),
    "oversized": (lambda _: bytes(LARGE + 1), 413, "envelope-size"),
    "no envelope": (lambda _: bytes(SMALL), 400, "envelope-version"),
    "another version": (
        lambda d: altered(d.letter(), b"envelope/v1", b"envelope/v2"),
        400,
        "envelope-version",
    ),
    "header altered": (
        lambda d: altered(d.letter(), b"\nkeyring ", b"\nkeyrink "),
        400,
        "envelope-malformed",
    ),
    "header without end": (lambda d: altered(d.letter(), b"\n--- ", b"\n-+- "), 400, "envelope-malformed"),
    "wrong origin": (lambda d: sealed_otherwise(d, origin="rehearsal/other"), 400, "envelope-origin"),
    "unknown epoch": (lambda d: sealed_otherwise(d, epoch=7), 409, "epoch-unknown"),
    "another head": (lambda d: sealed_otherwise(d, head_hash=bytes(32)), 409, "epoch-unknown"),
    "a recipient missing": (
        lambda d: sealed_otherwise(d, recipients=d.keys.sealing.recipients[1:]),
        400,
        "envelope-recipients",
    ),
    "a recipient more": (
        lambda d: sealed_otherwise(
            d, recipients=(*d.keys.sealing.recipients, cast.identity("stranger").recipient)
        ),
        400,
        "envelope-recipients",
    ),
}


def test_what_is_refused_gets_a_stable_code_and_changes_nothing(deployment: Deployment) -> None:
    deployment.post_letter(deployment.letter())
    before = snapshot(deployment)
    found = {}
    for name, (make, _, _) in REFUSED.items():
        answer = deployment.post_letter(make(deployment))
        found[name] = (answer.status, answer.code)
    assert found == {name: (status, code) for name, (_, status, code) in REFUSED.items()}
    assert snapshot(deployment) == before


def test_a_body_without_a_length_is_refused(on_sqlite: Deployment) -> None:
    before = snapshot(on_sqlite)
    chunked = {"Transfer-Encoding": "chunked"}
    answer = on_sqlite.request("POST", "/intake", iter([on_sqlite.letter()]), chunked)  # type: ignore[arg-type]
    assert (answer.status, answer.code) == (411, "length-required")
    assert snapshot(on_sqlite) == before


def head_of(length: int) -> bytes:
    """A request that announces so many bytes."""
    return f"POST /intake HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()


def test_a_wrong_header_is_refused_before_the_rest_is_sent(on_sqlite: Deployment) -> None:
    with socket.create_connection(("127.0.0.1", on_sqlite.port), timeout=20) as connection:
        connection.sendall(head_of(LARGE))
        connection.sendall(bytes(HEADER_MAX))
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_client_that_hangs_up_leaves_nothing(on_sqlite: Deployment) -> None:
    before = snapshot(on_sqlite)
    letter = on_sqlite.letter()
    for cut in (0, 100, HEADER_MAX, SMALL - 1):
        with socket.create_connection(("127.0.0.1", on_sqlite.port), timeout=20) as connection:
            connection.sendall(head_of(SMALL))
            connection.sendall(letter[:cut])
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(10_000), b""))
        assert b" 400 " in answer.split(b"\r\n")[0]
        assert b"upload-incomplete" in answer
    assert snapshot(on_sqlite) == before
    assert "fault" not in on_sqlite.log


def test_what_is_stored_is_what_was_sent(deployment: Deployment) -> None:
    letter = deployment.letter(size=MIDDLE)
    deployment.post_letter(letter)
    deployment.close_batch()
    stored = snapshot(deployment)
    assert letter.hex() in "".join(str(part) for part in stored.values()).lower()
    assert parse_header(letter).hash != hashlib.sha256(letter).digest()
