"""A stick that the system makes read-only in the middle, as it does at a broken block; mounted by root.

Not every machine that runs tests has loop devices: those that need a stick run with `make endurance`.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulators.small_disk import pull_out

_BYTES = 24 * 1024 * 1024


class Stick:
    """A file system in a file. A mere ``remount,ro`` is refused while a file on it is open for writing."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self.folder = image, folder
        with image.open("wb") as file:
            file.truncate(_BYTES)
        subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
        folder.mkdir()
        self._put_in()

    def settle(self) -> None:
        """What was written and not made durable is so now."""
        subprocess.run(["sync", "--file-system", str(self.folder)], check=True)

    def break_down(self) -> None:
        """Nothing more is written to it, also not to files that are open."""
        subprocess.run(["mount", "-o", "remount,abort", str(self.folder)], check=True)

    def put_in_again(self) -> None:
        """It works; its files are others to the system than before."""
        pull_out(self.folder)
        self._put_in()

    def _put_in(self) -> None:
        # A device of its own each time: with the one before, the failed file system would be found again.
        attach = ["losetup", "--find", "--show", str(self.image)]
        device = subprocess.run(attach, check=True, capture_output=True, text=True).stdout.strip()
        try:
            subprocess.run(["mount", device, str(self.folder)], check=True)
        finally:
            # It goes when the last file on it is closed.
            subprocess.run(["losetup", "--detach", device], check=True)


@contextmanager
def stick(at: Path) -> Iterator[Stick]:
    """A new one, mounted there."""
    made = Stick(at.with_name(at.name + ".image"), at)
    try:
        yield made
    finally:
        pull_out(at)
