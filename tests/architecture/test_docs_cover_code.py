"""The documentation covers the code: modules, errors, formats, commands; and its links lead somewhere."""

import importlib
import re
from collections import Counter
from collections.abc import Iterator

import click
import pytest

from crypto.errors import TrackerError
from tests.architecture.tree import ROOT, modules, parsed, tracked
from tracker import cli

PAGE_IN_DOCSTRING = re.compile(r"docs/spec/([a-z-]+)\.md")
ERROR_ROW = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def text(path: str) -> str:
    """A tracked page."""
    return (ROOT / path).read_text(encoding="utf-8")


def pages(folder: str) -> list[str]:
    """The tracked pages below a folder."""
    return [path for path in tracked() if path.startswith(folder) and path.endswith(".md")]


def code_modules() -> list[str]:
    """All modules that a newcomer could look for; empty packages and migrations are not listed."""
    return [
        path
        for path in modules("crypto", "tracker")
        if "/migrations/versions/" not in path and not path.endswith("__init__.py")
    ]


def browser_modules() -> list[str]:
    """The browser's modules."""
    return [path for path in tracked() if path.startswith("client/") and path.endswith(".js")]


@pytest.mark.parametrize("path", code_modules() + browser_modules())
def test_the_map_has_every_module(path: str) -> None:
    assert f"`{path}`" in text("docs/map.md")


def test_the_map_has_no_module_that_is_gone() -> None:
    named = set(re.findall(r"`((?:crypto|tracker|client)/[a-z0-9_/]+\.(?:py|js))`", text("docs/map.md")))
    assert named - set(tracked()) == set()


def error_classes() -> list[type[TrackerError]]:
    """Every class of the tree, wherever a module defines it."""
    for path in code_modules():
        if not path.endswith(("__main__.py", "env.py")):
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
    found: list[type[TrackerError]] = [TrackerError]
    for known in found:
        found += [sub for sub in known.__subclasses__() if sub.__module__.startswith(("crypto", "tracker"))]
    return list(dict.fromkeys(found))


def test_every_error_has_a_code_of_its_own() -> None:
    shared = [code for code, count in Counter(error.code for error in error_classes()).items() if count > 1]
    assert shared == []


def test_the_table_of_errors_lists_every_code_once() -> None:
    command_line = {cli.USAGE, cli.STOPPED, cli.FILE, cli.INTERNAL}
    command_line |= {code for code, _ in cli.MEDIA.values()}
    codes = {error.code for error in error_classes()} | command_line
    assert Counter(ERROR_ROW.findall(text("docs/spec/errors.md"))) == Counter(codes)


@pytest.mark.parametrize("path", [path for path in code_modules() if path.startswith("crypto/")])
def test_a_pure_module_has_its_page_and_its_tests(path: str) -> None:
    docstring = next(iter(parsed(path).body)).value.value
    named = PAGE_IN_DOCSTRING.findall(docstring)
    assert named, "the module's docstring names no page of the specification"
    assert all(f"docs/spec/{page}.md" in tracked() for page in named)
    assert f"tests/crypto/test_{path.removeprefix('crypto/')}" in tracked()


def commands(command: click.Command, name: str) -> Iterator[str]:
    """The full names of all commands below one: `tracker desk import`."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None, child
            yield from commands(found, f"{name} {child}")
    else:
        yield name


@pytest.mark.parametrize("role", sorted(cli.ROLES))
def test_a_guide_tells_of_every_command(role: str) -> None:
    group = cli.root.get_command(click.Context(cli.root), role)
    assert group is not None
    guides = "\n".join(text(path) for path in ["README.md", "keys/README.md", *pages("docs/guides/")])
    untold = [name for name in commands(group, f"tracker {role}") if not re.search(rf"{name}\b", guides)]
    assert untold == []


@pytest.mark.parametrize("path", pages(""))
def test_every_link_between_pages_leads_somewhere(path: str) -> None:
    targets = [target for target in LINK.findall(text(path)) if "://" not in target]
    folder = (ROOT / path).parent
    assert [target for target in targets if not (folder / target).resolve().exists()] == []
