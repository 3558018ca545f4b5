"""Asking witnesses: ours, silent ones, ignorant ones, lying ones (docs/spec/witness.md, "Asking")."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from crypto.cosignature import cosign, cosigned_at
from crypto.errors import CheckpointOrigin, NoteSignature, TileMissing, WitnessConflict
from crypto.note import Note, SignatureLine, parse_note
from crypto.policy import parse_policy
from tests.simulators.growing_log import GrowingLog
from tests.simulators.hostile_server import Reply, Request, serving
from tests.simulators.running_witness import bare_folder
from tests.vectors.cast import NOW, WITNESSES, policy_lines, signing, witness_key
from tracker.cosigning import (
    ANSWER_MAX,
    Consistency,
    Cosigned,
    WitnessAddress,
    answered_line,
    connecting,
    parse_addresses,
    refresh,
    request_cosignatures,
)
from tracker.records.errors import (
    ServerAnswerInvalid,
    ServerUnreachable,
    WitnessAddressInvalid,
    WitnessAhead,
    WitnessAnswerInvalid,
    WitnessDisagrees,
    WitnessRefused,
)
from tracker.witness.application import SIZE, Application
from tracker.witness.cosigner import Cosigner

LOG = GrowingLog("keys", capacity=300)
A, B, C = WITNESSES


class HonestWitness:
    """Our witness of a name behind a plain HTTP server; its clock is set by the test."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self.now = name, NOW
        folder = bare_folder(path, name)
        folder.add_log(LOG.key, None)
        self.cosigner = Cosigner(folder, signing(name))
        self.requests: list[bytes] = []
        self._application = Application(self.cosigner, lambda: self.now, self._hear)
        self.heard: list[str] = []

    def _hear(self, line: str) -> None:
        self.heard.append(line)

    def answer(self, request: Request) -> Reply:
        """What the application says."""
        self.requests.append(request.body)
        environ = {
            "PATH_INFO": request.path, "REQUEST_METHOD": request.method,
            "wsgi.input": io.BytesIO(request.body),
        }  # fmt: skip
        started: list[Any] = []
        (body,) = self._application(environ, lambda *said: started.extend(said))
        return Reply(body, int(started[0].split()[0]), tuple(started[1][:1]))


@pytest.fixture
def honest(tmp_path: Path) -> list[HonestWitness]:
    """Three witnesses that know the log."""
    return [HonestWitness(tmp_path / name, name) for name in WITNESSES]


Answerer = Callable[[Request], Reply]


@contextmanager
def addresses(*answering: tuple[str, Answerer]) -> Iterator[list[WitnessAddress]]:
    """These witnesses, each at an address of its own."""
    with ExitStack() as stack:
        yield [
            WitnessAddress(name.partition(".")[0], witness_key(name), stack.enter_context(serving(answer)))
            for name, answer in answering
        ]


def ask(witnesses: list[WitnessAddress], size: int, note: bytes | None = None) -> Cosigned:
    """Asks them for this size of the log."""
    return request_cosignatures(
        connecting(), witnesses, LOG.key, note or LOG.note(size), lambda old: LOG.proof(old, size)
    )


def times(note: bytes) -> dict[str, int | None]:
    """When each of the three cosigned."""
    return {name: cosigned_at(parse_note(note), witness_key(name)) for name in WITNESSES}


def test_three_witnesses_make_a_quorum_while_the_log_grows(honest: list[HonestWitness]) -> None:
    policy = parse_policy(policy_lines(3))
    with addresses(*((item.name, item.answer) for item in honest)) as witnesses:
        for size in (1, 2, 256, 257, 300):
            done = ask(witnesses, size)
            assert done.failures == {}
            policy.check(parse_note(done.note), NOW, 3600)
            assert parse_note(done.note).text == parse_note(LOG.note(size)).text
            assert len(parse_note(done.note).lines) == 4
    # Nobody knows at first what a witness has seen: it is asked with 0 and tells.
    assert [len(item.requests) for item in honest] == [9, 9, 9]


def test_the_heartbeat_replaces_what_is_old_and_keeps_the_rest(honest: list[HonestWitness]) -> None:
    with addresses(*((item.name, item.answer) for item in honest)) as witnesses:
        first = ask(witnesses, 7)
        for item in honest:
            item.now = NOW + 86400
        again = refresh(connecting(), witnesses[:2], LOG.key, first.note)
    assert again.failures == {}
    assert times(again.note) == {A: NOW + 86400, B: NOW + 86400, C: NOW}
    assert sorted(line.name for line in parse_note(again.note).lines) == sorted([LOG.key.name, *WITNESSES])
    # Who holds a cosignature knows the size: one request each.
    assert [len(item.requests) for item in honest] == [2, 2, 1]


def test_a_heartbeat_without_proofs_says_which_witness_needs_one(honest: list[HonestWitness]) -> None:
    with addresses((A, honest[0].answer), (B, honest[1].answer)) as witnesses:
        ask(witnesses[:1], 7)
        done = refresh(connecting(), witnesses, LOG.key, LOG.note(9))
        assert times(done.note) == {A: None, B: NOW, C: None}
        assert {name: error.code for name, error in done.failures.items()} == {
            "witness-a": "witness-conflict"
        }
        assert isinstance(done.failures["witness-a"], WitnessConflict)
        proven = refresh(connecting(), witnesses, LOG.key, done.note, lambda old: LOG.proof(old, 9))
    assert times(proven.note) == {A: NOW, B: NOW, C: None}


def test_lines_of_strangers_in_the_note_stay(honest: list[HonestWitness]) -> None:
    note = parse_note(LOG.note(7))
    stranger = cosign(note.text, "stranger.example", signing("stranger"), NOW)
    with addresses((A, honest[0].answer)) as witnesses:
        done = ask(witnesses, 7, Note(note.text, (*note.lines, stranger)).encode())
    assert [line.name for line in parse_note(done.note).lines] == [LOG.key.name, "stranger.example", A]


def test_one_that_is_away_and_one_that_lies_hinder_no_other(honest: list[HonestWitness]) -> None:
    with addresses((A, lambda _request: Reply(b"ab", drop=True)), (B, lambda _request: Reply(b"lies\n")),
                   (C, honest[2].answer)) as witnesses:  # fmt: skip
        done = ask(witnesses, 7)
    assert times(done.note) == {A: None, B: None, C: NOW}
    assert isinstance(done.failures["witness-a"], ServerUnreachable)
    assert isinstance(done.failures["witness-b"], WitnessAnswerInvalid)


def failure(answer: Answerer, size: int = 7, consistency: Consistency | None = None) -> Exception:
    """Why the one witness that answers so gave no cosignature."""
    with addresses((A, answer)) as witnesses:
        prove = consistency or (lambda old: LOG.proof(old, size))
        done = request_cosignatures(connecting(), witnesses, LOG.key, LOG.note(size), prove)
    assert done.note == LOG.note(size)
    return done.failures["witness-a"]


def line_of(name: str, key: str, size: int = 7, time: int = NOW) -> bytes:
    """A cosignature's line as it is answered: by this name, with the key of that."""
    return cosign(parse_note(LOG.note(size)).text, name, signing(key), time).encode().encode()


TEXT = parse_note(LOG.note(7)).text
FORGED = SignatureLine(A, witness_key(A).key_id, bytes(72)).encode().encode()
# True, but of a longer text: one that its own answer makes of ours.
LONGER = b"more\n\n" + cosign(TEXT + b"\nmore\n", A, signing(A), NOW).encode().encode()
SHORT = SignatureLine(A, witness_key(A).key_id, bytes(71)).encode().encode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\n", b"ok\n", line_of(A, A)[:-1], line_of(A, A) + b"\n", b"\n" + line_of(A, A),
        line_of(A, A) + b"more\n", line_of(A, A).replace(b"\n", b"\r\n"), line_of(B, B), line_of(A, B),
        line_of(A, A, 8), LONGER, FORGED, SHORT,
        FORGED + line_of(A, A), line_of(A, A) + SHORT, line_of(A, A) * 65,
        b"another text\n\n" + line_of(A, A), LOG.note(7) + line_of(A, A), TEXT + b"\n" + line_of(A, A),
    ],
)  # fmt: skip
def test_what_is_no_cosignature_of_this_checkpoint_by_this_key_is_not_taken(body: bytes) -> None:
    with pytest.raises(WitnessAnswerInvalid):
        answered_line(TEXT, witness_key(A), body)
    assert isinstance(failure(lambda _request: Reply(body)), WitnessAnswerInvalid)


def test_of_what_a_witness_answers_its_newest_line_alone_is_taken() -> None:
    lines = [
        line_of(B, B),
        line_of(A, A, time=NOW - 1),
        line_of(A, A, time=NOW + 1),
        line_of(A, A),
        line_of(C, C),
    ]
    with addresses((A, lambda _request: Reply(b"".join(lines)))) as witnesses:
        done = ask(witnesses, 7)
    assert done.note == LOG.note(7) + line_of(A, A, time=NOW + 1)


def test_an_answer_older_than_what_is_there_replaces_nothing(honest: list[HonestWitness]) -> None:
    with addresses((A, honest[0].answer)) as witnesses:
        note = ask(witnesses, 7).note
    with addresses((A, lambda _request: Reply(line_of(A, A, time=NOW - 5)))) as witnesses:
        assert ask(witnesses, 7, note) == Cosigned(note)


def test_a_false_line_in_the_note_gives_way_to_a_true_one(honest: list[HonestWitness]) -> None:
    with addresses((A, honest[0].answer)) as witnesses:
        assert ask(witnesses, 7, LOG.note(7) + FORGED).note == LOG.note(7) + line_of(A, A)


def test_a_log_that_forked_is_told_that_witnesses_disagree(honest: list[HonestWitness]) -> None:
    fork = GrowingLog("keys", branch="other")
    with addresses((A, honest[0].answer)) as witnesses:
        ask(witnesses, 7)
        done = request_cosignatures(
            connecting(), witnesses, LOG.key, fork.note(7), lambda old: fork.proof(old, 7)
        )
        assert isinstance(done.failures["witness-a"], WitnessDisagrees)
        larger = request_cosignatures(
            connecting(), witnesses, LOG.key, fork.note(9), lambda old: fork.proof(old, 9)
        )
    refused = larger.failures["witness-a"]
    assert isinstance(refused, WitnessRefused)
    assert refused.facts["status"] == 422
    assert [line.split(":")[0] for line in honest[0].heard] == ["witness-forked"] * 2 + ["witness-proof"]


def test_an_old_checkpoint_is_told_that_the_witness_is_ahead(honest: list[HonestWitness]) -> None:
    with addresses((A, honest[0].answer)) as witnesses:
        ask(witnesses, 20)
        error = ask(witnesses, 7).failures["witness-a"]
    assert isinstance(error, WitnessAhead)
    assert error.facts["size"] == 20


def conflict(size: bytes, kind: str = SIZE) -> Reply:
    """A 409."""
    return Reply(size, 409, (("Content-Type", kind),))


@pytest.mark.parametrize(
    "reply",
    [conflict(b""), conflict(b"x\n"), conflict(b"07\n"), conflict(b"-1\n"), conflict(b"0\n"),
     conflict(b"\xff"),
     conflict(b"5\n", "text/plain"), conflict(b"5\n\n"), conflict(b"9" * 5000)],
)  # fmt: skip
def test_a_conflict_without_a_size_that_helps_is_no_answer(reply: Reply) -> None:
    assert isinstance(failure(lambda _request: reply), WitnessAnswerInvalid)


@pytest.mark.parametrize("said", [conflict(b"7\n"), conflict(b"no\n", "text/plain"), conflict(b"", "")])
def test_a_conflict_at_the_notes_own_size_is_another_root(said: Reply) -> None:
    def answer(request: Request) -> Reply:
        return conflict(b"7\n") if request.body.startswith(b"old 0\n") else said

    assert isinstance(failure(answer), WitnessDisagrees)


def test_a_refused_proof_between_equal_sizes_is_another_root() -> None:
    def answer(request: Request) -> Reply:
        return conflict(b"7\n") if request.body.startswith(b"old 0\n") else Reply(b"no\n", 422)

    assert isinstance(failure(answer), WitnessDisagrees)


def test_a_witness_that_never_agrees_on_a_size_is_asked_three_times() -> None:
    bodies: list[bytes] = []

    def answer(request: Request) -> Reply:
        bodies.append(request.body)
        return conflict(b"%d\n" % len(bodies))

    error = failure(answer)
    assert isinstance(error, WitnessRefused)
    assert [body.split(b"\n")[0] for body in bodies] == [b"old 0", b"old 1", b"old 2"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503])
def test_any_other_refusal_is_said_with_its_status(status: int) -> None:
    error = failure(lambda _request: Reply(b"no\n", status))
    assert isinstance(error, WitnessRefused)
    assert error.facts["status"] == status


def test_answers_are_bounded_and_redirects_are_not_followed() -> None:
    assert isinstance(failure(lambda _request: Reply(bytes(ANSWER_MAX + 1))), ServerAnswerInvalid)
    assert isinstance(failure(lambda _request: Reply(bytes(ANSWER_MAX + 1), 500)), ServerAnswerInvalid)
    moved = Reply(b"", 301, (("Location", "/elsewhere"),))
    assert isinstance(failure(lambda _request: moved), ServerAnswerInvalid)


def test_a_proof_that_cannot_be_made_fails_for_that_witness_alone(honest: list[HonestWitness]) -> None:
    def broken(old: int) -> list[bytes]:
        raise TileMissing("gone", old=old)

    with addresses((A, honest[0].answer)) as witnesses:
        ask(witnesses, 3)
    assert isinstance(failure(honest[0].answer, consistency=broken), TileMissing)


def test_a_note_that_is_not_the_logs_is_sent_to_nobody() -> None:
    other = GrowingLog("ceremony")
    with pytest.raises(NoteSignature):
        request_cosignatures(connecting(), [], other.key, LOG.note(7), lambda old: LOG.proof(old, 7))
    line = SignatureLine(other.key.name, other.key.key_id, other.signer.key.sign(TEXT))
    with pytest.raises(CheckpointOrigin):
        refresh(connecting(), [], other.key, Note(TEXT, (line,)).encode())


def test_addresses_are_policy_lines_with_an_address() -> None:
    lines = [
        f"witness {name} {witness_key(full).encode()} https://{full}/w/"
        for name, full in zip("ab", WITNESSES, strict=False)
    ]
    first, second = parse_addresses(["# ours", "", *lines])
    assert first == WitnessAddress("a", witness_key(A), f"https://{A}/w")
    assert second.name == "b"
    assert parse_addresses([]) == ()


@pytest.mark.parametrize(
    "line",
    [
        "witness", f"witness a {witness_key(A).encode()}", f"log {LOG.key.encode()} https://example.org",
        f"witness a {LOG.key.encode()} https://example.org", "witness a nonsense https://example.org",
        f"witness a {witness_key(A).encode()} ftp://example.org", f"witness a {witness_key(A).encode()} -",
        f"witness a {witness_key(A).encode()} https://example.org more", "quorum none",
        f"witness none {witness_key(A).encode()} https://example.org",
    ],
)  # fmt: skip
def test_another_line_is_no_address(line: str) -> None:
    with pytest.raises(WitnessAddressInvalid):
        parse_addresses([line])


def test_one_key_or_name_twice_is_refused() -> None:
    line = f"witness a {witness_key(A).encode()} https://example.org"
    for other in (line.replace(" a ", " b "), f"witness a {witness_key(B).encode()} https://example.org"):
        with pytest.raises(WitnessAddressInvalid):
            parse_addresses([line, other])


def test_no_address_at_all_is_a_failure_of_that_witness() -> None:
    done = ask([WitnessAddress("a", witness_key(A), "gopher://example.org")], 7)
    assert done.failures["a"].code == "server-address"
