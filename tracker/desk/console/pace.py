"""How far something is, how fast, and how much longer it may take (pure)."""

from dataclasses import dataclass, field

from tracker.desk.console.wording import Speaks, say

_BAR, _MINUTE, _HOUR = 24, 60, 3600
_SURE_AFTER = 1.0


@dataclass
class Pace:
    """Notes progress; ``clock`` readings are seconds that never go back."""

    phase: str = ""
    done: int = 0
    total: int = 0
    _began: dict[str, float] = field(default_factory=dict)
    _at: float = 0.0

    def note(self, phase: str, done: int, total: int, clock: float) -> None:
        """``done`` of ``total`` of a phase are done."""
        self._began.setdefault(phase, clock)
        self.phase, self.done, self.total, self._at = phase, done, total, clock

    @property
    def seconds_left(self) -> float | None:
        """The estimate; None while nothing can be said."""
        gone = self._at - self._began.get(self.phase, self._at)
        if not self.done or gone < _SURE_AFTER:
            return None
        return gone / self.done * (self.total - self.done)

    def line(self, speaker: Speaks) -> str:
        """``████████░░░░  1234 of 5000, about 2 min left``."""
        filled = round(_BAR * self.done / self.total) if self.total else 0
        words = say(speaker, "pace.done", done=self.done, total=self.total)
        left = self.seconds_left
        estimate = f", {_left(speaker, left)}" if left is not None and self.done < self.total else ""
        return f"{'█' * filled}{'░' * (_BAR - filled)}  {words}{estimate}"


def _left(speaker: Speaks, seconds: float) -> str:
    if seconds < _MINUTE:
        return say(speaker, "pace.seconds", left=max(1, round(seconds)))
    if seconds < _HOUR:
        return say(speaker, "pace.minutes", left=round(seconds / _MINUTE))
    return say(speaker, "pace.hours", left=round(seconds / _HOUR, 1))
