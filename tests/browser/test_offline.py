"""The offline page in both browsers, opened as a file where there is no network."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.errors import (
    HeadMalformed,
    IndexMalformed,
    KeyringError,
    KeyringGenesis,
    QuorumMissing,
    RosterMismatch,
    SliceMalformed,
    SliceProof,
)
from tests.browser.conftest import Stage
from tests.browser.driver import Driver
from tests.browser.family import sections
from tests.browser.modes import Mode
from tests.browser.mozlz4 import unpacked
from tests.browser.offline import OfflineFamily, Runner, Walled, walled
from tests.browser.offline_tour import OfflineTour, page_file
from tests.browser.test_accessibility import IN_BROWSERS_AND_LANGUAGES, RULES, schemes
from tests.browser.test_walls import RUN
from tests.scenarios.people import inquiry
from tests.scenarios.test_canary import contents, found
from tests.scenarios.test_round_trip import LONG_TEXT, located
from tests.simulators.camera import jpeg
from tests.simulators.throwaway_keys import PUBLISHER
from tests.vectors import cast
from tracker.records.carried import KeyringFile, decode_keyring_file, decode_mailbox_file, read_slice_path
from tracker.records.errors import CarriedFileMalformed
from tracker.records.form import LANGUAGES
from tracker.records.language import translate
from tracker.records.pictures import strip_picture
from tracker.records.reading import read_answer
from tracker.server.offline_page import offline_page

FORM = inquiry(text=LONG_TEXT, **{"full-name": "Людина без мережі"})


@pytest.fixture
def away(driver: Driver, mode: Mode, tmp_path: Path) -> Iterator[Walled]:
    """A browser without a network."""
    with walled(driver, mode, tmp_path / "away") as machine:
        yield machine


@pytest.fixture
def runner(stage: Stage, tmp_path: Path) -> Runner:
    """Who walks."""
    return Runner.of(stage, tmp_path / "runner")


def family_at(machine: Walled, mode: Mode, stage: Stage, folder: Path, language: str = "uk") -> OfflineFamily:
    """A family with the file of its language, as the server gives it."""
    file = page_file(stage.server, language, folder)
    return OfflineFamily(machine.browser.page(), file.as_uri(), language, mode, saved=machine.saved)


def test_a_family_without_a_network_asks_reads_adds_and_withdraws(
    away: Walled, mode: Mode, stage: Stage, runner: Runner, tmp_path: Path
) -> None:
    family = family_at(away, mode, stage, tmp_path)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())

    # Sealed here, posted there by somebody who cannot read it, read at the desk.
    family.open().bring_keys(runner.fetch() / "keyring")
    letter = family.seal(FORM, photo)
    sent = runner.go("post", letter)
    assert sent == runner.go("post", letter)
    stage.close_batch()
    stage.carry("asked")
    (case,) = stage.desk.cases("new")
    assert stage.desk.letters(case) == [("inquiry", FORM)]
    assert stage.desk.attachments(case) == [strip_picture(photo.read_bytes()).data]

    # Answered there, read here from three files, the last of which only the words lead to.
    answer = located("Відповідь для того, хто без мережі.")
    stage.desk.answer(case, answer, second=True)
    stage.carry("answered")
    files = runner.fetch()
    family.open().bring_keys(files / "keyring")
    family.bring_mailbox(*files.glob("mailbox-*"))
    family.give_words("check")
    path = family.asked_for()
    family.choose("slice", runner.fetch(path) / read_slice_path(path).name)
    family.screen("answer")
    assert sections(family) == [(heading, said) for heading, said in read_answer(answer, "uk")]

    # What is added and the withdrawal travel in the same way.
    family.do("add")
    family.fill({"text": "Дзвонили."})
    family.do("next")
    runner.go("post", family.save())
    family.open().bring_keys(files / "keyring")
    family.give_words("withdraw")
    family.screen("withdraw")
    family.do("next")
    runner.go("post", family.save())
    stage.close_batch()
    stage.carry("withdrawn")
    assert stage.desk.cases("open") == []

    assert family.page.log["errors"] == []
    assert away.visits == []


def test_what_gets_into_the_page_runs_nothing_and_reaches_nobody(
    away: Walled, mode: Mode, shared: Stage, tmp_path: Path
) -> None:
    family = family_at(away, mode, shared, tmp_path).open()
    assert family.page.evaluate(RUN, away.wall.url) == {"told": [], "harmed": None}
    assert away.visits == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_its_language_that_it_is_the_one_without_a_network(
    away: Walled, mode: Mode, shared: Stage, tmp_path: Path, language: str
) -> None:
    family = family_at(away, mode, shared, tmp_path, language).open()
    assert translate(language, "page.offline.lead") in family.text
    assert family.slot("keyring-path") == "/offline/keyring/0"
    assert not family.page.evaluate("() => document.querySelector('.languages')")


@IN_BROWSERS_AND_LANGUAGES
def test_no_screen_of_its_own_breaks_a_rule(
    away: Walled, mode: Mode, shared: Stage, paper: list[str], tmp_path: Path, language: str
) -> None:
    family = family_at(away, mode, shared, tmp_path, language)
    family.page.view(360, 740)
    broken = {}
    for name in OfflineTour(family, shared.server, paper, tmp_path).screens():
        for scheme in schemes(family.page, mode):
            broken[f"{name} {scheme}"] = [item["id"] for item in family.page.axe(**RULES)["violations"]]
        wide = family.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        assert not wide, name
    assert {name: rules for name, rules in broken.items() if rules} == {}


@pytest.mark.parametrize(("days", "taken"), [(13, True), (15, False)])
def test_confirmations_may_be_13_days_old_and_not_15(
    away: Walled, mode: Mode, tmp_path: Path, days: int, taken: bool
) -> None:
    # Two of three witnesses, within three days: so the trust root; the offline page alone waits longer.
    root = cast.trust(policy_lines=cast.policy_lines(), max_age_hours=72)
    page, keyring = tmp_path / "en.html", tmp_path / "keyring"
    page.write_bytes(offline_page("en", root))
    cosigners = dict.fromkeys(cast.WITNESSES[:2], cast.NOW)
    served = cast.served(cast.history(1), cosigners=cosigners).encode()
    keyring.write_bytes(KeyringFile(served, cast.roster().encode()).encode())
    family = OfflineFamily(away.browser.page(), page.as_uri(), "en", mode, saved=away.saved)
    family.page.before("(now) => { Date.now = () => now * 1000 }", cast.NOW + days * 86400)
    family.open()
    if taken:
        family.bring_keys(keyring)
        return
    family.choose("keyring", keyring)
    assert family.failure == QuorumMissing.code
    assert translate("en", "page.offline.js.stale") in family.text
    # What was refused does not count: the start asks again.
    family.do("retry")
    family.screen("start")
    assert family.page.evaluate("() => document.querySelector('#start-actions').hidden")


def test_what_was_altered_on_the_way_is_refused(
    away: Walled, mode: Mode, shared: Stage, paper: list[str], tmp_path: Path
) -> None:
    files = Runner.of(shared, tmp_path / "runner").fetch()
    keyring, mailbox = files / "keyring", files / f"mailbox-{PUBLISHER}"
    whole, framed = keyring.read_bytes(), mailbox.read_bytes()
    family = family_at(away, mode, shared, tmp_path)
    family.paper = paper
    altered = tmp_path / "altered"

    def refused(what: str, data: bytes) -> str:
        altered.write_bytes(data)
        family.choose(what, altered)
        code = family.failure
        family.do("retry")
        family.screen("start")
        return code

    # Keys: not the file, cut off, another roster, a signature of which one bit is turned.
    family.open()
    file = decode_keyring_file(whole)
    assert refused("keyring", framed) == CarriedFileMalformed.code
    assert refused("keyring", whole[:-1]) == CarriedFileMalformed.code
    assert refused("keyring", replace(file, roster=flipped(file.roster)).encode()) == RosterMismatch.code
    at = file.keyring.index(b"\ntranscript ") + 20
    other = replace(file, keyring=flipped(file.keyring, at))
    assert refused("keyring", other.encode()) in {KeyringGenesis.code, HeadMalformed.code, KeyringError.code}

    # The mailbox: an index that the manifest does not name, a manifest that nobody signed, a slice.
    family.bring_keys(keyring)
    box = decode_mailbox_file(framed)
    for spoiled, code in (
        (replace(box, index=flipped(box.index)), IndexMalformed.code),
        (replace(box, manifest=flipped(box.manifest)), None),
    ):
        altered.write_bytes(spoiled.encode())
        family.bring_mailbox(altered)
        family.give_words("check")
        found = family.failure
        assert code in (None, found), found
        family.open().bring_keys(keyring)
    family.bring_mailbox(mailbox)
    family.give_words("check")
    asked = read_slice_path(family.asked_for())
    path = f"/mailbox/{asked.publisher}/{asked.number}/slice/{asked.slice}"
    altered.write_bytes(flipped(shared.server.get(path).body))
    family.choose("slice", altered)
    assert family.failure in {SliceMalformed.code, SliceProof.code}


def test_going_back_gives_up_what_is_asked_for(
    away: Walled, mode: Mode, shared: Stage, paper: list[str], tmp_path: Path
) -> None:
    files = Runner.of(shared, tmp_path / "runner").fetch()
    family = family_at(away, mode, shared, tmp_path)
    family.paper = paper
    family.open().bring_keys(files / "keyring")
    family.bring_mailbox(*files.glob("mailbox-*"))
    family.give_words("check")
    first = family.asked_for()
    family.do("back")
    family.screen("words-in")
    family.type_words(paper)
    assert family.asked_for() == first
    family.page.press("Escape", "Escape", "Escape")
    family.page.wait("() => location.href === 'about:blank'")


def test_after_the_end_the_profile_has_no_word_of_the_letter(
    away: Walled, mode: Mode, shared: Stage, tmp_path: Path
) -> None:
    keyring = tmp_path / "keyring"
    keyring.write_bytes(shared.server.get("/offline/keyring/0").body)
    family, mark = family_at(away, mode, shared, tmp_path), secrets.token_hex(8)
    family.open().bring_keys(keyring)
    family.seal(inquiry(text=mark, **{"full-name": mark}))
    family.end()
    away.browser.close()
    pairs = [f"{one} {other}" for one, other in itertools.pairwise(family.paper)]
    spelled = [text.encode(code) for text in (mark, *pairs) for code in ("utf-8", "utf-16-le")]
    places = {name: unpacked(data) for name, data in contents(away.profile).items()}
    assert found(spelled, places) == []
    # The search sees what is there: browsers note where the page was opened, and that a file was saved.
    assert found([b"uk.html"], places)


def flipped(data: bytes, at: int | None = None) -> bytes:
    """The same with one bit turned, in the middle unless told where."""
    at = len(data) // 2 if at is None else at
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
