"""Makes every file of vectors again: ``python -m tests.vectors.generate [--new-sealed]``.

Nothing depends on chance, the clock or the machine, so that ``make vectors`` may compare every byte. What
the libraries seal with randomness of their own is committed in ``sealed/`` and made anew only when asked for.
"""

import sys
from collections.abc import Callable
from typing import Any

from tests.vectors import (
    cases_encoding,
    cases_keyring,
    cases_letters,
    cases_logs,
    cases_mailbox,
    cases_passphrase,
)
from tests.vectors.notation import FOLDER, VectorFile
from tests.vectors.operations import OPERATIONS
from tests.vectors.sealed_boxes import SealedBoxes

MAKERS: tuple[Callable[[Any], None], ...] = (
    cases_encoding.make,
    cases_passphrase.make,
    cases_letters.make,
    cases_mailbox.make,
    cases_keyring.make,
    cases_logs.make,
)


class Workshop:
    """Where files are made: hands out empty ones and the committed boxes."""

    def __init__(self, make_new_boxes: bool) -> None:
        self.boxes = SealedBoxes(make_new_boxes)
        self._files: list[VectorFile] = []

    def file(self, operation: str, about: str, path: str | None = None) -> VectorFile:
        """A new file for an operation, named like it unless a path is given."""
        made = VectorFile(operation, about, OPERATIONS[operation], path)
        self._files.append(made)
        return made

    def write(self) -> None:
        """Writes all files, and removes those that nothing makes any more."""
        written = {file.write() for file in self._files}
        self.boxes.write()
        for path in FOLDER.glob("*/*.json"):
            if path not in written and path.parent.name not in {"sealed", "outside"}:
                path.unlink()


def main(arguments: list[str]) -> None:
    """Makes and writes everything."""
    workshop = Workshop("--new-sealed" in arguments)
    for make in MAKERS:
        make(workshop)
    workshop.write()


if __name__ == "__main__":
    main(sys.argv[1:])
