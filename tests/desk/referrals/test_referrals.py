"""A referral sheet tells a recipient what the family allowed for that recipient, and nothing of who asks."""

import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import TrackerError
from crypto.letter import Kind
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.acts import Referred
from tracker.desk.case import Case
from tracker.desk.leaving import find_reference
from tracker.desk.matching.asked_for import agrees_to_matching
from tracker.desk.referrals.carried_fields import CARRIED, NEVER, RECIPIENTS, paths_for
from tracker.desk.referrals.referring import Draft, Wish, prepare, refer, sheets
from tracker.desk.referrals.rendering import FORMATS, field_label
from tracker.desk.referrals.sheet import find_contact, make_sheet
from tracker.desk.sharing import permissions, permissions_of
from tracker.desk.vault import Vault
from tracker.records.fields import Group
from tracker.records.form import LANGUAGES, paths

Inquiry = Callable[..., Case]
# Of whoever asks, each with a value that is found nowhere else in a sheet.
ASKER = {
    "relation": "friend",
    "tried": ["ombudsman", "police"],
    "wants": ["tell", "send-letter"],
    "asked-before": "yes",
    "asked-when": "1999",
    "text": "Я живу на Вигаданій вулиці",
    "last-seen": {"when": "2024-05", "where": "Вигадане", "how": "self"},
}
ALL = {"icrc": True, "un-body": True, "lawyer": True}


def code_of(call: Any, *arguments: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments)
    return found.value.code


@pytest.fixture
def inquiry(desk: DeskInTest, world: World, vault: Vault) -> Inquiry:
    """Makes a case of a form, and of additions to it, each of the day after."""

    def made(form: dict[str, Any], *additions: dict[str, Any]) -> Case:
        world.post(world.envelope("one", form=inquiry_form(**form)))
        for number, more in enumerate(additions, 2):
            world.post(world.envelope("one", Kind.ADDITION, more, day=f"2026-09-{number:02}"))
        desk.take(vault, world.inbox())
        return vault.desk.cases[1]

    return made


def draft(vault: Vault, case: Case, recipient: str = "icrc", language: str = "en", **more: Any) -> Draft:
    """A sheet that is ready."""
    return prepare(vault, case, Wish(recipient, language, **more), NOW)


def test_every_field_of_the_form_is_carried_or_kept_for_a_reason() -> None:
    leaves = {path for path, field in paths() if not isinstance(field, Group)}
    assert set(CARRIED) | set(NEVER) == leaves
    assert set(CARRIED) & set(NEVER) == set()
    assert all(NEVER.values())
    assert {item.consent for item in RECIPIENTS.values()} <= set(permissions())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_in_every_language(language: str) -> None:
    assert all(field_label(path, language) for path in CARRIED)


@pytest.mark.parametrize("recipient", RECIPIENTS)
@pytest.mark.parametrize(
    "sharing",
    [
        None,
        {},
        {"match": True, "statistics": True},
        "yes",
        True,
        ["icrc"],
        "others",
        {"icrc": "true", "un-body": 1},
    ],
    ids=["silent", "empty", "other-uses", "word", "bare-true", "list", "other-recipients", "not-quite-true"],
)
def test_without_a_plain_yes_it_is_refused(
    vault: Vault, inquiry: Inquiry, recipient: str, sharing: Any
) -> None:
    if sharing == "others":
        sharing = {**ALL, recipient: False}
    case = inquiry({} if sharing is None else {"sharing": sharing})
    assert code_of(make_sheet, vault.desk, case, recipient) == "referral-consent"


def test_the_newest_letter_that_speaks_of_it_counts(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry({"sharing": ALL}, {"text": "новини"}, {"sharing": {"icrc": False}})
    assert code_of(make_sheet, vault.desk, case, "icrc") == "referral-consent"
    assert code_of(make_sheet, vault.desk, case, "lawyer") == "referral-consent"
    assert {(item.letter, item.given) for item in permissions_of(case)} == {(3, False)}


@pytest.mark.parametrize("sharing", [({"icrc": True}, {}), ({}, {"icrc": True})], ids=["yes-no", "no-yes"])
def test_of_letters_of_one_day_each_must_say_yes(
    desk: DeskInTest, world: World, vault: Vault, sharing: tuple[dict[str, bool], dict[str, bool]]
) -> None:
    """The server sorts the letters of a day by their hashes: which was written last, nobody knows."""
    first, second = sharing
    world.post(world.envelope("one", form=inquiry_form(sharing=first)))
    world.post(world.envelope("one", Kind.ADDITION, {"sharing": second}))
    desk.take(vault, world.inbox())
    assert code_of(make_sheet, vault.desk, vault.desk.cases[1], "icrc") == "referral-consent"


def test_an_old_yes_that_comes_late_is_not_the_newest_word(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    """The first letter was withheld; what the family wrote since had taken its yes back."""
    sharing = {"icrc": True, "match": True}
    world.post(world.envelope("one", form=inquiry_form(sharing=sharing, home="Вигадане")))
    taken_back = {"sharing": {"lawyer": True}, "home": "Інше"}
    world.post(world.envelope("one", Kind.ADDITION, taken_back, day="2026-09-05"))
    whole = world.log
    world.log = [None, whole[1]]
    desk.take(vault, world.inbox())
    world.log = whole
    desk.take(vault, world.inbox())
    (case,) = vault.desk.cases.values()
    assert [letter.body.leaf for letter in case.letters] == [1, 0]
    assert code_of(make_sheet, vault.desk, case, "icrc") == "referral-consent"
    assert (agrees_to_matching(case), case.form["home"]) == (False, "Інше")
    assert make_sheet(vault.desk, case, "lawyer").permission.letter == 1


def test_a_later_yes_counts_and_its_letter_is_named(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry({"sharing": {}}, {"sharing": {"lawyer": True}})
    assert draft(vault, case, "lawyer").letter == 2


@pytest.mark.parametrize("recipient", RECIPIENTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_of_the_asker_is_on_it(
    vault: Vault, inquiry: Inquiry, recipient: str, language: str, form: str
) -> None:
    with_asker = inquiry({**ASKER, "sharing": ALL, "home": "Вигадане"})
    made = draft(vault, with_asker, recipient, language, form=form)
    text = made.document.decode()
    assert set(made.paths) <= set(paths_for(recipient))
    assert "Вигадана Особа" in text
    for secret in ("вулиці", "1999", "C-000001", "anna"):
        assert secret not in text
    # What whoever asks answered about themselves changes nothing but the reference.
    reference = re.compile(r"R-[2-9A-Z]{8}")
    plain = {key: value for key, value in ASKER.items() if key == "last-seen"}
    plain["last-seen"] = {key: value for key, value in ASKER["last-seen"].items() if key != "how"}  # type: ignore[attr-defined]
    other_case = Case(1, 1, with_asker.keys, _with_form(with_asker, plain))
    other = draft(vault, other_case, recipient, language, form=form)
    assert reference.sub("", other.document.decode()) == reference.sub("", text)


def _with_form(case: Case, form: dict[str, Any]) -> Any:
    whole = inquiry_form(**form, sharing=ALL, home="Вигадане", relation="guardian")
    letter = case.letters[0]
    return (replace(letter, body=replace(letter.body, form=whole)),)


@pytest.mark.parametrize(
    "value",
    [
        "тел. +380 44 123-45-67", "044–123–45–67", "8 (495) 123 45 67", "380441234567",
        "somebody@example.org", "@somebody", "https://example.org", "t.me/somebody",
        "пишіть у телеграм", "Signal", ["ok", "+49 170 1234567"],
    ],
)  # fmt: skip
def test_a_way_to_somebody_stops_the_sheet_until_it_is_left_out(
    vault: Vault, inquiry: Inquiry, value: Any
) -> None:
    assert find_contact(value)
    field = "other-names" if isinstance(value, list) else "home"
    case = inquiry({field: value, "sharing": ALL})
    with pytest.raises(TrackerError) as refused:
        make_sheet(vault.desk, case, "icrc")
    assert (refused.value.code, refused.value.facts["field"]) == ("referral-contact", field)
    assert field not in draft(vault, case, without=frozenset({field})).paths


@pytest.mark.parametrize(
    "value", ["1987-05-03", "с. Вигадане, вул. Миру, 12", "ст. 205.5 ч. 2", "ИК-12, 2024", "§ 111-2", 34]
)
def test_ordinary_answers_are_no_way_to_anybody(value: Any) -> None:
    assert find_contact(value) == ""


def test_an_age_stands_with_the_day_on_which_it_was_told(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry({"birth": 41, "sharing": ALL})
    assert "41 (as told on 1 September 2026)" in draft(vault, case).document.decode()


def test_what_is_no_answer_to_the_question_stays_here(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry({"birth": "my phone is secret", "sex": ["x"], "court": "Вигаданий", "sharing": ALL})
    made = draft(vault, case)
    assert {"birth", "sex", "court"} & set(made.paths) == set()


@pytest.mark.parametrize(
    "value",
    ["у розташуванні 36 бригади", "сержант, позивний Вигаданий", "його сестра також питала про нього"],
)
def test_rank_unit_and_other_askers_stay_here(vault: Vault, inquiry: Inquiry, value: str) -> None:
    case = inquiry({"circumstances": value, "sharing": ALL})
    with pytest.raises(TrackerError) as refused:
        make_sheet(vault.desk, case, "lawyer")
    assert (refused.value.code, refused.value.facts["field"]) == ("referral-wording", "circumstances")
    assert "circumstances" not in draft(vault, case, "lawyer", without=frozenset({"circumstances"})).paths


def test_without_a_name_there_is_no_sheet(vault: Vault, inquiry: Inquiry) -> None:
    case = inquiry({"full-name": "dont-know", "sharing": ALL})
    assert code_of(make_sheet, vault.desk, case, "icrc") == "referral-empty"
    assert code_of(make_sheet, vault.desk, case, "icrc", {"no-such-field"}) == "referral-field"


def test_the_page_has_no_script_and_takes_no_markup(vault: Vault, inquiry: Inquiry) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=1>\u202e\x1b[31m&amp;"
    case = inquiry({"full-name": hostile, "home": "\"'><b>", "sharing": ALL})
    page = draft(vault, case, form="html").document.decode()
    assert re.findall(r"<(?:script|img|b)\b", page) == []
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page
    assert not re.search("[\u202a-\u202e\x1b]", page)
    plain = draft(vault, case).document.decode()
    assert not re.search("[\u202a-\u202e\x00-\x09\x0b-\x1f\x7f-\x9f]", plain)


def test_it_is_recorded_then_written_and_found_again(vault: Vault, inquiry: Inquiry, tmp_path: Path) -> None:
    case = inquiry({"sharing": {"icrc": True}})
    made = draft(vault, case)
    done = refer(vault, made, "c-1", tmp_path / "sheet.txt", NOW)
    assert isinstance(done.act, Referred)
    assert (tmp_path / "sheet.txt").read_bytes() == made.document
    assert stat.S_IMODE((tmp_path / "sheet.txt").stat().st_mode) == 0o600
    assert [item.number for item in find_reference(vault.desk, made.reference.lower())] == [1]
    told = sheets(vault.desk, vault.desk.cases[1])
    assert (told[0]["by"], told[0]["recipient"], told[0]["consent_letter"]) == ("anna", "icrc", 1)
    assert "Вигадана" not in str(told)


def test_nothing_is_written_without_the_number_or_over_a_file(
    vault: Vault, inquiry: Inquiry, tmp_path: Path
) -> None:
    made = draft(vault, inquiry({"sharing": ALL}))
    assert code_of(refer, vault, made, "2", tmp_path / "s", NOW) == "case-number-mistyped"
    (tmp_path / "s").write_text("mine")
    with pytest.raises(FileExistsError):
        refer(vault, made, "1", tmp_path / "s", NOW)
    assert (tmp_path / "s").read_text() == "mine"
    assert vault.desk.cases[1].triage.lasting == ()


def test_a_full_medium_leaves_no_sheet_and_no_record(
    vault: Vault, inquiry: Inquiry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draft(vault, inquiry({"sharing": ALL}))
    (tmp_path / "medium").mkdir()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("tracker.desk.leaving.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        refer(vault, made, "1", tmp_path / "medium" / "s", NOW)
    assert (list((tmp_path / "medium").iterdir()), vault.desk.cases[1].triage.lasting) == ([], ())


def test_a_consent_taken_back_meanwhile_is_heard(
    desk: DeskInTest, world: World, vault: Vault, inquiry: Inquiry, tmp_path: Path
) -> None:
    made = draft(vault, inquiry({"sharing": ALL}))
    world.post(world.envelope("one", Kind.ADDITION, {"sharing": {"icrc": False}}))
    desk.take(vault, world.inbox(first=1))
    assert code_of(refer, vault, made, "1", tmp_path / "s", NOW) == "referral-consent"
    world.post(world.envelope("one", Kind.WITHDRAWAL))
    desk.take(vault, world.inbox(first=2))
    assert code_of(refer, vault, made, "1", tmp_path / "s", NOW) == "case-closed"
    assert not (tmp_path / "s").exists()
