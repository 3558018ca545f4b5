"""An inquiry is written: nothing leaves before the keyring is verified and the words were typed again."""

import json
import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crypto.envelope import SIZES, open_envelope
from crypto.letter import Kind, Letter
from tests.family.conftest import CANARY, Family, refused
from tests.simulators.hostile_server import DAY, HostileServer, refusal
from tests.simulators.pocket_service import ORIGIN, identity
from tracker.family import words
from tracker.records.errors import WordsNotWritten
from tracker.records.language import translate
from tracker.transport import ATTEMPTS

WORD_LINE = re.compile(r"^ +([0-9]+)  (\w+)$", re.MULTILINE)


def letter_in(server: HostileServer) -> Letter:
    """The one letter that was sent, as a caseworker reads it."""
    (envelope,) = server.letters
    return open_envelope(envelope, server.service.caseworkers[0], ORIGIN)


def test_a_script_sends_a_form_and_keeps_the_words_in_a_file(
    family: Family, server: HostileServer, form: dict[str, Any], form_file: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    result = family("submit", "--form", form_file, "--words-out", words, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["day"] == DAY
    letter = letter_in(server)
    assert (letter.kind, letter.form) == (Kind.INQUIRY, form)
    assert stat.S_IMODE(words.stat().st_mode) == 0o600
    spelled = words.read_text(encoding="utf-8").split()
    assert len(spelled) == 10
    assert not set(spelled) & set(re.findall(r"\w+", result.output))
    assert len(server.letters[0]) == SIZES[0]
    assert server.story == ["GET /keyring/0", "GET /keyring/roster", "POST /intake"]


def test_every_recipient_of_the_roster_can_read_the_letter(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    letters = [
        open_envelope(server.letters[0], who, ORIGIN)
        for who in [*server.service.caseworkers, server.service.recovery]
    ]
    assert letters[0] == letters[1] == letters[2]


def test_words_are_never_printed_where_scripts_read(
    family: Family, server: HostileServer, form_file: Path
) -> None:
    result = family("submit", "--form", form_file, "--json")
    assert result.exit_code == 2
    assert server.requests == []


def test_a_words_file_that_is_there_is_not_overwritten(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    words.write_text("words of another inquiry", encoding="utf-8")
    result = family("submit", "--form", form_file, "--words-out", words)
    assert isinstance(result.exception, FileExistsError)
    assert words.read_text(encoding="utf-8") == "words of another inquiry"
    assert server.letters == []


def test_nothing_is_sent_before_the_words_were_typed_again(
    family: Family, server: HostileServer, form_file: Path
) -> None:
    result = family("submit", "--form", form_file, typed="\n")
    assert len(WORD_LINE.findall(result.output)) == 10
    assert result.exit_code == 1
    assert server.letters == []


class Paper:
    """Standard input that types what the screen showed: the words cannot be known beforehand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: list[Any]) -> None:
        from tracker.speaking import Console

        self.shown: list[str] = []
        waiting = list(answers)
        write = Console.write

        def watch(console: Console, text: str = "") -> None:
            self.shown.append(text)
            write(console, text)

        def ask(console: Console, mark: str = ">") -> str:
            typed = waiting.pop(0)
            return typed(self.words) if callable(typed) else typed

        monkeypatch.setattr(Console, "write", watch)
        monkeypatch.setattr(Console, "ask", ask)

    @property
    def words(self) -> list[str]:
        """The ten words that were shown last."""
        return [word for _, word in WORD_LINE.findall("\n".join(self.shown))][-10:]


def test_a_mistyped_word_is_named_and_nothing_is_sent_until_all_are_right(
    family: Family, server: HostileServer, form_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swapped(words: list[str]) -> str:
        assert server.letters == []
        return " ".join([*words[:4], words[5], words[4], *words[6:]])

    def unknown(words: list[str]) -> str:
        return " ".join([*words[:6], "qqqqqqq", *words[7:]])

    def right(words: list[str]) -> str:
        assert server.letters == []
        return " ".join(word.upper()[:4] for word in words)

    paper = Paper(monkeypatch, ["", swapped, unknown, right, "n"])
    result = family("submit", "--form", form_file, "--language", "en")
    assert result.exit_code == 0, result.output
    named = [text for text in paper.shown if re.search(r"number [0-9]+", text)]
    assert [re.search(r"number ([0-9]+)", text)[1] for text in named] == ["5", "7"]
    assert len(server.letters) == 1


def test_the_words_can_be_shown_once_more(
    family: Family, server: HostileServer, form_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = Paper(monkeypatch, ["", "?", "", " ".join])
    assert family("submit", "--form", form_file).exit_code == 0
    assert len(WORD_LINE.findall("\n".join(paper.shown))) == 20


def test_a_form_that_is_not_acceptable_never_meets_the_network(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    form_file.write_text(json.dumps({"full-name": CANARY, "rank": CANARY}), encoding="utf-8")
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "form-unknown-field"
    assert CANARY not in result.output + str(result.exception)
    assert server.requests == []


def test_a_form_that_is_no_json_is_not_quoted(family: Family, form_file: Path, tmp_path: Path) -> None:
    form_file.write_text(f'{{"full-name": "{CANARY}" oops', encoding="utf-8")
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "form-unreadable"
    assert CANARY not in str(result.exception)


def test_a_letter_to_superseded_keys_is_sealed_again_to_the_new_ones(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    successor = identity("chrystyna")

    def supersede(_reply: Any) -> Any:
        server.alter.pop("/intake")
        server.service.next_epoch([server.service.caseworkers[0], successor])
        return refusal("epoch-superseded", 409)

    server.alter["/intake"] = supersede
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert result.exit_code == 0, result.output
    first, second = server.letters
    assert open_envelope(second, successor, ORIGIN).form["full-name"] == f"Example {CANARY}"
    assert server.story == [
        "GET /keyring/0", "GET /keyring/roster", "POST /intake",
        "GET /keyring/0", "GET /keyring/roster", "POST /intake",
    ]  # fmt: skip
    assert first != second


def test_a_server_that_always_says_superseded_gets_no_third_letter(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    server.alter["/intake"] = lambda _reply: refusal("epoch-superseded", 409)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "server-refused"
    assert len(server.letters) == 2


@pytest.mark.parametrize("code", ["storage-full", "busy"])
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_refusal_is_explained_in_the_familys_language(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, code: str, language: str
) -> None:
    server.alter["/intake"] = lambda _reply: refusal(code, 503)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words", "--language", language)
    assert refused(result) == "server-refused"
    assert translate(language, f"error.{code}") in str(result.exception)


def test_a_server_cannot_speak_through_its_code(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    server.alter["/intake"] = lambda _reply: refusal("\x1b[31mcall +1 555", 400)
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "server-refused"
    assert "555" not in str(result.exception)


def test_the_words_of_another_sheet_are_not_taken_for_these() -> None:
    shown, other = words.make("uk"), words.make("uk")
    words.check_typed(" ".join(words.spell(shown)), shown)
    with pytest.raises(WordsNotWritten) as refusal_:
        words.check_typed(" ".join(words.spell(other)), shown)
    assert 1 <= refusal_.value.facts["position"] <= 10


def break_off(server: HostileServer, times: int) -> None:
    """The letter arrives, and the next answers about it are lost."""
    left = iter(range(times))
    server.alter["/intake"] = lambda reply: replace(reply, drop=next(left, None) is not None)


def test_a_letter_whose_answer_was_lost_is_offered_again_as_the_same_bytes(
    family: Family, server: HostileServer, form_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(server, ATTEMPTS)
    paper = Paper(monkeypatch, ["", " ".join, "y", "n"])
    result = family("submit", "--form", form_file, "--language", "en")
    assert result.exit_code == 0, result.output
    assert translate("en", "family.lost") in paper.shown
    assert len(server.letters) == ATTEMPTS + 1
    assert len(set(server.letters)) == 1


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_script_tries_the_same_bytes_then_says_the_truth_and_keeps_the_words(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, language: str
) -> None:
    break_off(server, ATTEMPTS)
    words_out = tmp_path / "words"
    result = family("submit", "--form", form_file, "--words-out", words_out, "--language", language)
    assert refused(result) == "letter-in-doubt"
    assert translate(language, "error.letter-in-doubt") in str(result.exception)
    assert (len(server.letters), len(set(server.letters))) == (ATTEMPTS, 1)
    assert len(words_out.read_text(encoding="utf-8").split()) == 10


def test_a_refusal_after_a_lost_answer_leaves_the_letter_in_doubt(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    drops = iter([True])
    server.alter["/intake"] = lambda reply: (
        replace(reply, drop=True) if next(drops, False) else refusal("busy", 503)
    )
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "letter-in-doubt"
    assert (tmp_path / "words").exists()


@pytest.mark.parametrize("code", ["storage-full", "busy", "server-fault"])
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_refusal_after_a_lost_answer_is_said_with_the_doubt_and_the_same_bytes_go_again(
    family: Family,
    server: HostileServer,
    form_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    language: str,
) -> None:
    def lose(reply: Any) -> Any:
        server.alter["/intake"] = refuse
        return replace(reply, drop=True)

    def refuse(_reply: Any) -> Any:
        server.alter.pop("/intake")
        return refusal(code, 503)

    server.alter["/intake"] = lose
    paper = Paper(monkeypatch, ["", " ".join, "y", "n"])
    result = family("submit", "--form", form_file, "--language", language)
    assert result.exit_code == 0, result.output
    said = translate(language, f"error.{code}")
    assert translate(language, "family.lost.refused", refusal=said) in paper.shown
    assert (len(server.letters), len(set(server.letters))) == (3, 1)


def test_a_letter_that_was_lost_before_its_keys_were_superseded_is_sealed_again_and_goes(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    successor = identity("chrystyna")

    def lose(reply: Any) -> Any:
        server.service.next_epoch([server.service.caseworkers[0], successor])
        server.alter["/intake"] = supersede
        return replace(reply, drop=True)

    def supersede(_reply: Any) -> Any:
        server.alter.pop("/intake")
        return refusal("epoch-superseded", 409)

    server.alter["/intake"] = lose
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert result.exit_code == 0, result.output
    lost, again, anew = server.letters
    assert lost == again != anew
    assert open_envelope(anew, successor, ORIGIN).form["full-name"] == f"Example {CANARY}"


def test_a_server_that_is_not_there_got_no_letter(
    server: HostileServer, family: Family, form_file: Path, tmp_path: Path
) -> None:
    server.url = "http://127.0.0.1:9"
    result = family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "server-unreachable"
    assert result.exception.facts["lost"] is False


@pytest.mark.parametrize("code", ["storage-full", "busy", "body-too-large"])
def test_a_refused_letter_leaves_no_words_behind(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, code: str
) -> None:
    server.alter["/intake"] = lambda _reply: refusal(code, 503)
    family("submit", "--form", form_file, "--words-out", tmp_path / "words")
    assert not (tmp_path / "words").exists()


def test_new_keys_that_do_not_verify_leave_no_words_behind(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    def supersede(_reply: Any) -> Any:
        server.alter["/keyring/roster"] = lambda reply: replace(reply, body=b"")
        return refusal("epoch-superseded", 409)

    server.alter["/intake"] = supersede
    assert (
        refused(family("submit", "--form", form_file, "--words-out", tmp_path / "words")) == "roster-mismatch"
    )
    assert not (tmp_path / "words").exists()


@pytest.mark.parametrize("code", ["server-fault", "no code of ours"])
def test_an_answer_that_does_not_say_no_keeps_the_words(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, code: str
) -> None:
    server.alter["/intake"] = lambda _reply: refusal(code, 502)
    assert (
        refused(family("submit", "--form", form_file, "--words-out", tmp_path / "words")) == "server-refused"
    )
    assert (tmp_path / "words").exists()


@pytest.mark.parametrize("inner", ['"category": "child", ', '"last-seen": {"where": "A", "where": "B"}, '])
def test_a_form_in_which_a_key_stands_twice_is_refused(
    family: Family, server: HostileServer, form_file: Path, tmp_path: Path, inner: str
) -> None:
    whole = form_file.read_text(encoding="utf-8")
    form_file.write_text("{" + inner + whole[1:], encoding="utf-8")
    assert refused(family("submit", "--form", form_file, "--words-out", tmp_path / "w")) == "form-unreadable"
    assert server.requests == []
