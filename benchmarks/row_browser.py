"""Rows 1 and 2: a family's first visit, and its return for the answer, over a Tor-like link."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.bare_pages import bare_path, bare_server
from benchmarks.browser_visit import FAST, PATIENCE_SECONDS, SLOW, Seen, cold_visit, title
from benchmarks.family_deployment import FamilyDeployment, family_deployment
from benchmarks.link import BYTES_PER_SECOND, ROUND_TRIP_SECONDS, Link, tor_like
from benchmarks.measure import Paired, Row, median
from benchmarks.payload import by_file
from benchmarks.plan import Plan
from tests.browser.driver import Driver, Page, driving
from tests.browser.family import Family
from tests.browser.modes import Mode

LANGUAGE = "uk"
KILOBYTE = 1000
READY = "() => document.querySelector('#start-actions')?.hidden === false"
# What an inquiry needs later is fetched while the first question is read.
FOLLOWED = """() => {
  const { workers } = window.measured;
  return workers.some(({ url, received }) => url.endsWith("derive.js") && received.length > 0)
    && workers.some(({ sent }) => sent.some(([, call]) => call.name === "lists"));
}"""
DONE = "() => document.documentElement.dataset.done"


@dataclass(frozen=True)
class Errand:
    """A row: what the person does, when it is done, and what it may cost."""

    number: str
    what: str
    act: Callable[[Family], None]
    end: Callable[[Seen], float]
    most_requests: int
    most_kilobytes: int
    most_seconds: float


@dataclass(frozen=True)
class Pair:
    """One visit, and the bare page's for as many bytes in as many round trips.

    ``seen`` has the requests up to the end of the errand alone, ``bytes`` counts those that followed as well.
    """

    seen: Seen
    bytes: int
    seconds: float
    deriving: float
    bare: float


@dataclass(frozen=True)
class Place:
    """Where everything is: the driver, our server behind its link, the bare one behind its own."""

    driver: Driver
    family: FamilyDeployment
    link: Link
    bare: Link


def browser_rows(plan: Plan) -> list[Row]:
    """Rows 1 and 2: requests, bytes and seconds, with the browsers as they come and without compiled code."""
    cells = plan.pick(2000, 200)
    with (
        family_deployment(plan.folder, cells, plan.seed) as family,
        tor_like(family.deployment.port) as link,
        bare_server() as port,
        tor_like(port) as bare,
        driving() as driver,
    ):
        place = Place(driver, family, link, bare)
        return [row for errand in (_asking(), _checking()) for row in _errand_rows(plan, place, errand)]


def _asking() -> Errand:
    def act(family: Family) -> None:
        family.begin("ask")
        family.page.wait(FOLLOWED, patience=PATIENCE_SECONDS)

    def end(seen: Seen) -> float:
        return max(seen.on_screen("question"), seen.calls("verify")[-1].end)

    return Errand("1", "first question, keyring verified", act, end, 6, 110, 4.0)


def _checking() -> Errand:
    def act(family: Family) -> None:
        family.check()

    return Errand(
        "2", "answer shown, derivation apart", act, lambda seen: seen.on_screen("answer"), 9, 300, 7.0
    )


def _errand_rows(plan: Plan, place: Place, errand: Errand) -> Iterable[Row]:
    # The first visit fills the server's caches.
    _pair(place, errand, FAST[0])
    for mode in (*FAST, *SLOW):
        count = plan.pick(3 if mode in FAST else 2, 1)
        pairs = [_pair(place, errand, mode) for _ in range(count)]
        if mode in FAST:
            yield from _size_rows(place, errand, mode, pairs)
        yield _time_row(errand, mode, pairs)


def _pair(place: Place, errand: Errand, mode: Mode) -> Pair:
    def act(page: Page) -> None:
        page.wait(READY, patience=PATIENCE_SECONDS)
        family = Family(page, place.link.url, LANGUAGE, mode, list(place.family.spelled))
        errand.act(family)
        if errand.number == "2" and place.family.answer["text"].strip() not in family.text:
            raise RuntimeError(f"not the answer:\n{family.text}")

    visit = cold_visit(place.driver, mode, place.link, f"/{LANGUAGE}/", act)
    seen = visit.up_to(errand.end)
    deriving = sum(seen.idle(span) for span in seen.derivations) if errand.number == "2" else 0.0
    seconds = seen.until(errand.end(seen)) - deriving
    return Pair(seen, visit.traffic.bytes, seconds, deriving, _bare_seconds(place, mode, seen))


def _bare_seconds(place: Place, mode: Mode, seen: Seen) -> float:
    """How long the same browser takes for a page that does nothing but fetch as much."""
    moment: list[float] = []

    def act(page: Page) -> None:
        moment.append(float(page.wait(DONE, patience=PATIENCE_SECONDS)) / 1000)

    return cold_visit(place.driver, mode, place.bare, bare_path(seen.traffic), act).until(moment[0])


def _size_rows(place: Place, errand: Errand, mode: Mode, pairs: list[Pair]) -> Iterable[Row]:
    requests = [len(pair.seen.traffic.exchanges) for pair in pairs]
    kilobytes = [pair.seen.traffic.bytes / KILOBYTE for pair in pairs]
    elsewhere = [url for pair in pairs for url in pair.seen.elsewhere]
    connections = [pair.seen.traffic.connections for pair in pairs]
    files = by_file(pairs[-1].seen.traffic, place.family.deployment)
    label = f"{errand.what}, {title(mode)}"
    yield Row(
        errand.number, f"{label}: requests", "", median(requests), None,
        f"{max(requests)}, {len(elsewhere)} elsewhere", f"≤ {errand.most_requests}, none elsewhere",
        max(requests) <= errand.most_requests and not elsewhere,
        {"requests": requests, "elsewhere": elsewhere, "connections": connections},
    )  # fmt: skip
    whole = [pair.bytes / KILOBYTE for pair in pairs]
    judged = f"{max(kilobytes):.1f} KB; {max(whole):.0f} KB with what follows"
    yield Row(
        errand.number, f"{label}: bytes on the wire", "KB", median(kilobytes), None, judged,
        f"≤ {errand.most_kilobytes} KB", max(kilobytes) <= errand.most_kilobytes,
        {"kilobytes": kilobytes, "with_what_follows": whole, "files": files},
    )  # fmt: skip


def _time_row(errand: Errand, mode: Mode, pairs: list[Pair]) -> Row:
    times = Paired([pair.seconds for pair in pairs], [pair.bare for pair in pairs])
    seconds = median(times.ours)
    about: dict[str, Any] = {
        "round_trip_seconds": ROUND_TRIP_SECONDS, "bytes_per_second": BYTES_PER_SECOND,
        "rounds": [[[item.path for item in part] for part in pair.seen.traffic.rounds] for pair in pairs],
        "derivation_apart_seconds": [pair.deriving for pair in pairs],
        "derivation_seconds": [[span.seconds for span in pair.seen.derivations] for pair in pairs],
        "silence_ms": [pair.seen.silence_ms for pair in pairs],
    }  # fmt: skip
    return Row(
        errand.number, f"{errand.what}, {title(mode)}: on the link", "s", seconds, median(times.floor),
        f"{seconds:.2f} s, {times.ratio:.2f} × floor", f"≤ {errand.most_seconds:g} s",
        seconds <= errand.most_seconds, about | times.as_json(),
    )  # fmt: skip
