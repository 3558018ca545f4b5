"""What all cores do with an inbox: they hash its envelopes, and open them once it was verified."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from crypto.envelope import envelope_hash
from tracker.desk.opening import OpenedLetter, Opener
from tracker.desk.shared_envelopes import Task
from tracker.desk.workers import Workers, in_batches
from tracker.records.inbox import Span

_HASHED_AT_ONCE = 64


class InboxWorkers:
    """The same processes for both: starting them takes as long as opening a hundred letters."""

    def __init__(self, path: Path, opener: Opener, processes: int) -> None:
        work = _InboxWork(path, opener)
        self._workers: Workers[Span | Task, Any] = Workers(work, processes, work.crashed)

    def __enter__(self) -> Self:
        self._workers.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._workers.__exit__(*exception)

    def hashes(self, spans: list[Span]) -> Iterator[bytes]:
        """The envelope hash of each. Raises OSError if the medium fails."""
        return self._workers.run(in_batches(spans, _HASHED_AT_ONCE))

    def opened(self, batches: Iterator[list[Task]]) -> Iterator[OpenedLetter]:
        """What became of each task, in order."""
        return self._workers.run(list[Span | Task](batch) for batch in batches)


@dataclass(frozen=True)
class _InboxWork:
    path: Path
    opener: Opener

    def __call__(self, items: list[Span | Task]) -> list[Any]:
        tasks = [item for item in items if isinstance(item, Task)]
        return (
            self.opener(tasks) if tasks else self._hashes([item for item in items if isinstance(item, Span)])
        )

    def _hashes(self, spans: list[Span]) -> list[bytes]:
        with self.path.open("rb") as file:
            return [envelope_hash(_read(file, span)) for span in spans]

    def crashed(self, item: Span | Task) -> bytes | OpenedLetter:
        """Instead of the result of an item whose process ended. No envelope ends one by being hashed."""
        return self.opener.crashed(item) if isinstance(item, Task) else self._hashes([item])[0]


def _read(file: BinaryIO, span: Span) -> bytes:
    file.seek(span.offset)
    return file.read(span.length)
