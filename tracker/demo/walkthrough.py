"""The whole story, headless: every act runs the real commands and says what each party saw."""

import time
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

from tracker.demo.acts import FAMILY, Story
from tracker.demo.cast import CASEWORKERS, Places
from tracker.demo.running import must, serving
from tracker.demo.setup import desk_options, set_up
from tracker.demo.telling import Teller


def walk(folder: Path, write: Callable[[str], None]) -> None:
    """Tells the story in an empty folder. Raises WalkthroughDeviated, DemoCommandFailed."""
    began = time.monotonic()
    with chdir(folder):
        places = Places(Path("demo"))
        teller = Teller(write, _shorter(places))
        _tell_beginning(teller, places)
        with serving(places.config, Path("server.log")) as url:
            Story(teller, places, url).tell()
    teller.pause()
    teller.say(f"The end: {teller.claims} claims held, in {time.monotonic() - began:.0f} seconds.")


def _shorter(places: Places) -> list[tuple[str, str]]:
    options = [" ".join(map(str, desk_options(places, name))) for name in CASEWORKERS]
    return [
        *((long, short) for long, short in zip(options, ("$ONE", "$TWO"), strict=True)),
        ("demo/handed-over/trust", "trust"),
        ("demo/medium/", ""),
        (f"{FAMILY}/", ""),
    ]


def _tell_beginning(teller: Teller, places: Places) -> None:
    teller.say(
        "A story with made-up people, played with the real commands: a family asks, a caseworker answers, a "
        "server in between carries it sealed. What a person types stands behind $, what they read behind |, "
        "and what was checked behind ok."
    )
    teller.act("The genesis: who may read letters, and who says so")
    teller.say(
        "Three officers, two caseworkers and the keeper of a recovery identity hold a small key ceremony, as "
        "keys/README.md tells; it takes some seconds. Each gets the trust root, one small file, in person. "
        "Then a sceptic checks:"
    )
    set_up(places, lambda _title: None)
    checked = must("audit", places.archive, "--trust", places.trust)
    rules = [line for line in checked.out.split("\n") if line[4:8] in ("pass", "FAIL") or " hold" in line]
    teller.typed(replace(checked, out="\n".join(rules)))
    teller.must("the published archive passes every rule", bool(rules))
