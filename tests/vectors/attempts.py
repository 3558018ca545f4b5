"""The corpus of attempts that must fail: all of them, made and written (tests/vectors/ceremony/README.md)."""

from tests.vectors import attempts_ceremony, attempts_keyring, attempts_logs, attempts_served
from tests.vectors.attempt import ATTEMPTS, Attempt, made, write

PARTS = (attempts_logs, attempts_keyring, attempts_ceremony, attempts_served)


def everything() -> list[Attempt]:
    """Every attempt, in the order of names."""
    return sorted(ATTEMPTS, key=lambda item: item.name)


def write_all() -> None:
    """Makes the corpus anew in its folder."""
    write(made(everything()))
