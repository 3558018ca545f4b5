"""A family comes back: the same requests whatever is there, and only what the desk signed is shown."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crypto.passphrase import Passphrase
from crypto.trust import decode_trust
from tests.family.conftest import Family, refused
from tests.simulators.hostile_server import HostileServer, Reply, refusal
from tests.simulators.pocket_service import ORIGIN, PUBLISHER, SLICES, PocketService, Published, signing
from tracker.family import words
from tracker.family.visit import Visit
from tracker.records.language import translate
from tracker.records.reading import read_answer
from tracker.transport import Transport

MANIFEST = f"/mailbox/{PUBLISHER}/manifest"
INDEX = f"/mailbox/{PUBLISHER}/7/index"
DAY, NEXT = "2026-03-02", "2026-03-09"
ON_TIME, LATE = 1_773_000_000, 1_773_400_000


@pytest.fixture
def passphrase() -> Passphrase:
    """Words that a family has on paper."""
    return Passphrase("uk", bytes(range(13)))


@pytest.fixture
def words_file(tmp_path: Path, passphrase: Passphrase) -> Path:
    """The same in a file, as somebody types them: capitals and too much space."""
    path = tmp_path / "paper"
    path.write_text("  ".join(words.spell(passphrase)).upper(), encoding="utf-8")
    return path


@pytest.fixture
def answer() -> dict[str, Any]:
    """An answer long enough for three cells."""
    return {
        "work": "answered",
        "knowledge": {
            "value": "reported", "source": "media", "date": "2026-02", "confidence": "low",
        },
        "text": "Щось довге. " * 350,
        "language": "uk",
        "answered": "2026-03-01",
        "again": "2026-03-16",
    }  # fmt: skip


def publish(server: HostileServer, passphrase: Passphrase, *contents: dict[str, Any]) -> Published:
    """Publishes these answers for the words, among decoys."""
    public = words.keys_of(passphrase, ORIGIN).public
    server.published = server.service.publish([(public, content) for content in contents], 7, DAY, NEXT)
    return server.published


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The family's clock."""

    def set_clock(now: int) -> None:
        monkeypatch.setattr("tracker.family.service.time.time", lambda: now)

    set_clock(ON_TIME)
    return set_clock


def test_the_answer_is_shown_as_it_was_written(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, answer)
    shown = family("check", "--words-file", words_file, "--json")
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout)["answer"] == answer
    spoken = family("check", "--words-file", words_file, "--language", "uk").output
    at = 0
    for heading, paragraphs in read_answer(answer, "uk"):
        for text in (heading, *paragraphs):
            at = spoken.index(text, at)


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_without_a_letter_under_the_words_the_page_says_up_to_when_letters_were_read(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, language: str
) -> None:
    publish(server, passphrase)
    shown = family("check", "--words-file", words_file, "--language", language)
    assert shown.exit_code == 0
    assert translate(language, "reading.nothing.not") in shown.output
    assert translate(language, "reading.rehearsal") in shown.output


def test_an_empty_check_and_one_with_an_answer_look_alike(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    shapes = []
    for contents in ([answer], []):
        publish(server, passphrase, *contents)
        server.requests.clear()
        family("check", "--words-file", words_file, "--json")
        shapes.append([(r.method, r.path.rstrip("0123"), r.headers, r.body) for r in server.requests])
    assert shapes[0] == shapes[1]
    assert server.story[:3] == ["GET /keyring/0", f"GET {MANIFEST}", f"GET {INDEX}"]
    assert len(server.story) == 4
    assert server.story[3].startswith(f"GET /mailbox/{PUBLISHER}/7/slice/")


def test_newer_answers_that_were_due_are_named_and_the_old_one_is_shown(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path,
    answer: dict[str, Any], today: Callable[[int], None],
) -> None:  # fmt: skip
    publish(server, passphrase, answer)
    today(LATE)
    shown = json.loads(family("check", "--words-file", words_file, "--json").stdout)
    assert (shown["late"], shown["answer"]) == (True, answer)
    assert "2026" in family("check", "--words-file", words_file, "--language", "en").output
    today(ON_TIME)
    assert not json.loads(family("check", "--words-file", words_file, "--json").stdout)["late"]


@pytest.mark.parametrize(
    ("typed", "code", "position"),
    [
        (lambda spelled: [*spelled[:2], "щщщщщщщ", *spelled[3:]], "passphrase-unknown-word", 3),
        (lambda spelled: spelled[:9], "passphrase-length", None),
        (lambda spelled: [spelled[1], spelled[0], *spelled[2:]], "passphrase-checksum", None),
    ],
)
def test_a_wrong_word_is_named_before_anything_is_asked_of_the_server(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path,
    typed: Callable[[list[str]], list[str]], code: str, position: int | None,
) -> None:  # fmt: skip
    spelled = words.spell(passphrase)
    words_file.write_text(" ".join(typed(spelled)), encoding="utf-8")
    result = family("check", "--words-file", words_file)
    assert refused(result) == code
    assert result.exception.facts.get("position") == position
    assert server.requests == []
    assert not any(word in result.output + str(result.exception) for word in spelled)


def test_at_the_prompt_a_wrong_word_is_asked_for_again(
    family: Family, server: HostileServer, passphrase: Passphrase, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, answer)
    spelled = words.spell(passphrase)
    wrong = " ".join([*spelled[:9], "щщщщщщщ"])
    result = family("check", "--language", "en", typed=f"{wrong}\n{' '.join(spelled)}\n")
    assert result.exit_code == 0, result.output
    assert translate("en", "error.passphrase-unknown-word", position=10) in result.output


def test_words_come_from_standard_input_too(
    family: Family, server: HostileServer, passphrase: Passphrase, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, answer)
    result = family("check", "--words-file", "-", "--json", typed=" ".join(words.spell(passphrase)))
    assert json.loads(result.stdout)["answer"] == answer


def retired(server: HostileServer) -> Published:
    """Signed by keys without authority."""
    assert server.published
    return replace(server.published, keys=(signing("eve"), signing("mallory")))


def one_signer(server: HostileServer) -> Published:
    """Signed by one caseworker where two are needed."""
    assert server.published
    return replace(server.published, keys=server.published.keys[:1])


Change = Callable[[Reply], Reply]


def swap(make: Callable[[HostileServer], Published]) -> Callable[[HostileServer], Change]:
    """Serves another manifest in the place of the right one."""

    def alter(server: HostileServer) -> Change:
        other = make(server).signed_manifest()
        return lambda _reply: Reply(other)

    return alter


def flip(at: int) -> Callable[[HostileServer], Change]:
    """Turns one bit."""

    def change(reply: Reply) -> Reply:
        body = bytearray(reply.body)
        body[at] ^= 1
        return replace(reply, body=bytes(body))

    return lambda _server: change


def short(_server: HostileServer) -> Change:
    """Takes the last byte away."""
    return lambda reply: replace(reply, body=reply.body[:-1])


def gone(_server: HostileServer) -> Change:
    """Refuses."""
    return lambda _reply: refusal("not-found", 404)


@pytest.mark.parametrize(
    ("path", "alter", "code"),
    [
        (MANIFEST, flip(60), "signature-invalid"),
        (MANIFEST, swap(retired), "signer-retired"),
        (MANIFEST, swap(one_signer), "threshold-missing"),
        (MANIFEST, short, "sshsig-malformed"),
        (MANIFEST, gone, "server-refused"),
        (INDEX, flip(-1), "index-malformed"),
        (INDEX, short, "index-malformed"),
        ("slice", flip(0), "slice-proof"),
        ("slice", flip(-1), "slice-proof"),
        ("slice", short, "slice-malformed"),
        ("slice", gone, "server-refused"),
    ],
    ids=lambda given: getattr(given, "__name__", str(given)),
)  # fmt: skip
def test_what_the_desk_did_not_sign_is_not_shown(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any],
    path: str, alter: Callable[[HostileServer], Change], code: str,
) -> None:  # fmt: skip
    publish(server, passphrase, answer)
    change = alter(server)
    paths = [f"/mailbox/{PUBLISHER}/7/slice/{i}" for i in range(SLICES)] if path == "slice" else [path]
    server.alter |= dict.fromkeys(paths, change)
    result = family("check", "--words-file", words_file, "--language", "uk")
    assert refused(result) == code
    assert "Щось довге" not in result.output


def test_a_slice_of_the_same_publication_that_is_not_ours_is_refused(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    published = publish(server, passphrase, answer)
    for number in range(SLICES):
        other = published.slice((number + 1) % SLICES)
        server.alter[f"/mailbox/{PUBLISHER}/7/slice/{number}"] = lambda _reply, other=other: Reply(other)
    assert refused(family("check", "--words-file", words_file)) == "slice-proof"


def test_the_slice_of_an_earlier_publication_is_refused(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    earlier = publish(server, passphrase, answer)
    publish(server, passphrase, answer)
    for number in range(SLICES):
        old = earlier.slice(number)
        server.alter[f"/mailbox/{PUBLISHER}/7/slice/{number}"] = lambda _reply, old=old: Reply(old)
    assert refused(family("check", "--words-file", words_file)) == "slice-proof"


def test_after_a_revocation_the_family_reads_that_answers_are_being_signed_again(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, answer)
    fresh = PocketService().caseworkers
    server.service.next_epoch([*fresh[:1], server.service.recovery], reason="revocation")
    result = family("check", "--words-file", words_file, "--language", "uk")
    assert refused(result) == "signer-retired"
    assert str(result.exception) == translate("uk", "reading.resigning")


def test_every_reading_of_ambiguous_words_is_looked_for(
    server: HostileServer, passphrase: Passphrase, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, answer)
    other = Passphrase("ru", bytes(13))
    families = [words.keys_of(reading, ORIGIN) for reading in (other, passphrase)]
    with Transport(server.url) as transport:
        visit = Visit(decode_trust(server.service.trust.encode()), transport, lambda: ON_TIME)
        contents = [finding.content for finding in visit.look(families)]
    assert contents == [None, answer]
    assert len([line for line in server.story if "/slice/" in line]) == 2


def test_a_signed_answer_outside_the_vocabulary_is_not_shown(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, {**answer, "work": "you-must-pay"})
    result = family("check", "--words-file", words_file, "--language", "uk")
    assert refused(result) == "answer-not-in-vocabulary"
    assert "Щось довге" not in result.output


def test_what_steers_a_terminal_is_not_printed(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path, answer: dict[str, Any]
) -> None:
    publish(server, passphrase, {**answer, "text": "one\x1b]52;c;QUJD\x07 two\u202etxet\x9b31m\nthree"})
    result = family("check", "--words-file", words_file, "--language", "uk")
    assert result.exit_code == 0, result.output
    assert "three" in result.output
    assert not set(result.output) & set("\x1b\x07\u202e\x9b")


@pytest.mark.parametrize(("given", "spoken"), [([], "uk"), (["--language", "ru"], "ru")])
def test_one_language_is_spoken_from_the_words_on(
    family: Family, server: HostileServer, passphrase: Passphrase, words_file: Path,
    given: list[str], spoken: str,
) -> None:  # fmt: skip
    publish(server, passphrase)
    shown = family("check", "--words-file", words_file, *given).output
    assert translate(spoken, "family.wait") in shown
    assert translate(spoken, "reading.nothing.not") in shown
    server.alter[MANIFEST] = lambda _reply: refusal("busy", 503)
    refused_ = family("check", "--words-file", words_file, *given).exception
    assert translate(spoken, "error.busy") in str(refused_)
