"""The browser's modules: who may import whom, what the lower layers may not reach, and the codes they share.

client/crypto <- client/records <- {client/work, client/derive, client/page}; those three never import one
another, they are bundled apart (docs/map.md).
"""

import json
import re
from posixpath import dirname, normpath

import pytest

from crypto.errors import TrackerError
from tests.architecture.test_docs_cover_code import error_classes
from tests.architecture.tree import ROOT, tracked

SCRIPTS = ("client/work", "client/derive", "client/page")
MAY_IMPORT = {
    "client/crypto": {"client/crypto"},
    "client/records": {"client/crypto", "client/records"},
    **{script: {"client/crypto", "client/records", script} for script in SCRIPTS},
}
PURE = ("client/crypto", "client/records")
# Python has these nouns, and a family's page has no use for them.
OFFLINE_NOUNS = {
    "attendance", "ceremony", "epoch", "hand_over", "keyfile", "possession",
    "proceedings", "recovery", "succession", "tile_audit", "tiles", "transcript", "witness",
}  # fmt: skip
# Python has it from a library (docs/adr/0009).
BROWSER_NOUNS = {"hpke"}
PACKAGES = {"client/crypto": {"@noble/curves", "@noble/ciphers", "@noble/hashes"}}
# WebAssembly is for the worker that derives: its policy alone allows it.
ONE_MODULE_ONLY = {
    "@noble/post-quantum": "client/crypto/recipient.js",
    "hash-wasm": "client/derive/derive.js",
}
OUTSIDE = re.compile(
    r"\bdocument\.(?:[a-z]+[A-Z]\w*|body|title|head|cookie|write|forms)\b"
    r"|\b(?:window|self|globalThis|navigator|location|history|screen|localStorage|sessionStorage"
    r"|indexedDB|caches|fetch|XMLHttpRequest|WebSocket|Worker|postMessage|console|performance|process|require"
    r"|setTimeout|setInterval|queueMicrotask|eval|Function|WebAssembly)\b(?!\s*:)"
    r"|\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b"
    r"|\brandomBytes\b|\brandomSecretKey\b|\bkeygen\b|\.subtle\b|\bimport\.meta\b"
)
# A sealed box needs a key of its own, drawn inside the library (docs/adr/0002).
SEALS = ("client/crypto/recipient.js", "keygen")
# What leaves a trace, or turns text into markup or code.
NOWHERE = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|localStorage|sessionStorage|indexedDB|caches|eval)\b"
    r"|\bdocument\.(?:write|cookie)\b|\bnew Function\b|\bconsole\."
)
NO_CODE = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|(?<![:"\'\\])//[^\n]*', re.DOTALL)
IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"')
CODES = re.compile(r'TrackerError\(\s*"([^"]+)"|\.is\("([^"]+)"\)|\bcode [!=]== "([^"]+)"')
RECODED = re.compile(r'\brecode\(\s*\[([^\]]*)\],\s*"([^"]+)"')
CODE = re.compile(r'"([^"]+)"')
BRANCH = re.compile(r"^  ([a-z]+): \[(.*?)\]", re.DOTALL | re.MULTILINE)


def scripts(*folders: str) -> list[str]:
    """Paths of the tracked modules in these folders."""
    return [path for path in tracked() if path.endswith(".js") and path.startswith(folders or "client/")]


def source(path: str) -> str:
    """A module as it stands."""
    return (ROOT / path).read_text(encoding="utf-8")


def code(path: str) -> str:
    """A module without comments and strings."""
    return NO_CODE.sub(" ", source(path))


def folder(path: str) -> str:
    """`client/<layer>` of a module."""
    return "/".join(path.split("/")[:2])


def imports(path: str) -> list[str]:
    """What a module imports: paths from the root, or the names of packages."""
    found = []
    for name in IMPORT.findall(re.sub(r"/\*.*?\*/", " ", source(path), flags=re.DOTALL)):
        if name.startswith("."):
            found.append(normpath(f"{dirname(path)}/{name}"))
        else:
            found.append("/".join(name.split("/")[: 2 if name.startswith("@") else 1]))
    return found


@pytest.mark.parametrize("path", scripts())
def test_a_module_imports_only_from_layers_below(path: str) -> None:
    assert len(imports(path)) == len(re.findall(r"\bimport\b(?!\.)", code(path))), "an import unseen here"
    for name in imports(path):
        if name.startswith("client/"):
            assert name in tracked(), f"{path} imports {name}, which is not there"
            assert folder(name) in MAY_IMPORT[folder(path)], f"{path} reaches for {name}"


@pytest.mark.parametrize("path", scripts())
def test_a_module_imports_only_pinned_packages_that_are_its_own(path: str) -> None:
    pinned = json.loads(source("client/package.json"))["dependencies"]
    for name in imports(path):
        if not name.startswith("client/"):
            assert name in pinned, f"{name} is not in package.json"
            assert name in PACKAGES.get(folder(path), ()) or ONE_MODULE_ONLY.get(name) == path


@pytest.mark.parametrize("path", scripts(*PURE))
def test_the_lower_layers_reach_nothing_outside(path: str) -> None:
    reached = {match.group() for match in OUTSIDE.finditer(code(path))}
    assert reached - ({SEALS[1]} if path == SEALS[0] else set()) == set()


@pytest.mark.parametrize("path", scripts())
def test_nothing_leaves_a_trace_or_becomes_markup(path: str) -> None:
    assert NOWHERE.findall(code(path)) == []


@pytest.mark.parametrize("path", scripts())
def test_every_code_is_one_of_pythons(path: str) -> None:
    known = {error.code for error in error_classes()}
    used = {name for names in CODES.findall(source(path)) for name in names if name}
    for recoded, became in RECODED.findall(source(path)):
        used |= {*CODE.findall(recoded), became}
    assert used - known == set()


def test_the_branches_are_those_of_python() -> None:
    branches = {
        name: CODE.findall(codes) for name, codes in BRANCH.findall(source("client/crypto/errors.js"))
    }
    python = {
        branch.code: [error.code for error in branch.__subclasses__() if error.__module__ == "crypto.errors"]
        for branch in TrackerError.__subclasses__()
        if branch.__module__ == "crypto.errors"
    }
    offline = {"ceremony", "witness", "tile", "hand-over-malformed"}
    assert {name: set(codes) for name, codes in branches.items()} == {
        name: set(codes) for name, codes in python.items() if name not in offline
    }


def test_crypto_has_the_nouns_of_python() -> None:
    twins = {path.split("/")[-1].removesuffix(".js") for path in scripts("client/crypto")}
    python = {path.stem for path in (ROOT / "crypto").glob("*.py")} - {"__init__"}
    assert twins == (python - OFFLINE_NOUNS) | BROWSER_NOUNS


@pytest.mark.parametrize(
    "line",
    [
        "const t = Date.now();", "const d = new Date();", "const r = Math.random();", "fetch(url);",
        "crypto.getRandomValues(a);", "document.title = x;", "const k = x25519.keygen();", "self.close();",
    ],
)  # fmt: skip
def test_what_reaches_outside_is_seen(line: str) -> None:
    assert OUTSIDE.search(NO_CODE.sub(" ", line))
