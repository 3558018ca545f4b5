"""Fictional people with a key to the truth: common given names, invented surnames, in Ukrainian and Russian.

A surname is syllables drawn by chance and a usual ending; likeness to a real person's is chance.
"""

import random
from dataclasses import dataclass

_MEN = """
Олександр Александр Олександрович Александрович|Сергій Сергей Сергійович Сергеевич
Володимир Владимир Володимирович Владимирович|Андрій Андрей Андрійович Андреевич
Микола Николай Миколайович Николаевич|Іван Иван Іванович Иванович|Василь Василий Васильович Васильевич
Олексій Алексей Олексійович Алексеевич|Віктор Виктор Вікторович Викторович|Юрій Юрий Юрійович Юрьевич
Дмитро Дмитрий Дмитрович Дмитриевич|Михайло Михаил Михайлович Михайлович|Євген Евгений Євгенович Евгеньевич
Анатолій Анатолий Анатолійович Анатольевич|Максим Максим Максимович Максимович|Роман Роман Романович Романович
Ігор Игорь Ігорович Игоревич|Павло Павел Павлович Павлович|Петро Пётр Петрович Петрович
Віталій Виталий Віталійович Витальевич|Олег Олег Олегович Олегович|Богдан Богдан Богданович Богданович
Артем Артём Артемович Артёмович|Ілля Илья Ілліч Ильич|Денис Денис Денисович Денисович
Григорій Григорий Григорович Григорьевич|Степан Степан Степанович Степанович|Яків Яков Якович Яковлевич
Федір Фёдор Федорович Фёдорович|Кирило Кирилл Кирилович Кириллович|Назар Назар Назарович Назарович
Тимофій Тимофей Тимофійович Тимофеевич|Данило Даниил Данилович Даниилович|Матвій Матвей Матвійович Матвеевич
Орест Орест Орестович Орестович|Зиновій Зиновий Зиновійович Зиновьевич|Аркадій Аркадий Аркадійович Аркадьевич
"""
_WOMEN = """
Олена Елена|Наталія Наталья|Тетяна Татьяна|Ольга Ольга|Ірина Ирина
Людмила Людмила|Оксана Оксана|Світлана Светлана|Марія Мария|Галина Галина
Катерина Екатерина|Анна Анна|Юлія Юлия|Надія Надежда|Валентина Валентина
Любов Любовь|Вікторія Виктория|Дар'я Дарья|Анастасія Анастасия|Ганна Анна
Софія София|Христина Кристина|Ксенія Ксения|Віра Вера|Лариса Лариса
Уляна Ульяна|Зінаїда Зинаида|Олександра Александра|Мар'яна Марьяна|Стефанія Стефания
Емма Эмма
"""
SHORT = {
    "Олександр": "Сашко", "Сергій": "Сергійко", "Володимир": "Вова", "Микола": "Коля", "Іван": "Ваня",
    "Василь": "Вася", "Дмитро": "Діма", "Михайло": "Міша", "Євген": "Женя", "Павло": "Паша", "Петро": "Петя",
    "Анатолій": "Толя", "Олена": "Лена", "Наталія": "Наташа", "Тетяна": "Таня", "Марія": "Маша",
    "Катерина": "Катя", "Анастасія": "Настя", "Надія": "Надя", "Світлана": "Света", "Людмила": "Люда",
}  # fmt: skip
# Ukrainian and Russian letters of invented syllables; endings: Ukrainian, Russian, each for men and women.
_ONSETS = (*"бвгджзклмнпрстхцчшщ", "бр", "гл", "др", "кл", "кр", "пл", "ст", "тр", "хв")
_VOWELS = (("а", "а"), ("о", "о"), ("у", "у"), ("е", "е"), ("и", "и"), ("і", "и"))
_CODAS = ("", "", "", "р", "л", "н", "в")
_ENDINGS = (
    "енко енко енко енко", "енко енко енко енко", "ук ук ук ук", "чук чук чук чук", "ський ська ский ская",
    "цький цька цкий цкая", "ов ова ов ова", "ьов ьова ёв ёва", "ин ина ин ина", "ець ець ец ец",
    "ак ак ак ак", "ай ай ай ай", "ко ко ко ко", "юк юк юк юк", "яник яник яник яник",
)  # fmt: skip
_TOWNS = (
    "Вербопіль", "Калинодар", "Синьогір", "Житоград", "Озерськ", "Високополь", "Тернівське", "Маякове",
)  # fmt: skip


@dataclass(frozen=True)
class Surname:
    """One family's name, as four spellings."""

    uk: tuple[str, str]
    ru: tuple[str, str]

    def written(self, language: str, female: bool) -> str:
        """For a man or a woman, in ``uk`` or ``ru``."""
        return (self.uk if language == "uk" else self.ru)[female]


@dataclass(frozen=True)
class Truth:
    """Who a person really is; ``given`` and ``father`` in both languages, the father's with patronymics."""

    key: str
    female: bool
    surname: Surname
    maiden: Surname | None
    given: tuple[str, ...]
    father: tuple[str, ...]
    born: tuple[int, int, int]
    town: str

    def name(self, language: str) -> tuple[str, str, str]:
        """Surname, given name and patronymic in ``uk`` or ``ru``."""
        patronymic = self.father[2 if language == "uk" else 3]
        if self.female:
            patronymic = _of_daughter(patronymic, language)
        return self.surname.written(language, self.female), self.given[language == "ru"], patronymic


def people(rng: random.Random, count: int) -> list[Truth]:
    """So many people: namesakes by chance, and every tenth a brother or sister of the one before."""
    men, women = (_rows(table) for table in (_MEN, _WOMEN))
    surnames = [_surname(rng) for _ in range(max(count // 3, 30))]
    found: list[Truth] = []
    for number in range(count):
        female = rng.random() < 0.4
        sibling = found[-1] if found and rng.random() < 0.1 else None
        found.append(
            Truth(
                key=f"p{number:06d}",
                female=female,
                surname=sibling.surname if sibling else _common_first(rng, surnames),
                maiden=_common_first(rng, surnames) if female and rng.random() < 0.6 else None,
                given=_common_first(rng, women if female else men),
                father=sibling.father if sibling else _common_first(rng, men),
                born=(int(rng.triangular(1940, 2018, 1988)), rng.randint(1, 12), rng.randint(1, 28)),
                town=rng.choice(_TOWNS),
            )
        )
    return found


def _rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(row.split()) for row in table.strip().replace("\n", "|").split("|")]


def _common_first(rng: random.Random, choices: list) -> object:
    """The first of a list far more often than the last, as with names."""
    return choices[int(len(choices) * rng.random() ** 1.6)]


def _surname(rng: random.Random) -> Surname:
    uk, ru = "", ""
    for _ in range(rng.choice((1, 2, 2, 2))):
        onset, (ours, theirs), coda = rng.choice(_ONSETS), rng.choice(_VOWELS), rng.choice(_CODAS)
        uk, ru = uk + onset + ours + coda, ru + onset + theirs + coda
    last = rng.choice("бвдзклмнпрст")
    endings = rng.choice(_ENDINGS).split()
    spelled = [
        (stem + last + ending).capitalize() for stem, ending in zip((uk, uk, ru, ru), endings, strict=True)
    ]
    return Surname((spelled[0], spelled[1]), (spelled[2], spelled[3]))


def _of_daughter(patronymic: str, language: str) -> str:
    if patronymic in ("Ілліч", "Ильич"):
        return {"uk": "Іллівна", "ru": "Ильинична"}[language]
    stem = patronymic.removesuffix("ович" if patronymic.endswith("ович") else "евич")
    if language == "ru":
        return stem + ("овна" if patronymic.endswith("ович") else "евна")
    return stem.removesuffix("й") + ("ївна" if stem.endswith("й") else "івна")
