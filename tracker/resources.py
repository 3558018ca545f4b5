"""Where the data folders are: inside an installed wheel, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
FOLDERS = frozenset({"templates", "translations", "wordlists"})


def folder(name: str, package: Path = _PACKAGE) -> Path:
    """Return the folder of the data called `name`, one of `FOLDERS`.

    An installed wheel carries it as `tracker/data/<name>`; a checkout has it at the top level.
    Raises `ValueError` for any other name.
    """
    if name not in FOLDERS:
        raise ValueError(f"no data folder is called {name!r}")
    installed = package / "data" / name
    return installed if installed.is_dir() else package.parent / name
