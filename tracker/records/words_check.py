"""Whether somebody typed their ten words into a question (docs/spec/form.md).

Only for whoever writes a letter: the words would reach the desk sealed, but they belong on paper alone.
"""

from collections.abc import Mapping
from typing import Any

from crypto.passphrase import Wordlist, contains
from tracker.records.errors import FormHoldsWords


def check_no_words(value: Any, wordlists: Mapping[str, Wordlist], path: str) -> None:
    """Accepts an answer to the question at ``path``, or a form or group of them.

    Raises FormHoldsWords if a text, or the lines of a list together, spell a passphrase.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            check_no_words(item, wordlists, f"{path}.{key}" if path else key)
    lines = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    if contains("\n".join(lines), wordlists):
        raise FormHoldsWords("the ten words of a letter", field=path)
