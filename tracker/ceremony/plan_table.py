"""Reading TOML strictly: every value of the type that it should have, and nothing left over."""

from collections.abc import Callable
from typing import Any

from crypto.encoding import check_name
from crypto.errors import EncodingError
from tracker.records.errors import PlanMalformed

_LINE_MAX = 1024


class Table:
    """One TOML table. Every method raises PlanMalformed, naming the field by its path."""

    def __init__(self, path: str, values: dict[str, Any]) -> None:
        self._path = path
        self._values = dict(values)

    def wrong(self, key: str, why: str) -> PlanMalformed:
        """The error that says what is wrong with a field."""
        field = f"{self._path}.{key}" if self._path else key
        return PlanMalformed(f"plan.toml, {field}: {why}", field=field)

    def has(self, key: str) -> bool:
        """Whether the plan says anything here."""
        return key in self._values

    def table(self, key: str, optional: bool = False) -> "Table":
        """A table inside this one; an empty one if it is optional and absent."""
        values = self._values.pop(key, {} if optional else None)
        if not isinstance(values, dict):
            raise self.wrong(key, "this table is missing")
        return Table(key, values)

    def tables(self, key: str) -> list["Table"]:
        """All ``[[key]]`` tables, numbered in their paths; none if there are none."""
        values = self._values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
            raise self.wrong(key, f"write [[{key}]] above each")
        return [Table(f"{key}[{number}]", item) for number, item in enumerate(values, 1)]

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._values.pop(key, None)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "this is not filled in")
        return value

    def line(self, key: str, limit: int = _LINE_MAX) -> str:
        """One line of printable ASCII: what can stand in a signed document."""
        return self._line(key, self.text(key), limit)

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of such lines."""
        return tuple(self._line(key, item, _LINE_MAX) for item in self._list(key))

    def checked(self, key: str, check: Callable[[str], str]) -> str:
        """A text that passes a check that raises EncodingError."""
        return self._checked(key, self.text(key), check)

    def names(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of names."""
        if default is not None and key not in self._values:
            return default
        return tuple(self._checked(key, item, check_name) for item in self._list(key))

    def number(self, key: str, default: int | None = None) -> int:
        """An integer."""
        value = self._values.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, "a whole number belongs here")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._values.pop(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def end(self) -> None:
        """Nothing is left that nobody asked for: a misspelt field must not go unnoticed."""
        if self._values:
            raise self.wrong(min(self._values), "no such field")

    def _list(self, key: str) -> list[str]:
        values = self._values.pop(key, None)
        if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
            raise self.wrong(key, "a list of texts belongs here")
        return values

    def _line(self, key: str, text: str, limit: int) -> str:
        if not (text.isascii() and text.isprintable() and text == text.strip()) or len(text) > limit:
            raise self.wrong(key, f"one line of at most {limit} plain ASCII characters")
        return text

    def _checked(self, key: str, text: str, check: Callable[[str], str]) -> str:
        try:
            return check(text)
        except EncodingError as error:
            raise self.wrong(key, f"{error}: '{text}'") from error
