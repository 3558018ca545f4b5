"""The witness over HTTP (docs/spec/witness.md) as a WSGI application.

``POST /add-checkpoint`` asks for a cosignature, ``GET /<hash of origin>/checkpoint`` for the last note.
"""

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from crypto.errors import (
    TrackerError,
    WitnessConflict,
    WitnessError,
    WitnessForked,
    WitnessLogSignature,
    WitnessLogUnknown,
    WitnessProof,
    WitnessRequestMalformed,
)
from crypto.witness import REQUEST_MAX, parse_add_checkpoint
from tracker.records.errors import NotFound, RequestRefused
from tracker.witness.cosigner import Clock, Cosigner

PATH = "/add-checkpoint"
_SEEN = re.compile(r"/([0-9a-f]{64})/checkpoint")
JSON, TEXT, SIZE = "application/json", "text/plain; charset=utf-8", "text/x.tlog.size"
# In the order in which they are tried; what else is wrong is the witness's own trouble.
STATUSES: tuple[tuple[type[TrackerError], HTTPStatus], ...] = (
    (WitnessRequestMalformed, HTTPStatus.BAD_REQUEST),
    (WitnessLogUnknown, HTTPStatus.NOT_FOUND),
    (WitnessLogSignature, HTTPStatus.FORBIDDEN),
    (WitnessForked, HTTPStatus.CONFLICT),
    (WitnessConflict, HTTPStatus.CONFLICT),
    (WitnessProof, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WitnessError, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotFound, HTTPStatus.NOT_FOUND),
    (RequestRefused, HTTPStatus.METHOD_NOT_ALLOWED),
)
# What the witness's operator should hear of.
TOLD = frozenset({HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE})
Response = tuple[HTTPStatus, str, bytes]


class Application:
    """A WSGI application; ``report`` takes lines for the operator."""

    def __init__(self, cosigner: Cosigner, clock: Clock, report: Callable[[str], None]) -> None:
        self._cosigner = cosigner
        self._clock = clock
        self._report = report

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one request."""
        status, kind, body = self._answer(environ)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "POST" if environ["PATH_INFO"] == PATH else "GET"))
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Response:
        try:
            if seen := _SEEN.fullmatch(environ["PATH_INFO"]):
                return HTTPStatus.OK, TEXT, self._last(seen[1], environ["REQUEST_METHOD"])
            request = parse_add_checkpoint(_body(environ))
            line = self._cosigner.add(request, self._clock)
            return HTTPStatus.OK, TEXT, line.encode().encode()
        except TrackerError as error:
            return self._refuse(error)
        except OSError as error:
            self._report(f"file: {error.filename}: {error.strerror}")
            return HTTPStatus.SERVICE_UNAVAILABLE, JSON, _said("file", "the witness cannot write")

    def _last(self, origin_hash: str, method: str) -> bytes:
        """The note that was cosigned last. Raises NotFound, RequestRefused, WitnessFolder."""
        if method != "GET":
            raise RequestRefused("only GET is answered here")
        note = self._cosigner.last_note(origin_hash)
        if note is None:
            raise NotFound("of no such log was anything cosigned")
        return note

    def _refuse(self, error: TrackerError) -> Response:
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        if status in TOLD or isinstance(error, WitnessForked):
            told = {key: error.facts[key] for key in ("log", "size", "evidence") if key in error.facts}
            self._report(" ".join([f"{error.code}:", *(f"{key} {value}" for key, value in told.items())]))
        if status is HTTPStatus.CONFLICT:
            return status, SIZE, f"{error.facts['size']}\n".encode()
        return status, JSON, _said(error.code, str(error))


def _body(environ: dict[str, Any]) -> bytes:
    """The request's body. Raises NotFound, RequestRefused, WitnessRequestMalformed."""
    if environ["PATH_INFO"] != PATH:
        raise NotFound("nothing is served here")
    if environ["REQUEST_METHOD"] != "POST":
        raise RequestRefused("only POST is answered here")
    if int(environ.get("CONTENT_LENGTH") or 0) > REQUEST_MAX:
        raise WitnessRequestMalformed("the request is too long")
    body: bytes = environ["wsgi.input"].read(REQUEST_MAX + 1)
    return body


def _said(code: str, message: str) -> bytes:
    return json.dumps({"error": code, "message": message}).encode() + b"\n"
