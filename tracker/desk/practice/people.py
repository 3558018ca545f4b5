"""People who do not exist, and how their relatives would write their names (pure, from a seed).

Every family name says that it is made up, every place too; given names are ordinary, so that one person is
Микола, Николай and Mykola as in real letters.
"""

from dataclasses import dataclass
from random import Random

from translitua import RussianInternationalPassport, translit

UKRAINIAN, RUSSIAN, LATIN = "uk", "ru", "en"

# Given name and patronymic of a son and a daughter: Ukrainian, then Russian.
_MEN = (
    ("Олександр", "Александр", "Олександрович", "Олександрівна", "Александрович", "Александровна"),
    ("Микола", "Николай", "Миколайович", "Миколаївна", "Николаевич", "Николаевна"),
    ("Дмитро", "Дмитрий", "Дмитрович", "Дмитрівна", "Дмитриевич", "Дмитриевна"),
    ("Сергій", "Сергей", "Сергійович", "Сергіївна", "Сергеевич", "Сергеевна"),
    ("Андрій", "Андрей", "Андрійович", "Андріївна", "Андреевич", "Андреевна"),
    ("Михайло", "Михаил", "Михайлович", "Михайлівна", "Михайлович", "Михайловна"),
    ("Володимир", "Владимир", "Володимирович", "Володимирівна", "Владимирович", "Владимировна"),
    ("Петро", "Пётр", "Петрович", "Петрівна", "Петрович", "Петровна"),
    ("Євген", "Евгений", "Євгенович", "Євгенівна", "Евгеньевич", "Евгеньевна"),
    ("Григорій", "Григорий", "Григорович", "Григорівна", "Григорьевич", "Григорьевна"),
)
_WOMEN = (
    ("Олена", "Елена"),
    ("Ганна", "Анна"),
    ("Юлія", "Юлия"),
    ("Наталія", "Наталья"),
    ("Тетяна", "Татьяна"),
    ("Катерина", "Екатерина"),
    ("Ірина", "Ирина"),
    ("Марія", "Мария"),
    ("Софія", "София"),
    ("Дарина", "Дарья"),
)
# Family names of a man and a woman: Ukrainian, then Russian.
_FAMILIES = (
    ("Вигаданенко", "Вигаданенко", "Выгаданенко", "Выгаданенко"),
    ("Прикладенко", "Прикладенко", "Прикладенко", "Прикладенко"),
    ("Неіснуючий", "Неіснуюча", "Неиснующий", "Неиснующая"),
    ("Казковий", "Казкова", "Казковый", "Казковая"),
    ("Вправненко", "Вправненко", "Вправненко", "Вправненко"),
    ("Небувальський", "Небувальська", "Небывальский", "Небывальская"),
    ("Умовний", "Умовна", "Умовный", "Умовная"),
    ("Навчальнюк", "Навчальнюк", "Навчальнюк", "Навчальнюк"),
    ("Зразківський", "Зразківська", "Зразковский", "Зразковская"),
    ("Вимислов", "Вимислова", "Вымыслов", "Вымыслова"),
    ("Фантазійчук", "Фантазійчук", "Фантазийчук", "Фантазийчук"),
    ("Байкаренко", "Байкаренко", "Байкаренко", "Байкаренко"),
    ("Тренувальнюк", "Тренувальнюк", "Тренувальнюк", "Тренувальнюк"),
    ("Мрійников", "Мрійникова", "Мрийников", "Мрийникова"),
    ("Уявний", "Уявна", "Уявный", "Уявная"),
    ("Придуманко", "Придуманко", "Придуманко", "Придуманко"),
    ("Хтосенко", "Хтосенко", "Хтосенко", "Хтосенко"),
    ("Деякий", "Деяка", "Деякий", "Деякая"),
    ("Якийсенко", "Якийсенко", "Якийсенко", "Якийсенко"),
    ("Позаданчук", "Позаданчук", "Позаданчук", "Позаданчук"),
)
PLACES = (
    ("Вигадане", "Выгаданное"),
    ("Прикладівка", "Прикладовка"),
    ("Небуваль", "Небываль"),
    ("Зразкове", "Зразковое"),
    ("Казкове", "Казковое"),
    ("Нізвідки", "Низвидки"),
    ("Уявне", "Уявное"),
)


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. ``birth`` is year, month, day; names are places in the tables."""

    given: int
    father: int
    family: int
    is_female: bool
    birth: tuple[int, int, int]
    home: int

    def name(self, language: str) -> str:
        """Family name, given name, patronymic; in English letters, given name and family name."""
        if language == LATIN:
            return f"{_latin(self._given(UKRAINIAN))} {_latin(self._family(UKRAINIAN))}"
        return f"{self._family(language)} {self._given(language)} {self._patronymic(language)}"

    def passport_name(self) -> str:
        """As an older document writes the Russian form in Latin letters."""
        words = (self._family(RUSSIAN), self._given(RUSSIAN))
        return " ".join(translit(word, RussianInternationalPassport) for word in words).upper()

    def place(self, language: str) -> str:
        """Where the person lived."""
        uk, ru = PLACES[self.home]
        return {UKRAINIAN: uk, RUSSIAN: ru, LATIN: _latin(uk)}[language]

    def _given(self, language: str) -> str:
        table = _WOMEN if self.is_female else _MEN
        return table[self.given][language == RUSSIAN]

    def _family(self, language: str) -> str:
        return _FAMILIES[self.family][2 * (language == RUSSIAN) + self.is_female]

    def _patronymic(self, language: str) -> str:
        return _MEN[self.father][2 + 2 * (language == RUSSIAN) + self.is_female]


def draw_person(rng: Random, year: int, youngest: int, oldest: int, is_female: bool | None = None) -> Person:
    """Somebody who is between two ages in ``year``."""
    female = rng.random() < 0.5 if is_female is None else is_female
    birth = (year - rng.randint(youngest, oldest), rng.randint(1, 12), rng.randint(1, 28))
    given, father = rng.randrange(len(_WOMEN if female else _MEN)), rng.randrange(len(_MEN))
    return Person(given, father, rng.randrange(len(_FAMILIES)), female, birth, rng.randrange(len(PLACES)))


def _latin(word: str) -> str:
    return translit(word)
