"""How a refusal is said over HTTP: a fitting status, a stable code, and words."""

import json

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from crypto.envelope import SIZES
from crypto.errors import (
    EnvelopeSize,
    EpochSuperseded,
    EpochUnknown,
    KeyringError,
    SignatureInvalid,
    SshsigError,
    TrackerError,
)
from tracker.records.errors import (
    Busy,
    DatabaseUnreachable,
    FormExpired,
    IntakeLogForked,
    KeyringMissing,
    LengthRequired,
    NotFound,
    OutboxForked,
    OutboxReplayed,
    OutboxTooLarge,
    PagesMissing,
    RequestRefused,
    ServerFault,
    StorageFull,
    TicketExpired,
    TicketForked,
)
from tracker.server.views.language import LANGUAGES, chosen_language, refusal_words

# The first that fits counts; all other refusals are 400.
STATUSES: tuple[tuple[type[TrackerError], int], ...] = (
    (NotFound, 404),
    (EpochUnknown, 404),
    (LengthRequired, 411),
    (OutboxTooLarge, 413),
    (Busy, 503),
    (KeyringMissing, 503),
    (PagesMissing, 503),
    (DatabaseUnreachable, 503),
    (IntakeLogForked, 503),
    (StorageFull, 507),
    (ServerFault, 500),
    (EpochSuperseded, 409),
    (OutboxReplayed, 409),
    (OutboxForked, 409),
    (TicketExpired, 409),
    (TicketForked, 409),
    (SignatureInvalid, 403),
    (SshsigError, 403),
    (KeyringError, 403),
)
RETRY_SECONDS = "5"


def status_of(error: TrackerError) -> int:
    """The HTTP status of a refusal."""
    if isinstance(error, EnvelopeSize):
        return 413 if (request.content_length or 0) > max(SIZES) else 400
    if isinstance(error, EpochUnknown) and request.method == "POST":
        return 409
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 400)


def refusal(error: TrackerError) -> Response:
    """JSON for programs; a page for those who ask for HTML."""
    status = status_of(error)
    if wants_page():
        language = chosen_language()
        words = refusal_words(language, error)
        page = render_template(
            "errors/refusal.html", language=language, languages=LANGUAGES, words=words, code=error.code
        )
        response = Response(page, status)
    else:
        body = json.dumps({"error": error.code, "message": str(error)}) + "\n"
        response = Response(body, status, mimetype="application/json")
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def wants_page() -> bool:
    """Whether somebody with a browser is asking."""
    return "text/html" in request.headers.get("Accept", "")


def register(app: Flask) -> None:
    """Every error becomes a refusal; an unexpected one leaves its kind and place in the log, no more."""
    app.register_error_handler(TrackerError, _refused)
    app.register_error_handler(CSRFError, lambda _error: _refused(FormExpired("open the form again")))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _refused(error: TrackerError) -> Response:
    current_app.extensions["office"].log.refused(error.code)
    return refusal(error)


def _http(error: HTTPException) -> Response:
    if error.code == 404:
        return _refused(NotFound("nothing is served here"))
    response = _refused(RequestRefused(error.name))
    response.status_code = error.code or 400
    return response


def _fault(error: Exception) -> Response:
    current_app.extensions["office"].log.fault(error)
    return _refused(ServerFault("a fault of this server; it is in the operator's log"))
