"""Given names that are one name: Микола, Николай, Коля, Nicholas. By how they sound, in any script.

Rows: the sex; formal names in Ukrainian and Russian; what families call them; other Latin spellings.
A short form may belong to several names (Саша), and to both sexes.
"""

from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import OSA

from tracker.desk.matching.sounds import fold

_ROWS = """
m|Олександр Александр Олександер|Саша Сашко Олесь Лесь Шура Саня Сашка Сашенька|Alexander Alex Aleksander
m|Олексій Алексей Олекса|Олексійко Альоша Алёша Льоша Лёша|Alexey Alexei Alexis
m|Андрій Андрей|Андрійко Андрюша Андрюха|Andrew Andre
m|Анатолій Анатолий|Толя Толік Толик|Anatole
m|Антон Антін|Антоша Тоша|Anthony Anton
m|Артем Артём Артемій|Тьома Тёма Артемко|Artemy
m|Арсен Арсений Арсеній|Сеня|
m|Богдан|Богданчик Бодя Даня|Bohdan
m|Борис|Боря|
m|Вадим|Вадик Вадимко|
m|Валентин|Валя Валик|Valentine
m|Валерій Валерий|Валера|Valery
m|Василь Василий|Вася Васько Василько|Basil Vasyl Wasyl
m|Віктор Виктор|Вітя Витя|Victor
m|Віталій Виталий|Віталік Виталик|Vitaly
m|Владислав|Влад Владик Славик Слава|
m|Володимир Владимир|Вова Вовчик Володя Вовка|Wladimir Vladimir
m|В'ячеслав Вячеслав|Славко Слава Славік|Viacheslav
m|Геннадій Геннадий|Гена|Gennady
m|Георгій Георгий Єгор Егор|Гоша Жора|George
m|Юрій Юрий|Юра Юрко|Yury Yuri
m|Григорій Григорий|Гриша Гриць Грицько|Gregory
m|Данило Даниил Данила|Даня Данилко Данька|Daniel
m|Денис|Дениско Дэн|Dennis
m|Дмитро Дмитрий|Діма Дима Митя Дмитрик|Dmitry Dimitri
m|Євген Евгений|Женя Жека Євгенко|Eugene Evgeny
m|Іван Иван|Ваня Івась Іванко Ванька|John Iwan
m|Ігор Игорь|Ігорко Игорёк|
m|Ілля Илья|Ілько Ілюша Илюша|Elias
m|Кирило Кирилл|Кирилко Кирюша|Cyril
m|Костянтин Константин|Костя Костик|Constantine
m|Леонід Леонид|Льоня Лёня|Leonidas
m|Лев Левко|Льова Лёва|Leo
m|Максим|Макс Максимко|Maxim Maksym
m|Марко Марк|Маркіян|Mark
m|Матвій Матвей|Мотя|Matthew
m|Микита Никита|Нікіта Ник|Nikita
m|Микола Николай|Коля Миколка Миколай Колян|Nicholas Nicolas
m|Михайло Михаил|Миша Міша Мишко Мишка|Michael
m|Назар Назарий|Назарко|
m|Олег|Олежко Олежка|Oleh
m|Остап Евстафий|Остапко|
m|Павло Павел|Паша Павлик Павлусь|Paul
m|Петро Пётр Петр|Петя Петрик|Peter
m|Роман|Рома Ромчик Ромко|
m|Ростислав|Ростик Слава|
m|Руслан|Русланчик Русик|
m|Святослав|Славко Свят Слава|
m|Семен Семён|Сеня Сенько|Simon
m|Сергій Сергей|Сергійко Серёжа Сережа Серьожа Серж|Serge Sergiusz
m|Станіслав Станислав|Стас Стасик Славік|Stanislaus
m|Степан|Стьопа Стёпа Степанко|Stephen Stefan
m|Тарас|Тарасик|
m|Тимофій Тимофей|Тимко Тима Тимоша|Timothy
m|Федір Фёдор|Федя Федько|Theodore Fedor
m|Філіпп Филипп Пилип|Філя Филя|Philip
m|Юліан Юлиан|Юлик|Julian
m|Яків Яков|Яша|Jacob James
m|Ярослав|Ярик Славко Ярко|
m|Макар|Макарко|
m|Захар|Захарко|
m|Гліб Глеб|Глебушка|
m|Едуард Эдуард|Едик Эдик|Edward
m|Мирон|Миронко|Myron
m|Давид|Давидко|David
m|Йосип Иосиф Осип|Йося Ося|Joseph
m|Прохор|Проша|
m|Еміль Эмиль|Еміл|Emil
m|Рустам Рустем|Рустик|
m|Ахмед Ахмет|Ахмедик|Ahmad
f|Олександра Александра Леся|Саша Шура Сашка Олеся Сашенька|Alexandra
f|Алла|Аллочка|
f|Аліна Алина|Алінка Алинка|
f|Анастасія Анастасия Настасія|Настя Настуся Ася|Anastasia
f|Ангеліна Ангелина|Геля Ліна|Angelina
f|Анна Ганна|Аня Ганнуся Анечка Галя Нюра Анюта|Anne Hanna Ann
f|Антоніна Антонина|Тоня|Antonina
f|Валентина|Валя|
f|Валерія Валерия|Лера|Valeria
f|Варвара|Варя|Barbara
f|Василина|Вася|
f|Вероніка Вероника|Ніка Ника|Veronica
f|Віра Вера|Вєра Верочка|Vera
f|Вікторія Виктория|Віка Вика|Victoria
f|Галина|Галя Галинка|
f|Дар'я Дарья Дарина|Даша Одарка|Daria
f|Діана Диана|Діанка|Diana
f|Єва Ева|Євочка|Eve Eva
f|Євгенія Евгения|Женя|Eugenia
f|Єлизавета Елизавета|Ліза Лиза|Elizabeth
f|Зінаїда Зинаида|Зіна Зина|
f|Зоя|Зойка Зоечка|Zoe
f|Інна Инна|Інночка|
f|Ірина Ирина|Іра Ира Іринка|Irene
f|Карина Каріна|Каринка|
f|Катерина Екатерина|Катя Катруся Катюша|Catherine Katherine Kateryna
f|Кіра Кира|Кірочка|
f|Ксенія Ксения Оксана Аксинья|Ксюша Ксеня Оксанка|Xenia
f|Лариса|Лара|
f|Лідія Лидия|Ліда Лида|Lydia
f|Любов Любовь|Люба Любочка|
f|Людмила|Люда Люся Мила|Ludmila
f|Маргарита|Рита Марго|Margaret
f|Марина Марія-Марина|Маринка|
f|Марія Мария|Маша Маруся Марійка Машенька|Mary Maria
f|Мар'яна Марьяна|Мар'янка|Mariana
f|Милана Мілана|Мила|
f|Надія Надежда|Надя Надійка|
f|Наталія Наталья Наталя|Наташа Ната Наталка|Natalie Nathalie
f|Ніна Нина|Ніночка|
f|Оксана|Ксана Ксюша|
f|Олена Елена Альона Алёна|Оленка Лена Леночка Єлена|Helen Helena
f|Ольга|Оля Олечка|Olga
f|Поліна Полина|Поля|Pauline
f|Раїса Раиса|Рая|
f|Світлана Светлана|Світланка Света Свєта|
f|Соломія Соломия|Соля Мія|Salome
f|Софія София Софья|Соня Софійка|Sophia Sofia
f|Таїсія Таисия|Тая|
f|Тамара|Тома|
f|Тетяна Татьяна|Таня Танюша Танечка|Tatiana Tanya
f|Уляна Ульяна|Уля|Juliana
f|Христина Кристина|Христя Кріся|Christina
f|Юлія Юлия|Юля Юлька|Julia
f|Яна|Яночка|
f|Ярослава|Славка Яся|
f|Злата|Златка|
f|Емілія Эмилия|Еміля Міля|Emilia
f|Аміна Амина|Амінка|
"""
# A shorter word may be anybody's surname; a longer one is still a given name after two slips.
_FEWEST_LETTERS, _TWO_SLIPS = 4, 8


def _read() -> dict[str, frozenset[int]]:
    found = defaultdict(set)
    for number, row in enumerate(_ROWS.split("\n")):
        for name in row.partition("|")[2].replace("|", " ").split():
            found[fold(name.casefold())].add(number)
    return {sound: frozenset(numbers) for sound, numbers in found.items()}


def _read_formal() -> dict[str, frozenset[int]]:
    rows = [row.split("|") for row in _ROWS.split("\n") if row]
    formal = (fold(name.casefold()) for row in rows for name in (row[1] + " " + row[3]).split())
    return {sound: _NAMES[sound] for sound in formal}


_NAMES = _read()
_FORMAL = _read_formal()


def _read_stems() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for sound in _FORMAL:
        stem = stem_of(sound)
        found[stem] = found.get(stem, frozenset()) | _NAMES[sound]
    return found


def stem_of(sound: str) -> str:
    """A folded name without its last vowels: what a patronymic is built on."""
    return sound.rstrip("aeiou") or sound


_STEMS = _read_stems()


@lru_cache(maxsize=100_000)
def names_of(sound: str) -> frozenset[int]:
    """The given names that a folded word may be, a misspelt one too; empty if it is none that we know."""
    return _NAMES.get(sound) or _nearest(sound, _FORMAL)


def is_known(sound: str) -> bool:
    """Whether a folded word is, without any slip, a given name that we know."""
    return sound in _NAMES


@lru_cache(maxsize=100_000)
def names_of_stem(stem: str) -> frozenset[int]:
    """The given names of which a patronymic may be built on this stem, a misspelt one too."""
    bare = stem_of(stem)
    return _STEMS.get(bare) or _nearest(bare, _STEMS)


def _nearest(sound: str, among: dict[str, frozenset[int]]) -> frozenset[int]:
    """What is fewest slips away, if these are few for its length."""
    if len(sound) < _FEWEST_LETTERS:
        return frozenset()
    most = 1 if len(sound) < _TWO_SLIPS else 2
    near = [(OSA.distance(sound, name, score_cutoff=most), rows) for name, rows in among.items()]
    least = min(slips for slips, _ in near)
    return (
        frozenset().union(*(rows for slips, rows in near if slips == least)) if least <= most else frozenset()
    )
