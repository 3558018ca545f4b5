"""What an attachment is and betrays; and that nothing in it can hurt the desk."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.attachments.samples import SAMPLES, bomb, docx, jpeg, segment
from tracker.desk.attachments import inspecting
from tracker.desk.attachments.inspecting import FAILED, Limits, inspect
from tracker.desk.attachments.inspector import examine
from tracker.desk.attachments.words import MEDIA_TYPE, TRACES, trace_words
from tracker.records.form import LANGUAGES


@pytest.mark.parametrize("name", SAMPLES)
def test_type_and_traces_are_found(name: str) -> None:
    data, kind, traces = SAMPLES[name]
    found = examine(data)
    assert (found["kind"], set(found["traces"])) == (kind, traces)


@pytest.mark.parametrize("name", ["photo", "clean-png", "docx", "nothing"])
def test_the_process_apart_finds_the_same(name: str) -> None:
    data, kind, traces = SAMPLES[name]
    found = inspect(data)
    assert (found.kind, set(found.traces), found.failed) == (kind, traces, False)


def test_the_worst_comes_first() -> None:
    traces = inspect(SAMPLES["photo"][0]).traces
    assert list(traces) == sorted(traces, key=TRACES.index)
    assert traces[0] == "gps"


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Something like a file: bytes changed, cut out, doubled, lengths made huge."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(5):
            case 0:
                out[at : at + 1] = rng.randbytes(1)
            case 1:
                del out[at : at + rng.randint(1, 64)]
            case 2:
                out[at:at] = out[at : at + rng.randint(1, 64)]
            case 3:
                out[at : at + 4] = b"\xff\xff\xff\xff"
            case 4:
                out[at:at] = rng.randbytes(rng.randint(1, 16))
    return bytes(out)


def test_whatever_is_in_it_the_examination_comes_to_an_end(rng: random.Random) -> None:
    seeds = [data for data, _, _ in SAMPLES.values() if data]
    for _ in range(800):
        data = mutated(rng.choice(seeds), rng)
        began = time.monotonic()
        found = examine(data)
        assert time.monotonic() - began < 5, data.hex()
        assert MEDIA_TYPE.fullmatch(found["kind"])
        assert set(found["traces"]) <= set(TRACES)


def test_a_picture_never_loses_its_traces_silently(rng: random.Random) -> None:
    """Damage may hide which traces there are, but not that there may be some."""
    data, _, _ = SAMPLES["photo"]
    for _ in range(100):
        found = set(examine(mutated(data, rng))["traces"])
        assert found, "a damaged photograph that seems to betray nothing"


@pytest.mark.parametrize(
    "make",
    [
        bomb,
        lambda: docx(
            "<!DOCTYPE x [" + "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 40))
        ),
        lambda: jpeg(*[segment(0xE1, b"Exif\x00\x00" + bytes(65_000)) for _ in range(60)]),
        lambda: jpeg(segment(0xE1, b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + b"\xff\xff" * 30_000)),
        lambda: b"PK\x03\x04" + b"PK\x01\x02" * 500_000,
        lambda: b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00tEXt\x00\x00\x00\x00" * 300_000,
        lambda: b"%PDF-" + b"/#41" * 1_000_000,
        lambda: b"\xff\xd8\xff\xe1\x00\x00" * 600_000,
    ],
    ids=["bomb", "entities", "much-exif", "huge-counts", "members", "chunks", "names", "no-lengths"],
)
def test_hostile_files_stay_within_bounds(make: Callable[[], bytes]) -> None:
    began = time.monotonic()
    found = inspect(make(), Limits(cpu_seconds=3, seconds=10))
    assert time.monotonic() - began < 30
    assert found.traces


@pytest.mark.parametrize(
    "limits",
    [Limits(memory=8 * 1024 * 1024), Limits(cpu_seconds=0), Limits(seconds=0.001)],
    ids=["memory", "cpu", "time"],
)
def test_a_process_that_is_stopped_leaves_people_careful(limits: Limits) -> None:
    found = inspect(SAMPLES["photo"][0] + bytes(30_000_000), limits)
    assert found == FAILED or "unclear" in found.traces
    assert FAILED.traces == ("unclear",)


@pytest.mark.parametrize("program", ["this", "no.such.module"])
def test_a_program_that_says_something_else_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr("tracker.desk.attachments.inspecting._PROGRAM", program)
    assert inspect(SAMPLES["clean-jpeg"][0]) == FAILED


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b'{"kind": "image/jpeg"}',
        b'{"kind": ["image/jpeg"], "traces": []}',
        b'{"kind": "image/jpeg\\u001b", "traces": []}',
        b'{"kind": "nothing to fear", "traces": []}',
        b'{"kind": "image/jpeg", "traces": "gps"}',
        b'{"kind": "image/jpeg", "traces": ["none"]}',
        b'{"kind": "image/jpeg", "traces": [["gps"]]}',
        b'{"kind": "image/jpeg", "traces": []} and more',
        b"\xff",
        b"[" * 4096,
    ],
    ids=range(12),
)
def test_what_it_writes_is_believed_only_in_its_one_shape(document: bytes) -> None:
    assert inspecting._believed(b'{"kind": "image/jpeg", "traces": ["gps"]}').traces == ("gps",)
    assert inspecting._believed(document) == FAILED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trace_has_words(language: str) -> None:
    assert trace_words(TRACES, language).count("; ") == len(TRACES) - 1


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "bytes(10**9)",
        "os.write(1, bytes(9_000))",
    ],
    ids=["file", "network", "program", "memory", "output"],
)
def test_the_process_apart_can_do_nothing_else(attempt: str, tmp_path: Path) -> None:
    program = (
        "import os, signal, socket, subprocess\n"
        "from tracker.desk.attachments.inspector import give_up_rights\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "give_up_rights(200_000_000, 5, 4_096)\n"
        f"try:\n    done = {attempt}\nexcept (OSError, MemoryError):\n    os._exit(7)\n"
        "os._exit(7 if isinstance(done, int) and done <= 4_096 else 0)\n"
    )
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run([sys.executable, "-c", program], stdout=out, check=False)
    assert done.returncode == 7
