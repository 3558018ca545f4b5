"""A family at its browser: does what a person does with the page, by the page's contract and nothing else.

The contract: ``body[data-screen]`` names the screen, ``body[data-busy]`` says that work is going on, controls
are ``[data-do]``, texts ``[data-slot]``, inputs ``[data-field]``, options ``[data-value]``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.driver import PATIENCE, Page
from tests.browser.modes import Mode

ON_SCREEN = """(...names) => {
  const { screen, busy } = document.body?.dataset ?? {};
  return names.includes(screen) && !busy ? screen : null;
}"""
QUESTION = """() => {
  const place = document.querySelector("#screen [data-slot=entry]");
  const input = place?.querySelector("[data-field]");
  return input ? input.dataset.field : null;
}"""
# Boxes stand in shadow trees, so that no browser keeps what is in them for a restart.
FOCUS = """(number) => {
  const boxes = [...document.querySelectorAll("#screen [data-slot=entry] [data-field]")]
    .map((host) => host.shadowRoot?.querySelector("input:not([type=file]), textarea")).filter(Boolean);
  boxes[number]?.focus();
  boxes[number]?.select();
  return number in boxes;
}"""
CHOOSER = (
    """() => document.querySelector("#screen [data-field=attachments]").shadowRoot.querySelector("input")"""
)
PRESS = """(action) => {
  const button = document.querySelector(`#screen [data-do="${action}"]`);
  if (!button || button.hidden || button.disabled) return false;
  button.focus();
  return true;
}"""


@dataclass
class Family:
    """Somebody with a page and a sheet of paper."""

    page: Page
    url: str
    language: str = "uk"
    mode: Mode | None = None
    paper: list[str] = field(default_factory=list)
    # How buttons are pressed: ``once``, ``twice by hand`` as a double click, or ``twice at once``.
    presses: str = "once"

    @property
    def patience(self) -> float:
        """How long anything may take, in seconds."""
        return PATIENCE * (self.mode.slowness if self.mode else 1.0)

    def open(self) -> "Family":
        """Opens the page and waits until it can be used."""
        self.page.goto(f"{self.url}/{self.language}/")
        self.page.wait("() => document.querySelector('#start-actions')?.hidden === false")
        return self

    def screen(self, *names: str) -> str:
        """Waits for one of these screens, at rest; says which it is."""
        found = str(self.page.wait(ON_SCREEN, *names, "failed", patience=self.patience))
        assert found in names, self.page.seen()
        return found

    def at_work(self, name: str) -> None:
        """Waits until this screen is shown while work is going on."""
        self.page.wait(
            "(name) => document.body.dataset.screen === name && !!document.body.dataset.busy", name
        )

    @property
    def now(self) -> str:
        """The screen as it is, busy or not."""
        return str(self.page.evaluate("() => document.body.dataset.screen"))

    def slot(self, name: str) -> str:
        """The text of a slot of the screen, empty if it is hidden."""
        script = "(name) => document.querySelector(`#screen [data-slot=${name}]:not([hidden])`)?.innerText"
        return str(self.page.evaluate(script, name) or "")

    @property
    def text(self) -> str:
        """All that the screen shows."""
        return str(self.page.evaluate("() => document.getElementById('screen').innerText"))

    def do(self, action: str) -> None:
        """Presses a button of the screen."""
        self.page.wait(PRESS, action, patience=self.patience)
        button = f'#screen [data-do="{action}"]'
        if self.presses == "twice at once":
            self.page.evaluate(
                "(one) => { const b = document.querySelector(one); b.click(); b.click() }", button
            )
        else:
            self.page.click(button, count=1 if self.presses == "once" else 2)

    # --- asking --------------------------------------------------------------------------------

    def begin(self, action: str = "ask") -> None:
        """Goes to the first question."""
        self.screen("start")
        self.do(action)
        self.question()

    def question(self) -> str:
        """The path of the question that is shown."""
        self.screen("question")
        return str(self.page.wait(QUESTION, patience=self.patience))

    def answer(self, value: Any, pictures: Iterable[Path] = ()) -> None:
        """Answers the question that is shown, or passes over it, and goes on."""
        path = self.question()
        if pictures:
            self.attach(*pictures)
        elif value is not None:
            self.enter(value)
        self.go_on(path, given=path == "attachments" or value is not None)

    def go_on(self, path: str, *, given: bool) -> None:
        """Leaves a question: what was not answered is passed over by a button of its own."""
        self.do("next" if given else "skip")
        left = f"(path) => document.body.dataset.screen !== 'question' || ({QUESTION})() !== path"
        self.page.wait(left, path)

    def enter(self, value: Any) -> None:
        """Chooses or types a value."""
        chosen = value if isinstance(value, list) else [value]
        if not self._choose(chosen):
            for number, line in enumerate(map(str, chosen)):
                if number:
                    self.do("add")
                self.put(line, number)

    def put(self, text: str, number: int = 0) -> None:
        """Puts a text into a box of the screen, replacing what is there; at once, as a paste does."""
        self.page.wait(FOCUS, number)
        self.page.insert(text)

    def type(self, text: str, number: int = 0) -> None:
        """Types a text into a box of the screen, key by key."""
        self.page.wait(FOCUS, number)
        self.page.type(text)

    def _choose(self, values: list[Any]) -> bool:
        """Presses these options; false if the question has no such option."""
        named = ["yes" if value is True else "no" if value is False else str(value) for value in values]
        have = self.page.evaluate(
            "() => [...document.querySelectorAll('#screen [data-slot=entry] [data-value]')]"
            ".map((one) => one.dataset.value)"
        )
        if not set(named) <= set(have):
            return False
        for value in named:
            self.page.click(f'#screen [data-slot=entry] [data-value="{value}"]')
        return True

    def attach(self, *pictures: Path) -> None:
        """Chooses pictures, one after the other, and waits until the page has taken each in."""
        for number, picture in enumerate(pictures, 1):
            self.page.upload(CHOOSER, picture)
            self.page.wait(
                "(count) => document.querySelectorAll('#screen [data-slot=pictures] li').length === count",
                number,
            )
            self.screen("question")

    def fill(self, form: dict[str, Any], *pictures: Path) -> list[str]:
        """Answers all questions from this form, up to the review; gives the paths that were asked."""
        asked = []
        while self.screen("question", "review") == "question":
            asked.append(self.question())
            self.answer(_at(form, asked[-1]), pictures if asked[-1] == "attachments" else ())
        return asked

    def read_words(self) -> list[str]:
        """Writes the ten words down."""
        self.screen("words")
        script = (
            "() => { const words = [...document.querySelectorAll('#screen [data-slot=words] li')]"
            ".map((one) => one.textContent.trim()).filter(Boolean); return words.length === 10 && words }"
        )
        self.paper = list(self.page.wait(script, patience=self.patience))
        return self.paper

    def type_words(self, words: Iterable[str]) -> None:
        """Types words where words are asked for, and goes on."""
        self.put(" ".join(words))
        self.do("next")

    def ask(self, form: dict[str, Any], *pictures: Path) -> list[str]:
        """The whole way from the start to the sent letter; gives the words."""
        self.begin()
        self.fill(form, *pictures)
        self.keep_words()
        self.screen("sent")
        return self.paper

    def keep_words(self) -> None:
        """From the review to the letter on its way."""
        self.screen("review")
        self.do("next")
        self.read_words()
        self.do("next")
        self.screen("retype")
        self.type_words(self.paper)

    # --- coming back ---------------------------------------------------------------------------

    def give_words(self, action: str) -> None:
        """From the start through the words to whatever follows."""
        self.screen("start")
        self.do(action)
        self.screen("words-in")
        self.type_words(self.paper)

    def check(self) -> str:
        """Reads the answer."""
        self.give_words("check")
        self.screen("answer")
        return self.slot("sections")

    def add(self, form: dict[str, Any], *pictures: Path) -> None:
        """Adds what was learnt."""
        self.give_words("add")
        self.fill(form, *pictures)
        self.do("next")
        self.screen("sent")

    def withdraw(self) -> None:
        """Withdraws for good."""
        self.give_words("withdraw")
        self.screen("withdraw")
        self.do("next")
        self.screen("sent")

    def end(self) -> None:
        """Says that this is all."""
        self.do("end")
        self.screen("ended")

    @property
    def failure(self) -> str:
        """The code on the screen that says why it went no further."""
        self.screen("failed")
        return self.slot("code")


def _at(form: dict[str, Any], path: str) -> Any:
    value: Any = form
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def sections(family: Family) -> list[tuple[str, list[str]]]:
    """The answer that is shown: headings, each with its paragraphs."""
    script = """() => {
      const found = [];
      for (const one of document.querySelectorAll("#screen [data-slot=sections] :is(h2, p)")) {
        if (one.tagName === "H2") found.push([one.textContent, []]);
        else found.at(-1)[1].push(one.textContent);
      }
      return found;
    }"""
    return [(heading, paragraphs) for heading, paragraphs in family.page.evaluate(script)]
