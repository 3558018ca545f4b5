"""The courier's exchange: raw for the command, and a form with a CSRF token for the browser."""

from typing import IO

from flask import Blueprint, Response, current_app, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from tracker.server.office import Office, clock
from tracker.server.services.exchange import Outcome
from tracker.server.views.language import LANGUAGES, chosen_language, refusal_words
from tracker.server.views.refusals import refusal, status_of

APPLIED, ALREADY = "applied", "already-applied"


class OutboxForm(FlaskForm):  # type: ignore[misc]
    """One file. Its name is never looked at."""

    outbox = FileField(validators=[FileRequired()])


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("courier", __name__)

    @views.post("/courier/exchange")
    def exchange() -> Response:
        body = request.environ["wsgi.input"]
        with office.exchange_slots.taken(), office.exchange.received(request.content_length, body) as spool:
            outcome = office.exchange.run(spool, clock())
        return _answer(office, outcome)

    @views.get("/courier")
    def form() -> Response:
        return _page(OutboxForm())

    @views.post("/courier")
    def submit() -> Response:
        with office.exchange_slots.taken():
            form = OutboxForm()
            if not form.validate_on_submit():
                return _page(form, 400)
            outcome = office.exchange.run(_file(form), clock())
        return _answer_page(office, outcome)

    return views


def _file(form: OutboxForm) -> IO[bytes]:
    stream: IO[bytes] = form.outbox.data.stream
    return stream


def _answer(office: Office, outcome: Outcome) -> Response:
    response = refusal(outcome.refusal) if outcome.refusal else _inbox(office, outcome)
    response.headers["X-Outbox"] = APPLIED if outcome.newly_applied else ALREADY
    return response


def _answer_page(office: Office, outcome: Outcome) -> Response:
    if outcome.refusal is None:
        response = _inbox(office, outcome)
        response.headers["Content-Disposition"] = "attachment; filename=inbox"
    else:
        words = refusal_words(chosen_language(), outcome.refusal)
        response = _page(OutboxForm(), status_of(outcome.refusal), words, outcome.refusal.code)
    response.headers["X-Outbox"] = APPLIED if outcome.newly_applied else ALREADY
    return response


def _inbox(office: Office, outcome: Outcome) -> Response:
    if outcome.inbox is None:
        raise TypeError("an outcome without a refusal has an inbox")
    current_app.extensions["office"].log.count("exchanges")
    response = Response(office.inboxes.stream(outcome.inbox), mimetype="application/octet-stream")
    response.content_length = outcome.inbox.total_bytes
    return response


def _page(form: OutboxForm, status: int = 200, refused: str = "", code: str = "") -> Response:
    page = render_template(
        "courier/exchange.html",
        form=form,
        language=chosen_language(),
        languages=LANGUAGES,
        refused=refused,
        code=code,
    )
    return Response(page, status)
