"""Where the data folders are: inside an installed wheel, or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
# Each folder's place in a checkout; `client` is what hatch_build.py made there.
FOLDERS = {
    "client": "client/dist",
    "templates": "templates",
    "translations": "translations",
    "wordlists": "wordlists",
}


def folder(name: str, package: Path = _PACKAGE) -> Path:
    """Return the folder of the data called `name`, one of `FOLDERS`.

    An installed wheel carries it as `tracker/data/<name>`; a checkout has it below its top.
    Raises `ValueError` for any other name.
    """
    if name not in FOLDERS:
        raise ValueError(f"no data folder is called {name!r}")
    installed = package / "data" / name
    return installed if installed.is_dir() else package.parent / FOLDERS[name]
