"""Builds what the repository does not keep, the compiled catalogues, and fills the wheel.

Run by hatchling for every wheel and editable install. `python hatch_build.py` compiles the
catalogues alone, after a translator changed one.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What of each top-level data folder a wheel carries, under tracker/data/<folder>/.
DATA = {"wordlists": "??.txt", "translations": "*/LC_MESSAGES/*.mo", "templates": "**/*"}


def compile_catalogues(root: Path) -> list[Path]:
    """Compile every `translations/<language>/LC_MESSAGES/*.po` that is newer than its `.mo`.

    Returns the `.mo` files written. Raises babel's `PoFileError` on a broken catalogue.
    """
    written = []
    for source in sorted(root.glob("translations/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name, abort_invalid=True)
        part = target.with_suffix(".mo.part")
        with part.open("wb") as binary:
            write_mo(binary, catalogue)
        part.replace(target)
        written.append(target)
    return written


def data_files(root: Path) -> dict[str, str]:
    """Map each data file of the working tree to its place in the wheel."""
    return {
        str(path): f"tracker/data/{path.relative_to(root).as_posix()}"
        for folder, pattern in DATA.items()
        for path in sorted((root / folder).glob(pattern))
        if path.is_file()
    }


class DataHook(BuildHookInterface[BuilderConfig]):
    """Hatchling's way in: compiles always, copies only into a real wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues; for a real wheel also add the data files."""
        root = Path(self.root)
        compile_catalogues(root)
        if version != "editable":
            build_data["force_include"].update(data_files(root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
