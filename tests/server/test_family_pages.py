"""The family's pages over HTTP: the released bytes, to everybody, in every encoding, and nothing else."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import brotli
import pytest

from tests.server.test_headers import EVERYWHERE
from tests.simulators.deployment import Answer, Deployment, deployed, prepared
from tracker.records.errors import KeyringMissing
from tracker.server.installation import release_pages
from tracker.server.release import OFFLINE, PAGES, PATHS, ReleasedFile, make_release
from tracker.server.services.compression import accepted

KEYRING = ["/keyring/0", "/keyring/roster"]
# What visitors may differ in; none of it may change a byte.
VISITORS: list[dict[str, str]] = [
    {},
    {"Accept-Language": "ru", "User-Agent": "Mozilla/5.0 (Android 9)", "Accept": "text/html"},
    {"Accept-Language": "en-GB", "User-Agent": "curl/8", "Accept": "application/json", "DNT": "1"},
    {"Cookie": "courier=x; session=y", "Referer": "http://evil.example/", "Origin": "http://evil.example"},
    {"Host": "evil.example", "X-Forwarded-For": "192.0.2.1", "Range": "bytes=0-9", "If-None-Match": "*"},
    {"Sec-CH-UA": "x", "Sec-Fetch-Site": "cross-site", "If-Modified-Since": "Thu, 01 Jan 2037 00:00:00 GMT"},
]
BY_CONNECTION = {"Date", "Connection"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One server for all of these."""
    with deployed(tmp_path_factory.mktemp("pages") / "state") as deployment:
        yield deployment


@pytest.fixture(scope="module")
def released(served: Deployment) -> dict[str, ReleasedFile]:
    """What it must serve."""
    return make_release(served.keys.trust.encode())


def told(answer: Answer) -> dict[str, str]:
    """The headers that a visitor could be told apart by."""
    return {name: value for name, value in answer.headers.items() if name not in BY_CONNECTION}


def opened(answer: Answer) -> bytes:
    """The body as a browser reads it."""
    encoding = answer.headers.get("Content-Encoding", "identity")
    read: dict[str, Any] = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    return bytes(read[encoding](answer.body))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_served_as_it_was_released(
    served: Deployment, released: dict[str, ReleasedFile], path: str
) -> None:
    answer, file = served.get(path), released[path]
    assert (answer.status, answer.body) == (200, file.body)
    assert answer.headers["Content-Type"] == file.media_type
    assert answer.headers.get_all("Content-Security-Policy") == [file.policy]
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Content-Length"] == str(len(answer.body))
    page = {"Permissions-Policy"} if path in PAGES else set()
    page |= {"Content-Disposition"} if path in OFFLINE else set()
    expected = {*EVERYWHERE, "Content-Type", "Content-Length", "Content-Security-Policy", "Vary", *page}
    assert set(told(answer)) == expected


@pytest.mark.parametrize("path", [*PATHS, *KEYRING])
def test_everybody_gets_the_same_bytes_and_no_cookie(served: Deployment, path: str) -> None:
    plain = served.get(path)
    for visitor in VISITORS:
        answer = served.request("GET", path, None, visitor)
        assert (answer.status, answer.body, told(answer)) == (200, plain.body, told(plain)), visitor
        assert "Set-Cookie" not in answer.headers
    for query in ("?language=ru", "?utm_source=x", "?"):
        answer = served.get(path + query)
        assert (answer.body, told(answer)) == (plain.body, told(plain))


@pytest.mark.parametrize("path", [*PATHS, *KEYRING])
@pytest.mark.parametrize(
    ("asked", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
    ],
)
def test_the_best_encoding_that_is_taken_is_served(
    served: Deployment, path: str, asked: str, encoding: str | None
) -> None:
    plain, answer = served.get(path), served.request("GET", path, None, {"Accept-Encoding": asked})
    assert answer.headers["Content-Encoding"] == encoding
    assert opened(answer) == plain.body
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert {plain.headers["Vary"], answer.headers["Vary"]} == {"Accept-Encoding"}
    same = {"Content-Encoding", "Content-Length"}
    assert {name: v for name, v in told(answer).items() if name not in same} == {
        name: v for name, v in told(plain).items() if name not in same
    }


@pytest.mark.parametrize(
    "path", ["/mailbox/desk/manifest", "/intake/checkpoint", "/healthz", "/courier", "/nothing"]
)
def test_nothing_that_differs_between_visitors_is_pressed(served: Deployment, path: str) -> None:
    answer = served.request("GET", path, None, {"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_a_head_tells_the_same_without_the_body(served: Deployment, path: str) -> None:
    headers = {"Accept-Encoding": "br"}
    head, page = (served.request(method, path, None, headers) for method in ("HEAD", "GET"))
    assert (head.status, head.body, told(head)) == (200, b"", told(page))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", PATHS)
def test_no_other_method_is_taken(served: Deployment, path: str, method: str) -> None:
    answer = served.request(method, path, b"text=a+name" if method == "POST" else None)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", PAGES)
def test_an_address_as_people_type_it_leads_to_the_page(served: Deployment, path: str) -> None:
    answer = served.request("GET", path.rstrip("/"), None, {"Host": "evil.example"})
    assert (answer.status, answer.headers["Location"], answer.body) == (308, path, b"")


@pytest.mark.parametrize("path", ["/", "/courier", "/nothing-here"])
def test_a_tab_and_a_history_show_one_word_as_on_the_familys_pages(served: Deployment, path: str) -> None:
    def titles(body: bytes) -> list[str]:
        return re.findall(r"<title>(.*?)</title>", body.decode())

    family = [titles(served.get(page).body) for page in PAGES]
    page = served.request("GET", path, None, {"Accept": "text/html"})
    assert titles(page.body) in family
    assert all(len(title.split()) == 1 for [title] in family)


def test_every_power_of_a_page_is_off(served: Deployment) -> None:
    for path in (*PAGES, "/", "/courier"):
        policy = served.get(path).headers["Permissions-Policy"]
        assert re.fullmatch(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*", policy)
        assert {"camera=()", "microphone=()", "geolocation=()", "clipboard-read=()"} <= set(
            policy.split(", ")
        )


@pytest.mark.parametrize("path", ["/uk/x", "/ru/x", "/en/x"])
def test_an_error_below_a_page_speaks_its_language(served: Deployment, path: str) -> None:
    page = served.request("GET", path, None, {"Accept": "text/html", "Accept-Language": "de"})
    assert page.status == 404
    assert f'<html lang="{path[1:3]}">' in page.body.decode()
    assert f'href="{path[:4]}"' in page.body.decode()


def test_the_first_page_leads_to_all_three(served: Deployment) -> None:
    page = served.get("/").body.decode()
    assert all(f'<a href="{path}"' in page for path in PAGES)


def test_a_server_without_a_keyring_has_no_pages_and_says_why(deployed_without: Deployment) -> None:
    for path in PATHS:
        answer = deployed_without.get(path)
        assert (answer.status, answer.code) == (503, KeyringMissing.code)


@pytest.fixture
def deployed_without(tmp_path: Any) -> Iterator[Deployment]:
    """A running server on which no keyring was installed."""
    deployment = prepared(tmp_path / "state")
    with deployment.office() as office, office.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM keyring")
    try:
        yield deployment.start()
    finally:
        deployment.kill()


def test_pages_that_were_touched_are_noticed_and_released_anew(on_sqlite: Deployment) -> None:
    before = on_sqlite.get("/uk/").body
    (page,) = on_sqlite.folder.glob("pages/*/uk.html")
    page.write_bytes(before.replace(b"<h1", b"<h1 data-altered"))
    health = on_sqlite.get("/healthz")
    assert (health.status, health.code) == (503, "pages-missing")
    # What a worker read before, it goes on serving; nobody is ever served the altered bytes.
    assert on_sqlite.get("/uk/").body == before
    with on_sqlite.office() as office:
        assert release_pages(office)
    assert on_sqlite.get("/healthz").status == 200
    assert on_sqlite.get("/uk/").body == before


def test_the_operators_command_lists_what_is_served(on_sqlite: Deployment) -> None:
    listed = json.loads(on_sqlite.tracker("pages", "--json").stdout)
    assert (list(listed["sha256"]), listed["changed"]) == (sorted(PATHS), False)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", "identity"), ("*", "identity"), ("br", "br"), ("GZIP", "gzip"), ("gzip;q=0.1, br;q=0", "gzip"),
        ("gzip; q=0.000, identity", "identity"), ("brr, gz", "identity"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"), (" br ;q=0.5", "br"), (";;,,;q=", "identity"),
    ],
)  # fmt: skip
def test_what_a_client_takes_is_read_as_it_was_meant(header: str, encoding: str) -> None:
    assert accepted(header) == encoding
