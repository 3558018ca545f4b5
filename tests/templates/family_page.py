"""The family's page as its templates give it, and its elements in the order of the document."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.architecture.tree import ROOT
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

ORIGIN = "first.example"
GENESIS = "5e" * 32
VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


@dataclass
class Element:
    """One element: its tag and attributes, the screen that it belongs to (None outside all), its text."""

    tag: str
    attributes: dict[str, str | None]
    screen: str | None
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """Reads a page into its elements. What lies within ``<main>`` belongs to the screen `start`."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        screen = self.open[-1].screen if self.open else None
        if tag == "main":
            screen = "start"
        elif tag == "template":
            screen = str(attributes["id"]).removeprefix("screen-")
        element = Element(tag, attributes, screen)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def render(language: str, *, rehearsal: bool = False) -> str:
    """The page of one language, with nothing in it but what is in the templates."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("family/page.html").render(
        language=language,
        languages=LANGUAGES,
        say=translate,
        origin=f"rehearsal/{ORIGIN}" if rehearsal else ORIGIN,
        genesis=GENESIS,
        rehearsal=rehearsal,
        style="p{margin:0}",
        data="{}",
        page_integrity=None,
        offline=False,
    )


def elements(language: str, *, rehearsal: bool = False) -> list[Element]:
    """Every element of the page, in order; each is closed by its own tag."""
    reader = Reader()
    reader.feed(render(language, rehearsal=rehearsal))
    reader.close()
    assert not reader.open, f"never closed: {reader.open[-1].tag}"
    return reader.elements
