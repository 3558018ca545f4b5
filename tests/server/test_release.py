"""A release: the same bytes from the same program and trust root, safe to embed, whole or not there."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crypto.encoding import b64encode
from crypto.trust import MAX_AGE_HOURS
from tests.vectors import cast
from tracker import wordlists
from tracker.records.client_manifest import decode_client_manifest
from tracker.records.errors import PagesMissing, ReleasedFileDiffers, ReleaseFailed
from tracker.server import offline_page, release
from tracker.server.locks import FileLock
from tracker.server.release import (
    MANIFEST,
    OFFLINE,
    PAGES,
    PATHS,
    ReleasedFile,
    make_release,
    page_policy,
)
from tracker.server.rendering import script_json, source_hash
from tracker.server.services.compression import compress
from tracker.server.services.pages import NEWEST, Pages

TRUST = cast.trust().encode()
HOSTILE = {"text": "</script><script>alert(1)</script><!--<script>&amp;\u2028", "<k>": ["-->", "]]>"]}
FILES = {
    "/uk/": ReleasedFile(b"<p>1</p>" * 100, release.HTML, "default-src 'none'"),
    "/client/work.js": ReleasedFile(b"1;" * 100, release.SCRIPT, "default-src 'none'"),
}


class Page(HTMLParser):
    """What a browser would see of a page: its elements, and the text of scripts and styles."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self._within = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_data(self, data: str) -> None:
        """Notes the text of a script or a style."""
        if self._within in self.inside:
            self.inside[self._within].append(data)

    def handle_endtag(self, tag: str) -> None:
        """Nothing is inside any more."""
        self._within = ""


def test_a_release_is_the_same_every_time_and_has_every_path() -> None:
    first = make_release(TRUST)
    assert first == make_release(TRUST)
    assert tuple(first) == PATHS


def test_a_release_pins_the_trust_root_it_was_made_for() -> None:
    for path in PAGES:
        page = Page(make_release(TRUST)[path].body)
        data = json.loads(page.inside["script"][0])
        assert base64.b64decode(data["trust"]) == TRUST
        assert data["language"] == path.strip("/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_one_script_by_its_hash_and_has_one_style_by_its_hash(path: str) -> None:
    files = make_release(TRUST)
    page = Page(files[path].body)
    scripts = [attributes for tag, attributes in page.elements if tag == "script" and "src" in attributes]
    digest = base64.b64encode(hashlib.sha384(files["/client/page.js"].body).digest()).decode()
    assert scripts == [{"type": "module", "src": "/client/page.js", "integrity": f"sha384-{digest}"}]
    (style,) = page.inside["style"]
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{hashed}';" in files[path].policy


@pytest.mark.parametrize("path", OFFLINE)
def test_the_offline_page_runs_one_script_by_its_hash_and_loads_nothing(path: str) -> None:
    file = make_release(TRUST)[path]
    page = Page(file.body)
    (policy,) = [
        str(attributes["content"])
        for tag, attributes in page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    *texts, program = page.inside["script"]
    (style,) = page.inside["style"]
    directives = dict(_directives(policy))
    assert directives["script-src"] == f"'{source_hash('sha256', program.encode())}'"
    assert directives["style-src"] == f"'{source_hash('sha256', style.encode())}'"
    assert directives["worker-src"] == "blob:"
    assert "connect-src" not in directives
    assert not re.search(r"unsafe|wasm|\*|http", policy)
    types = [attributes.get("type") for tag, attributes in page.elements if tag == "script"]
    assert types == ["application/json", "application/json", "text/plain", "text/plain", "module"]
    assert texts[1].encode() == wordlists.served()
    assert "WebAssembly" not in texts[3]
    addresses = {attributes.get(name) for _, attributes in page.elements for name in ("src", "href")} - {None}
    assert addresses == {"data:,", "about:blank"}
    # Where a server shows it, it has no powers.
    assert file.policy == release.BARE


def test_the_offline_page_alone_lets_confirmations_be_14_days_old() -> None:
    page = Page(make_release(TRUST)[OFFLINE[0]].body)
    data = json.loads(page.inside["script"][0])
    assert data["trust"] == b64encode(replace(cast.trust(), max_age_hours=MAX_AGE_HOURS).encode())


@pytest.mark.parametrize("text", ["</script>", "<SCRIPT", "<!--", "\r", "\0"])
def test_a_program_that_could_end_its_element_makes_no_offline_page(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(offline_page, "bundle", lambda _name: f"const text = '{text}';".encode())
    with pytest.raises(ReleaseFailed):
        make_release(TRUST)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_and_offers_no_other_way_out(path: str) -> None:
    page = Page(make_release(TRUST)[path].body)
    exits = {"https://www.wikipedia.org/", "data:,", *PATHS}
    links = {attributes["href"] for tag, attributes in page.elements if "href" in attributes}
    assert {link for link in links if not str(link).startswith("#")} <= exits
    forbidden = {"name", "action", "style", "onclick"}
    assert {tag for tag, attributes in page.elements if forbidden & set(attributes)} <= {"meta"}
    assert {"form", "iframe", "img", "object", "embed", "base"} & {tag for tag, _ in page.elements} == set()


def test_a_policy_lets_no_script_and_no_worker_of_others_in() -> None:
    files = make_release(TRUST)
    policies = {path: dict(_directives(file.policy)) for path, file in files.items()}
    for path, policy in policies.items():
        assert policy["default-src"] == "'none'", path
        assert not re.search(r"unsafe-(inline|eval)(?<!wasm-unsafe-eval)|\*|http", files[path].policy), path
    assert policies["/client/work.js"] == {"default-src": "'none'"}
    assert policies["/client/derive.js"] == {"default-src": "'none'", "script-src": "'wasm-unsafe-eval'"}
    for page in PAGES:
        assert policies[page]["script-src"] == policies[page]["worker-src"] == "'self'"
        assert policies[page]["connect-src"] == "'self'"
        assert policies[page]["form-action"] == policies[page]["base-uri"] == "'none'"
        assert policies[page]["trusted-types"] == "worker"


def _directives(policy: str) -> list[tuple[str, str]]:
    parts = (directive.strip().partition(" ") for directive in policy.split(";"))
    return [(name, value) for name, _, value in parts]


def test_no_text_can_end_the_script_it_stands_in() -> None:
    embedded = script_json(HOSTILE)
    assert json.loads(embedded) == HOSTILE
    assert set("<>&") & set(embedded) == set()
    page = Page(f'<script type="application/json" id="data">{embedded}</script><p>'.encode())
    assert [tag for tag, _ in page.elements] == ["script", "p"]


@pytest.mark.parametrize(
    "page", ["<p>", "<style>a</style><style>b</style>", "<style>a</style><style id=x>b</style>"]
)
def test_a_page_whose_style_cannot_be_vouched_for_is_no_page(page: str) -> None:
    with pytest.raises(ReleaseFailed):
        page_policy(page)


def pages_in(folder: Path) -> Pages:
    """A process's pages; others may share the folder."""
    return Pages(folder, FileLock(folder.with_name(f"{folder.name}.lock")))


def test_what_is_published_is_served_and_nothing_is_written_twice(tmp_path: Path) -> None:
    pages = pages_in(tmp_path / "pages")
    with pytest.raises(PagesMissing):
        pages.current(0.0)
    assert pages.publish(FILES)
    assert {path: page.released for path, page in pages.current(0.0).pages.items()} == FILES
    before = _times(tmp_path)
    assert not pages_in(tmp_path / "pages").publish(FILES)
    assert _times(tmp_path) == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))


def test_two_servers_of_one_program_release_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "other"):
        pages_in(tmp_path / name).publish(FILES)
    assert _contents(tmp_path / "one") == _contents(tmp_path / "other")
    # Gzip has a place for the time of day (RFC 1952, section 2.3).
    assert compress(b"page").gzip[4:8] == bytes(4)


def test_a_newer_release_is_noticed_and_the_one_before_is_kept(tmp_path: Path) -> None:
    writing, serving = pages_in(tmp_path / "pages"), pages_in(tmp_path / "pages")
    names = []
    for number in range(3):
        files = {**FILES, "/uk/": ReleasedFile(b"%d" % number, release.HTML, "default-src 'none'")}
        assert writing.publish(files)
        served = serving.current(float(number))
        assert served.pages["/uk/"].released == files["/uk/"]
        names.append(served.name)
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {NEWEST, *names[1:]}


def test_processes_that_release_at_once_follow_one_another(tmp_path: Path) -> None:
    def release_some(first: int) -> list[bool]:
        pages = pages_in(tmp_path / "pages")
        bodies = [b"<p>%d</p>" % number for number in range(first, 60, 3)]
        return [pages.publish({"/uk/": replace(FILES["/uk/"], body=body)}) for body in bodies]

    with ThreadPoolExecutor(3) as pool:
        assert all(all(changed) for changed in pool.map(release_some, range(3)))
    assert pages_in(tmp_path / "pages").check()


@pytest.mark.parametrize("spoil", ["uk.html", "uk.html.gz", "work.js.br", "release.json", NEWEST])
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_pages_other_than_the_released_are_not_served(tmp_path: Path, spoil: str, how: str) -> None:
    pages = pages_in(tmp_path)
    pages.publish(FILES)
    (path,) = tmp_path.rglob(spoil)
    if how == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"~")
    else:
        path.unlink()
    with pytest.raises(PagesMissing):
        pages.check()
    with pytest.raises(PagesMissing):
        pages_in(tmp_path).current(0.0)
    assert pages.publish(FILES)
    assert pages_in(tmp_path).current(0.0) == pages.check()


def _times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_manifest_of_a_release_lists_every_other_file() -> None:
    files = make_release(TRUST)
    manifest = decode_client_manifest(files[MANIFEST].body)
    assert [f"/{file.path}" for file in manifest.files] == sorted(set(PATHS) - {MANIFEST})
    for file in manifest.files:
        file.check(files[f"/{file.path}"].body)
    with pytest.raises(ReleasedFileDiffers):
        manifest.files[0].check(files[f"/{manifest.files[0].path}"].body + b" ")


def test_two_processes_make_the_same_manifest() -> None:
    program = (
        "import sys; from tracker.server.release import *;"
        "sys.stdout.write(make_release(bytes.fromhex(sys.argv[1]))[MANIFEST].body.decode())"
    )
    command = [sys.executable, "-c", program, TRUST.hex()]
    for seed in ("1", "2"):
        ran = subprocess.run(
            command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed}
        )
        assert ran.stdout == make_release(TRUST)[MANIFEST].body
