"""The courier's exchange on both databases: an outbox counts whole or not at all."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from crypto.envelope import envelope_hash
from crypto.intake import intake_leaf
from crypto.manifest import open_manifest
from crypto.merkle import EMPTY_ROOT, Frontier
from tests.simulators.deployment import Deployment
from tests.simulators.outboxes import FAR_DAY, START, Outbox, make_outbox, outbox_hash
from tests.simulators.snapshot import snapshot
from tests.simulators.throwaway_keys import ORIGIN
from tests.vectors import cast
from tracker.records.inbox import InboxReader, verify_inbox
from tracker.records.outbox import Ticket
from tracker.server.store import log


def read_inbox(deployment: Deployment, inbox: bytes, frontier: Frontier | None = None) -> list[bytes | None]:
    """The letters of an inbox, after it was verified whole; None for one that is gone."""
    edge = frontier or Frontier.empty()
    verify_inbox(InboxReader(io.BytesIO(inbox)), edge, ORIGIN, deployment.keys.intake)
    return [frame.envelope for frame in InboxReader(io.BytesIO(inbox)).frames()]


def test_an_outbox_is_published_and_answered_with_all_letters(deployment: Deployment) -> None:
    letters = [*deployment.quick_letters(3), deployment.letter(size=512 * 1024)]
    for letter in letters:
        deployment.post_letter(letter)
    deployment.close_batch()
    outbox = make_outbox(deployment.keys, 0, slices=4)
    answer = deployment.exchange(outbox.encode())
    assert (answer.status, answer.headers["X-Outbox"]) == (200, "applied")
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert read_inbox(deployment, answer.body) == sorted(letters, key=envelope_hash)
    newest = deployment.get("/mailbox/desk/manifest").body
    assert open_manifest(newest, deployment.keys.newest, "desk") == outbox.manifest
    assert deployment.get("/mailbox/desk/0/manifest").body == newest
    assert deployment.get("/mailbox/desk/0/index").body == outbox.index
    assert [deployment.get(f"/mailbox/desk/0/slice/{n}").body for n in range(4)] == outbox.slices


@pytest.mark.parametrize("path", ["slice/4", "slice/-1", "slice/01", "slice/x", "report", "notes", "slices"])
def test_nothing_else_of_a_publication_is_served(on_sqlite: Deployment, path: str) -> None:
    on_sqlite.exchange(make_outbox(on_sqlite.keys, 0, slices=4).encode())
    assert on_sqlite.get(f"/mailbox/desk/0/{path}").status == 404
    assert on_sqlite.get("/mailbox/desk/00/index").status == 404
    assert on_sqlite.get("/mailbox/../0/index").status == 404


def test_a_ticket_brings_only_what_is_new(deployment: Deployment) -> None:
    first, second = deployment.quick_letters(2)
    deployment.post_letter(first)
    deployment.close_batch()
    frontier = Frontier.empty()
    read_inbox(deployment, deployment.exchange(make_outbox(deployment.keys, 0).encode()).body, frontier)
    deployment.post_letter(second)
    deployment.close_batch()
    ticket = Ticket(1, frontier.root(), FAR_DAY)
    outbox = make_outbox(deployment.keys, 1, ticket, acknowledged=1)
    answer = deployment.exchange(outbox.encode())
    assert read_inbox(deployment, answer.body, frontier) == [second]


def test_the_same_outbox_again_gives_the_inbox_again(deployment: Deployment) -> None:
    outbox = make_outbox(deployment.keys, 3).encode()
    first = deployment.exchange(outbox)
    before = snapshot(deployment)
    again = deployment.exchange(outbox)
    assert (again.status, again.headers["X-Outbox"], again.body) == (200, "already-applied", first.body)
    assert snapshot(deployment) == before


def test_the_inbox_names_the_last_applied_outbox(deployment: Deployment) -> None:
    deployment.exchange(make_outbox(deployment.keys, 0).encode())
    outbox = make_outbox(deployment.keys, 5).encode()
    header = InboxReader(io.BytesIO(deployment.exchange(outbox).body)).header
    assert header.applied == {"desk": (5, outbox_hash(outbox))}


def signed_by(deployment: Deployment, *names: str) -> bytes:
    """An outbox with these signers."""
    outbox = make_outbox(deployment.keys, 8)
    outbox.signers = [cast.identity(name) for name in names]
    return outbox.encode()


def changed(deployment: Deployment, change: Callable[[Outbox], object]) -> bytes:
    """An outbox whose parts were changed before it was signed."""
    outbox = make_outbox(deployment.keys, 8, slices=2)
    change(outbox)
    return outbox.encode()


def swap_slices(outbox: Outbox) -> None:
    """The slices in another order than the manifest's."""
    outbox.slices.reverse()


def alter_slice(outbox: Outbox) -> None:
    """One bit of a cell flipped."""
    outbox.slices[1] = outbox.slices[1][:-1] + bytes([outbox.slices[1][-1] ^ 1])


def alter_index(outbox: Outbox) -> None:
    """An index that is not the manifest's."""
    outbox.index = outbox.index[:-1] + bytes([outbox.index[-1] ^ 1])


def flipped(outbox: bytes, position: int) -> bytes:
    """One bit flipped after signing."""
    return outbox[:position] + bytes([outbox[position] ^ 1]) + outbox[position + 1 :]


def made(deployment: Deployment, sequence: int = 8, **changes: object) -> bytes:
    """An outbox with another header."""
    return make_outbox(deployment.keys, sequence, **changes).encode()  # type: ignore[arg-type]


REFUSED: dict[str, tuple[Callable[[Deployment], bytes], int, str]] = {
    "empty": (lambda _: b"", 400, "outbox-malformed"),
    "truncated": (lambda d: made(d)[:-1000], 400, "outbox-malformed"),
    "trailing": (lambda d: made(d) + b"\n", 400, "outbox-malformed"),
    "altered header": (lambda d: made(d).replace(b"sequence 8", b"sequence 9", 1), 403, "signature-invalid"),
    "altered after signing": (lambda d: flipped(made(d), 5000), 403, "signature-invalid"),
    "altered slice": (lambda d: changed(d, alter_slice), 400, "slice-proof"),
    "swapped slices": (lambda d: changed(d, swap_slices), 400, "slice-proof"),
    "altered index": (lambda d: changed(d, alter_index), 400, "index-malformed"),
    "wrong origin": (lambda d: made(d, origin="rehearsal/other"), 400, "outbox-origin"),
    "unknown epoch": (lambda d: made(d, epoch=9), 409, "epoch-unknown"),
    "unknown publisher": (lambda d: made(d, publisher="stranger"), 409, "epoch-unknown"),
    "threshold missing": (lambda d: signed_by(d, "caseworker-a"), 403, "threshold-missing"),
    "one signer twice": (lambda d: signed_by(d, "caseworker-a", "caseworker-a"), 403, "threshold-missing"),
    "strangers": (lambda d: signed_by(d, "stranger-a", "stranger-b"), 403, "signer-retired"),
    "replayed": (lambda d: made(d, 6), 409, "outbox-replayed"),
    "same number, other bytes": (lambda d: made(d, 7), 409, "outbox-forked"),
    "another history": (lambda d: made(d, applied=(7, bytes(32))), 409, "outbox-forked"),
}


def test_what_is_refused_gets_a_stable_code_and_changes_nothing(deployment: Deployment) -> None:
    assert deployment.exchange(make_outbox(deployment.keys, 7).encode()).status == 200
    before = snapshot(deployment)
    found = {}
    for name, (make, _, _) in REFUSED.items():
        answer = deployment.exchange(make(deployment))
        found[name] = (answer.status, answer.code)
    assert found == {name: (status, code) for name, (_, status, code) in REFUSED.items()}
    assert snapshot(deployment) == before


def test_a_retired_signer_signs_nothing_more(deployment: Deployment) -> None:
    old = make_outbox(deployment.keys, 0).encode()
    deployment.new_epoch(("caseworker-c", "caseworker-d"), grace=True)
    before = snapshot(deployment)
    deployment.kill()
    deployment.start()
    answer = deployment.exchange(old)
    assert (answer.status, answer.code) == (403, "signer-retired")
    assert snapshot(deployment) == before
    assert deployment.exchange(make_outbox(deployment.keys, 0).encode()).status == 200


def test_an_outbox_that_is_too_large_is_refused_at_once(on_sqlite: Deployment) -> None:
    on_sqlite.stop()
    on_sqlite.settings["outbox_max_bytes"] = str(1024 * 1024)
    on_sqlite.start()
    answer = on_sqlite.exchange(bytes(1024 * 1024 + 1))
    assert (answer.status, answer.code) == (413, "outbox-too-large")


TICKETS = {
    "forked": (Ticket(1, bytes(32), FAR_DAY), "ticket-forked"),
    "of the future": (Ticket(9, bytes(32), FAR_DAY), "ticket-forked"),
    "expired": (replace(START, valid_until="2026-01-01"), "ticket-expired"),
}


@pytest.mark.parametrize("name", TICKETS)
def test_a_refused_ticket_leaves_the_outbox_applied(deployment: Deployment, name: str) -> None:
    ticket, code = TICKETS[name]
    deployment.post_letter(deployment.letter())
    deployment.close_batch()
    answer = deployment.exchange(make_outbox(deployment.keys, 0, ticket, acknowledged=ticket.size).encode())
    assert (answer.status, answer.code, answer.headers["X-Outbox"]) == (409, code, "applied")
    assert deployment.get("/mailbox/desk/0/index").status == 200
    again = deployment.exchange(make_outbox(deployment.keys, 1).encode())
    assert len(read_inbox(deployment, again.body)) == 1


def test_the_root_of_any_size_is_known(on_sqlite: Deployment) -> None:
    letters = on_sqlite.quick_letters(5)
    for letter in letters:
        on_sqlite.post_letter(letter)
    on_sqlite.close_batch()
    with on_sqlite.office() as office, office.database.read() as connection:
        frontier = Frontier.empty()
        assert log.root_at(connection, 0) == EMPTY_ROOT
        for envelope in sorted(map(envelope_hash, letters)):
            frontier.append(intake_leaf(envelope))
            assert log.root_at(connection, frontier.size) == frontier.root()
