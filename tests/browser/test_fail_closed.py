"""A server in the wrong hands: the page says in words and by a code why it stops there, and sends nothing."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from crypto.passphrase import Passphrase
from tests.browser.driver import Page
from tests.browser.family import Family, sections
from tests.browser.hostile_site import HostileSite, hostile_site
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.family.test_check import INDEX, MANIFEST, Change, flip, gone, one_signer, retired, short, swap
from tests.family.test_fail_closed import CASES, INTAKE, KEYRING, ROSTER, Case, old_roster
from tests.scenarios.people import inquiry
from tests.simulators.hostile_server import HostileServer, Reply, refusal
from tests.simulators.pocket_service import ORIGIN, PUBLISHER, SLICES, PocketService, identity
from tracker import wordlists
from tracker.desk.days import add_days, day_of
from tracker.family import words
from tracker.records.language import translate
from tracker.records.reading import read_answer
from tracker.server.release import ReleasedFile, make_release

CANARY = "barvinok-secret-word"
FORM = inquiry(language="en", text=CANARY, **{"full-name": CANARY})
PASSPHRASE = Passphrase("uk", bytes(range(13)))
YEAR = 365 * 86400


@cache
def released(trust: bytes) -> dict[str, ReleasedFile]:
    """A release takes a moment, and is the same for the same trust root."""
    return make_release(trust)


@pytest.fixture
def site() -> Iterator[HostileSite]:
    """A site of its own for each test."""
    service = PocketService()
    with hostile_site(service, released(service.trust.encode())) as ready:
        yield ready


@pytest.fixture
def family(page: Page, site: HostileSite, mode: Mode) -> Family:
    """Somebody who has the page open."""
    return Family(page, site.url, "en", mode).open()


def nothing_left(site: HostileSite) -> bool:
    """No letter was sent, and no word of the family anywhere."""
    told = b"".join(repr(request).encode() + request.body for request in site.requests)
    return site.letters == [] and CANARY.encode() not in told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path}-{case.alter.__name__}")
@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_without_verified_keys_no_question_is_asked(family: Family, site: HostileSite, case: Case) -> None:
    site.alter[case.path] = lambda reply: case.alter(reply, site.service)
    family.do("ask")
    code = family.failure
    if case.code == "keyring":
        # Where exactly a bit is flipped decides which of the keyring's rules sees it.
        assert code.startswith(("keyring", "head-"))
    else:
        assert code == case.code
    assert nothing_left(site)


@pytest.mark.parametrize("mode", [CHROMIUM], ids=lambda mode: mode.name)
@pytest.mark.parametrize("action", ["add", "withdraw"])
def test_whatever_a_letter_is_for_no_key_is_taken_unverified(
    family: Family, site: HostileSite, action: str
) -> None:
    site.alter[KEYRING] = lambda reply: replace(reply, body=reply.body[:-10])
    family.do(action)
    assert family.failure.startswith(("keyring", "head-", "proof", "note"))
    assert nothing_left(site)


def test_a_revoked_caseworker_is_not_written_to(family: Family, site: HostileSite) -> None:
    site.service.next_epoch([site.service.caseworkers[0], identity("chrystyna")])
    site.alter[ROSTER] = lambda reply: old_roster(reply, site.service)
    family.do("ask")
    assert family.failure == "roster-mismatch"
    assert nothing_left(site)


def test_after_a_failure_it_can_be_tried_again(family: Family, site: HostileSite) -> None:
    site.alter[KEYRING] = lambda _reply: refusal("busy", 503)
    family.do("ask")
    assert family.failure == "busy"
    assert translate("en", "error.busy") in family.text
    site.alter.clear()
    family.do("retry")
    assert family.question()


@pytest.mark.parametrize("years", [-1, 1])
@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_with_a_clock_wrong_by_a_year_nothing_is_sent(page: Page, years: int) -> None:
    now = int(time.time())
    service = PocketService(witnessed=True, cosigned_at=now - 3600)
    with hostile_site(service) as site:
        page.before(
            "(shift) => { const real = Date.now; Date.now = () => real() + shift }", years * YEAR * 1000
        )
        family = Family(page, site.url, "en").open()
        family.do("ask")
        code = family.failure
        assert code == ("clock-wrong" if years < 0 else "quorum-missing")
        assert nothing_left(site)
        # Whoever reads it sees both times: the device's, and that of the witnesses.
        if years < 0:
            assert str(time.gmtime(now).tm_year) in family.slot("text")
            assert str(time.gmtime(now - YEAR).tm_year) in family.slot("text")


def answer() -> dict[str, object]:
    """An answer for these days."""
    today = day_of(int(time.time()))
    return {
        "work": "answered",
        "knowledge": {"value": "reported", "source": "media", "date": "2026-02", "confidence": "low"},
        "text": "Щось довге. " * 350,
        "language": "en",
        "answered": today,
        "again": add_days(today, 14),
    }


def publish(site: HostileSite, *contents: dict[str, object]) -> None:
    """Publishes these answers for the words, among decoys."""
    public = words.keys_of(PASSPHRASE, ORIGIN).public
    today = day_of(int(time.time()))
    site.published = site.service.publish(
        [(public, content) for content in contents], 7, today, add_days(today, 7)
    )


@pytest.fixture
def paper(family: Family) -> Family:
    """A family with the words on paper."""
    family.paper = words.spell(PASSPHRASE)
    return family


ALTERED: list[tuple[str, Callable[[HostileServer], Change], str]] = [
    (MANIFEST, flip(60), "signature-invalid"),
    (MANIFEST, swap(retired), "signer-retired"),
    (MANIFEST, swap(one_signer), "threshold-missing"),
    (MANIFEST, short, "sshsig-malformed"),
    (MANIFEST, gone, "not-found"),
    (INDEX, flip(-1), "index-malformed"),
    (INDEX, short, "index-malformed"),
    ("slice", flip(0), "slice-proof"),
    ("slice", flip(-1), "slice-proof"),
    ("slice", short, "slice-malformed"),
]


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
@pytest.mark.parametrize(
    ("path", "alter", "code"), ALTERED, ids=lambda given: getattr(given, "__name__", str(given))
)
def test_what_the_desk_did_not_sign_is_not_shown(
    paper: Family, site: HostileSite, path: str, alter: Callable[[HostileServer], Change], code: str
) -> None:
    publish(site, answer())
    change = alter(site)
    paths = [f"/mailbox/{PUBLISHER}/7/slice/{i}" for i in range(SLICES)] if path == "slice" else [path]
    site.alter |= dict.fromkeys(paths, change)
    paper.give_words("check")
    assert paper.failure == code
    assert "Щось довге" not in paper.page.evaluate("() => document.documentElement.innerText")
    # Nothing was wrong with the words: once the server is honest again, the answer is there.
    site.alter.clear()
    paper.do("retry")
    paper.screen("answer")
    assert sections(paper) == read_answer(answer(), "en")


@pytest.mark.parametrize("mode", [CHROMIUM], ids=lambda mode: mode.name)
def test_words_are_read_by_no_other_lists(paper: Family, site: HostileSite) -> None:
    turned = {language: [*known.words[5:], *known.words[:5]] for language, known in wordlists.load().items()}
    site.alter["/client/words"] = lambda reply: replace(reply, body=json.dumps(turned).encode())
    paper.give_words("check")
    assert paper.failure == "wordlist"
    assert nothing_left(site)


def test_a_letter_to_superseded_keys_is_sealed_again_to_the_new_ones(
    family: Family, site: HostileSite
) -> None:
    def supersede(_reply: Reply) -> Reply:
        site.alter.pop(INTAKE)
        site.service.next_epoch([site.service.caseworkers[0], identity("chrystyna")])
        return refusal("epoch-superseded", 409)

    site.alter[INTAKE] = supersede
    family.ask(FORM)
    first, second = site.letters
    assert first != second


def _other(reply: Reply) -> Reply:
    service = PocketService()
    return replace(reply, body=service.receipt(os.urandom(64 * 1024), "2026-03-02"))


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (_other, "receipt-invalid"),
        (lambda reply: replace(reply, body=b"thank you"), "receipt-invalid"),
        (lambda _reply: refusal("storage-full", 507), "storage-full"),
        (lambda _reply: Reply(b"<html>log in</html>", 200), "receipt-invalid"),
    ],
    ids=["for another letter", "no receipt", "refused", "a portal's page"],
)
@pytest.mark.parametrize("mode", [CHROMIUM], ids=lambda mode: mode.name)
def test_only_a_receipt_by_the_intake_key_counts_as_sent(
    family: Family, site: HostileSite, alter: Callable[[Reply], Reply], code: str
) -> None:
    site.alter[INTAKE] = alter
    family.begin()
    family.fill(FORM)
    family.keep_words()
    shown = family.failure
    assert shown == code or shown.startswith("note-")
    # The words are still there, and so is what was written: it can be sent again.
    site.alter.clear()
    family.do("retry")
    family.screen("sent")
