"""Ukrainian, Russian and English are equal: one catalogue each, the same messages, all translated."""

import re
from collections.abc import Iterable

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture.tree import ROOT
from tracker.desk.console.help import WORDS_COLUMNS

LANGUAGES = ("en", "ru", "uk")
PLACEHOLDER = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)s|</?[a-z]+[^>]*>")


def catalogue(language: str) -> Catalog:
    """One language's catalogue, parsed strictly."""
    path = ROOT / "translations" / language / "LC_MESSAGES" / "tracker.po"
    with path.open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def strings(value: str | Iterable[str]) -> list[str]:
    """A message's forms: one, or one for each plural."""
    return [value] if isinstance(value, str) else list(value)


def placeholders(text: str) -> set[str]:
    """The places in a text that the program fills."""
    return set(PLACEHOLDER.findall(text))


def test_there_are_exactly_these_languages() -> None:
    found = {path.parents[1].name for path in ROOT.glob("translations/*/LC_MESSAGES/*.po")}
    assert found == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_are_those_of_the_other_languages(language: str) -> None:
    ids = {message.id for message in catalogue(language)}
    for other in LANGUAGES:
        assert ids == {message.id for message in catalogue(other)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    book = catalogue(language)
    empty = [m.id for m in book if m.id and not all(strings(m.string))]
    doubtful = [m.id for m in book if m.id and m.fuzzy]
    assert (empty, doubtful, list(book.obsolete)) == ([], [], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_keeps_the_placeholders(language: str) -> None:
    english = {str(message.id): message for message in catalogue("en")}
    lost = []
    for message in catalogue(language):
        wanted = placeholders(strings(english[str(message.id)].string)[0])
        if message.id and any(placeholders(form) != wanted for form in strings(message.string)):
            lost.append(message.id)
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_key_of_the_console_does_fits_the_column_of_the_help(language: str) -> None:
    keys = [message for message in catalogue(language) if str(message.id).startswith("console.key.")]
    assert keys
    assert [message.string for message in keys if len(str(message.string)) > WORDS_COLUMNS] == []
