"""The headers, by what they do: whatever gets into the page, it reaches nobody and runs nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.driver import Page
from tests.browser.line import Line
from tests.browser.stranger import Stranger, stranger
from tests.simulators.hostile_server import Reply

ATTEMPTS = "".join(
    line
    for line in (Path(__file__).parent / "attempts.js").read_text(encoding="utf-8").splitlines(keepends=True)
    if not line.startswith("//")
)
# Runs all attempts as a task of the page's own, not of the tool that drives it; gives what `harm` was told.
RUN = f"""(origin) => new Promise((resolve) => setTimeout(async () => {{
  const told = [];
  const foreign = (path) => `${{origin}}/${{path}}`;
  globalThis.loading = (tag, attribute, address, done) => {{
    const element = document.createElement(tag);
    element.onload = element.onerror = done;
    element[attribute] = address;
    document.body.append(element);
    addEventListener("securitypolicyviolation", done, {{ once: true }});
  }};
  const attempts = {ATTEMPTS};
  for (const attempt of Object.values(attempts)) {{
    try {{
      await Promise.race([attempt(foreign, (how) => told.push(how)), new Promise((r) => setTimeout(r, 300))]);
    }} catch {{
      // Refused, as it should be.
    }}
  }}
  setTimeout(() => resolve({{ told, harmed: globalThis.harmed ?? null }}), 300);
}}))"""
OPEN_PAGE = "<!doctype html><title>open to everything</title><body><iframe name='stranger' hidden></iframe>"


@pytest.fixture
def elsewhere() -> Iterator[Stranger]:
    """A foreign origin."""
    with stranger() as host:
        yield host


def test_what_gets_into_the_page_runs_nothing_and_reaches_nobody(
    page: Page, line: Line, elsewhere: Stranger
) -> None:
    page.goto(f"{line.url}/uk/")
    came = page.evaluate(RUN, elsewhere.url)
    assert came == {"told": [], "harmed": None}
    assert elsewhere.visits == []


def test_the_same_attempts_work_where_nothing_stops_them(page: Page, elsewhere: Stranger) -> None:
    elsewhere.pages["/open"] = OPEN_PAGE
    with stranger() as other:
        page.goto(f"{elsewhere.url}/open")
        came = page.evaluate(RUN, other.url)
        paths = {visit.strip("/") for visit in other.visits}
    assert came["harmed"]
    assert set(came["told"]) >= {
        "inline script", "handler in an attribute", "eval", "new Function", "timer with a string",
        "script address", "import of data", "worker from a blob", "worker from data", "style in an element",
        "markup from text", "markup written",
    }  # fmt: skip
    assert paths >= {
        "script", "import", "fetch", "fetch-post", "xhr", "beacon", "websocket", "eventsource", "image",
        "frame", "object", "media", "style", "font", "form", "base",
    }  # fmt: skip


def test_what_is_written_into_the_document_runs_no_more(page: Page, line: Line, elsewhere: Stranger) -> None:
    smuggled = (
        f"<script>globalThis.harmed = 1</script><script src='{elsewhere.url}/script'></script>"
        f"<img src='{elsewhere.url}/image' onerror='globalThis.harmed = 1'>"
        f"<iframe src='{elsewhere.url}/frame'></iframe><link rel='stylesheet' href='{elsewhere.url}/style'>"
        f"<style>body {{ background: url({elsewhere.url}/background) }}</style>"
        f"<object data='{elsewhere.url}/object'></object><base href='{elsewhere.url}/'>"
        f"<form action='{elsewhere.url}/form'><button id='go'>go</button></form>"
    )

    def inject(reply: Reply) -> Reply:
        body = reply.body.replace(b"<body", smuggled.encode() + b"<body", 1)
        assert body != reply.body
        return Reply(body, reply.status, reply.headers)

    line.alter["/en/"] = inject
    page.before("() => addEventListener('click', () => { globalThis.clicked = true }, true)")
    page.goto(f"{line.url}/en/")
    page.evaluate("() => document.getElementById('go').click()")
    assert page.evaluate("() => [globalThis.clicked, globalThis.harmed ?? null]") == [True, None]
    assert elsewhere.visits == []
    assert page.url == f"{line.url}/en/"


def test_nobody_can_frame_the_page(page: Page, line: Line, elsewhere: Stranger) -> None:
    elsewhere.pages["/framing"] = f"<!doctype html><title>x</title><iframe src='{line.url}/uk/'></iframe>"
    page.goto(f"{elsewhere.url}/framing")
    assert line.story == ["GET /uk/"]
    assert not page.evaluate(
        "() => { try { return frames[0].document.body.dataset.screen } catch { return null } }"
    )


def test_whoever_opens_the_page_learns_nothing_of_it(page: Page, line: Line, elsewhere: Stranger) -> None:
    elsewhere.pages["/opening"] = "<!doctype html><title>x</title><button id='go'>go</button>"
    page.goto(f"{elsewhere.url}/opening")
    page.evaluate(
        "(url) => { document.getElementById('go').onclick = () => { globalThis.opened = open(url) } }",
        f"{line.url}/uk/",
    )
    page.click("#go")
    opened = page.opened()
    opened.wait("() => document.body?.dataset.screen === 'start'")
    # The handle is dead: no length, no closing, no navigation to be watched.
    assert page.evaluate("() => [globalThis.opened.closed, globalThis.opened.length]") == [True, 0]
    assert opened.evaluate("() => opener") is None
