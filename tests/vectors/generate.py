"""Makes every file of vectors again: ``python -m tests.vectors.generate [--new-sealed]``.

Nothing depends on chance, the clock or the machine, so that ``make vectors`` may compare every byte. What
the libraries seal with randomness of their own is committed in ``sealed/`` and made anew only when asked for.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.vectors import (
    attempts,
    cases_answers,
    cases_carried,
    cases_ceremonies,
    cases_encoding,
    cases_forms,
    cases_keyring,
    cases_letters,
    cases_logs,
    cases_mailbox,
    cases_passphrase,
    cases_pictures,
    cases_recovery,
    cases_signatures,
    cases_tiles,
    cases_witness,
)
from tests.vectors.notation import FOLDER, VectorFile
from tests.vectors.operations import OPERATIONS
from tests.vectors.sealed_boxes import SealedBoxes

MAKERS: tuple[Callable[[Any], None], ...] = (
    cases_encoding.make,
    cases_signatures.make,
    cases_passphrase.make,
    cases_letters.make,
    cases_mailbox.make,
    cases_keyring.make,
    cases_ceremonies.make,
    cases_logs.make,
    cases_tiles.make,
    cases_forms.make,
    cases_answers.make,
    cases_carried.make,
    cases_pictures.make,
    cases_recovery.make,
    cases_witness.make,
)


class Workshop:
    """Where files are made: hands out empty ones and the committed boxes."""

    def __init__(self, make_new_boxes: bool) -> None:
        self.boxes = SealedBoxes(make_new_boxes)
        self.files: list[VectorFile] = []

    def file(self, operation: str, about: str, path: str | None = None) -> VectorFile:
        """A new file for an operation, named like it unless a path is given."""
        made = VectorFile(operation, about, OPERATIONS[operation], path)
        self.files.append(made)
        return made


def committed() -> list[Path]:
    """All files that are made here and lie in the folder."""
    by_hand = {"sealed", "outside"}
    return sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name not in by_hand)


def make_all(make_new_boxes: bool = False) -> Workshop:
    """Makes everything and writes nothing."""
    workshop = Workshop(make_new_boxes)
    for make in MAKERS:
        make(workshop)
    return workshop


def main(arguments: list[str]) -> None:
    """Makes and writes everything, and removes files that nothing makes any more."""
    workshop = make_all("--new-sealed" in arguments)
    for path in set(committed()) - {file.path for file in workshop.files}:
        path.unlink()
    for file in workshop.files:
        file.path.parent.mkdir(exist_ok=True)
        file.path.write_text(file.text(), encoding="utf-8")
    workshop.boxes.write()
    attempts.write_all()


if __name__ == "__main__":
    main(sys.argv[1:])
