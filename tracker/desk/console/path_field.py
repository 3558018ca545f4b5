"""A path is typed, or found step by step; names on a medium are strangers' text."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tracker.desk import display
from tracker.desk.console.keys import LATIN_OF

_MOST, _NAME_COLUMNS, _PATH_MAX = 200, 70, 4_000
_MOUNTS = ("/media", "/run/media", "/mnt")


class PathField(Vertical):
    """A line for a path, and below it what is there; Enter on a folder goes into it.

    ``new_name``: a new file is named, so by default; ``folders``: a folder may be chosen.
    """

    class Chosen(Message):
        """A file was chosen, or a new file's name; ``path`` is absolute."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Absent(Message):
        """Nothing of the name that was typed is there."""

    DEFAULT_CSS = """
    PathField { height: 1fr; }
    PathField OptionList { height: 1fr; }
    """

    def __init__(self, start: Path | None = None, new_name: str = "", folders: bool = False) -> None:
        super().__init__()
        place = start or first_place()
        self._start = place / new_name if new_name else place
        self._new_name, self._folders = new_name, folders
        self._entries: list[Path] = []
        # What stands in the line is made harmless: which folder it means is remembered here.
        self._meant: dict[str, Path] = {}

    def compose(self) -> ComposeResult:
        """The line and the list."""
        # What is typed goes on from the folder.
        yield Input(self._shown(self._start), max_length=_PATH_MAX, select_on_focus=False, id="path")
        yield OptionList(id="entries", markup=False)

    def on_mount(self) -> None:
        """Lists what is there."""
        self._list()

    @property
    def path(self) -> Path:
        """What stands in the line."""
        folder, _, name = self.query_one(Input).value.rpartition("/")
        return self._folder(f"{folder}/") / name.strip()

    def _folder(self, shown: str) -> Path:
        """The folder that a text with a slash at its end means."""
        return self._meant.get(shown) or typed_path(shown).absolute()

    def begin(self) -> None:
        """Takes the focus."""
        self.query_one(Input).focus()

    def key_down(self) -> None:
        """From the line into the list."""
        if self.query_one(Input).has_focus and self._entries:
            self.query_one(OptionList).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self.path)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(self._entries[event.option_index])

    def _choose(self, path: Path) -> None:
        """A folder is gone into; a file, or the name of a new one, is the choice."""
        if is_folder(path) and not (self._folders and path == self.path):
            line = self.query_one(Input)
            line.value = self._shown(path / self._new_name if self._new_name else path)
            line.cursor_position = len(line.value)
            if self._folders or self._new_name:
                # Where it is to be is known: the next Enter says so.
                line.focus()
            return
        if is_file(path) or self._new_name or self._folders:
            self.post_message(self.Chosen(path))
        else:
            self.post_message(self.Absent())

    def _list(self) -> None:
        typed = self.query_one(Input).value
        # The name of a new file is nobody's beginning: what is offered are folders.
        folder, _, begun = typed.rpartition("/")
        place, begun = self._folder(f"{folder}/"), "" if self._new_name else begun
        found = list(entries_of(place, begun)) or list(entries_of(place, _on_latin_layout(begun)))
        only_folders = bool(self._new_name) or self._folders
        self._entries = [path for path in found if not only_folders or is_folder(path)]
        options = self.query_one(OptionList)
        options.clear_options()
        for path in self._entries:
            name = display.line(path.name, _NAME_COLUMNS)
            options.add_option(Option(Text(f"{name}/" if is_folder(path) else name)))

    def _shown(self, path: Path) -> str:
        """A path for the line, made harmless; its folder is remembered."""
        folder = path if is_folder(path) else path.parent
        text = display.line(f"{folder}/".replace("//", "/"), _PATH_MAX)
        self._meant[text] = folder
        return text if path == folder else f"{text}{display.line(path.name, _NAME_COLUMNS)}"


def entries_of(folder: Path, begun: str = "") -> Iterator[Path]:
    """What lies in a folder and begins so, folders first, at most 200; hidden ones only if asked for."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: (not is_folder(path), path))
    except OSError:
        # What cannot be read has nothing to offer; the medium's own refusal comes when it is chosen.
        return
    shown = (path for path in found if path.name.startswith(begun) and (begun or path.name[0] != "."))
    yield from islice(shown, _MOST)


def _on_latin_layout(typed: str) -> str:
    """What the same keys write there: names on media are mostly Latin."""
    return "".join(LATIN_OF.get(char, char) for char in typed)


def first_place() -> Path:
    """Where media are mounted, if anything is; else the folder that the console was started in."""
    mounted = (Path(name) for name in _MOUNTS)
    return next((place for place in mounted if any(entries_of(place))), Path.cwd())


def is_folder(path: Path) -> bool:
    """Whether it is one that can be read; never raises."""
    try:
        return path.is_dir()
    except OSError:
        return False


def typed_path(text: str) -> Path:
    """A path as people type it; a ``~`` that names nobody, as a half-typed one does, stays as it is."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - the one of pathlib raises for such a name


def is_file(path: Path) -> bool:
    """Whether it is an ordinary file; never raises."""
    try:
        return path.is_file()
    except OSError:
        return False
