"""Row 3: cryptography in a real page, with and without compiled code, and what the page feels of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.bare_pages import CRYPTO_PATH, bare_server
from benchmarks.browser_visit import (
    FAST,
    PATIENCE_SECONDS,
    SLOW,
    Seen,
    cold_visit,
    launched,
    longest_ms,
    probe_of,
    title,
    watch,
)
from benchmarks.family_deployment import EPOCHS_BEHIND, RECIPIENTS, family_deployment
from benchmarks.link import Link, tor_like
from benchmarks.measure import Paired, Row, median
from benchmarks.plan import Plan
from tests.browser.driver import Driver, Page, driving
from tests.browser.family import Family
from tests.browser.modes import Mode
from tests.scenarios.people import inquiry

LONGEST_TASK_MS = 200
# Whoever waits for half a minute should see it move at least once a second.
LEAST_SHARES = 30
_CELLS = 8
_NEAR = (0.0, 1e9)
_FORM = inquiry(text="Ми чекаємо. " * 100)


@dataclass(frozen=True)
class Bare:
    """Seconds of the libraries' own calls: one derivation, one sealing to as many recipients, as many
    checks of signatures as the keyring has.

    ``silence_ms`` is how long a page that does nothing else did not answer meanwhile.
    """

    by: str
    deriving: float
    sealing: float
    verifying: float
    silence_ms: float


def browser_crypto_rows(plan: Plan) -> list[Row]:
    """Row 3: derivation, sealing, verifying, and the longest silence of the page, in four modes."""
    with (
        family_deployment(plan.folder, _CELLS, plan.seed) as family,
        tor_like(family.deployment.port, *_NEAR) as link,
        bare_server() as port,
        driving() as driver,
    ):
        rows: list[Row] = []
        for mode in (*FAST, *SLOW):
            rounds = plan.pick(3 if mode in FAST else 2, 1)
            signatures = family.signature_checks
            pairs = [(_ask(driver, mode, link), _bare(driver, mode, port, signatures)) for _ in range(rounds)]
            rows += _mode_rows(mode, pairs)
        return rows


def _ask(driver: Driver, mode: Mode, link: Link) -> Seen:
    """A whole inquiry, from the first page to the receipt."""

    def act(page: Page) -> None:
        page.wait("() => document.querySelector('#start-actions')?.hidden === false")
        Family(page, link.url, "uk", mode).ask(_FORM)

    return cold_visit(driver, mode, link, "/uk/", act)


def _bare(driver: Driver, mode: Mode, port: int, signatures: int) -> Bare:
    with launched(driver, mode) as browser:
        page = browser.page()
        watch(page)
        page.goto(f"http://127.0.0.1:{port}{CRYPTO_PATH}?{RECIPIENTS},{signatures}")
        done = page.wait("() => document.documentElement.dataset.done", patience=PATIENCE_SECONDS)
        silence = longest_ms(probe_of(page))
    result = json.loads(done)
    seconds = [result[name] / 1000 for name in ("derived", "sealed", "verified")]
    return Bare(result["by"], *seconds, silence)


def _mode_rows(mode: Mode, pairs: list[tuple[Seen, Bare]]) -> Iterable[Row]:
    seen, bare = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    deriving = Paired([one.derivations[0].seconds for one in seen], [one.deriving for one in bare])
    sealing = Paired([one.calls("seal")[0].seconds for one in seen], [one.sealing for one in bare])
    shares = [one.shares for one in seen]
    yield _cost_row(f"key derivation, {title(mode)}", deriving, {"floor_by": bare[0].by, "shares": shares})
    yield _cost_row(f"sealing to {RECIPIENTS}, {title(mode)}", sealing, {})
    verifying = Paired([one.calls("verify")[0].seconds for one in seen], [one.verifying for one in bare])
    yield _cost_row(f"keyring verified over {EPOCHS_BEHIND} epochs, {title(mode)}", verifying, {})
    yield _silence_row(mode, pairs, shares)


def _cost_row(what: str, paired: Paired, raw: dict[str, Any]) -> Row:
    return Row(
        "3", what, "s", median(paired.ours), median(paired.floor), f"{paired.ratio:.2f} × floor",
        "in a worker", True, paired.as_json() | raw,
    )  # fmt: skip


def _silence_row(mode: Mode, pairs: list[tuple[Seen, Bare]], shares: list[int]) -> Row:
    """Judged is what every round had: a task of the page's comes again, a busy machine's pause does not."""
    silences = [seen.silence_ms for seen, _ in pairs]
    least = min(silences)
    judged, goal, met = f"{least:.0f} ms every time", f"≤ {LONGEST_TASK_MS} ms", least <= LONGEST_TASK_MS
    if mode in SLOW:
        judged = f"progress told {min(shares)} times, {judged}"
        goal, met = f"progress ≥ {LEAST_SHARES} times", min(shares) >= LEAST_SHARES
    raw = {
        "silence_ms": silences,
        "floor_silence_ms": [bare.silence_ms for _, bare in pairs],
        "late_heartbeats_ms": [sorted(late for _, late in seen.probe["gaps"])[-5:] for seen, _ in pairs],
    }
    return Row(
        "3", f"longest silence of the page, {title(mode)}", "ms", median(silences),
        median(raw["floor_silence_ms"]), judged, goal, met, raw,
    )  # fmt: skip
