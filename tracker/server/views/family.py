"""The family's pages: released bytes from memory, the same for whoever asks (docs/spec/pages.md).

They are answered before Flask sees the request: nothing of it but method, path and ``Accept-Encoding`` is
looked at, and no cookie, query or language of a visitor can change a byte.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response

from tracker.records.errors import PagesMissing
from tracker.server.office import Office
from tracker.server.release import BARE, OFFLINE, PAGES, PATHS
from tracker.server.services.compression import accepted
from tracker.server.services.pages import Page
from tracker.server.views.headers import ALWAYS, PERMISSIONS, Application, encoding_headers

Headers = list[tuple[str, str]]
_PATHS = frozenset(PATHS)
_EMPTY = [*ALWAYS, ("Content-Security-Policy", BARE), ("Content-Length", "0")]
# As people type it; a page has one address all the same.
_SHORT = {path.rstrip("/"): path for path in PAGES}


def blueprint(office: Office) -> Blueprint:
    """What is said at these paths while there are no pages."""
    views = Blueprint("family", __name__)

    def missing() -> Response:
        office.keyrings.current(time.monotonic())
        office.pages.check()
        raise PagesMissing("the pages were just released: ask again")

    for path in PATHS:
        views.add_url_rule(path, "missing", missing)
    return views


def from_memory(office: Office, application: Application) -> Application:
    """The application, which is no longer asked for what is released."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in _SHORT:
            start_response("308 Permanent Redirect", [*_EMPTY, ("Location", _SHORT[path])])
            return []
        if path not in _PATHS:
            return application(environ, start_response)
        try:
            page = office.pages.current(time.monotonic()).pages.get(path)
        except PagesMissing:
            page = None
        if page is None:
            return application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            start_response("405 Method Not Allowed", [*_EMPTY, ("Allow", "GET, HEAD")])
            return []
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = page.encoded.take(encoding)
        start_response("200 OK", _headers(path, page, encoding, len(body)))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def _headers(path: str, page: Page, encoding: str, length: int) -> Headers:
    headers = [
        *ALWAYS,
        ("Content-Type", page.media_type),
        ("Content-Length", str(length)),
        ("Content-Security-Policy", page.policy),
        *encoding_headers(encoding),
    ]
    if path in OFFLINE:
        headers.append(("Content-Disposition", f'attachment; filename="{path.rpartition("/")[2]}"'))
    elif page.media_type.startswith("text/html"):
        headers.append(PERMISSIONS)
    return headers
