"""The page of an audit: it loads nothing, escapes everything, and draws who signed what."""

import base64
import hashlib
import re
from dataclasses import replace
from xml.etree import ElementTree

from crypto.epoch import Epoch
from tests.auditor.memory import MemorySource
from tests.auditor.small_archive import NOW, SmallArchive
from tests.simulators.archive_story import whole_story
from tests.vectors import cast
from tracker.auditor.drawing import Bar, drawing, lanes
from tracker.auditor.finding import Finding, Result
from tracker.auditor.report import report
from tracker.auditor.verify import Audit, verify

SVG = "{http://www.w3.org/2000/svg}"


def story_audit() -> Audit:
    """The audit of a story with a ceremony of every kind."""
    story = whole_story()
    return verify(story.trust().encode(), MemorySource(story.archive()), story.now)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = report(story_audit())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert not re.search(r"<script|<img|<link|<iframe|url\(|@import|\son\w+=|\sstyle=|https?:", page)


def test_what_comes_from_an_archive_is_escaped() -> None:
    done = story_audit()
    hostile = Finding(1, "a title", Result.FAILS, "<script>alert(1)</script>\u202e\x1b[2J", "audit-state")
    page = report(replace(done, findings=(hostile, *done.findings[1:])))
    assert "<script" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "&lt;script&gt;" in page


def test_every_rule_is_on_the_page_and_failures_come_first() -> None:
    story = whole_story()
    files = story.archive() | {"client/page.js": b"altered\n"}
    page = report(verify(story.trust().encode(), MemorySource(files), story.now))
    assert page.index("client-file-differs") < page.index("<svg")
    assert all(f"<b>{number}. " in page for number in range(1, 41))
    assert "must not be believed" in page
    assert "Aborted on 2026-04-16: add" in page


def test_the_drawing_has_a_column_for_each_epoch_and_a_disc_for_each_signature() -> None:
    done = story_audit()
    heads = done.case.heads.get()
    drawn = ElementTree.fromstring(drawing(done.case).replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))  # noqa: S314
    texts = [element.text for element in drawn.iter(f"{SVG}text")]
    assert [text for text in texts if text and text.startswith("epoch ")] == [
        f"epoch {head.epoch}" for head in heads
    ]
    discs = [item for item in drawn.iter(f"{SVG}circle") if item.get("class") == "signed"]
    served = done.case.served.get().heads
    assert len(discs) == sum(len(item.signatures) for item in served)


def test_a_key_that_is_replaced_is_another_bar() -> None:
    before = Epoch(cast.head(0), cast.roster(0))
    officers = (
        replace(before.head.officers[0], public=cast.signing("new").public),
        *before.head.officers[1:],
    )
    after = Epoch(replace(cast.head(1, before.head), officers=officers), cast.roster(1))
    rows = {(lane.group, lane.name): lane.bars for lane in lanes([before, after])}
    old, new = (cast.signing(name).public.hex()[:8] for name in ("officer-a", "new"))
    assert rows["officers", "officer-a"] == (Bar(0, 0, old), Bar(1, 1, new))
    assert [(bar.first, bar.last) for bar in rows["officers", "officer-b"]] == [(0, 1)]


def test_an_archive_that_cannot_be_drawn_still_has_a_page(good: SmallArchive) -> None:
    done = verify(good.trust.encode(), MemorySource({}), NOW)
    assert "Cannot be drawn" in report(done)
