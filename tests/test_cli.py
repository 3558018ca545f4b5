"""The one command: help without imports, errors as words, codes and exit codes."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from crypto.errors import EncodingError, EpochSuperseded
from tracker import cli
from tracker.files import atomic_file, write_file
from tracker.records.errors import ServerRefused
from tracker.secrets_input import read_password

SECRET = "barvinok-secret-word"


@click.group()
def group() -> None:
    """Commands that end in every way a command can."""


@group.command()
@click.option("--json", "as_json", is_flag=True)
def refuse(as_json: bool) -> None:
    raise EpochSuperseded("seal \x1b[31magain\u202e to the newest keyring")


@group.command()
@click.option("--json", "as_json", is_flag=True)
def ask(as_json: bool) -> None:
    raise ServerRefused("the server refused", status=503, server_code="busy", entered=SECRET)


@group.command()
@click.option("--json", "as_json", is_flag=True)
def fault(as_json: bool) -> None:
    typed = SECRET
    raise RuntimeError(f"could not handle {typed}")


@group.command()
def stop() -> None:
    raise click.Abort


@group.command()
def lose() -> None:
    open("/nowhere/at-all.letter")  # noqa: SIM115, PTH123 - it never opens


@group.command()
@click.argument("number", type=int)
def fail(number: int) -> None:
    raise OSError(number, os.strerror(number))


@group.command()
def fill() -> None:
    Path("/dev/full").write_bytes(b"a letter")


@group.command()
@click.argument("path", type=Path)
def keep(path: Path) -> None:
    write_file(path, b"a letter")


@group.command()
def unlock() -> None:
    read_password(None)


@group.command()
@click.pass_context
def end(context: click.Context) -> None:
    context.exit(3)


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands above, in the place of the desk's."""
    monkeypatch.setitem(sys.modules, "tracker.desk.commands", SimpleNamespace(group=group))
    monkeypatch.delenv("TRACKER_DEBUG", raising=False)
    return


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


def test_a_refusal_is_a_code_and_words_without_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = run(capsys, "desk", "refuse")
    assert (status, out) == (1, "")
    assert err.startswith("error epoch-superseded: ")
    assert err.rstrip("\n").isprintable()


def test_a_refusal_under_json_is_one_object_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "desk", "refuse", "--json")
    assert (status, err) == (1, "")
    assert json.loads(out)["error"] == "epoch-superseded"


def test_a_refusal_by_the_server_has_its_own_code_under_json_and_no_other_fact(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "desk", "ask", "--json")
    told = json.loads(out)
    assert (told.pop("error"), told.pop("server_code")) == ("server-refused", "busy")
    assert list(told) == ["message"]
    assert SECRET not in out


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_fault_names_its_kind_and_never_a_value(
    capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    status, out, err = run(capsys, "desk", "fault", *flags)
    assert status == 70
    assert SECRET not in out + err
    assert "RuntimeError" in out + err
    assert "internal" in out + err


def test_the_whole_trace_is_there_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DEBUG", "1")
    status, _, err = run(capsys, "desk", "fault")
    assert status == 70
    assert "Traceback" in err


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["desk", "stop"], 1, "error stopped:"),
        (["desk", "lose"], 1, "error file:"),
        (["desk", "end"], 3, ""),
        (["desk", "unheard-of"], 2, "Usage:"),
        (["unheard-of"], 2, "Usage:"),
        (["--version"], 0, ""),
    ],
)
def test_each_way_to_end_has_its_exit_code(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, code: str
) -> None:
    ended, _, err = run(capsys, *arguments)
    assert ended == status
    assert err.startswith(code)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "medium-full"),
        (errno.EDQUOT, "medium-full"),
        (errno.EROFS, "medium-read-only"),
        (errno.EIO, "medium-gone"),
        (errno.ENODEV, "medium-gone"),
        (errno.ENXIO, "medium-gone"),
        (errno.EMFILE, "file"),
    ],
)
def test_trouble_with_a_medium_is_no_fault_of_this_program(
    capsys: pytest.CaptureFixture[str], number: int, code: str
) -> None:
    status, _, err = run(capsys, "desk", "fail", str(number))
    assert (status, err.partition(":")[0]) == (1, f"error {code}")


def test_a_full_medium_is_said_to_be_full(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "desk", "fill")
    assert (status, err.partition(":")[0]) == (1, "error medium-full")


def test_a_file_that_cannot_be_written_is_named_as_it_was_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "absent" / "my.letter", tmp_path / "folder"):
        status, _, err = run(capsys, "desk", "keep", str(path))
        assert status == 1
        assert err.startswith(f"error file: {path}: ")
        assert ".new-" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_write_that_fails_in_the_block_names_the_file_and_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "my.letter"
    write_file(path, b"old")
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as caught, atomic_file(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.filename == str(path)
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("my.letter", b"old")]


def test_a_password_is_not_asked_for_where_there_is_no_terminal() -> None:
    program = (
        "import sys, tests.test_cli as commands, tracker.cli as cli\n"
        "from types import SimpleNamespace\n"
        "sys.modules['tracker.desk.commands'] = SimpleNamespace(group=commands.group)\n"
        "cli.main(['desk', 'unlock'])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        input="word\n",
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (ended.returncode, ended.stderr.partition(":")[0]) == (1, "error terminal-missing")
    assert "Warning" not in ended.stderr


def test_misuse_under_json_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "desk", "refuse", "--json", "--unheard-of")
    assert status == 2
    assert json.loads(out)["error"] == "usage"


def test_a_missing_package_names_the_extra_that_brings_it() -> None:
    program = (
        "import sys; sys.modules.update(flask=None, sqlalchemy=None)\n"
        "import tracker.cli as cli; cli.main(['server', '--json', 'check'])"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert told["error"] == "extra-missing"
    assert "inquiry-tracker[server]" in told["message"]


def test_help_names_every_role_and_imports_none() -> None:
    program = (
        "import sys, tracker.cli as cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('tracker.')])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert all(f"\n  {role}" in shown for role in cli.ROLES)
    assert shown.rstrip().endswith("['tracker.cli']")


def test_a_reader_who_leaves_early_is_no_fault() -> None:
    program = "import tracker.cli as cli; cli.main(['--help'])"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_a_password_that_is_not_utf_8_gets_a_code_and_is_shown_nowhere(tmp_path: Path) -> None:
    """Older editors save Cyrillic letters otherwise."""
    (tmp_path / "password").write_bytes("довге слово\n".encode("cp1251"))
    with pytest.raises(EncodingError) as found:
        read_password(tmp_path / "password")
    assert (found.value.__cause__, found.value.__suppress_context__) == (None, True)
