"""Brings the tables of docs/map.md up to date: adds new modules, drops those that are gone.

A line already there is kept as it was written; a new one starts as its module's docstring or first comment.
A folder needs a heading first, such as `## tracker/desk/, the offline desk`.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAP = ROOT / "docs/map.md"
SOURCES = ("crypto/*.py", "tracker/*.py", "client/*.js")
COMMENT = re.compile(r"/\*\*(.*?)(?:@module.*?)?\*/", re.DOTALL)
ROW = re.compile(r"^\| `([^`]+\.(?:py|js))` \| (.*) \|$", re.MULTILINE)
SECTION = re.compile(r"^(## (?P<folder>[a-z/]+/), .*\n)\n*(?:\|.*\n)*\n*", re.MULTILINE)
TABLE_HEAD = "| module | what it holds |\n|---|---|\n"


def modules() -> list[str]:
    """The modules that the map must have: no empty packages, no single migrations."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCES]
    listed = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return sorted(
        path
        for path in listed
        if not path.endswith("__init__.py")
        and "/migrations/versions/" not in path
        and (ROOT / path).is_file()
    )


def docstring(path: str) -> str:
    """What a module says of itself at its head."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".py"):
        return ast.get_docstring(ast.parse(text)) or ""
    comment = COMMENT.match(text)
    return re.sub(r"^ \* ?", "", comment[1], flags=re.MULTILINE) if comment else ""


def draft(path: str) -> str:
    """The first sentence of that, as a cell of a table."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])|\n\n", docstring(path).strip())[0]
    sentence = re.sub(r"\s*(\(|; )docs/spec/[^)]*(?P<end>\)?)", "", " ".join(sentence.split()))
    return sentence.replace("``", "`").replace("|", "\\|").rstrip(".")


def home(path: str, folders: list[str]) -> str:
    """The longest of these folders that holds the module."""
    return max((folder for folder in folders if path.startswith(folder)), key=len, default="")


def main() -> int:
    """Rewrite the map. Returns 1 if a module has no heading to stand under."""
    text = MAP.read_text(encoding="utf-8")
    written = dict(ROW.findall(text))
    folders = [match["folder"] for match in SECTION.finditer(text)]
    placed = {path: home(path, folders) for path in modules()}

    def table(section: re.Match[str]) -> str:
        here = [path for path, folder in placed.items() if folder == section["folder"]]
        rows = "".join(f"| `{path}` | {written.get(path) or draft(path)} |\n" for path in here)
        return f"{section[1]}\n{TABLE_HEAD}{rows}\n" if here else f"{section[1]}\n"

    MAP.write_text(SECTION.sub(table, text).rstrip() + "\n", encoding="utf-8")
    homeless = [path for path, folder in placed.items() if not folder]
    if homeless:
        sys.stderr.write(f"no heading in docs/map.md for: {' '.join(homeless)}\n")
    return 1 if homeless else 0


if __name__ == "__main__":
    sys.exit(main())
