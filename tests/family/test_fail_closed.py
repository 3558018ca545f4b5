"""A server in the wrong hands: whatever it serves in place of the keys, no letter leaves the device."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from crypto.keyring import ServedKeyring, SignedHead
from crypto.labels import Namespace
from crypto.passphrase import encode
from crypto.sshsig import sign
from tests.family.conftest import CANARY, Family, refused
from tests.simulators.hostile_server import HostileServer, Reply, refusal
from tests.simulators.pocket_service import ORIGIN, PocketService, identity, signing
from tracker import wordlists

KEYRING, ROSTER, INTAKE = "/keyring/0", "/keyring/roster", "/intake"
Alter = Callable[[Reply, PocketService], Reply]


def flipped(reply: Reply, _service: PocketService) -> Reply:
    """One bit of the document, not of a signature that is not needed."""
    body = bytearray(reply.body)
    body[len(body) // 5] ^= 1
    return replace(reply, body=bytes(body))


def cut_short(reply: Reply, _service: PocketService) -> Reply:
    """A body that ends too early, with a length that says so."""
    return replace(reply, body=reply.body[:-10])


def dropped(reply: Reply, _service: PocketService) -> Reply:
    """A connection that breaks off."""
    return replace(reply, drop=True)


def endless(_reply: Reply, _service: PocketService) -> Reply:
    """More bytes than any such answer has."""
    return Reply(b"x" * (5 * 1024 * 1024))


def moved(_reply: Reply, _service: PocketService) -> Reply:
    """A redirect to somebody else's server."""
    return Reply(b"", 302, (("Location", "http://127.0.0.1:9/keyring/0"),))


def page(_reply: Reply, _service: PocketService) -> Reply:
    """A page of a portal that has caught the connection."""
    return Reply(b"<html>log in to use the network</html>")


def nothing(_reply: Reply, _service: PocketService) -> Reply:
    """An empty body."""
    return Reply(b"")


def no_heads(_reply: Reply, service: PocketService) -> Reply:
    """An answer in the right form without a head."""
    return Reply(ServedKeyring((), service.proof()).encode())


def own_genesis(_reply: Reply, _service: PocketService) -> Reply:
    """A keyring that begins with a genesis of the attacker's own."""
    other = PocketService(caseworkers=[identity("eve"), identity("mallory")])
    return Reply(other.keyring())


def unsigned_successor(_reply: Reply, service: PocketService) -> Reply:
    """An epoch in which the attacker reads, signed by one officer only."""
    service.next_epoch([identity("eve"), identity("mallory")])
    newest = service.heads[-1]
    service.heads[-1] = SignedHead(newest.document, newest.signatures[:1])
    return Reply(service.keyring())


def self_signed_successor(_reply: Reply, service: PocketService) -> Reply:
    """An epoch signed twice by keys that are no officers'."""
    service.next_epoch([identity("eve"), identity("mallory")])
    document = service.heads[-1].document
    keys = (signing("eve"), signing("mallory"))
    signatures = tuple(sign(key, Namespace.KEYRING.at(ORIGIN), document) for key in keys)
    service.heads[-1] = SignedHead(document, signatures)
    return Reply(service.keyring())


def skipped_epoch(_reply: Reply, service: PocketService) -> Reply:
    """Epochs 0 and 2."""
    service.next_epoch()
    service.next_epoch()
    return Reply(ServedKeyring((service.heads[0], service.heads[2]), service.proof()).encode())


def hidden_newest(reply: Reply, service: PocketService) -> Reply:
    """The old keyring, although the log has a newer head: proof and heads do not meet."""
    service.next_epoch()
    return Reply(ServedKeyring((service.heads[0],), service.proof()).encode())


def unknown_epoch(_reply: Reply, _service: PocketService) -> Reply:
    """A server that claims never to have heard of our epoch."""
    return refusal("epoch-unknown", 404)


def own_roster(_reply: Reply, _service: PocketService) -> Reply:
    """A roster with the attacker's recipients."""
    return Reply(PocketService(caseworkers=[identity("eve"), identity("mallory")]).rosters[0])


def old_roster(_reply: Reply, service: PocketService) -> Reply:
    """The roster of an earlier epoch, on which a revoked caseworker stands."""
    return Reply(service.rosters[0])


@dataclass(frozen=True)
class Case:
    """What is altered, how, and the code of the refusal."""

    path: str
    alter: Alter
    code: str


CASES = [
    Case(KEYRING, flipped, "keyring"),
    Case(KEYRING, cut_short, "keyring"),
    Case(KEYRING, dropped, "server-unreachable"),
    Case(KEYRING, endless, "server-answer"),
    Case(KEYRING, moved, "server-answer"),
    Case(KEYRING, page, "keyring"),
    Case(KEYRING, nothing, "keyring"),
    Case(KEYRING, no_heads, "keyring-rolled-back"),
    Case(KEYRING, own_genesis, "keyring-genesis"),
    Case(KEYRING, unsigned_successor, "officers-missing"),
    Case(KEYRING, self_signed_successor, "officers-missing"),
    Case(KEYRING, skipped_epoch, "keyring-chain"),
    Case(KEYRING, hidden_newest, "proof-invalid"),
    Case(KEYRING, unknown_epoch, "keyring-rolled-back"),
    Case(ROSTER, flipped, "roster-mismatch"),
    Case(ROSTER, own_roster, "roster-mismatch"),
    Case(ROSTER, endless, "server-answer"),
    Case(ROSTER, nothing, "roster-mismatch"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path}-{case.alter.__name__}")
@pytest.mark.parametrize("command", ["submit", "probe"])
def test_without_verified_keys_nothing_is_sent(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, case: Case, command: str
) -> None:
    server.alter[case.path] = lambda reply: case.alter(reply, server.service)
    given = ["--form", form_file, "--words-out", tmp_path / "words"]
    result = family(command, *(given if command == "submit" else ["--receipt-out", tmp_path / "receipt"]))
    if case.code == "keyring":
        # Where exactly a bit is flipped decides which of the keyring's rules sees it.
        assert refused(result).startswith(("keyring", "head-"))
    else:
        assert refused(result) == case.code
    assert server.letters == []
    assert not (tmp_path / "words").exists()
    assert not any(CANARY.encode() in request.body for request in server.requests)
    assert CANARY not in result.output + str(result.exception)


def test_a_form_with_the_ten_words_is_not_sent(
    family: Family, server: HostileServer, form: dict[str, Any], tmp_path: Path
) -> None:
    words = " ".join(encode(bytes(13), wordlists.load()["uk"]))
    path = tmp_path / "with-words.json"
    path.write_text(json.dumps(form | {"text": words}), encoding="utf-8")
    result = family("submit", "--form", path, "--words-out", tmp_path / "words")
    assert refused(result) == "form-holds-words"
    assert server.letters == []


def test_a_revoked_caseworker_is_not_written_to(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    server.service.next_epoch([server.service.caseworkers[0], identity("chrystyna")])
    server.alter[ROSTER] = lambda reply: old_roster(reply, server.service)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "roster-mismatch"
    assert server.letters == []


NOW = 1_770_000_000
HOUR = 3600


@pytest.mark.parametrize(
    ("cosigned", "code"), [(NOW - 73 * HOUR, "quorum-missing"), (NOW + 25 * HOUR, "clock-wrong")]
)
def test_old_or_future_cosignatures_are_refused(
    family: Family,
    server: HostileServer,
    form_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cosigned: int,
    code: str,
) -> None:
    server.service = PocketService(witnessed=True, cosigned_at=cosigned)
    monkeypatch.setattr("tracker.family.service.time.time", lambda: NOW)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words", "--language", "en")
    assert refused(result) == code
    assert server.letters == []
    if code == "clock-wrong":
        assert "2 February 2026" in str(result.exception)
        assert "3 February 2026" in str(result.exception)


def test_fresh_cosignatures_are_accepted(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.service = PocketService(witnessed=True, cosigned_at=NOW - 71 * HOUR)
    monkeypatch.setattr("tracker.family.service.time.time", lambda: NOW)
    assert family("submit", "--form", form_file, "--words-out", tmp_path / "words").exit_code == 0
    assert len(server.letters) == 1


def test_a_trust_file_that_was_altered_reaches_no_server(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    server.service = PocketService()
    damaged = tmp_path / "damaged-trust"
    damaged.write_bytes(server.service.trust.encode().replace(b"max-age 72", b"max-age 072"))
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "w", "--trust", damaged)
    assert refused(result) == "trust-malformed"
    assert server.requests == []


def wrong_receipts() -> dict[str, Alter]:
    """Answers to a letter that are no receipt for it."""
    return {
        "flipped": flipped,
        "nothing": nothing,
        "for another letter": lambda _reply, service: Reply(service.receipt(b"another", "2026-03-02"), 201),
        "by another key": lambda reply, _service: Reply(reply.body.replace(b"/intake ", b"/intakf "), 201),
        "a page": page,
    }


@pytest.mark.parametrize("how", wrong_receipts())
def test_a_wrong_receipt_is_no_acknowledgement(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, how: str
) -> None:
    server.alter[INTAKE] = lambda reply: wrong_receipts()[how](reply, server.service)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words", "--json")
    assert refused(result) == "receipt-invalid"


def test_a_letter_is_sent_again_as_the_same_bytes_when_the_answer_was_lost(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    def once(reply: Reply) -> Reply:
        server.alter.pop(INTAKE)
        return replace(reply, drop=True)

    server.alter[INTAKE] = once
    assert family("submit", "--form", form_file, "--words-out", tmp_path / "words").exit_code == 0
    first, second = server.letters
    assert first == second


def test_nothing_readable_and_nothing_personal_is_on_the_wire(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    family("submit", "--form", form_file, "--words-out", words, "--language", "uk")
    captured = repr(server.requests)
    assert CANARY not in captured
    assert not any(word in captured for word in words.read_text(encoding="utf-8").split())
    headers = {name for request in server.requests for name, _ in request.headers}
    assert headers == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Content-Type", "Content-Length"}
