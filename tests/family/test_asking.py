"""The form at a terminal: one question at a time, back, "I do not know", all answers at the end."""

import re
from pathlib import Path
from typing import Any

import click
import pytest

from crypto.letter import Kind
from crypto.passphrase import encode
from tests.family.conftest import CANARY, Family
from tests.family.test_submit import Paper, letter_in
from tests.simulators.camera import exif, jpeg, segment
from tests.simulators.hostile_server import HostileServer
from tracker import wordlists
from tracker.family.asking import Draft, write_letter
from tracker.family.entry import read_entry
from tracker.records.errors import FormNotAnOption
from tracker.records.form import BY_KEY, paths
from tracker.records.form_check import check_form
from tracker.records.form_steps import steps
from tracker.records.language import translate
from tracker.records.siblings import OWN, common
from tracker.speaking import Console


def written(
    monkeypatch: pytest.MonkeyPatch, typed: list[Any], draft: Draft | None = None
) -> tuple[Draft, Paper]:
    """What comes of a letter when somebody types this."""
    paper = Paper(monkeypatch, typed)
    draft = draft or Draft("inquiry")
    write_letter(Console("en"), draft)
    return draft, paper


def answers(**by_path: str) -> list[str]:
    """One line for every question of an inquiry about a civilian; empty where nothing is said."""
    form: dict[str, Any] = {"category": "civilian"}
    lines = []
    for question in steps(form):
        typed = by_path.get(question.path.replace("-", "_").replace(".", "__"), "")
        lines += typed.split("\n") if typed else [""]
    return lines


SHORT = {"language": "3", "holder": "?", "category": "1", "full_name": "An Example", "relation": "1"}


def test_the_shortest_inquiry_is_five_answers_and_many_empty_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    draft, _ = written(monkeypatch, [*answers(**SHORT), ""])
    assert draft.form == {
        "language": "en", "holder": "dont-know", "category": "civilian", "full-name": "An Example",
        "relation": "close-family",
    }  # fmt: skip
    check_form(draft.form)


def test_every_question_of_every_kind_can_be_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    draft, _ = written(
        monkeypatch,
        [
            *answers(
                **SHORT,
                other_names="One\nTwo\n",
                birth="37",
                sex="?",
                last_seen__when="3.5.2022",
                last_seen__where="  a place with spaces  ",
                circumstances="first line\nsecond line\n.",
                charge="3",
                urgent="1, 3",
                tried="8",
                sharing__icrc="1",
                sharing__statistics="2",
                text="Only this.\n.",
            ),
            "",
        ],
    )
    assert draft.form["other-names"] == ["One", "Two"]
    assert draft.form["birth"] == 37
    assert draft.form["sex"] == "dont-know"
    assert draft.form["last-seen"] == {"when": "2022-05-03", "where": "  a place with spaces  "}
    assert draft.form["circumstances"] == "first line\nsecond line"
    assert draft.form["urgent"] == ["medicine", "disability"]
    assert draft.form["sharing"] == {"icrc": True, "statistics": False}
    check_form(draft.form)


def test_one_can_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = answers(**SHORT)
    draft, _ = written(monkeypatch, ["3", "1", "<", "2", *lines[2:], ""])
    assert draft.form["holder"] == "ukraine"


def test_a_wrong_answer_is_explained_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = answers(**SHORT)
    draft, paper = written(monkeypatch, ["9", "nonsense", *lines, ""])
    assert draft.form["language"] == "en"
    assert len([text for text in paper.shown if text.startswith("“")]) == 2


def test_the_ten_words_are_not_taken_into_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(encode(bytes(13), wordlists.load()["en"]))
    lines = answers(**SHORT, text=f"my words: {words}\n.")
    at = lines.index(f"my words: {words}")
    draft, paper = written(monkeypatch, [*lines[: at + 2], "They wrote.", ".", *lines[at + 2 :], ""])
    assert draft.form["text"] == "They wrote."
    assert any("belong on paper" in text for text in paper.shown)


def test_a_needed_answer_is_asked_for_until_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = answers(**SHORT)
    draft, _ = written(monkeypatch, ["", "", *lines, ""])
    assert draft.form["language"] == "en"


def test_at_the_end_an_answer_can_be_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions = [question.path for question in steps({"category": "civilian"})]
    category = str(questions.index("category") + 1)
    to_child = [category, "2"]
    new = [q.path for q in steps({"category": "child"}) if q.path not in questions]
    draft, _ = written(
        monkeypatch, [*answers(**SHORT, charge="2"), *to_child, "7", *[""] * (len(new) - 1), ""]
    )
    assert draft.form["category"] == "child"
    assert "charge" not in draft.form
    assert draft.form["age-then"] == 7
    check_form(draft.form)


def test_nobody_is_asked_for_what_must_not_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _, paper = written(monkeypatch, [*answers(**SHORT), ""])
    spoken = "\n".join(paper.shown).lower()
    assert not re.search(r"your (name|phone|e-mail|address)\b.*\?", spoken)
    assert "rank" in spoken  # only as what not to write


def test_pictures_are_added_one_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad.jpg"
    good.write_bytes(jpeg(segment(0xE1, exif(6))))
    bad.write_bytes(b"GIF89a")
    lines = answers(**SHORT)[:-1]
    typed = [*lines, str(bad), str(tmp_path / "absent"), str(good), "", ""]
    draft, paper = written(monkeypatch, typed)
    assert [item.data for item in draft.attachments] == [jpeg()]
    assert any("on its side" in text for text in paper.shown)


def test_an_end_of_input_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(_words: list[str]) -> str:
        raise click.Abort

    with pytest.raises(click.Abort):
        written(monkeypatch, ["3", end])


def test_a_group_is_asked_about_without_retyping_what_is_common(
    family: Family, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answers(**SHORT, home="A town", text=f"{CANARY}\n.")
    kept = {"language", "holder", "category", "home", "relation"}
    second = [
        {"full-name": "Another Example"}.get(q.path, "")
        for q in steps({"category": "civilian"})
        if q.path not in kept
    ]
    papers: list[list[str]] = []

    def typed_again(words: list[str]) -> str:
        papers.append(words)
        return " ".join(words)

    Paper(monkeypatch, [*first[1:], "", "", typed_again, "y", *second, "", "", typed_again, "n"])
    result = family("submit", "--language", "en")
    assert result.exit_code == 0, result.output
    assert len(server.letters) == 2
    one, other = (letter_in_bytes(server, letter) for letter in server.letters)
    assert (one.form["full-name"], other.form["full-name"]) == ("An Example", "Another Example")
    assert other.form["home"] == "A town"
    assert "text" not in other.form
    # Words, keys and connections are of their own.
    assert papers[0] != papers[1]
    assert one.public != other.public
    assert server.story == ["GET /keyring/0", "GET /keyring/roster", "POST /intake"] * 2
    assert len({request.connection for request in server.requests}) == 4


def letter_in_bytes(server: HostileServer, envelope: bytes) -> Any:
    """A letter as a caseworker reads it."""
    kept, server.requests = server.requests, [r for r in server.requests if r.body == envelope]
    try:
        return letter_in(server)
    finally:
        server.requests = kept


def test_what_is_a_persons_own_is_never_kept_for_the_next() -> None:
    form = dict.fromkeys(BY_KEY, "x")
    assert set(common(form)) & OWN == set()
    assert {"full-name", "birth", "text", "sharing"} <= OWN <= set(BY_KEY)


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("birth", "1987", "1987"),
        ("birth", "5.1987", "1987-05"),
        ("birth", "03.05.1987", "1987-05-03"),
        ("birth", "3,5,1987", "1987-05-03"),
        ("birth", "3 травня 1987", "1987-05-03"),
        ("birth", "37", 37),
        ("next-hearing", "14.3.2027", "2027-03-14"),
        ("age-then", "7", 7),
        ("age-then", "?", "dont-know"),
        ("category", "?", "not-sure"),
        ("urgent", "1 2", ["medicine", "injury"]),
        ("urgent", "?", "dont-know"),
        ("video", "2", "no"),
        ("full-name", " exactly ", " exactly "),
        ("text", "?", "?"),
    ],
)
def test_an_entry_becomes_a_value(path: str, typed: str, value: Any) -> None:
    assert read_entry(dict(paths())[path], typed) == value


@pytest.mark.parametrize("typed", ["0", "99", "x", "-1", "1.5", "²"])
def test_an_option_is_a_number_of_those_shown(typed: str) -> None:
    with pytest.raises(FormNotAnOption):
        read_entry(BY_KEY["holder"], typed)


def test_an_addition_asks_only_what_an_addition_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = steps({}, Kind.ADDITION.value)
    typed = ["" for _ in asked]
    typed[[q.path for q in asked].index("text")] = "Something new.\n."
    lines = [line for entry in typed for line in entry.split("\n")]
    draft, _ = written(monkeypatch, [*lines, ""], Draft(Kind.ADDITION.value))
    assert draft.form == {"text": "Something new."}


def test_the_language_that_was_chosen_is_not_asked_for_again(
    family: Family, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = answers(**SHORT)[1:]
    paper = Paper(monkeypatch, [*lines, "", "", " ".join, "n"])
    result = family("submit", "--language", "uk")
    assert result.exit_code == 0, result.output
    assert letter_in(server).form["language"] == "uk"
    label, option = translate("uk", "form.language.label"), translate("uk", "form.language.option.uk")
    assert [text for text in paper.shown if label in text] == [f"  1  {label}\n     {option}"]


def test_where_one_cannot_not_know_the_question_mark_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    _, paper = written(monkeypatch, ["", *answers(**SHORT), ""])
    assert translate("en", "family.ask.required-known") + "\n" in paper.shown
    assert translate("en", "family.ask.required") + "\n" not in paper.shown
