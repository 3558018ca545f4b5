"""The catalogues: complete, alike in the three languages, and loud where something is missing."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crypto import errors as crypto_errors
from crypto.errors import ClockWrong, HeadMalformed, PassphraseUnknownWord, TrackerError
from tracker.records import errors as records_errors
from tracker.records.errors import CatalogueMissing, FormMissing, FormTooLong, TextMissing
from tracker.records.form import LANGUAGES
from tracker.records.form_export import form_msgids
from tracker.records.language import explain, month_and_day, translate
from tracker.records.reading import reading_msgids
from tracker.records.vocabulary import vocabulary_msgids
from tracker.resources import folder

MONTHS = [f"date.month.{case}.{month}" for case in ("of", "alone") for month in range(1, 13)]
FAMILY_MEETS = """
keyring keyring-untrusted keyring-rolled-back trust-malformed trust-weak epoch-superseded
epoch-unknown log quorum-missing clock-wrong sshsig passphrase passphrase-length
passphrase-unknown-word passphrase-mixed-lists passphrase-checksum envelope letter-too-large mailbox
manifest-rolled-back encoding key receipt-invalid server-unreachable body-too-large storage-full busy
attachment form other in-field
"""


def catalogue(language: str) -> dict[str, str]:
    path = Path(folder("translations")) / language / "LC_MESSAGES" / "tracker.po"
    with path.open("rb") as text:
        read = read_po(text, locale=language, abort_invalid=True)
    assert not any(message.fuzzy for message in read if message.id)
    return {str(message.id): str(message.string) for message in read if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def all_errors(kind: type[TrackerError]) -> set[type[TrackerError]]:
    return {kind}.union(*(all_errors(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_records_need_is_there(language: str) -> None:
    texts = catalogue(language)
    needed = {*form_msgids(), *vocabulary_msgids(), *reading_msgids(), *MONTHS}
    needed |= {"date.year", "date.month-year", "date.day"}
    needed |= {f"error.{code}" for code in FAMILY_MEETS.split()}
    assert needed - texts.keys() == set()
    ours = {msgid for msgid in texts if re.match(r"(form|vocabulary|reading|date)\.", msgid)}
    assert ours - needed == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_agree(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    assert list(other) == list(english)
    for msgid, text in other.items():
        assert text.strip() == text != "", msgid
        assert placeholders(text) == placeholders(english[msgid]), msgid


def test_each_language_keeps_to_its_letters() -> None:
    for msgid, text in catalogue("uk").items():
        assert not re.search("[ыэёъ]", text), msgid
        assert "'" not in text, msgid
    for msgid, text in catalogue("ru").items():
        assert not re.search("[іїєґ]", text), msgid
    for msgid, text in catalogue("en").items():
        assert not re.search("[а-яё]", text, re.IGNORECASE), msgid


@pytest.mark.parametrize("branch", ["FormError", "FamilyError", "TransportError"])
def test_every_code_of_these_branches_has_its_own_refusal(branch: str) -> None:
    texts = catalogue("en")
    for kind in all_errors(getattr(records_errors, branch)):
        if kind is not records_errors.FormKindUnknown:
            assert f"error.{kind.code}" in texts, kind


def test_the_servers_own_reason_is_told() -> None:
    full = explain("en", records_errors.ServerRefused(server_code="storage-full"))
    unknown = explain("en", records_errors.ServerRefused(server_code="unknown"))
    assert full == translate("en", "error.storage-full")
    assert unknown == translate("en", "error.server-refused")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_is_explained(language: str) -> None:
    general = explain(language, TrackerError())
    for branch in (crypto_errors, records_errors):
        for kind in vars(branch).values():
            if isinstance(kind, type) and issubclass(kind, TrackerError):
                assert explain(language, kind())
    assert explain(language, HeadMalformed()) != general


def test_a_refusal_names_the_word_the_limit_the_question_and_both_times() -> None:
    assert "7" in explain("uk", PassphraseUnknownWord(position=7))
    assert "4000" in explain("ru", FormTooLong(field="text", limit=4000))
    assert "When were they born?" in explain("en", FormMissing(field="birth"))
    clocks = explain("en", ClockWrong(ours=0, theirs=1_767_225_600))
    assert "1 January 1970, 00:00 UTC" in clocks
    assert "1 January 2026, 00:00 UTC" in clocks


def test_dates_are_as_exact_as_they_were_given() -> None:
    assert month_and_day("uk", "2026-03-02") == "2 березня 2026 року"
    assert month_and_day("uk", "2026-03") == "березень 2026 року"
    assert month_and_day("ru", "2026") == "2026 год"


def test_a_missing_text_value_or_language_is_loud() -> None:
    with pytest.raises(TextMissing):
        translate("uk", "form.rank.label")
    with pytest.raises(TextMissing):
        translate("uk", "reading.late")
    with pytest.raises(CatalogueMissing):
        translate("de", "form.yes")
