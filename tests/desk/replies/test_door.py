"""Nothing gets round the door: no answer of another vault, none that is older, none that was confirmed."""

from pathlib import Path
from typing import Any

import pytest

from crypto.errors import TrackerError
from crypto.letter import Kind
from crypto.recipient import Identity
from tests.desk.family_side import AppliedOutbox
from tests.desk.world import DAY, NOW, ORIGIN, PUBLISHER, DeskInTest, World, inquiry_form, quiet, seed
from tracker.desk import acting
from tracker.desk.acts import Answer, Told, sign_act
from tracker.desk.answering import check_draft, confirm_answer, write_answer
from tracker.desk.case import Case
from tracker.desk.exporting import ExportResult, export_outbox
from tracker.desk.replies.confirming import for_second
from tracker.desk.replies.door import REASON_MAX, held_back, ready_answer
from tracker.desk.replies.findings import Finding, Weight
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault

NOTHING = {"work": "being-traced", "knowledge": {"value": "none"}}
CAPTAIN = {**NOTHING, "text": "Він був капітаном риболовного судна, і це записано у вироку."}
DEATH = {**NOTHING, "text": "На жаль, він помер у лютому."}
GOOD = {**NOTHING, "text": "Шукаємо далі."}
Content = dict[str, Any]


def refused(call: Any, *arguments: Any) -> TrackerError:
    """The error with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments)
    return found.value


@pytest.fixture
def case(desk: DeskInTest, world: World, vault: Vault) -> Case:
    """An inquiry that waits for its answer."""
    world.write("one")
    desk.take(vault, world.inbox())
    return vault.desk.cases[1]


def complete(content: Content) -> Content:
    """A content as a vault holds it, whoever checked it or not."""
    days = {"language": "uk", "answered": "2026-09-21", "again": "2026-09-28"}
    return {**content, **days}


def export(vault: Vault, world: World, path: Path, now: int = NOW) -> tuple[ExportResult, AppliedOutbox]:
    """Makes an outbox and applies it as a server does."""
    result = export_outbox(vault, path, list(world.workers.values())[:2], now, quiet, processes=1)
    return result, AppliedOutbox(result.path, world.head)


def reasons(vault: Vault, case: Case, content: Content, why: str = "цивільне судно") -> dict[str, str]:
    """A reason for each finding that may have one."""
    found = check_wording(content["text"], vault.desk, case)
    return {item.key: why for item in found if item.weight is Weight.STOP}


def test_a_finding_says_what_and_where_and_refuses(vault: Vault, case: Case) -> None:
    error = refused(write_answer, vault, case, CAPTAIN, NOW)
    assert error.code == "wording-stopped"
    found = error.facts["findings"]
    assert isinstance(found, list)
    (item,) = found
    assert isinstance(item, Finding)
    assert (item.code, item.weight, item.found) == ("wording-rank", Weight.STOP, "капітаном")
    assert CAPTAIN["text"][item.start : item.end] == "капітаном"
    assert vault.desk.cases[1].answers == ()


def test_a_reason_lets_it_through_to_a_second_person_only(
    vault: Vault, world: World, case: Case, tmp_path: Path
) -> None:
    given = reasons(vault, case, CAPTAIN)
    assert write_answer(vault, case, CAPTAIN, NOW, given).waits_for_second
    result, outbox = export(vault, world, tmp_path / "first")
    assert (outbox.answer(world.family("one"))["text"], result.held) == ("", ())
    look = for_second(vault.desk, vault.desk.cases[1])
    assert (look.author, look.why, look.told_now) == ("anna", ("wording",), None)
    assert [(item.finding.found, item.reason) for item in look.findings] == [("капітаном", "цивільне судно")]
    assert CAPTAIN["text"] in dict(look.sections)["Що це означає"]
    assert refused(confirm_answer, vault, vault.desk.cases[1], NOW).code == "confirm-same-person"
    vault.identity = world.workers["borys"]
    confirm_answer(vault, vault.desk.cases[1], NOW)
    assert refused(for_second, vault.desk, vault.desk.cases[1]).code == "confirm-nothing"
    result, outbox = export(vault, world, tmp_path / "second", NOW + DAY)
    assert (outbox.answer(world.family("one"))["text"], result.held) == (CAPTAIN["text"], ())


def test_a_reason_that_says_nothing_counts_nowhere(
    vault: Vault, world: World, case: Case, tmp_path: Path
) -> None:
    """An answer of another program, confirmed by a second person."""
    acting.act(vault, case, Answer(complete(CAPTAIN), reasons(vault, case, CAPTAIN, "r2")), NOW)
    vault.identity = world.workers["borys"]
    confirm_answer(vault, vault.desk.cases[1], NOW)
    result, outbox = export(vault, world, tmp_path / "outbox")
    assert outbox.answer(world.family("one"))["work"] == "received"
    assert [held.codes for held in result.held] == [("wording-rank",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Он ушёл из\nжизни в мае.", "ушёл из\nжизни"),
        ("Добрий день.\nЙого вже\nнемає", "Його вже\nнемає"),
        ("В списке он значится лейте-\nнантом, и всё.", "лейте-\nнантом"),
        ("Він загинув\r\nу травні.", "загинув"),
        ("He is no\r\nlonger with us", "no\r\nlonger with us"),
        ("He is no\n    longer alive", "longer alive"),
    ],
    ids=["phrase", "end", "hyphen", "word", "crlf", "indented"],
)
def test_a_line_that_goes_on_in_the_next_hides_nothing(
    vault: Vault, case: Case, text: str, found: str
) -> None:
    """Letters that are pasted, or typed as on a typewriter, are broken anywhere."""
    stops = [item for item in check_wording(text, vault.desk, case, "uk") if item.weight > Weight.WARN]
    assert found in {item.found for item in stops}
    assert all(item.found == text[item.start : item.end] for item in stops)


@pytest.mark.parametrize(
    "text",
    [
        "Олега больше нет.",
        "На жаль, Олега Вигаданенка вже немає.",
        "Немає більше Олега.",
        "Олегу не допомогли, Олега вже немає з нами.",
        "Oleh is no more.",
        "Нам сказали, что Вигаданенко теперь 200-й.",
    ],
)
def test_a_death_is_found_where_the_person_is_named(
    desk: DeskInTest, world: World, vault: Vault, text: str
) -> None:
    """The lists know "he" and "your son"; the name is the letter's."""
    world.post(world.envelope("named", form=inquiry_form(**{"full-name": "Вигаданенко Олег"})))
    desk.take(vault, world.inbox())
    named = vault.desk.cases[1]
    assert "wording-death" in {item.code for item in check_wording(text, vault.desk, named, "uk")}
    moved = "У цьому списку Олега вже немає. Нових звісток від Олега більше немає."
    found = check_wording(moved, vault.desk, named, "uk")
    assert [item.weight for item in found if "death" in item.code] == [Weight.STOP]


def test_an_invisible_character_is_named_once_wherever_its_line_goes_on(vault: Vault, case: Case) -> None:
    found = check_wording("Ми шука\u00adємо\nдалі у списках", vault.desk, case, "uk")
    assert [(item.start, item.code, item.found) for item in found] == [(7, "wording-hidden", "U+00AD")]


@pytest.mark.parametrize(
    "text",
    [
        "Напишіть нам:\n– чи його вже\n– немає новин",
        "Його більше.\nНемає новин.",
        "Его больше\n\nНет новостей.",
        "Питання: чи є в нього лист, чи більше\n2. Немає іншого.",
    ],
    ids=["bullets", "sentence", "paragraph", "number"],
)
def test_lines_that_end_or_begin_something_are_read_apart(vault: Vault, case: Case, text: str) -> None:
    assert [item for item in check_wording(text, vault.desk, case, "uk") if "death" in item.code] == []


SAID = [
    "Він солдат.",
    "Ваш син — сержант.",
    "Олег був лейтенантом.",
    "Його позивний записано.",
    "Він служив у ЗСУ.",
    "Он был военным.",
    "Ваш брат сержант.",
    "He is a soldier.",
    "Your son was a lieutenant.",
    "His rank is on the list.",
]
SAID_OF_OTHERS = [
    "Його забрали військові.",
    "Він був переданий військовим.",
    "Він писав, що солдат дав йому води.",
    "Він був капітаном риболовного судна.",
    "Список подписал майор Вигадко.",
    "He was a captain of a ferry.",
    "A prison sergeant was there.",
]


@pytest.mark.parametrize("text", SAID)
def test_no_reason_lets_through_that_somebody_is_a_soldier(vault: Vault, case: Case, text: str) -> None:
    found = check_wording(text, vault.desk, case)
    given = {item.key: "так написано у списку" for item in found}
    assert Weight.NEVER in {item.weight for item in found}
    assert (
        refused(write_answer, vault, case, {**NOTHING, "text": text}, NOW, given).code == "justification-idle"
    )


@pytest.mark.parametrize("text", SAID_OF_OTHERS)
def test_what_is_said_of_others_may_be_justified(vault: Vault, case: Case, text: str) -> None:
    found = [item for item in check_wording(text, vault.desk, case) if item.code != "wording-language"]
    assert {item.weight for item in found} == {Weight.STOP}


def test_no_reason_lets_a_death_through(vault: Vault, case: Case) -> None:
    (item,) = check_wording(DEATH["text"], vault.desk, case)
    assert (item.code, item.weight) == ("wording-death", Weight.NEVER)
    assert refused(write_answer, vault, case, DEATH, NOW).code == "wording-stopped"
    assert refused(write_answer, vault, case, DEATH, NOW, {item.key: "треба"}).code == "justification-idle"


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "  ",
        "r2",
        "порт",
        "так треба",
        "безпідставно",
        "а а а а а а а а а а",
        "so it is " * (REASON_MAX // 8),
    ],
    ids=["none", "blank", "r2", "word", "two-words", "one-word", "letter", "long"],
)
def test_a_reason_is_a_reason(vault: Vault, case: Case, reason: str) -> None:
    given = reasons(vault, case, CAPTAIN, reason)
    assert refused(write_answer, vault, case, CAPTAIN, NOW, given).code == "justification-short"
    assert refused(check_draft, vault.desk, case, GOOD, NOW, given).code == "justification-idle"


@pytest.mark.parametrize("text", [DEATH["text"], CAPTAIN["text"]], ids=["death", "rank"])
@pytest.mark.parametrize("by", ["same-vault", "colleague"])
def test_an_answer_past_the_first_check_is_held_when_an_outbox_is_made(
    vault: Vault, world: World, case: Case, tmp_path: Path, text: str, by: str
) -> None:
    write_answer(vault, case, GOOD, NOW)
    content = complete({**DEATH, "text": text})
    if by == "same-vault":
        acting.act(vault, case, Answer(content), NOW)
    else:
        _from_colleague(vault, world, case, Answer(content))
    assert [(held.case.number, held.without_text) for held in held_back(vault.desk)] == [(1, False)]
    result, outbox = export(vault, world, tmp_path / "outbox")
    assert outbox.answer(world.family("one"))["text"] == GOOD["text"]
    (held,) = result.held
    assert held.answer is vault.desk.cases[1].answers[-1]
    assert len(held.codes) == 1


def _from_colleague(vault: Vault, world: World, case: Case, answer: Answer) -> None:
    """An act of another member, as notes bring it."""
    told = Told(answer, case.reference, NOW + 1, NOW + 1, "AAAAAAAAAAAAAAAAAAAAAA==")
    signed = sign_act(told, world.workers["borys"].signing_key, ORIGIN, PUBLISHER)
    with vault.transaction():
        acting.append_signed(vault, case.subject, signed, NOW)


def test_two_people_together_cannot_tell_a_death(
    vault: Vault, world: World, case: Case, tmp_path: Path
) -> None:
    (item,) = check_wording(DEATH["text"], vault.desk, case)
    acting.act(vault, case, Answer(complete(DEATH), {item.key: "треба"}), NOW)
    vault.identity = world.workers["borys"]
    confirm_answer(vault, vault.desk.cases[1], NOW)
    result, outbox = export(vault, world, tmp_path / "outbox")
    assert outbox.answer(world.family("one"))["work"] == "received"
    assert [held.codes for held in result.held] == [("wording-death",)]


def test_what_a_family_has_read_is_told_without_its_text_once_a_rule_is_against_it(
    desk: DeskInTest, vault: Vault, world: World, case: Case, tmp_path: Path
) -> None:
    located = {
        "work": "answered",
        "knowledge": {"value": "reported", "source": "icrc", "date": "2026-08", "confidence": "low"},
        "text": "Про це сказала Клара.",
    }
    write_answer(vault, case, located, NOW)
    assert export(vault, world, tmp_path / "one")[1].answer(world.family("one"))["text"] == located["text"]
    world.workers["clara"] = Identity(seed("clara"))
    world.add_epoch()
    vault.take_keyring(world.documents, NOW)
    result, outbox = export(vault, world, tmp_path / "two", NOW + DAY)
    told = outbox.answer(world.family("one"))
    assert (told["knowledge"]["value"], told["text"]) == ("reported", "")
    assert [(held.codes, held.without_text) for held in result.held] == [(("wording-staff",), True)]


def test_a_family_that_changes_its_language_loses_no_answer(
    desk: DeskInTest, vault: Vault, world: World, case: Case, tmp_path: Path
) -> None:
    text = "Ми шукаємо в усіх джерелах, які маємо, і ще не знайшли."
    write_answer(vault, case, {**GOOD, "text": text}, NOW)
    world.post(world.envelope("one", Kind.ADDITION, form={"language": "en"}))
    desk.take(vault, world.inbox(first=1))
    assert vault.desk.cases[1].language == "en"
    result, outbox = export(vault, world, tmp_path / "outbox")
    assert (outbox.answer(world.family("one"))["text"], result.held) == (text, ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("uk", "Мы прочитали ваше письмо и ищем дальше."),
        ("uk", "We have read your letter and go on searching."),
    ],
    ids=["marked", "russian", "english"],
)
def test_the_familys_language_is_followed(vault: Vault, case: Case, language: str, text: str) -> None:
    error = refused(write_answer, vault, case, {**NOTHING, "language": language, "text": text}, NOW)
    assert [item.code for item in error.facts["findings"]] == ["wording-language"]  # type: ignore[attr-defined]


def test_names_of_the_desk_and_of_other_letters_are_found(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.post(world.envelope("one", form=inquiry_form(**{"full-name": "Анна Вигадана"})))
    other = {
        "full-name": "Анна Неіснуюча",
        "text": "Її востаннє бачили на старому мосту біля млина, далі вже\nніхто з нас.",
    }
    world.post(world.envelope("two", form=inquiry_form(**other)))
    desk.take(vault, world.inbox())

    def found(text: str) -> list[tuple[str, str, str]]:
        case = vault.desk.cases[1]
        return [(item.code, item.weight.name, item.found) for item in check_wording(text, vault.desk, case)]

    assert found("Лист читав Борис.") == [("wording-staff", "STOP", "Борис")]
    assert found("Вам відповіла anna.")[0][:1] == ("wording-staff",)
    assert found("Лист читав борис.") == [("wording-staff", "STOP", "борис")]
    assert found("Ми не знаємо ані міста, і він не пише ані слова.") == []
    assert found("We read any.") == []
    assert found("Порадьтеся з Борисом.") == [("wording-staff", "STOP", "Борисом")]
    assert found("Шукаємо щодо Анни Вигаданої.") == [("wording-staff", "WARN", "Анни")]
    assert found("Пишуть інакше: Неіснуюча.") == []
    acting.link(vault, vault.desk.cases[1], vault.desk.cases[2].reference, True, NOW)
    assert found("Пишуть інакше: Неіснуюча.") == [("wording-askers", "STOP", "Неіснуюча")]
    copied = found("Людину бачили на старому мосту біля млина.")
    assert {item[:2] for item in copied} == {("wording-askers", "STOP")}
    assert [item[2] for item in copied] == ["бачили на старому мосту біля", "на старому мосту біля млина"]
    copied = found("Людину бачили біля млина; далі вже ніхто не був.")
    assert copied == [("wording-askers", "STOP", "біля млина; далі вже ніхто")]
    copied = found("Людину бачили: млина далі ВЖЕ ніхто\nз нас не має.")
    assert [item[2] for item in copied] == ["млина далі ВЖЕ ніхто\nз", "далі ВЖЕ ніхто\nз нас"]
    later = {"full-name": "Анна Несправжня", "text": "Дякуємо за все."}
    world.post(world.envelope("two", Kind.ADDITION, form=later))
    desk.take(vault, world.inbox(first=2))
    assert {item[2] for item in found("Неіснуюча чи Несправжня?")} == {"Неіснуюча", "Несправжня"}
    assert found("Бачили на старому мосту біля млина.") != []
    assert found("Ваш запит C-000002 маємо.")[0][0] == "wording-askers"
    acting.link(vault, vault.desk.cases[1], vault.desk.cases[2].reference, False, NOW + 1)
    assert found("Пишуть інакше: Неіснуюча.") == []


def test_an_undone_answer_is_not_told(vault: Vault, case: Case) -> None:
    write_answer(vault, case, GOOD, NOW)
    assert ready_answer(vault.desk, vault.desk.cases[1]) is not None
    undo(vault, NOW + 1)
    assert ready_answer(vault.desk, vault.desk.cases[1]) is None


@pytest.mark.parametrize(
    "text",
    ["a@b.cc", "www.x", "http:a", "x.onion", "050 123 45 67", "٠٥٠ ١٢٣ ٤٥ ٦٧"],
    ids=["mail", "page", "link", "onion", "telephone", "arabic-digits"],
)
def test_a_contact_is_found_by_any_of_its_signs(vault: Vault, case: Case, text: str) -> None:
    assert "wording-contact" in {item.code for item in check_wording(text, vault.desk, case, "uk")}
