"""A tour of all screens, in the order of a family's way, with everything that may stand on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.family import Family
from tests.browser.line import Line
from tests.simulators.hostile_server import refusal

# Questions of every kind; the others look like one of them.
SHOWN = (
    "holder", "category", "full-name", "other-names", "birth", "last-seen.when", "age-then", "siblings",
    "languages", "relation", "urgent", "asked-before", "sharing.match", "text", "attachments",
)  # fmt: skip
FORM: dict[str, Any] = {
    "holder": "russia",
    "category": "child",
    "full-name": "Вигадана Дитина",
    "other-names": ["Выдуманный Ребёнок", "Imaginary Child"],
    "birth": "2015-05",
    "home": "місто Вигадане",
    "last-seen": {"when": "2022-03", "where": "дитячий будинок у Неіснуючому", "how": "relative"},
    "age-then": 6,
    "siblings": ["Вигаданий Брат"],
    "languages": ["ukrainian", "crimean-tatar"],
    "relation": "close-family",
    "urgent": ["medicine", "minor"],
    "wants": ["alive", "where"],
    "asked-before": "no",
    "sharing": {"match": True},
    "text": "Зв’язок обірвався в березні. Ми чекаємо 🕊️.",
}
MONTH = 30 * 86400 * 1000


@dataclass
class Tour:
    """What a tour needs: a family, the line that it is on, words with an answer, a picture to attach."""

    family: Family
    line: Line
    paper: list[str]
    picture: Path

    def screens(self) -> Iterator[str]:
        """Goes on to the next screen each time; gives its name."""
        yield from self._asking()
        yield from self._sending()
        yield from self._looking()
        yield from self._ends()

    def _asking(self) -> Iterator[str]:
        family = self.family
        family.open()
        yield "start"
        family.begin()
        while family.screen("question", "review") == "question":
            path = family.question()
            if path == "full-name":
                family.do("next")
                family.page.wait("() => !document.querySelector('#screen [data-slot=error]').hidden")
                yield "question-refused"
            self._prepare(path)
            if path in SHOWN:
                yield f"question-{path}"
            family.go_on(path, given=path == "attachments" or _at(path) is not None)
        yield "review"
        family.do("next")
        family.read_words()
        yield "words"
        family.do("next")
        family.screen("retype")
        yield "retype"
        family.type_words(["щщщщщ", *family.paper[1:]])
        family.page.wait("() => !document.querySelector('#screen [data-slot=error]').hidden")
        yield "retype-refused"

    def _prepare(self, path: str) -> None:
        if path == "attachments":
            self.family.attach(self.picture)
        elif _at(path) is not None:
            self.family.enter(_at(path))

    def _sending(self) -> Iterator[str]:
        family, line = self.family, self.line
        held = line.hold("/intake")
        line.mute.add("/intake")
        family.type_words(family.paper)
        held.until_asked()
        family.at_work("sending")
        yield "sending"
        held.let_go()
        family.screen("lost")
        yield "lost"
        family.do("retry")
        family.screen("sent")
        yield "sent"
        family.end()
        yield "ended"

    def _looking(self) -> Iterator[str]:
        family, line = self.family, self.line
        family.do("start")
        family.page.wait("() => document.querySelector('#start-actions')?.hidden === false")
        family.do("check")
        family.screen("words-in")
        yield "words-in"
        family.type_words(family.paper[:9])
        family.page.wait("() => !document.querySelector('#screen [data-slot=error]').hidden")
        yield "words-in-refused"
        held = line.hold("/keyring/0")
        family.type_words(family.paper)
        family.at_work("working")
        yield "working"
        held.let_go()
        family.screen("answer")
        yield "answer-none"
        family.paper = self.paper
        family.open().check()
        yield "answer"
        family.do("withdraw")
        family.screen("withdraw")
        yield "withdraw"

    def _ends(self) -> Iterator[str]:
        family, line = self.family, self.line
        family.do("back")
        family.screen("answer")
        family.do("add")
        family.question()
        family.put("Почате")
        family.do("back")
        family.screen("answer")
        family.do("withdraw")
        family.screen("drop")
        yield "drop"
        line.alter["/keyring/0"] = lambda _reply: refusal("busy", 503)
        family.open().do("ask")
        family.page.wait("() => document.body.dataset.screen === 'failed'")
        yield "failed"
        line.alter.clear()
        family.page.before("(shift) => { const real = Date.now; Date.now = () => real() + shift }", MONTH)
        family.open().check()
        yield "answer-late"
        family.page.before("() => { delete Element.prototype.attachShadow }")
        family.page.goto(f"{family.url}/{family.language}/")
        family.page.wait("() => document.body.dataset.screen === 'old'")
        yield "old"


def _at(path: str) -> Any:
    value: Any = FORM
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
