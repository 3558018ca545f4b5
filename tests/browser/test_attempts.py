"""Every attempt that concerns clients, served to the released page in real browsers: it refuses, by its code.

The corpus is that of the auditor (tests/vectors/ceremony/README.md). The page is released with the case's own
trust root, and its clock is the case's.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import TrustWeak
from crypto.keyring import ServedKeyring, decode_served_keyring
from crypto.passphrase import Passphrase
from crypto.trust import decode_trust
from tests.browser.conftest import RESULTS
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.hostile_site import HostileSite, hostile_site
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.simulators.hostile_server import Reply
from tests.simulators.pocket_service import PocketService
from tests.vectors.attempt import cases, folder_of
from tracker.family import words
from tracker.records import archive
from tracker.server.release import ReleasedFile, make_release

CASES = cases()
WEAK = [name for name, case in CASES if case["code"] == TrustWeak.code]
REFUSED = [(name, case) for name, case in CASES if case["client"] and name not in WEAK]
[GOOD] = [(name, case) for name, case in CASES if case["code"] is None]
# What concerns only those who would write: a visit that looks for an answer asks for no roster.
ROSTER_CODES = ("roster-malformed", "roster-mismatch")
# A stale, a forked and a revoked keyring, to be looked at.
PICTURED = ("04-stale-cosignatures", "43-fork-that-no-witness-saw", "36-revoked-key-with-a-true-proof")
CLOCK = "(now) => { Date.now = () => now * 1000 }"
MODES = pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)


@cache
def released(trust: bytes) -> dict[str, ReleasedFile]:
    """A release takes a moment, and most cases share a trust root."""
    return make_release(trust)


def served(folder: Path, known: int) -> bytes:
    """What this archive answers to somebody who knows an epoch."""
    whole = (folder / "archive" / archive.KEYRING).read_bytes()
    if known == 0:
        return whole
    keyring = decode_served_keyring(whole)
    return ServedKeyring(keyring.heads[known:], keyring.proof).encode()


@pytest.fixture
def site(name: str) -> Iterator[HostileSite]:
    """The page, released for whoever has the case's trust root, before the case's archive."""
    folder = folder_of(name)
    trust = (folder / "trust").read_bytes()
    known = decode_trust(trust).known_epoch
    with hostile_site(PocketService(), released(trust)) as ready:
        keyring, roster = served(folder, known), (folder / "archive" / archive.ROSTER).read_bytes()
        ready.alter[f"/keyring/{known}"] = lambda _: Reply(keyring)
        ready.alter["/keyring/roster"] = lambda _: Reply(roster)
        yield ready


@pytest.fixture
def family(page: Page, site: HostileSite, mode: Mode, case: dict[str, Any]) -> Family:
    """Somebody who has the page open, at the case's time."""
    page.before(CLOCK, case["now"])
    return Family(page, site.url, "uk", mode).open()


@MODES
@pytest.mark.parametrize(("name", "case"), REFUSED, ids=[name for name, _ in REFUSED])
def test_the_page_asks_no_question_under_such_keys(
    family: Family, site: HostileSite, name: str, case: dict[str, Any], mode: Mode
) -> None:
    family.do("ask")
    assert family.failure == case.get("client_code", case["code"])
    assert site.letters == []
    if name in PICTURED:
        RESULTS.mkdir(exist_ok=True)
        family.page.screenshot(RESULTS / f"refused-{name}-{mode.name}.png")


@MODES
@pytest.mark.parametrize(
    ("name", "case"),
    [item for item in REFUSED if item[1]["code"] not in ROSTER_CODES][::8],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nor_does_it_look_for_an_answer(family: Family, site: HostileSite, case: dict[str, Any]) -> None:
    family.paper = words.spell(Passphrase("uk", bytes(13)))
    family.give_words("check")
    assert family.failure == case.get("client_code", case["code"])
    assert not any(request.path.startswith("/mailbox/") for request in site.requests)


@MODES
@pytest.mark.parametrize(("name", "case"), [GOOD], ids=[GOOD[0]])
def test_the_same_archive_with_nothing_wrong_is_taken(family: Family, case: dict[str, Any]) -> None:
    family.begin()
    assert case["client"] is False


@pytest.mark.parametrize("name", WEAK)
def test_no_page_is_released_for_a_trust_root_without_witnesses(name: str) -> None:
    with pytest.raises(TrustWeak):
        make_release((folder_of(name) / "trust").read_bytes())
