"""The steps of an import as they are shown: what is done, what runs, where it was refused (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from rich.text import Text

from crypto.errors import TrackerError
from tracker.desk.console.wording import Speaks, say
from tracker.records.errors import VaultError

# As docs/spec/inbox.md numbers them, then storing.
STEPS = ("for-us", "signed", "same", "not-older", "witnesses", "store")
_REFUSED_AT = {
    "inbox-origin": "for-us",
    "inbox-gap": "for-us",
    "inbox-checkpoint": "signed",
    "inbox-root": "signed",
    "inbox-forked": "same",
    "inbox-older": "not-older",
    # The file is right, the day is not.
    "fetch-day-early": "store",
}


class Sign(StrEnum):
    """What became of a step; a character first, never a colour alone."""

    WAITS = "·"
    RUNS = "▶"
    DONE = "✓"
    ODD = "△"
    REFUSED = "✗"


@dataclass(frozen=True)
class Steps:
    """A sign for each of ``STEPS``."""

    signs: tuple[Sign, ...] = (Sign.RUNS,) + (Sign.WAITS,) * (len(STEPS) - 1)

    @classmethod
    def verifying(cls) -> "Steps":
        """The header was right, and the letters are being held against the signed root."""
        return cls._until("signed", Sign.RUNS)

    @classmethod
    def storing(cls) -> "Steps":
        """Everything was verified."""
        return cls._until("store", Sign.RUNS)

    @classmethod
    def finished(cls, is_cosigned: bool) -> "Steps":
        """All is stored; whether enough witnesses saw the log is for people to judge."""
        signs = [Sign.DONE] * len(STEPS)
        if not is_cosigned:
            signs[STEPS.index("witnesses")] = Sign.ODD
        return cls(tuple(signs))

    def refused(self, error: TrackerError | OSError) -> "Steps":
        """Where it was refused: by its code, else at the step that ran."""
        step = _REFUSED_AT.get(error.code) if isinstance(error, TrackerError) else None
        if isinstance(error, VaultError):
            # Verifying only reads the medium.
            step = "store"
        running = next(
            (name for name, sign in zip(STEPS, self.signs, strict=True) if sign is Sign.RUNS), None
        )
        return self._until(step or running or STEPS[0], Sign.REFUSED)

    def text(self, speaker: Speaks) -> Text:
        """A line for each step."""
        text = Text()
        for name, sign in zip(STEPS, self.signs, strict=True):
            style = "bold" if sign in (Sign.RUNS, Sign.REFUSED, Sign.ODD) else ""
            text.append(f"{sign} {say(speaker, f'import.step.{name}')}\n", style)
        return text

    @classmethod
    def _until(cls, step: str, sign: Sign) -> "Steps":
        place = STEPS.index(step)
        signs = [Sign.DONE] * place + [sign] + [Sign.WAITS] * (len(STEPS) - place - 1)
        if step == "store":
            # Said at the end only.
            signs[STEPS.index("witnesses")] = Sign.WAITS
        return cls(tuple(signs))
