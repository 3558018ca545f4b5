"""How the story looks at the terminal: plain text, 80 columns, what each person types and reads."""

import textwrap
from collections.abc import Callable, Iterable, Sequence

from tracker.demo.running import Ran
from tracker.records.errors import WalkthroughDeviated

WIDTH = 80
_BAR = "  | "


class Teller:
    """Tells the story, and stops it where something is not as it must be."""

    def __init__(self, write: Callable[[str], None], shorter: Sequence[tuple[str, str]]) -> None:
        """``shorter`` are long parts of commands and what is written in their place."""
        self._write = write
        self._shorter = shorter
        self.acts = 0
        self.claims = 0

    def act(self, title: str) -> None:
        """Begins a part of the story."""
        self.acts += 1
        head = f"{self.acts}. {title} "
        self._write(f"\n{head}{'-' * (WIDTH - len(head))}\n")

    def say(self, text: str) -> None:
        """A paragraph of the narrator."""
        self._write(textwrap.fill(text, WIDTH) + "\n")

    def typed(self, ran: Ran) -> None:
        """What a person types, and what they read then."""
        self._write(self._command(ran.typed))
        refusals = [line for line in ran.err.split("\n") if ran.status != 0 and line.startswith("error")]
        self.shown([*ran.out.strip().split("\n"), *refusals] if ran.out.strip() else refusals)

    def shown(self, lines: Iterable[str]) -> None:
        """Lines that a person sees."""
        for line in lines:
            indent = " " * (len(line) - len(line.lstrip()))
            parts = textwrap.wrap(
                line.strip(), WIDTH - len(_BAR) - len(indent), break_long_words=True, break_on_hyphens=False
            )
            self._write("\n".join(f"{_BAR}{indent}{part}".rstrip() for part in parts or [""]))
        self._write("")

    def must(self, claim: str, holds: bool) -> None:
        """Something that has to be true now. Raises WalkthroughDeviated."""
        if not holds:
            raise WalkthroughDeviated(f"not true: {claim}", claim=claim)
        self.claims += 1
        self._write(textwrap.fill(claim, WIDTH, initial_indent=" ok ", subsequent_indent="    "))

    def pause(self) -> None:
        """An empty line."""
        self._write("")

    def _command(self, typed: str) -> str:
        for long, short in self._shorter:
            typed = typed.replace(long, short)
        words = typed.replace(" --", "\n--").split("\n")
        lines = ["$ " + words[0]]
        for word in words[1:]:
            if len(lines[-1]) + len(word) + 3 <= WIDTH:
                lines[-1] += f" {word}"
            else:
                lines.append(f"    {word}")
        return " \\\n".join(lines)
