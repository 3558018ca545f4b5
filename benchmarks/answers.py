"""Answers to every inquiry of a desk: the ready text of a template, or words of a caseworker's own."""

import random
from collections.abc import Callable

from tests.vectors import cast
from tracker.desk.acting import append_act
from tracker.desk.acts import Answer
from tracker.desk.answering import complete_answer
from tracker.desk.case import Case
from tracker.desk.replies import templates
from tracker.desk.vault import Vault

_TRANSACTION = 2_000
_LINE_WORDS = 12
_WORDS = (
    "ми", "отримали", "вашого", "листа", "та", "продовжуємо", "шукати", "у", "списках", "які", "маємо",
    "зараз", "нових", "відомостей", "немає", "але", "робота", "триває", "просимо", "перевіряти", "сторінку",
    "раз", "на", "тиждень", "якщо", "з'являться", "документи", "надішліть", "їх", "будь", "ласка",
)  # fmt: skip


def answer_all(vault: Vault, text_of: Callable[[Case], str]) -> None:
    """Writes each open inquiry an answer of this text: tracing goes on."""
    cases = list(vault.desk.cases.values())
    for first in range(0, len(cases), _TRANSACTION):
        with vault.transaction():
            for case in cases[first : first + _TRANSACTION]:
                given = {**templates.find_template("being-traced").draft, "text": text_of(case)}
                append_act(vault, case, Answer(complete_answer(case, given, cast.NOW), {}), cast.NOW)


def ready_text(case: Case) -> str:
    """The template's words: the same for all families of one language."""
    template = templates.find_template("being-traced")
    return templates.fill(template, template.draft, case.language)


def own_text(rng: random.Random, letters: int) -> str:
    """Lines of Ukrainian words, about so many letters in all, as no other answer has them."""
    lines: list[str] = []
    while sum(map(len, lines)) < letters:
        lines.append(" ".join(rng.choices(_WORDS, k=_LINE_WORDS)).capitalize() + ".")
    return "\n".join(lines)
