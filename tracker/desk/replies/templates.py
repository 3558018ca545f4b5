"""Ready words for an answer, in the family's language (docs/spec/templates.md).

A template says only what the answer's own fields say: how the work stands, what is known, from what kind of
source, of which day. Nothing comes from a letter, so that a family's words are not handed back to it as news.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.desk.case import Case
from tracker.desk.sharing import permissions_of
from tracker.records.errors import TemplateUnfit, TemplateUnknown
from tracker.records.form import LANGUAGES
from tracker.records.language import month_and_day, translate
from tracker.records.language import template as text
from tracker.records.vocabulary import (
    BY_A_PERSON,
    CLOSED,
    CLOSED_WHY,
    CONDITIONS,
    EXILE,
    KNOWLEDGE_BY_ID,
    NONE,
    RELEASED,
    SOURCES,
)

QUESTIONS = (
    "full-name",
    "birth",
    "other-names",
    "last-heard",
    "where-held",
    "what-papers",
    "lawyer",
    "urgent",
    "sharing",
    "namesake",
)
"""What a caseworker may ask a family for; never who they are, where they live, or what the person was."""


# Paragraphs of which the knowledge's own field of that name chooses one.
_VARIANTS = {
    msgid: tuple(f"{msgid}.{value}" for value in values)
    for msgid, values in {
        "template.source": SOURCES,
        "template.released.conditions": CONDITIONS,
        "template.released.exile": EXILE,
    }.items()
}


@dataclass(frozen=True)
class Template:
    """A ready text: its id, and the work and knowledge of the answers that it goes with.

    ``paragraphs`` are msgids in order; ``asks``: it needs one or more of ``QUESTIONS``. ``why`` is that of a
    closed inquiry. ``consent`` is the permission of which the text says that the family gave it.
    """

    id: str
    work: str
    knowledge: str = NONE
    paragraphs: tuple[str, ...] = ()
    asks: bool = False
    why: str = ""
    consent: str = ""

    def fits(self, content: dict[str, Any]) -> bool:
        """Whether this may be said with this work and knowledge."""
        same = content.get("knowledge", {}).get("value") == self.knowledge
        if self.work == CLOSED or self.knowledge == NONE:
            same = same and content.get("work") == self.work
        return same and (not self.why or content.get("why") == self.why)

    def is_allowed(self, case: Case) -> bool:
        """Whether the family gave the permission that the text speaks of; True if it speaks of none."""
        given = {each.name for each in permissions_of(case) if each.given}
        return not self.consent or self.consent in given

    @property
    def tells(self) -> bool:
        """Whether it says something of the person, or that the work ended."""
        return self.knowledge != NONE or self.work == CLOSED

    def msgids(self) -> list[str]:
        """Every text that it may be put together from."""
        return [each for msgid in self.paragraphs for each in _VARIANTS.get(msgid, (msgid,))]

    @property
    def draft(self) -> dict[str, Any]:
        """What of an answer follows from the template alone."""
        begun: dict[str, Any] = {"work": self.work}
        if not KNOWLEDGE_BY_ID[self.knowledge].evidence:
            begun["knowledge"] = {"value": self.knowledge}
        return begun | ({"why": self.why} if self.why else {})


def _told(value: str, *between: str) -> Template:
    """The template of a piece of knowledge: what it is, where it comes from, what else to think of."""
    first = between or (f"template.{value}",)
    return Template(value, "answered", value, (*first, "template.source", f"template.{value}.next"))


TEMPLATES: tuple[Template, ...] = (
    Template("received", "being-read", paragraphs=("template.received", "template.received.next")),
    Template(
        "need-more", "need-more", paragraphs=("template.need-more", "template.need-more.rest"), asks=True
    ),
    Template(
        "being-traced", "being-traced", paragraphs=("template.being-traced", "template.being-traced.next")
    ),
    *(
        Template(
            f"referred-{to}",
            "referred",
            paragraphs=(f"template.referred-{to}", "template.referred.next"),
            consent=consent,
        )
        for to, consent in (("icrc", "icrc"), ("un", "un-body"), ("lawyer", "lawyer"))
    ),
    Template("waiting", "waiting", paragraphs=("template.waiting", "template.waiting.next")),
    Template("nothing-new", "being-traced", paragraphs=("template.nothing-new", "template.nothing-new.next")),
    _told("reported"),
    _told("confirmed"),
    _told("located"),
    _told("contact"),
    _told("visited"),
    _told("charged-or-convicted"),
    _told("transferred"),
    _told(RELEASED, "template.released.conditions", "template.released.exile"),
    _told("returned"),
    Template(
        BY_A_PERSON,
        "answered",
        BY_A_PERSON,
        (f"template.{BY_A_PERSON}", f"template.{BY_A_PERSON}.next"),
    ),
    *(
        Template(
            f"closed-{why}", CLOSED, paragraphs=(f"template.closed-{why}", "template.closed.next"), why=why
        )
        for why in CLOSED_WHY
    ),
)
BY_ID = {template.id: template for template in TEMPLATES}


def find_template(name: str) -> Template:
    """The template of an id. Raises TemplateUnknown."""
    if name not in BY_ID:
        raise TemplateUnknown(f"no template of this name; there are {', '.join(BY_ID)}")
    return BY_ID[name]


def fitting(content: dict[str, Any], case: Case) -> list[Template]:
    """The templates that go with an answer as far as it is written, and with what the family allowed."""
    return [template for template in TEMPLATES if template.fits(content) and template.is_allowed(case)]


def start(template: Template, case: Case, knowledge: dict[str, Any] | None = None) -> dict[str, Any]:
    """An answer begun from a template: work, knowledge, why and the family's language, without its text.

    Raises TemplateUnfit if the template needs another knowledge than is given, or says of the family that
    it allowed what it did not.
    """
    if not template.is_allowed(case):
        raise TemplateUnfit("the family has not allowed this", template=template.id)
    begun = {**template.draft, "language": case.language}
    if knowledge is not None:
        begun["knowledge"] = knowledge
    if not template.fits({"knowledge": {}, **begun}):
        raise TemplateUnfit(f"this template is for knowledge '{template.knowledge}'", template=template.id)
    return begun


def fill(template: Template, content: dict[str, Any], language: str, questions: Sequence[str] = ()) -> str:
    """The text of a template for an answer with this work and knowledge, paragraphs parted by empty lines.

    Raises TemplateUnfit, TemplateUnknown for a question that there is not.
    """
    if not template.fits(content):
        raise TemplateUnfit(
            f"it says '{template.knowledge}', the answer something else", template=template.id
        )
    if template.asks != bool(questions):
        words = "name at least one question" if template.asks else "this template asks nothing"
        raise TemplateUnfit(words, template=template.id)
    knowledge = content["knowledge"]
    paragraphs = [_paragraph(msgid, knowledge, language) for msgid in _msgids(template, knowledge)]
    if template.asks:
        paragraphs.insert(1, "\n".join(_question(name, language) for name in questions))
    return "\n\n".join(paragraphs)


def check_ready_words(content: dict[str, Any]) -> None:
    """Refuses a template's word on the person, or on the end of the work, that the fields do not say.

    Fields may be changed after a text was made of them. Raises TemplateUnfit. The content must have passed
    `check_answer`.
    """
    lines = filter(None, map(str.strip, content["text"].split("\n")))
    told = {line: template for line in lines if (template := _telling(line))}
    said = _said_by(content) if told else set()
    for line, template in told.items():
        if line not in said:
            raise TemplateUnfit("its words say something else than the answer's fields", template=template)


def template_msgids() -> list[str]:
    """Every msgid that a template can ask of a catalogue."""
    texts = {msgid for template in TEMPLATES for msgid in template.msgids()}
    questions = {f"template.question.{name}" for name in QUESTIONS}
    return sorted(texts | questions | {f"template.name.{name}" for name in BY_ID})


def _msgids(template: Template, knowledge: dict[str, Any]) -> list[str]:
    """The paragraphs, those of a source, of conditions and of exile chosen by what the knowledge says."""
    return [
        f"{msgid}.{knowledge[msgid.rpartition('.')[2]]}" if msgid in _VARIANTS else msgid
        for msgid in template.paragraphs
    ]


def _question(name: str, language: str) -> str:
    if name not in QUESTIONS:
        raise TemplateUnknown(f"no question '{name}'; there are {', '.join(QUESTIONS)}")
    return "– " + translate(language, f"template.question.{name}")


def _paragraph(msgid: str, knowledge: dict[str, Any], language: str) -> str:
    date = knowledge.get("date")
    return translate(language, msgid, **({"date": month_and_day(language, date)} if date else {}))


def _said_by(content: dict[str, Any]) -> set[str]:
    """Every paragraph that a template would say of an answer now, in any language."""
    knowledge = content["knowledge"]
    msgids = {
        msgid for template in TEMPLATES if template.fits(content) for msgid in _msgids(template, knowledge)
    }
    return {_paragraph(msgid, knowledge, language) for msgid in msgids for language in LANGUAGES}


def _telling(line: str) -> str:
    """The template that says this of a person, or of the end, on whatever day; empty if none does."""
    whole, dated = _ready_words()
    if not line.startswith(_before_dates()):
        return whole.get(line, "")
    found = (dated[pair] for pair in dated if line.startswith(pair[0]) and line.endswith(pair[1]))
    return whole.get(line) or next(found, "")


@cache
def _before_dates() -> tuple[str, ...]:
    return tuple({before for before, _ in _ready_words()[1]})


@cache
def _ready_words() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The templates of all paragraphs but advice, by their text; and by what stands around their date."""
    whole: dict[str, str] = {}
    dated: dict[tuple[str, str], str] = {}
    for template, msgid, language in itertools.product(TEMPLATES, template_msgids(), LANGUAGES):
        if msgid in template.msgids() and template.tells and not msgid.endswith(".next"):
            before, sign, after = text(language, msgid).partition("{date}")
            if sign:
                dated[before, after] = template.id
            else:
                whole[before] = template.id
    return whole, dated
