"""Vectors of forms, and of words that were typed into them."""

import json
from typing import Any

from crypto.passphrase import BETWEEN_MAX, encode
from crypto.typing_layout import LAYOUTS
from tests.records.test_form_check import CATEGORY_ANSWERS
from tests.vectors.cast import stream
from tracker import wordlists

SHORTEST = {
    "language": "uk",
    "holder": "dont-know",
    "category": "not-sure",
    "full-name": "Приклад Прикладенко",
    "relation": "close-family",
}
ENTROPY = stream("entropy", 13)


def make(workshop: Any) -> None:
    """All files of this page."""
    _faults(workshop)
    _values(workshop)
    _dates(workshop)
    _steps(workshop)
    _words(workshop)


def as_json(value: Any) -> bytes:
    """A value as JSON text."""
    # Half a character stands as its escape, which UTF-8 can carry.
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _faults(workshop: Any) -> None:
    file = workshop.file("form/faults", "All that is wrong with the form of a letter, in order.")

    def case(name: str, form: Any, kind: str = "inquiry", attachments: int = 0) -> None:
        file.accept(name, form=as_json(form), kind=kind, attachments=attachments)

    case("the shortest inquiry", SHORTEST)
    for category, answers in CATEGORY_ANSWERS.items():
        case(f"an inquiry, {category}", {**SHORTEST, "category": category, **answers})
        case(f"answers of {category} under another category", {**SHORTEST, **answers})
    case("nothing answered", {})
    case("several faults", {**SHORTEST, "holder": "nobody", "rank": "a", "Ранг": "a", "text": ""})
    case("a key of an object's own", {**SHORTEST, "constructor": "a", "__proto__": {"text": "b"}})
    case("hangs on another answer", {**SHORTEST, "asked-before": "no", "asked-when": "2025"})
    case("hangs on an answer of another type", {**SHORTEST, "asked-before": ["yes"], "asked-when": "2025"})
    case("an addition", {"text": "Нове", "next-hearing": "2026-04-01"}, "addition")
    case("an addition that contradicts itself", {"category": "child", "video": "yes"}, "addition")
    case("an addition of nothing", {}, "addition")
    case("an addition of a picture", {}, "addition", 1)
    for kind in ("withdrawal", "probe"):
        case(f"a {kind}", {}, kind)
        case(f"a {kind} with an answer", {"text": "a"}, kind)
    case("no such kind", {}, "complaint")
    for name, form in {"a list": [], "nothing": None, "a text": "form"}.items():
        case(f"{name} for a form", form)


_ACCEPTED: dict[str, list[Any]] = {
    "holder": ["russia", "dont-know"],
    "category": ["not-sure"],
    "full-name": ["я" * 200, "🕊" * 200, " a ", "a\u0000b", "\u200b", "\ufeff", "\U0010ffff", "dont-know"],
    "other-names": [["a"], ["a", "b ", "b"], "dont-know"],
    "birth": ["1987", "1987-05", "1987-05-03", "2024-02-29", "2000-02-29", "2100", "1900-01-01", 0, 120],
    "next-hearing": ["2026-04-01", "dont-know"],
    "age-then": [0, 17],
    "video": ["yes", "no"],
    "urgent": [["medicine"], ["minor", "medicine"], "dont-know"],
    "sharing": [{"icrc": False}],
    "sharing.icrc": [True],
    "last-seen": [{"when": "2024", "where": "dont-know"}],
    "text": ["dont-know", "\u0085a"],
}
_REFUSED: dict[str, list[tuple[Any, str]]] = {
    "holder": [("nobody", "not-an-option"), (["russia"], "wrong-type"), ("", "not-an-option")],
    "category": [("dont-know", "not-an-option")],
    "full-name": [
        ("я" * 201, "too-long"),
        ("🕊" * 201, "too-long"),
        ("", "blank"),
        ("\u00a0\u2003\u0085\u001c\n", "blank"),
        ("a\ud83d", "wrong-type"),
        ("\udc00\ud83d", "wrong-type"),
        (7, "wrong-type"),
        (None, "wrong-type"),
        (True, "wrong-type"),
        ({}, "wrong-type"),
    ],
    "other-names": [
        ([], "blank"),
        (["a"] * 9, "too-many"),
        (["a", "a"], "repeated"),
        (["a", " "], "blank"),
        (["a", 1], "wrong-type"),
        ("a", "wrong-type"),
    ],
    "birth": [
        ("1987-02-30", "date-invalid"),
        ("2023-02-29", "date-invalid"),
        ("2100-02-29", "date-invalid"),
        ("1987-13", "date-invalid"),
        ("1987-00", "date-invalid"),
        ("1987-5", "date-invalid"),
        ("03.05.1987", "date-invalid"),
        ("1987-05-03 ", "date-invalid"),
        ("1987-05-03\n", "date-invalid"),
        ("１９８７", "date-invalid"),
        ("1899", "date-invalid"),
        ("2101", "date-invalid"),
        (-1, "date-invalid"),
        (121, "date-invalid"),
        (37.5, "wrong-type"),
        (True, "wrong-type"),
    ],
    "last-seen.when": [(37, "wrong-type")],
    "next-hearing": [("2026-04", "date-invalid"), ("2026", "date-invalid"), ("2026-04-31", "date-invalid")],
    "age-then": [(18, "number-range"), (-1, "number-range"), ("7", "wrong-type"), (True, "wrong-type")],
    "video": [(True, "wrong-type"), ("perhaps", "not-an-option")],
    "urgent": [
        ([], "blank"),
        (["rank"], "not-an-option"),
        ([{}], "wrong-type"),
        (["minor", "minor"], "repeated"),
        (["minor"] * 7, "too-many"),
        (["dont-know"], "not-an-option"),
        ("medicine", "wrong-type"),
    ],
    "sharing": [
        ({}, "blank"),
        ([], "wrong-type"),
        ({"who": True}, "unknown-field"),
        ("dont-know", "wrong-type"),
    ],
    "sharing.icrc": [("yes", "wrong-type"), ("dont-know", "wrong-type"), (1, "wrong-type")],
    "last-seen": [
        ({"when": 5}, "wrong-type"),
        ({"how": "rumour"}, "not-an-option"),
        ({"A b": 1}, "unknown-field"),
    ],
    "attachments": [(["a"], "unknown-field")],
}


def _values(workshop: Any) -> None:
    file = workshop.file("form/value", "Whether one value answers one field.")
    for path, values in _ACCEPTED.items():
        for number, value in enumerate(values, 1):
            file.accept(f"{path}, good {number}", path=path, value=as_json(value))
    for path, refused in _REFUSED.items():
        for number, (value, code) in enumerate(refused, 1):
            file.refuse(f"{path}, bad {number}", f"form-{code}", path=path, value=as_json(value))


_DATES = (
    "1987", "5.1987", "3.5.1987", "03.05.1987", "3,5,1987", "3. 5. 1987", "3 5 1987", "3.5.1987.",
    "3.5.1987 р.", "1987 рік", "1987 г.", "3 травня 1987", "3 травня 1987 року", "травень 1987",
    "трав. 1987", "3 ТРАВНЯ 1987 Р.", "3 мая 1987", "3 мая 1987 года", "май 1987 г.",
    "3 ма\u0438\u0306 1987", "3 сент. 1987", "3 May 1987", "May 3, 1987", "may 1987", "03 Sept 1987",
    "1 лют 2026", "1\u00a0лютого\u00a02026", "31 листопада 2025", "31.13.1987",
)  # fmt: skip
_NO_DATES = (
    "", "?", "1987-05-03", "1987-05", "3/5/1987", "3-5-1987", "1987.05.03", "5", "3.5", "3 мая", "мая",
    "ма 1987", "3 May May 1987", "May June 1987", "3 4 мая 1987", "1.2.3.1987", "весна 1987",
    "3 травняя 1987", "003.5.1987", "3.5.19871", "٣.٥.١٩٨٧", "3.5.87 або 88", "1987 рокі",
)  # fmt: skip
_SHORT_YEARS = (
    "87", "5.87", "3.5.87", "03.05.87", "3 травня 87", "3 травня 87 р.", "3 мая 87", "May 3, 87", "3 05",
)  # fmt: skip


def _dates(workshop: Any) -> None:
    file = workshop.file("form/typed-date", "A date as people type it, as the form has it.")
    for typed in _DATES:
        file.accept(f"a date, {typed}", typed=typed.encode())
    for typed in _NO_DATES:
        file.accept(f"as it is, {typed}", typed=typed.encode())
    for typed in _SHORT_YEARS:
        file.refuse(f"of either century, {typed}", "form-year-short", typed=typed.encode())


def _steps(workshop: Any) -> None:
    file = workshop.file("form/steps", "The questions that the answers so far call for.")
    for category in (*CATEGORY_ANSWERS, "not-sure"):
        file.accept(f"an inquiry, {category}", form=as_json({"category": category}), kind="inquiry")
    for kind in ("inquiry", "addition", "withdrawal", "probe"):
        file.accept(f"{kind}, nothing answered", form=b"{}", kind=kind)
    file.accept("asked before", form=as_json({"asked-before": "yes"}), kind="inquiry")

    child = {**SHORTEST, "category": "child", **CATEGORY_ANSWERS["child"]}
    seen = {"last-seen": {"when": "2024", "where": "там"}}
    file = workshop.file("form/answered", "A form with one more answer, without what it no longer calls for.")
    for name, form, path, value in (
        ("the first", {}, "language", "uk"),
        ("changed", SHORTEST, "holder", "russia"),
        ("another category", child, "category", "convict"),
        ("the same category", child, "category", "child"),
        ("the first of a group", SHORTEST, "last-seen.when", "2024"),
        ("another of a group", seen, "last-seen.how", "self"),
        ("no longer asked before", {"asked-before": "yes", "asked-when": "2025"}, "asked-before", "no"),
    ):
        file.accept(name, form=as_json(form), path=path, value=as_json(value))
    file.refuse("wrong", "form-not-an-option", form=b"{}", path="holder", value=as_json("nobody"))
    file.refuse("wrong in a group", "form-wrong-type", form=b"{}", path="last-seen.when", value=b"5")

    file = workshop.file("form/skipped", "A form without one of its answers.")
    for name, form, path in (
        ("required", SHORTEST, "holder"),
        ("not there", SHORTEST, "home"),
        ("others hang on it", child, "category"),
        ("of a group", seen, "last-seen.when"),
        ("the last of a group", {"sharing": {"icrc": True}}, "sharing.icrc"),
        ("of a group that is not there", SHORTEST, "sharing.icrc"),
    ):
        file.accept(name, form=as_json(form), path=path)

    file = workshop.file("form/sibling", "What the letter about the next person of a group begins with.")
    for name, form in {"child": child, "shortest": SHORTEST, "nothing": {}, "seen": seen}.items():
        file.accept(name, form=as_json(form))


def _words(workshop: Any) -> None:
    file = workshop.file(
        "passphrase/contains", "Whether ten words spell a passphrase, with few others between."
    )
    latin = str.maketrans({chr(letter): chr(key) for key, letter in LAYOUTS["uk"].items()})
    for language, wordlist in wordlists.load().items():
        words = encode(ENTROPY, wordlist)
        for name, text in {
            "alone": " ".join(words),
            "among others": f"Це мої слова: {', '.join(words).upper()}. And so on.",
            "numbered": "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1)),
            "four letters": " ".join(word[:4] for word in words),
            "with one between": " ".join([*words[:5], "xxxx", *words[5:]]),
            "with as many between as may be": f" {'xxxx ' * BETWEEN_MAX}".join(words),
            "with one more between once": " ".join([*words[:5], *["xxxx"] * (BETWEEN_MAX + 1), *words[5:]]),
            "with another of the list between": " ".join([*words[:5], wordlist.words[1], *words[5:]]),
            "with a word of the list between all": f" my {wordlist.words[1]} is ".join(words),
            "nine": " ".join(words[1:]),
            "exchanged": " ".join([words[1], words[0], *words[2:]]),
        }.items():
            file.accept(f"{language}, {name}", text=text.encode())
    twice = encode(bytes(13), wordlists.load()["uk"])
    for name, between in {"in a row": " ", "with others between": " xxxx "}.items():
        file.accept(f"a word that comes more than once, {name}", text=between.join(twice).encode())
    typed = " ".join(encode(ENTROPY, wordlists.load()["uk"])).translate(latin)
    file.accept("uk, typed on a Latin layout, among others", text=f"здрастуйте {typed} ось".encode())
    for text in ("", "a", "слово " * 30):
        file.accept(f"{len(text)} letters of something else", text=text.encode())

    words = encode(ENTROPY, wordlists.load()["ru"])
    file = workshop.file("form/no-words", "Whether an answer is free of the ten words of a letter.")
    for path, value in (("text", "a"), ("urgent", ["minor"]), ("birth", 37), ("sharing", {"icrc": True})):
        file.accept(path, path=path, value=as_json(value))
    for path, value in (
        ("text", " ".join(words)),
        ("siblings", words),
        ("last-seen", {"where": "\n".join(words)}),
        ("", {"text": "words: " + " ".join(words)}),
    ):
        file.refuse(f"words in {path or 'a form'}", "form-holds-words", path=path, value=as_json(value))
