"""The public page and the health check."""

import time

from flask import Blueprint, Response, render_template

from tracker.resources import folder
from tracker.server.office import Office
from tracker.server.store import calendar
from tracker.server.views.language import LANGUAGES, chosen_language


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("pages", __name__)

    @views.get("/")
    def index() -> Response:
        page = render_template("public/index.html", language=chosen_language(), languages=LANGUAGES)
        return Response(page)

    @views.get("/page.css")
    def style() -> Response:
        return Response((folder("client") / "page.css").read_bytes(), mimetype="text/css")

    @views.get("/healthz")
    def health() -> Response:
        with office.database.read() as connection:
            calendar.last_day(connection)
            office.tiles.check_continues(connection)
        office.keyrings.current(time.monotonic())
        office.pages.check()
        return Response('{"status":"ok"}\n', mimetype="application/json")

    return views
