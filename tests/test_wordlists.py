"""The lists as programs see them: all there, each of 2,048 words, spelling and reading the same bytes."""

import os
from pathlib import Path

import pytest

from crypto.passphrase import ENTROPY_BYTES, Passphrase, decode, encode
from tracker import wordlists
from tracker.records.errors import WordlistInvalid


def test_every_language_spells_and_reads_again() -> None:
    lists = wordlists.load()
    assert set(lists) == {"uk", "ru", "en"}
    for language, wordlist in lists.items():
        entropy = os.urandom(ENTROPY_BYTES)
        assert Passphrase(language, entropy) in decode(" ".join(encode(entropy, wordlist)), lists)


@pytest.mark.parametrize("change", ["short", "doubled"])
def test_a_damaged_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    words = list(wordlists.load()["en"].words)
    words = words[:-1] if change == "short" else [*words[:-1], words[0] + "x"]
    (tmp_path / "en.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    monkeypatch.setattr(wordlists, "folder", lambda _name: tmp_path)
    with pytest.raises(WordlistInvalid):
        wordlists.load_one("en")
