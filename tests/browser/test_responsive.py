"""The page stays alive while keys are derived, letters sealed and answers opened.

A figure belongs into `benchmarks/`; here a bound so generous that only a page that froze exceeds it.
"""

import json
from pathlib import Path

import pytest

from tests.browser.conftest import RESULTS
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Line
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.scenarios.people import inquiry
from tests.scenarios.test_round_trip import LONG_TEXT
from tests.simulators.camera import jpeg

# Milliseconds. What freezes for the length of a derivation without WebAssembly takes far longer.
FROZEN = 2_000
# In any browser: how late a beat comes that was due at once.
HEART = """() => {
  const channel = new MessageChannel();
  let last = performance.now();
  globalThis.longest = 0;
  channel.port1.onmessage = () => {
    const now = performance.now();
    globalThis.longest = Math.max(globalThis.longest, now - last);
    last = now;
    setTimeout(() => { last = performance.now(); channel.port2.postMessage(0); }, 0);
  };
  channel.port2.postMessage(0);
  globalThis.tasks = [];
  if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((one) => one.duration)))
      .observe({ type: "longtask", buffered: true });
  }
}"""


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_no_task_of_the_journey_freezes_the_page(
    page: Page, line: Line, mode: Mode, paper: list[str], tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(jpeg())
    page.before(HEART)
    family = Family(page, line.url, "uk", mode).open()
    family.ask(inquiry(text=LONG_TEXT), picture)
    asked = _measured(page)
    family.paper = paper
    family.open().check()
    measured = {"asking": asked, "checking": _measured(page)}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"longest-task-{mode.name}.json").write_text(json.dumps(measured), encoding="utf-8")
    assert max(max(one.values()) for one in measured.values()) < FROZEN, measured


def _measured(page: Page) -> dict[str, float]:
    """The longest pause between two beats, and the longest task as the browser counts it, in milliseconds."""
    found: dict[str, float] = page.evaluate(
        "() => ({ beat: globalThis.longest, task: Math.max(0, ...globalThis.tasks) })"
    )
    return found
