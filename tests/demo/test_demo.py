"""`make demo` and `make walkthrough`, as a newcomer runs them."""

import json
import re
import resource
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from crypto.passphrase import encode
from crypto.trust import decode_trust
from tracker import wordlists
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.demo import looking, story
from tracker.demo.acts import Story
from tracker.demo.cast import CASEWORKERS, OFFICERS, ORIGIN, Places
from tracker.demo.genesis import LOGS
from tracker.demo.guide import guide
from tracker.demo.running import run, serving
from tracker.demo.setup import set_up
from tracker.demo.telling import WIDTH, Teller

# On a machine of its own. Here others may be at work, so processor time is counted, not the clock.
WITHIN_CPU_SECONDS = 60
MAIN = "import tracker.cli; tracker.cli.main()"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A demo, made once."""
    made = Places(tmp_path_factory.mktemp("demo") / "demo")
    set_up(made, lambda _title: None)
    return made


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_walkthrough_is_told_to_its_end_in_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, "demo", "walkthrough"], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < WITHIN_CPU_SECONDS
    assert re.search(r"The end: (\d+) claims held", ran.stdout)
    assert [line for line in ran.stdout.split("\n") if len(line) > WIDTH] == []


def test_a_second_run_changes_nothing(places: Places) -> None:
    before = contents(places.root)
    assert set_up(places, lambda _title: None) == 0
    assert contents(places.root) == before


def test_the_genesis_is_a_real_one(places: Places) -> None:
    trust = places.trust.read_bytes()
    audit = verify(trust, FolderSource(places.archive), int(time.time()))
    assert [item for item in audit.findings if item.code is not None] == []
    assert (decode_trust(trust).origin, decode_trust(trust).is_rehearsal) == (ORIGIN, True)


def test_secrets_are_for_their_owner_alone_and_not_in_the_published_folder(places: Places) -> None:
    secret = [places.identity(name) for name in CASEWORKERS] + [
        places.officer_key(OFFICERS[0]),
        *map(places.log_key, LOGS),
        places.shares,
    ]
    secret += [places.password(places.own(name)) for name in CASEWORKERS]
    assert {path.stat().st_mode & 0o777 for path in secret} == {0o600}
    published = contents(places.genesis).values()
    assert [path for path in secret if path.read_bytes().strip() in b"".join(published)] == []


def test_a_check_works_at_once(places: Places, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text(" ".join(encode(bytes(13), wordlists.load()["en"])), encoding="utf-8")
    with serving(places.config, tmp_path / "log") as url:
        options = ["--server", url, "--trust", places.trust, "--json"]
        check = run("family", "check", *options, "--words-file", words)
    assert check.status == 0, check.err
    assert json.loads(check.out)["answer"] is None


def printed_commands(places: Places, url: str, added: dict[str, str]) -> str:
    """The lines of the guide that are to be typed, as one script, with options added behind some of them."""
    text = guide(places, url, datetime.now(UTC).date()).replace("\\\n", " ").replace("CASE", "C-000001")
    lines = [line.strip() for line in text.split("\n") if line.startswith("    ")]
    for command, options in added.items():
        (at,) = (number for number, line in enumerate(lines) if command in line)
        lines[at] += f" {options}"
    return "\n".join(lines)


def test_the_commands_can_be_played_as_they_are_printed(places: Places, tmp_path: Path) -> None:
    """All of them, in their order, by a shell; what a person would type in answer comes from files."""
    form, more, words = tmp_path / "form", tmp_path / "more", tmp_path / "words"
    form.write_text(json.dumps(story.FIRST_FORM), encoding="utf-8")
    more.write_text(json.dumps(story.ADDITION), encoding="utf-8")
    added = {
        "family submit": f"--form {form} --words-out {words}",
        "two sign": "--yes",
        "family check": f"--words-file {words} --language en",
        "family add": f"--words-file {words} --form {more}",
        "family withdraw": f"--words-file {words} --yes",
    }
    with serving(places.config, tmp_path / "log") as url:
        script = printed_commands(places, url, added)
        courier = next(line for line in script.split("\n") if "courier exchange" in line)
        script = script.replace(
            f"two sign {places.outbox} --yes", f"two sign {places.outbox} --yes\n{courier}"
        )
        ran = subprocess.run(["bash", "-ec", script], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "C-000001: confirmed" in ran.stdout
    assert "Your letter was read." in ran.stdout


def test_a_claim_that_does_not_hold_stops_the_story() -> None:
    with pytest.raises(TrackerError) as caught:
        Teller(print, []).must("the moon is a lantern", holds=False)
    assert caught.value.code == "walkthrough-deviated"


def test_a_name_on_the_servers_disk_stops_the_story(places: Places, tmp_path: Path) -> None:
    """The search must find what it looks for, however it is written."""
    told = Story(Teller(lambda _text: None, []), places, "")
    told.check_traces(places.server, "the server's files")
    for number, form in enumerate(looking.encodings(story.CANARY)):
        leak = tmp_path / "server" / f"leak-{number}"
        leak.parent.mkdir(exist_ok=True)
        leak.write_bytes(b"x" + form + b"x")
        with pytest.raises(TrackerError) as caught:
            told.check_traces(leak.parent, "the server's files")
        assert caught.value.code == "walkthrough-deviated"
        leak.unlink()


def test_a_port_that_is_taken_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = run("demo", "serve", "--folder", tmp_path / "demo", "--port", port)
    assert (ran.status, ran.err.split(":")[0]) == (1, "error demo-port-taken")
    assert not (tmp_path / "demo").exists()


def test_a_command_that_fails_is_shown_with_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "server").write_text("in the way", encoding="utf-8")
    with pytest.raises(TrackerError) as caught:
        set_up(Places(tmp_path), lambda _title: None)
    assert caught.value.code == "demo-command-failed"
