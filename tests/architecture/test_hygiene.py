"""What must not be in the repository, and how long a file or a function may grow.

Forbidden words are written here in two halves, so that this file does not forbid itself.
"""

import ast
import json
import re

import pytest

from tests.architecture.tree import ROOT, modules, parsed, tracked, tracked_text

FILE_LINES, FUNCTION_LINES = 300, 45
SOURCE = (".py", ".js", ".html", ".css")
# One file with every code is the point of crypto/errors.py.
MAY_BE_LONG = re.compile(r"^(tests|wordlists)/|/migrations/|^(crypto|tracker/records)/errors\.py$")
VAGUE_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "misc"}
PRIVATE_KEY = re.compile("-----BEGIN ([A-Z]+ )*PRIVATE" + " KEY-----")
# A folder of the repository may be called so; a path from the root may not.
MACHINE = re.compile(r"(?<![\w.*-])/(?:wor" + "k|far" + "m|tmp/br" + "ief)/|/home/[a-z]+/|bash_" + "jobs")
# Where an author asks for donations is no address that anything is fetched from.
ADDRESS = re.compile(r'(?<!"url": ")https?://|file:|"resolved"|--(?:extra-)?index-url|--find-links')
UNFINISHED = re.compile("TO" + "DO|FIX" + r"ME|mark\.sk" + r"ip|pytest\.sk" + r"ip\(|xfa" + r"il\(")
SLEEP = re.compile(r"\bsle" + r"ep\(")
MOCK = re.compile("unittest import mo" + "ck|Magic" + "Mock|mo" + r"cker\.")


def matches(pattern: re.Pattern[str], files: list[tuple[str, str]]) -> list[str]:
    """Every place where a pattern is found, as `path:line`."""
    return [
        f"{path}:{number}"
        for path, text in files
        for number, line in enumerate(text.split("\n"), 1)
        if pattern.search(line)
    ]


def locks() -> list[tuple[str, str]]:
    """The files that say which third-party code is installed."""
    names = re.compile(r"(^|/)(requirements[^/]*\.txt|package-lock\.json|\.npmrc)$|^requirements/.*\.txt$")
    return [(path, text) for path, text in tracked_text() if names.search(path)]


def test_locks_name_no_download_address_and_no_path() -> None:
    assert {path for path, _ in locks()} >= {"requirements/dev.txt", "client/package-lock.json"}
    assert matches(ADDRESS, locks()) == []


def test_every_locked_python_package_has_hashes() -> None:
    for path, text in locks():
        if path.endswith(".txt"):
            pinned = re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)
            bare = [line for line in pinned if not line.endswith("\\")]
            assert pinned, path
            assert bare == [], path


def test_every_locked_node_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "client/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_no_secret_key_is_tracked() -> None:
    assert matches(PRIVATE_KEY, tracked_text()) == []


def test_no_path_of_somebodys_machine_is_tracked() -> None:
    assert matches(MACHINE, tracked_text()) == []


def test_nothing_is_left_for_later_or_skipped() -> None:
    assert matches(UNFINISHED, tracked_text()) == []


def test_tests_wait_for_events_not_for_time_and_use_our_real_parts() -> None:
    tests = [(path, text) for path, text in tracked_text() if path.startswith("tests/")]
    assert matches(SLEEP, tests) + matches(MOCK, tests) == []


def test_files_stay_short() -> None:
    lengths = {
        path: text.count("\n")
        for path, text in tracked_text()
        if path.endswith(SOURCE) and not MAY_BE_LONG.search(path)
    }
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


@pytest.mark.parametrize("package", ["crypto", "tracker", "benchmarks", "wordlists", "scripts"])
def test_functions_stay_short(package: str) -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": length
        for path in modules(package)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_every_file_is_named_after_what_it_holds() -> None:
    vague = [path for path in tracked() if VAGUE_NAMES & set(re.split(r"[/._-]", path))]
    assert vague == []


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{path}:{node.lineno}"
        for path in modules("crypto", "tracker", "tests", "benchmarks")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        and all(isinstance(statement, ast.Pass) for statement in node.body)
    ]
    assert swallowed == []


def test_nothing_compiled_is_tracked() -> None:
    assert [path for path in tracked() if path.endswith((".mo", ".pyc", ".sqlite", ".db"))] == []
