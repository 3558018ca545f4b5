"""What a page carries: everything that its code asks for, nothing that it does not, and few bytes."""

import json
import re
import string
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import b64decode
from crypto.errors import TrackerError
from crypto.intake import RECEIPT_MAX
from crypto.keyring import KEYRING_MAX
from crypto.manifest import SIGNED_MANIFEST_MAX
from crypto.roster import ROSTER_MAX
from tests.vectors import cast
from tracker.records import errors as records_errors
from tracker.records.browser_data import OFFLINE_TEXTS, browser_data
from tracker.records.form import LANGUAGES
from tracker.records.form_export import form_msgids, form_schema
from tracker.records.reading import reading_msgids
from tracker.records.siblings import OWN

TRUST = cast.trust()
CLIENT = Path(__file__).parents[2] / "client"
# A code stands in a string of its own where it is thrown, recoded to or refused with.
THROWN = re.compile(r"(?:TrackerError|refuse|ofWhole|recode)\((?:\[[^\]]*\], )?\"([a-z]+(?:-[a-z]+)*)\"")
# Of a first load of 110 KB, code, styles and templates included.
COMPRESSED_MAX = 26_000


def data(language: str) -> dict[str, Any]:
    return browser_data(language, TRUST)


def all_codes(kind: type[TrackerError] = TrackerError) -> set[str]:
    return {kind.code}.union(*(all_codes(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_plain_json_and_small(language: str) -> None:
    written = json.dumps(data(language), ensure_ascii=False, separators=(",", ":")).encode()
    assert json.loads(written) == data(language)
    assert len(zlib.compress(written, 9)) < COMPRESSED_MAX


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_of_its_language(language: str) -> None:
    page = data(language)
    assert page["language"] == language
    assert b64decode(page["trust"]) == TRUST.encode()


def test_it_tells_what_to_ask_for_before_the_trust_root_is_read() -> None:
    later = replace(TRUST, known_epoch=7)
    assert browser_data("en", later)["epoch"] == 7
    assert data("en")["limits"] == {
        "keyring": KEYRING_MAX, "roster": ROSTER_MAX, "manifest": SIGNED_MANIFEST_MAX, "receipt": RECEIPT_MAX,
    }  # fmt: skip


def test_all_pages_have_the_same_tables_and_msgids() -> None:
    pages = [data(language) for language in LANGUAGES]
    for page in pages[1:]:
        for table in ("trust", "schema", "vocabulary", "refusals"):
            assert page[table] == pages[0][table]
        assert list(page["texts"]) == list(pages[0]["texts"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_section_has_its_texts(language: str) -> None:
    texts = data(language)["texts"]
    assert {*form_msgids(), *reading_msgids()} <= texts.keys()
    assert not any(msgid.startswith(("family.", "server.", "courier.")) for msgid in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_are_placeholders_and_nothing_else(language: str) -> None:
    # The browser fills {name} and knows no other of Python's formats.
    for msgid, text in data(language)["texts"].items():
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or re.fullmatch("[a-z_]+", name), msgid
            assert not spec, msgid
            assert not conversion, msgid
        assert "{{" not in text, msgid
        assert "}}" not in text, msgid


def test_a_refusal_is_explained_by_a_text_that_is_there() -> None:
    page = data("en")
    assert page["refusals"].keys() <= all_codes()
    assert set(page["refusals"].values()) <= page["texts"].keys()
    assert page["refusals"]["officers-missing"] == "error.keyring"
    assert page["refusals"]["signer-retired"] == "reading.resigning"
    assert not any(f"error.{code}" in page["texts"] for code in page["refusals"])


def test_what_the_code_throws_is_explained_or_left_to_the_general_text() -> None:
    # The one that has them all.
    page = browser_data("en", TRUST, offline=True)
    folders = ("crypto", "records", "work", "derive", "page")
    sources = [path for folder in folders for path in sorted((CLIENT / folder).rglob("*.js"))]
    thrown = {code for path in sources for code in THROWN.findall(path.read_text(encoding="utf-8"))}
    assert {"form-blank", "attachment-damaged", "passphrase-checksum"} <= thrown
    assert thrown <= all_codes()
    explained = page["refusals"].keys() | {msgid.removeprefix("error.") for msgid in page["texts"]}
    # Of an answer that is none, and of a hole in the catalogue, there is nothing to say to a family.
    assert {code for code in thrown - explained if not code.startswith("answer-")} <= {"text-missing"}


def test_what_a_page_cannot_meet_is_not_carried() -> None:
    texts = data("en")["texts"]
    for kind in (records_errors.ProxyUnsupported, records_errors.FormUnreadable, records_errors.OutboxForked):
        assert f"error.{kind.code}" not in texts


def test_texts_of_the_offline_page_alone_are_not_carried_by_the_other() -> None:
    served, offline = (browser_data("en", TRUST, offline=alone)["texts"].keys() for alone in (False, True))
    # Files that are too old are explained by a text of its own.
    assert served - offline == {"error.quorum-missing"}
    assert any(msgid.startswith(OFFLINE_TEXTS) for msgid in offline - served)
    assert not any(msgid.startswith("page.offline.") for msgid in served)


def test_what_belongs_to_one_person_is_told() -> None:
    schema = form_schema()
    assert set(schema["own"]) == OWN
    exported = {field["key"]: field for field in schema["fields"]}
    assert exported["birth"]["years"] == [1900, 2100]
    assert exported["birth"]["age-max"] == 120
    assert exported["attachments"]["source-max"] == 32 * 1024 * 1024
