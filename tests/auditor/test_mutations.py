"""Random changes of a good archive: never a traceback, and never believed but where nothing covers a byte."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.keyring import decode_served_keyring
from crypto.note import parse_note
from crypto.sshsig import split_signed
from crypto.tlog_proof import parse_tlog_proof
from tests.auditor.memory import MemorySource
from tests.auditor.small_archive import Files
from tests.simulators.archive_story import whole_story
from tracker.auditor.explain import explain
from tracker.auditor.finding import Result
from tracker.auditor.report import report
from tracker.auditor.verify import Audit, verify
from tracker.records import archive
from tracker.records.archive import Log

Change = Callable[[bytes], bytes]
STORY = whole_story()
FILES = STORY.archive()
PATHS = sorted(FILES)
MANIFEST = archive.mailbox_manifest("desk")


def audit(files: Files) -> Audit:
    """The audit of a changed archive."""
    return verify(STORY.trust().encode(), MemorySource(files), STORY.now)


def note_text(note: bytes) -> bytes:
    """What of a note is signed: lines by keys that nobody knows, or the same line twice, change nothing."""
    return parse_note(note).text


def served_parts(data: bytes) -> object:
    """What of a served keyring is signed or proven: an unknown signature or an ``extra`` changes nothing."""
    served = decode_served_keyring(data)
    proof = parse_tlog_proof(served.proof)
    return [head.document for head in served.heads], proof.index, proof.path, note_text(proof.checkpoint)


# What nothing covers: signatures of strangers beside those that count.
SIGNED_PART: dict[str, Callable[[bytes], object]] = {
    **{log.checkpoint: note_text for log in Log},
    archive.KEYRING: served_parts,
    MANIFEST: lambda signed: split_signed(signed)[0],
}


def flip(at: int, bit: int) -> Change:
    def change(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]

    return change


def cut(at: int, length: int) -> Change:
    return lambda data: data[: at % len(data)] + data[at % len(data) + length :]


def insert(at: int, more: bytes) -> Change:
    return lambda data: data[: at % len(data)] + more + data[at % len(data) :]


def repeat_line(line: int, place: int) -> Change:
    def change(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines.insert(place % len(lines), lines[line % len(lines)])
        return b"\n".join(lines)

    return change


def exchange(path: str) -> Change:
    return lambda _data: FILES[path]


places = st.integers(0, 2**20)
changes = st.one_of(
    st.builds(flip, places, st.integers(0, 7)),
    st.builds(cut, places, st.integers(1, 40)),
    st.builds(insert, places, st.binary(min_size=1, max_size=24)),
    st.builds(repeat_line, places, places),
    st.builds(exchange, st.sampled_from(PATHS)),
)


def test_the_story_holds_and_few_rules_do_not_apply() -> None:
    done = audit(FILES)
    assert done.holds
    aside = [item.number for item in done.findings if item.result is Result.NOT_APPLICABLE]
    assert aside == [5, 17, 37]


def check_changed(path: str, changed: bytes) -> None:
    """A changed archive is not believed, unless what changed is covered by nothing."""
    if changed == FILES[path]:
        return
    done = audit(FILES | {path: changed})
    assert explain(done)
    assert report(done)
    if done.holds:
        part = SIGNED_PART[path]
        assert part(changed) == part(FILES[path])


@settings(max_examples=120)
@given(st.sampled_from(PATHS), changes)
def test_no_change_is_believed(path: str, change: Change) -> None:
    check_changed(path, change(FILES[path]))


@pytest.mark.endurance
@settings(max_examples=20_000)
@given(st.sampled_from(PATHS), changes)
def test_no_change_is_believed_in_the_long_run(path: str, change: Change) -> None:
    check_changed(path, change(FILES[path]))


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_is_gone_is_missed(path: str) -> None:
    files = {name: data for name, data in FILES.items() if name != path}
    # A folder may be of a server that has published nothing yet; a live site may not.
    is_live = path == MANIFEST
    assert not verify(STORY.trust().encode(), MemorySource(files, is_live=is_live), STORY.now).holds


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_file_is_no_fault_of_the_program(path: str) -> None:
    assert not audit(FILES | {path: b""}).holds
