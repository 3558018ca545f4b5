"""A unique word in every field, and afterwards a search for it in all that the device and the server keep.

The search is worth something because the same browser does write down what is typed into a page that takes no
care: the words typed there are found on its disk, at the same moment.
"""

import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crypto.family import FamilyKeys
from crypto.passphrase import decode
from tests.browser.conftest import Stage
from tests.browser.driver import Browser, Driver, Page
from tests.browser.family import Family
from tests.browser.modes import Mode
from tests.browser.mozlz4 import MARK, unpacked
from tests.browser.stranger import Stranger, stranger
from tests.scenarios.people import files_below, inquiry
from tests.scenarios.test_canary import contents, found, traces
from tests.scenarios.test_round_trip import located
from tracker import wordlists
from tracker.family import words as family_words
from tracker.records.form import FIELDS

# Written down much sooner than a user's browser would: what is kept at all, is kept by then.
EAGER = {
    "browser.sessionstore.interval": 300,
    "browser.sessionstore.interval.idle": 300,
    "browser.sessionstore.resume_from_crash": True,
    "browser.formfill.enable": True,
    "browser.cache.disk.enable": True,
    "signon.rememberSignons": True,
}
CARELESS = "<!doctype html><title>careless</title><textarea id='text' name='text'></textarea>"
SOON = 30.0


class Canaries:
    """Words that stand nowhere else, each without a part in common with the others."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self) -> str:
        self.given.append(secrets.token_hex(8))
        return self.given[-1]


@dataclass
class Device:
    """A browser with a profile on disk, a family's tab, and a careless page in another."""

    profile: Path
    browser: Browser
    family: Family
    careless: Page
    written: list[str] = field(default_factory=list)

    def find(self, *words: str, since: float = 0.0) -> list[str]:
        """Which of these words stand in which files of the profile, or in those written since then."""
        files = [path for path in files_below(self.profile) if _written(path) >= since]
        places = {str(path): unpacked(path.read_bytes()) for path in files if path.exists()}
        return [f"{word} in {where}" for word in words for where in found(_spellings(word), places)]

    def until_written_down(self) -> None:
        """Types into the careless page, until the browser has put that on disk."""
        mark, began = secrets.token_hex(8), time.time() - 1
        self.careless.evaluate("() => document.getElementById('text').focus()")
        self.careless.type(mark)
        ends, pause = time.monotonic() + SOON, threading.Event()
        while not self.find(mark, since=began):
            assert time.monotonic() < ends, "the careless page was not written down"
            pause.wait(0.05)
        self.written.append(mark)


@pytest.fixture
def elsewhere() -> Iterator[Stranger]:
    """A server with a careless page."""
    with stranger() as host:
        host.pages["/careless"] = CARELESS
        yield host


@pytest.fixture
def device(driver: Driver, mode: Mode, tmp_path: Path, shared: Stage, elsewhere: Stranger) -> Device:
    """A browser of its own, that writes its sessions down as soon as it can."""
    profile = tmp_path / "profile"
    profile.mkdir()
    options = mode.options(profile)
    if mode.is_firefox:
        options["extraPrefsFirefox"] |= EAGER
    browser = driver.launch(options)
    careless = browser.page()
    careless.goto(f"{elsewhere.url}/careless")
    family = Family(browser.page(), shared.line.url, "uk", mode)
    return Device(profile, browser, family, careless)


def _written(path: Path) -> float:
    """When a file was last written to; browsers replace theirs at any time."""
    return path.stat().st_mtime if path.exists() else 0.0


def _spellings(word: str) -> list[bytes]:
    return [*traces(word.encode()), *traces(word.encode("utf-16-le"))]


def _pairs(words: list[str]) -> list[str]:
    """Words one after the other, as nothing but the family's own sheet has them."""
    return [f"{one} {other}" for one, other in itertools.pairwise(words)]


def _form(canary: Callable[[], str]) -> dict[str, Any]:
    """A canary in every field of a civilian's form that takes text."""
    return inquiry(
        text=canary(),
        home=canary(),
        circumstances=canary(),
        facility=canary(),
        **{
            "full-name": canary(),
            "other-names": [canary(), canary()],
            "last-seen": {"where": canary()},
        },
    )


def test_after_a_clean_exit_nothing_is_left(device: Device, shared: Stage, tmp_path: Path) -> None:
    # A whole life of an inquiry in one browser.
    canary, family = Canaries(), device.family
    family.open().ask(_form(canary))
    shared.close_batch()
    shared.carry(f"canary-{canary.given[0]}")
    (case,) = [one for one in shared.desk.cases("new") if canary.given[0] in str(shared.desk.letters(one))]
    answer = canary()
    shared.desk.answer(case, located(answer), second=True)
    shared.carry(f"answer-{canary.given[0]}")
    family.open().check()
    assert answer in family.text
    family.open().add({"text": canary()})
    device.until_written_down()
    device.browser.close()

    # Not a word of it on the device, nor any key; nothing on the server or on the line.
    secret = [*canary.given, *_pairs(family.paper)]
    assert device.find(*secret) == []
    keys = [trace for key in _keys(family.paper, shared) for trace in traces(key)]
    places = {name: unpacked(data) for name, data in contents(device.profile).items()}
    places |= contents(shared.server.folder)
    places["line"] = shared.line.everything
    spelled = [spelling for word in secret for spelling in _spellings(word)]
    assert found(keys + spelled, places) == []
    assert not any(word in shared.server.log for word in secret)


def test_after_a_kill_in_the_middle_of_typing_nothing_is_left(device: Device) -> None:
    canary, family = Canaries(), device.family
    family.open().begin()
    form = _form(canary)
    kinds = {field.key: field.kind for field in FIELDS if field.kind in ("text", "long-text")}
    while family.screen("question", "review") == "question":
        path = family.question()
        value = form.get(path)
        kind = kinds.get(path)
        if value in canary.given and kind is not None:
            # The first of its kind of box: typed, not yet sent off, and the browser had the time to write.
            kinds = {key: other for key, other in kinds.items() if other != kind}
            family.type(value)
            device.until_written_down()
            assert device.find(*canary.given) == [], path
            family.do("back")
            family.do("next")
        family.answer(value)
    family.do("next")
    words = family.read_words()
    device.until_written_down()
    family.do("next")
    family.screen("retype")
    family.type(" ".join(words))
    device.until_written_down()
    device.browser.kill()
    assert device.find(*canary.given, *_pairs(words)) == []
    assert all(device.find(mark) for mark in device.written[-1:])


def test_after_a_kill_while_the_words_are_typed_in_nothing_is_left(device: Device) -> None:
    canary, family = Canaries(), device.family
    family.open().do("check")
    family.screen("words-in")
    mark = canary()
    family.type(f"барвінок {mark}")
    device.until_written_down()
    device.browser.kill()
    assert device.find(mark) == []
    assert device.find(device.written[-1])


def _keys(words: list[str], stage: Stage) -> Iterator[bytes]:
    """What the words stand for: nobody outside may have it."""
    (passphrase,) = decode(" ".join(words), wordlists.load())
    keys: FamilyKeys = family_words.keys_of(passphrase, stage.server.keys.trust.realm)
    yield from (passphrase.entropy, keys.root, keys.reply.seed, keys.address.secret, keys.author.seed)
    yield from (keys.public.address, keys.public.author, keys.public.inquiry_id)


def test_profiles_are_searched_whole(tmp_path: Path) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "file").write_bytes("канарка".encode("utf-16-le"))
    assert len(files_below(tmp_path)) == 1
    assert found(_spellings("канарка"), contents(tmp_path))


def test_packed_sessions_are_searched_too() -> None:
    # Five literals, then the last four once more: an LZ4 block as its specification has it.
    assert unpacked(MARK + (9).to_bytes(4, "little") + b"\x50abcde\x04\x00") == b"abcdebcde"
    # Sixteen literals need one more byte for their number.
    assert unpacked(MARK + bytes(4) + b"\xf0\x01" + b"0123456789abcdef") == b"0123456789abcdef"
    assert unpacked(b"plain") == b"plain"
