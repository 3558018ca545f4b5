"""Pairs that registers and families really write of one person, and pairs of two: a table."""

from typing import Any

import pytest

from tracker.desk.matching.person import Person, birth
from tracker.desk.matching.reasons import Why
from tracker.desk.matching.scoring import Profile, explain, score
from tracker.desk.matching.sounds import fold

GOOD = 0.65
ONE, SLIP, TWO = 0.8, 0.73, 0.72


def person(*names: str, born: str | int | None = None, **known: Any) -> Profile:
    return Profile(Person(names=names, birth=birth(born, 2026), **known))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Вигаданенко Микола Миколайович", "Выгаданенко Николай Николаевич"),
        ("Вигаданенко Микола Миколайович", "Vyhadanenko Mykola Mykolaiovych"),
        ("Вигаданенко Микола Миколайович", "NIKOLAY VYGADANENKO"),
        ("Щербинський Юрій Сергійович", "Shcherbynskyi Yurii Serhiiovych"),
        ("Щербинський Юрій Сергійович", "Scherbinskiy Yuriy Sergeevich"),
        ("Щербинський Юрій", "Schtscherbynskyj Jurij"),
        ("Щербинський Юрій", "Chtcherbynsky Iouri"),
        ("Жуйченко Євген Ілліч", "Жуйченко Евгений Ильич"),
        ("Жуйченко Євгенія Іллівна", "Zhuichenko Yevheniia Illivna"),
        ("Соловйовський Ґедеон", "Соловьёвский Гедеон"),
        ("Соловйовський Гліб", "Solovyovskiy Gleb"),
        ("Соловйовський Гліб", "Soloviovskyi Hlib"),
        ("Хрущиця Олена Олексіївна", "Елена Алексеевна Хрущица"),
        ("Хрущиця Олена", "Khrushchytsia Olena"),
        ("Хрущиця Альона", "Khrushchitsa Elena"),
        ("Цяпка Володимир", "Tsiapka Vova"),
        ("Цяпка Володимир", "Tcapka Vladimir"),
        ("Мар'яненко Дар'я", "Марьяненко Дарья"),
        ("Мар’яненко Дар’я", "Marianenko Daria"),
        ("Мар‘яненко Дар´я", "Мар'яненко Дар'я"),
        ("Мар′яненко Дар`я", "МАРʼЯНЕНКО ДАР’Я"),
        ("Племирмяник Тетяна Іллівна", "Plemirmânik Tat′âna Il′inična"),
        ("Згурівський Ілля", "Zghurivskyi Illia"),
        ("Згурівський Ілля", "Згуривский Илья"),
        ("Їжаченко Яна", "Yizhachenko Yana"),
        ("Бугаївов Пётр", "Buhaivoff Petro"),
        ("Нетакий-Вигаданий Тарас", "Vyhadanyi Netakyi Taras"),
        ("Cолом’яний Oлег", "Солом'яний Олег"),
        ("Соломяний 0лег", "Солом'яний Олег"),
        ("Хрущиця О. О.", "Хрущиця Олена Олексіївна"),
        ("Вигадальов Тарас", "Vyhadal'ov Taras"),
        ("Шевчишин Тарас", "Chevtchychin Taras"),
        ("Хрущиця Ольга", "Chruschtschyzja Olha"),
        ("Вигаданенко Ондрій", "Вигаданенко Андрей"),
        ("Вигаданенко Оленсандра", "Vyhadanenko Alexandra"),
    ],
)
def test_one_person_in_two_spellings(ours: str, theirs: str) -> None:
    assert score(person(ours), person(theirs)) >= ONE


@pytest.mark.parametrize("slip", ["Вигданенко", "Вигаданекно", "Виггаданенко", "Вигадаменко", "Вигаданенк0"])
def test_a_slip_of_the_finger_is_seen_as_one(slip: str) -> None:
    assert score(person(f"{slip} Микола"), person("Вигаданенко Микола")) >= SLIP


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Вигаданенко Микола", "Вигаданенко Михайло"),
        ("Вигаданенко Олена", "Вигаданенко Ольга"),
        ("Вигаданенко Марія", "Вигаданенко Марина"),
        ("Жуйченко Петро", "Шульженко Петро"),
        ("Іванів Сергій Петрович", "Петрів Сергій Іванович"),
        ("Коваленок Юрій", "Савченок Юрій"),
    ],
)
def test_two_persons(ours: str, theirs: str) -> None:
    assert score(person(ours), person(theirs)) < TWO


def test_a_maiden_name_is_found_by_the_other_name_and_said() -> None:
    ours = person("Жуйченко Олена Петрівна", "Хрущиця", born="1980-02-03")
    theirs = person("Хрущица Елена Петровна", born="1980-02-03")
    assert score(ours, theirs) >= 0.85 > score(person("Жуйченко Олена Петрівна", born="1980-02-03"), theirs)
    assert Why.OTHER_NAME in {reason.why for reason in explain(ours, theirs)}


def test_a_child_is_found_by_the_name_that_was_given_to_it() -> None:
    ours = person("Жуйченко Злата Петрівна", "Дарина", category="child")
    theirs = person("Дарья Жуйченко", category="child")
    assert score(ours, theirs) >= ONE > score(person("Жуйченко Злата Петрівна", category="child"), theirs)
    assert Why.OTHER_NAME in {reason.why for reason in explain(ours, theirs)}


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("1987-05-03", "1987-05-03", Why.BIRTH_SAME),
        ("1987-05-03", "1987-03-05", Why.BIRTH_SWAPPED),
        ("1987-05-03", "1987", Why.BIRTH_FITS),
        ("1987-05-03", "--05-03", Why.BIRTH_FITS),
        ("1987-05-03", 38, Why.BIRTH_FITS),
        ("1987-05-03", 39, Why.BIRTH_FITS),
        ("1987-05-03", 40, Why.BIRTH_CLOSE),
        ("1987-05-03", "1978-05-03", Why.BIRTH_CLOSE),
        ("1987-05-03", "1987-05-13", Why.BIRTH_CLOSE),
        ("1987-05-03", "1951-11-20", Why.BIRTH_DIFFERS),
        ("1987", 20, Why.BIRTH_DIFFERS),
    ],
)
def test_births_are_told_as_what_they_are(ours: str | int, theirs: str | int, why: Why) -> None:
    found = explain(person("Жуйченко Олена", born=ours), person("Жуйченко Олена", born=theirs))
    assert [reason.why for reason in found if reason.why.startswith("birth")] == [why]


def test_the_better_birth_gives_the_better_score() -> None:
    told = ["1987-05-03", "1987-03-05", "1987-05-13", "1951-11-20"]
    ours = person("Жуйченко Олена", born="1987-05-03")
    scores = [score(ours, person("Жуйченко Олена", born=born)) for born in told]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(told)


@pytest.mark.parametrize("born", ["1951-11-20", "2016", "2013-01-01", 3])
def test_a_childs_birth_never_counts_against(born: str | int) -> None:
    child = person("Жуйченко Злата", born="2013-06-05", category="child")
    nothing = score(child, person("Жуйченко Злата"))
    assert score(child, person("Жуйченко Злата", born=born)) >= nothing
    assert score(person("Жуйченко Злата", born="2013-06-05"), person("Жуйченко Злата", born=1)) < nothing


def test_a_child_and_a_grown_person_of_another_category_and_patronymic_are_two() -> None:
    """Neither the birth nor the category nor the patronymic alone would say so."""
    child = person("Вигаданенко Микола Петрович", born="2017-03-04", category="child", places=("Х",))
    name = "Вигаданенко Николай Андреевич"
    grown = person(name, born="1998-11-20", category="prisoner-of-war", places=("Х",))
    assert score(child, grown) < GOOD
    assert {reason.why for reason in explain(child, grown)} >= {Why.BIRTH_CHILD, Why.CATEGORY_DIFFERS}
    for same in ({"category": "prisoner-of-war"}, {"born": "1998-11-20"}):
        assert score(child, person(name, **same)) >= GOOD


@pytest.mark.parametrize("category", [None, "not-sure", "child", "civilian"])
@pytest.mark.parametrize("born", ["1951-11-20", "1998", 60])
def test_a_birth_vetoes_no_child_of_the_same_name(born: str | int, category: str | None) -> None:
    child = person("Вигаданенко Микола", born="2017-03-04", category="child")
    other = person("Вигаданенко Микола", born=born, category=category)
    assert score(child, other) >= GOOD


@pytest.mark.parametrize("value", ["", "x", "1987-13-01", "1987-00", "1987-05-32", "19870503", -1, 900, None])
def test_what_is_no_date_is_unknown(value: str | int | None) -> None:
    assert birth(value, 2026).text == "?"


@pytest.mark.parametrize(
    ("ours", "theirs"), [("жуйкальов", "жуйкалёв"), ("жуйкальов", "zhuikaliov"), ("хащ", "khashch")]
)
def test_these_sound_the_same(ours: str, theirs: str) -> None:
    assert fold(ours) == fold(theirs)
