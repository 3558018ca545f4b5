"""What the letters of the practice vault say, in three languages. Nothing in it happened to anybody."""

from random import Random

_WORDS = {
    "uk": {
        "addition": "Вправа: звільнена людина бачила цю людину взимку. Підтвердити не можемо.",
        "court": "Вигаданий районний суд",
        "facility": "вигадана установа № {number}",
        "wait": "вправа: чекаємо на відповідь з іншої установи",
        "note": "Вправа: подивитися ще раз у новому списку.",
        "escalate": "вправа: потрібні ліки",
        "answer": "Вправа. Ми прочитали ваш запит і шукаємо далі.",
    },
    "ru": {
        "addition": "Упражнение: освобождённый человек видел его зимой. Подтвердить не можем.",
        "court": "Выдуманный районный суд",
        "facility": "выдуманное учреждение № {number}",
        "wait": "упражнение: ждём ответа из другого учреждения",
        "answer": "Упражнение. Мы прочитали ваш запрос и ищем дальше.",
    },
    "en": {
        "addition": "Exercise: somebody who was released saw this person in winter. We cannot confirm it.",
        "court": "Invented district court",
        "facility": "invented institution no. {number}",
        "wait": "exercise: another office was asked",
        "answer": "An exercise. We have read your inquiry and go on looking.",
    },
}
_CIRCUMSTANCES = {
    "uk": (
        "Вправа: вийшов з дому по хліб і не повернувся. Сусіди бачили автобус.",
        "Вправа: востаннє дзвонила навесні, казала, що їх кудись перевозять.",
        "Вправа: потрібні ліки щодня, з собою було на два тижні.\nБудь ласка, скажіть хоч щось.",
        "Вправа: у списку, який нам показали, прізвище написане з помилкою.",
        "Вправа: чи можна передати листа? ✉️ Ми дуже чекаємо.",
    ),
    "ru": (
        "Упражнение: забрали на проверке, обещали отпустить вечером.",
        "Упражнение: письмо пришло в конце зимы, без обратного адреса.",
        "Упражнение: заседание переносили три раза, защитника не пускают.",
        "Упражнение: он плохо слышит и может не ответить на своё имя.",
        "Упражнение: просим сообщить, жив ли, и больше ничего.",
    ),
    "en": (
        "Exercise: we live abroad and have heard nothing since the spring.",
        "Exercise: a relative in another town may be asking too; we are not in touch.",
        "Exercise: her passport spells the name differently, see below.",
    ),
}
FACILITIES = 12


def words(language: str, which: str) -> str:
    """A sentence of the practice vault: ``addition``, ``court``, ``wait``, ``note`` and so on."""
    return _WORDS[language][which]


def facility(rng: Random, language: str) -> str:
    """A place that does not exist."""
    return _WORDS[language]["facility"].format(number=rng.randint(1, FACILITIES))


def circumstances(rng: Random, language: str) -> str:
    """What a family tells."""
    return rng.choice(_CIRCUMSTANCES[language])
