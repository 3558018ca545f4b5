"""``POST /intake`` and ``GET /intake/checkpoint``."""

from flask import Blueprint, Response, request

from tracker.server.office import Office


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("intake", __name__)

    @views.post("/intake")
    def take() -> Response:
        receipt = office.intake.take(request.content_length, request.environ["wsgi.input"])
        office.log.count("letters")
        return Response(receipt, 201, mimetype="text/plain")

    @views.get("/intake/checkpoint")
    def checkpoint() -> Response:
        return Response(office.tiles.checkpoint(), mimetype="text/plain")

    return views
