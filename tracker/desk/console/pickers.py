"""What an answer says beside its text, picked from the vocabulary (docs/spec/answer.md)."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Select, Static

from tracker.desk.console.answer_text import word
from tracker.desk.console.mark_list import MarkList
from tracker.desk.console.session import ConsoleSession
from tracker.desk.console.wording import say
from tracker.records.vocabulary import (
    BY_A_PERSON,
    CLOSED,
    CLOSED_WHY,
    CONDITIONS,
    CONFIDENCE,
    EXILE,
    KNOWLEDGE_BY_ID,
    LISTS,
    NONE,
    RELEASED,
    ROUTES,
    SOURCES,
    WITHDRAWN,
)

_CHOICES: dict[str, tuple[str, ...]] = {
    # Only the family withdraws.
    "work": tuple(item for item in LISTS["work"] if item != WITHDRAWN),
    "knowledge": tuple(KNOWLEDGE_BY_ID),
    "source": SOURCES,
    "confidence": CONFIDENCE,
    "conditions": CONDITIONS,
    "exile": EXILE,
    "why": CLOSED_WHY,
}
_ORDER = ("work", "why", "knowledge", "source", "date", "confidence", "conditions", "exile", "routes")
_DAYS = ("again", "ends")
_DATE_LENGTH = 10


class AnswerPickers(VerticalScroll):
    """Pickers for everything but the text; those that do not belong to the answer are not shown."""

    class Changed(Message):
        """Something was picked."""

    DEFAULT_CSS = """
    AnswerPickers { width: 1fr; height: 1fr; padding: 0 1 0 0; }
    AnswerPickers Horizontal { height: auto; }
    AnswerPickers .name { width: 14; height: auto; padding-right: 1; }
    AnswerPickers Select, AnswerPickers Input { width: 1fr; }
    AnswerPickers MarkList { width: 1fr; height: auto; }
    """

    def __init__(self, session: ConsoleSession, content: Mapping[str, Any]) -> None:
        super().__init__()
        self.session = session
        self._start = {**content, **content.get("knowledge", {"value": NONE})}
        self._start["knowledge"] = self._start.pop("value", NONE)

    def compose(self) -> ComposeResult:
        """A name and a picker a line."""
        for name in (*_ORDER, *_DAYS):
            with Horizontal(id=f"row-{name}"):
                yield Static(Text(say(self.session, f"answer.{name}")), classes="name", markup=False)
                yield self._picker(name)

    def on_mount(self) -> None:
        """Shows what belongs to the answer so far."""
        self._show_fitting()

    def content(self) -> dict[str, Any]:
        """What was picked, as far as it belongs to the answer; the text is not in it."""
        work, knowledge = self._value("work"), self._value("knowledge")
        wanted = self._wanted(work, knowledge)
        told = {name: self._value(name) for name in wanted}
        given = {name: value for name, value in told.items() if value}
        inner = {name: given.pop(name) for name in tuple(given) if name not in ("why", *_DAYS)}
        return {"work": work, "knowledge": {"value": knowledge, **inner}, **given}

    def _wanted(self, work: str, knowledge: str) -> Iterable[str]:
        """The names of what belongs to this work and this knowledge."""
        if work == CLOSED:
            yield "why"
        if KNOWLEDGE_BY_ID.get(knowledge, KNOWLEDGE_BY_ID[NONE]).evidence:
            yield from ("source", "date", "confidence")
        if knowledge == RELEASED:
            yield from ("conditions", "exile")
        if knowledge == BY_A_PERSON:
            yield "routes"
        yield "ends" if work == CLOSED else "again"

    def _value(self, name: str) -> Any:
        widget = self.query_one(f"#pick-{name}")
        if isinstance(widget, MarkList):
            return widget.marked
        if isinstance(widget, Input):
            return widget.value.strip()
        value = widget.value if isinstance(widget, Select) else ""
        return value if isinstance(value, str) else ""

    def _picker(self, name: str) -> Select[str] | MarkList | Input:
        start = self._start.get(name)
        if name == "routes":
            chosen = start if isinstance(start, list) else []
            items = [(item, self._word(name, item)) for item in ROUTES]
            return MarkList(items, chosen, f"pick-{name}", compact=True)
        if name in _CHOICES:
            options = [(self._word(name, item), item) for item in _CHOICES[name]]
            known = isinstance(start, str) and start in _CHOICES[name]
            blank = name not in ("work", "knowledge")
            return Select(
                [(Text(words), item) for words, item in options],
                prompt="—",
                allow_blank=blank,
                value=start if known else (Select.NULL if blank else _CHOICES[name][0]),
                id=f"pick-{name}",
                compact=True,
            )
        hint = say(self.session, f"reply.hint.{name}")
        value = start if isinstance(start, str) else ""
        return Input(value, placeholder=hint, max_length=_DATE_LENGTH, id=f"pick-{name}", compact=True)

    def _word(self, name: str, value: str) -> str:
        return word(name, value, self.session.language)

    @on(Select.Changed)
    @on(Input.Changed)
    @on(MarkList.Changed)
    def _picked(self, event: Message) -> None:
        event.stop()
        self._show_fitting()
        self.post_message(self.Changed())

    def _show_fitting(self) -> None:
        wanted = {"work", "knowledge", *self._wanted(self._value("work"), self._value("knowledge"))}
        for name in (*_ORDER, *_DAYS):
            self.query_one(f"#row-{name}").display = name in wanted
