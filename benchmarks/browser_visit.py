"""One cold visit of a real browser: what crossed the link, and what a probe saw in the page."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.link import Exchange, Link, Traffic
from tests.browser.driver import Browser, Driver, Page
from tests.browser.modes import CHROMIUM, CHROMIUM_SLOW, FIREFOX, FIREFOX_SLOW, Mode

FAST = (CHROMIUM, FIREFOX)
SLOW = (CHROMIUM_SLOW, FIREFOX_SLOW)
# Without compiled code, over a slow link, on a loaded machine.
PATIENCE_SECONDS = 300.0
DERIVING, WORKING = "derive.js", "work.js"
_PROBE = Path(__file__).with_name("browser_probe.js")


def title(mode: Mode) -> str:
    """What a mode is called in the table; without JIT there is no WebAssembly either."""
    browser = "Firefox" if mode.is_firefox else "Chromium"
    return f"{browser} without JIT" if mode in SLOW else browser


@dataclass(frozen=True)
class Span:
    """From when until when, in seconds of the epoch."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end - self.start


@dataclass(frozen=True)
class Seen:
    """What one visit gave.

    ``probe`` is that of ``browser_probe.js``, whose times are milliseconds of the epoch; ``elsewhere`` the
    addresses of other servers that the page asked.
    """

    traffic: Traffic
    probe: dict[str, Any]
    elsewhere: list[str]

    @property
    def started(self) -> float:
        """When the first byte left the browser."""
        return min(item.started for item in self.traffic.exchanges) + _epoch()

    def until(self, moment: float) -> float:
        """Seconds from the first byte to a moment in seconds of the epoch."""
        return moment - self.started

    def up_to(self, end: "Callable[[Seen], float]") -> "Seen":
        """The same with the requests alone that were answered by then."""
        moment = end(self) - _epoch()
        needed = [item for item in self.traffic.exchanges if item.ended <= moment]
        return replace(self, traffic=Traffic(needed, self.traffic.connections))

    @property
    def derivations(self) -> list[Span]:
        """Each derivation that was finished, from the job's way into its worker to the root."""
        spans = []
        for log in self._workers(DERIVING):
            roots = [when for when, item in log["received"] if not {"ready", "share"} & set(item)]
            if log["sent"] and roots:
                spans.append(Span(log["sent"][0][0] / 1000, roots[0] / 1000))
        return spans

    @property
    def shares(self) -> int:
        """How many messages told progress."""
        received = [item for log in self._workers(DERIVING) for _, item in log["received"]]
        return sum("share" in item for item in received)

    def calls(self, name: str) -> list[Span]:
        """Each call of this name to the worker that holds the secrets."""
        spans = []
        for log in self._workers(WORKING):
            ended = {
                item["id"]: when for when, item in log["received"] if "id" in item and "share" not in item
            }
            for when, item in log["sent"]:
                if item.get("name") == name and item["id"] in ended:
                    spans.append(Span(when / 1000, ended[item["id"]] / 1000))
        return spans

    def on_screen(self, screen: str) -> float:
        """When a screen was first there with no work going on, in seconds of the epoch."""
        return next(when for when, state in self.probe["screens"] if state == screen) / 1000

    @property
    def silence_ms(self) -> float:
        """For how long the page's main thread did not answer, at worst: by the browser, else by the probe."""
        return longest_ms(self.probe)

    def idle(self, span: Span) -> float:
        """How many seconds of a span nothing was on its way over the link."""
        crossing = sorted(
            (max(item.started + _epoch(), span.start), min(item.ended + _epoch(), span.end))
            for item in self.traffic.exchanges
        )
        idle, at = 0.0, span.start
        for start, end in crossing:
            if end > at:
                idle += max(start - at, 0.0)
                at = end
        return idle + max(span.end - at, 0.0)

    def _workers(self, name: str) -> list[dict[str, Any]]:
        return [log for log in self.probe["workers"] if log["url"].endswith(name)]


def longest_ms(probe: dict[str, Any]) -> float:
    """The longest task, if the browser tells of those above 50 ms; else the longest lateness of a heartbeat.

    The latter grows with whatever else runs on the machine.
    """
    told: list[list[float]] = probe["longTasks"] if probe["tellsTasks"] else probe["gaps"]
    return max((how_long for _, how_long in told), default=0.0)


def watch(page: Page) -> None:
    """Sets the probe into every document to come."""
    page.before(_PROBE.read_text(encoding="utf-8"))


def probe_of(page: Page) -> dict[str, Any]:
    """What the probe saw so far."""
    return dict(page.evaluate("() => window.measured"))


@contextmanager
def launched(driver: Driver, mode: Mode) -> Iterator[Browser]:
    """A browser with an empty profile."""
    browser = driver.launch(mode.options())
    try:
        yield browser
    finally:
        browser.close()


def cold_visit(driver: Driver, mode: Mode, link: Link, path: str, act: Callable[[Page], object]) -> Seen:
    """A browser that was never here opens a page; ``act`` is what the person does there."""
    with launched(driver, mode) as browser:
        page = browser.page()
        watch(page)
        link.reset()
        page.goto(link.url + path, PATIENCE_SECONDS)
        act(page)
        probe = probe_of(page)
        asked = [item["url"] for item in page.log["requests"]]
    elsewhere = [url for url in asked if not url.startswith((link.url, "data:", "blob:"))]
    return Seen(answered(link.traffic), probe, elsewhere)


def answered(traffic: Traffic) -> Traffic:
    """Without what was never answered: browsers repeat a request whose connection had just ended."""
    exchanges: list[Exchange] = [item for item in traffic.exchanges if item.down]
    return Traffic(exchanges, traffic.connections)


def _epoch() -> float:
    """What to add to the machine's steady clock for seconds of the epoch."""
    return time.time() - time.monotonic()
