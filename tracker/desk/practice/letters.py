"""What two hundred families who do not exist ask (pure, from a seed): forms that pass the form's check."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tracker.desk.days import add_days
from tracker.desk.practice.people import LATIN, RUSSIAN, UKRAINIAN, Person, draw_person
from tracker.desk.practice.words import circumstances, facility, words
from tracker.records.form import ANTI_WAR, CHILD, CIVILIAN, CONVICT, NOT_SURE, PATIENT, PRISONER_OF_WAR

INQUIRIES = 200
# How many of every hundred; the rest is not sure.
_SHARES = {CIVILIAN: 31, CHILD: 14, CONVICT: 8, PATIENT: 7, PRISONER_OF_WAR: 28, ANTI_WAR: 9}
_AGES = {CHILD: (4, 17), CONVICT: (22, 60), PATIENT: (18, 80), PRISONER_OF_WAR: (20, 56)}
# Every eighth asks for somebody for whom a relative asked already.
_ASKED_TWICE = 8
_URGENT = ("medicine", "injury", "disability", "pregnancy")


@dataclass(frozen=True)
class Inquiry:
    """Whom somebody asks for, the category, and the form as the family filled it in."""

    person: Person = field(repr=False)
    category: str
    form: dict[str, Any] = field(repr=False)


def draw_inquiries(rng: Random, today: str, count: int = INQUIRIES) -> list[Inquiry]:
    """So many inquiries, in the order in which they come; some of them about the same person."""
    drawn: list[Inquiry] = []
    for number in range(count):
        if number > _ASKED_TWICE and number % _ASKED_TWICE == 0:
            first = drawn[rng.randrange(len(drawn))]
            person, category = first.person, first.category
        else:
            category = _category(rng)
            person = _person(rng, category, int(today[:4]))
        drawn.append(Inquiry(person, category, _form(rng, person, category, today)))
    return drawn


def draw_addition(rng: Random, inquiry: Inquiry, today: str) -> dict[str, Any]:
    """What the same family writes later."""
    language = str(inquiry.form["language"])
    seen = {"when": add_days(today, -rng.randint(10, 60)), "how": rng.choice(("released-person", "list"))}
    return {"text": words(language, "addition"), "last-seen": seen}


def _category(rng: Random) -> str:
    return rng.choices([*_SHARES, NOT_SURE], [*_SHARES.values(), 100 - sum(_SHARES.values())])[0]


def _person(rng: Random, category: str, year: int) -> Person:
    youngest, oldest = _AGES.get(category, (19, 74))
    is_female = False if category == PRISONER_OF_WAR and rng.random() < 0.9 else None
    return draw_person(rng, year, youngest, oldest, is_female)


def _form(rng: Random, person: Person, category: str, today: str) -> dict[str, Any]:
    language = rng.choices((UKRAINIAN, RUSSIAN, LATIN), (56, 34, 10))[0]
    if category == ANTI_WAR:
        language = rng.choices((RUSSIAN, LATIN), (85, 15))[0]
    holder = "russia" if category != PRISONER_OF_WAR or rng.random() < 0.8 else "ukraine"
    form: dict[str, Any] = {
        "language": language,
        "holder": holder,
        "category": category,
        "full-name": _misspelt(rng, person.name(language)),
        "birth": _birth(rng, person),
        "sex": "female" if person.is_female else "male",
        "home": person.place(language),
        "last-seen": _last_seen(rng, person, language, today),
        "relation": rng.choices(("close-family", "other-family", "friend", "guardian"), (75, 15, 8, 2))[0],
        "wants": sorted(rng.sample(("alive", "where", "send-letter", "medical-help", "lawyer"), 2)),
        "sharing": {key: rng.random() < 0.6 for key in ("match", "icrc", "un-body", "statistics")},
    }
    if rng.random() < 0.25:
        form["other-names"] = [person.passport_name()]
    if urgent := _urgent(rng, person, category, int(today[:4])):
        form["urgent"] = urgent
    if rng.random() < 0.7:
        form["text"] = circumstances(rng, language)
    return form | _of_category(rng, category, person, language, today)


def _of_category(rng: Random, category: str, person: Person, language: str, today: str) -> dict[str, Any]:
    place = facility(rng, language)
    ahead = add_days(today, rng.randint(-3, 120))
    if category == CIVILIAN:
        return {"charge": rng.choice(("no-charge", "charged", "convicted", "dont-know")), "facility": place}
    if category == CHILD:
        age = max(0, min(17, int(today[:4]) - person.birth[0]))
        return {"age-now": age, "age-then": max(0, age - 3), "child-care": place}
    if category == CONVICT:
        return {"colony": place, "sentence-end": ahead}
    if category == PATIENT:
        return {"institution": place, "guardian": "institution", "daily-medicine": rng.choice(("yes", "no"))}
    if category == PRISONER_OF_WAR:
        return {"last-contact": {"when": add_days(today, -rng.randint(100, 900))}, "video": "no"}
    if category == ANTI_WAR:
        return {"court": words(language, "court"), "facility": place, "next-hearing": ahead}
    return {}


def _last_seen(rng: Random, person: Person, language: str, today: str) -> dict[str, Any]:
    day = add_days(today, -rng.randint(60, 1400))
    how = rng.choice(("self", "relative", "call-or-letter", "released-person", "list", "official"))
    return {"when": day[: rng.choice((4, 7, 10))], "where": person.place(language), "how": how}


def _birth(rng: Random, person: Person) -> str | int:
    year, month, day = person.birth
    return rng.choice((f"{year:04}-{month:02}-{day:02}",) * 3 + (f"{year:04}-{month:02}", f"{year:04}"))


def _urgent(rng: Random, person: Person, category: str, year: int) -> list[str]:
    found = [rng.choice(_URGENT)] if rng.random() < 0.15 else []
    if "pregnancy" in found and not (person.is_female and 18 < year - person.birth[0] < 45):
        found = ["medicine"]
    if year - person.birth[0] > 60:
        found.append("over-60")
    return [*found, "minor"] if category == CHILD else found


def _misspelt(rng: Random, name: str) -> str:
    """Sometimes a letter is missing or doubled, or the first two names changed places."""
    chance = rng.random()
    if chance < 0.06:
        place = rng.randrange(1, len(name) - 1)
        return name[:place] + name[place + 1 :] if name[place] != " " else name
    if chance < 0.10:
        first, second, *rest = name.split(" ")
        return " ".join((second, first, *rest))
    return name
