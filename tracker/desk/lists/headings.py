"""Headings of columns in Ukrainian, Russian and English (pure; docs/spec/lists.md, "Mapping")."""

import re

from tracker.desk.lists.mapping import Role

# In this order: the first that fits is meant. Words that a heading holds, in the three languages.
_RULES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (
        Role.ORDINAL,
        (r"^(?:№|n|no|nr|#|n°|num)[\s.]*(?:[зп]\W*п|пор\w*)?\W*$", r"^(?:номер )?[зп]\W*п\W*$", "порядк"),
    ),
    (Role.OTHER_NAMES, (r"інш\w+ (?:ім|прізв)", r"други\w+ (?:имен|фам)", "дівоч", "девич")),
    (Role.OTHER_NAMES, (r"попередн\w+ прізв", r"прежн\w+ фам", "alias", "other names", "maiden", "former")),
    (Role.FULL_NAME, (r"^п\W*[іi]\W*[бп]\W*$", r"^ф\W*и\W*о\W*$", r"\bпіб\b", r"\bфио\b", "^особа$")),
    (Role.FULL_NAME, (r"full\W*name", "^names?$", "^person$")),
    (Role.BIRTH, ("народж", "рожд", r"\bр\.?\s?н\b", r"\bг\.?\s?р\b", r"\bд\.?\s?[нр]\.?$")),
    (Role.BIRTH, ("дата нар", "рік нар", "birth", "born", r"\bdob\b", "^рік$", "^год$", "^year$")),
    (Role.BIRTH, ("^день$", "^місяць$", "^месяц$", "^day$", "^month$")),
    (Role.PATRONYMIC, ("батьков", "отчеств", "patronym", "middle")),
    (Role.SURNAME, ("прізвищ", "фамили", "surname", r"last\W*name", r"family\W*name")),
    (Role.GIVEN_NAME, (r"^(?:власне )?[іi]м.?[яʼ']", r"\bімя\b", r"\bимя\b", "given", r"first\W*name")),
    (Role.AGE, (r"^вік\b", "возраст", r"^age\b", "повних років", "полных лет")),
    (Role.SEX, (r"^стать\b", r"^пол\b", "^sex$", "gender")),
    (Role.RANK, ("званн", "звани", "rank", "посад", "должн", "частин", "в/ч", r"\bчасть")),
    (Role.RANK, ("підрозд", "подраздел", "^unit")),
    (Role.STATUS_DATE, ("дата", "коли ", "когда ", "date", "станом на")),
    (Role.PLACE, ("місц", "место", "регіон", "регион", "област", "place", "location", "утриму", "содерж")),
    (Role.PLACE, ("адрес", "установ", "учрежд", "місто", "город", "region", "facility", "detention")),
    (Role.STATUS, ("статус", r"^стан\b", "состояни", "status", "результат", "відомост", "сведени")),
    (Role.STATUS, ("обмін", "обмен", "exchange", "доля", "судьба")),
    (Role.RECORD, ("реєстр", "реестр", "справ", r"дел[оа]\b", r"\bcase\b", r"\bid\b", "record")),
    (Role.RECORD, ("паспорт", "passport")),
    (Role.RECORD, ("номер", "number", "^код")),
    (Role.REMARK, ("приміт", "примеч", "комент", "коммент", "remark", "note", "comment", r"^прим\.?$")),
    (Role.REMARK, ("додатков", "дополн")),
)
_COMPILED = tuple((role, re.compile("|".join(patterns))) for role, patterns in _RULES)
_PATTERN = dict(_COMPILED)
_LONGEST = 80
_BIRTHPLACE = re.compile(r"(?:місц|место|place)\w* (?:of )?(?:народж|рожд|birth)")
_NAME_WORD = re.compile(r"\b(?:ім.?я|імя|имя)\b")


def role_of(heading: str) -> Role:
    """What a heading says of its column; ``other`` if it says nothing that is known here."""
    text = " ".join(heading.casefold().replace("ʼ", "'").replace("’", "'").split())
    if not text or len(text) > _LONGEST:
        return Role.OTHER
    if _BIRTHPLACE.search(text):
        return Role.PLACE
    parts = [bool(_PATTERN[Role.SURNAME].search(text)), bool(_NAME_WORD.search(text))]
    parts.append(bool(_PATTERN[Role.PATRONYMIC].search(text)))
    if sum(parts) >= 2:
        return Role.FULL_NAME
    return next((role for role, pattern in _COMPILED if pattern.search(text)), Role.OTHER)
