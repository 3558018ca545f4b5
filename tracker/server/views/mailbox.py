"""``GET /mailbox/…``: static bytes, the same for everybody."""

import time

from flask import Blueprint, Response

from tracker.server.office import Office
from tracker.server.services.mailbox import INDEX, MANIFEST


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("mailbox", __name__)
    mailbox = office.mailbox

    @views.get("/mailbox/<publisher>/manifest")
    def newest_manifest(publisher: str) -> Response:
        return _bytes(mailbox.read_newest(publisher, MANIFEST))

    @views.get("/mailbox/<publisher>/<number>/manifest")
    def manifest(publisher: str, number: str) -> Response:
        return _bytes(mailbox.read(publisher, number, MANIFEST, time.monotonic()))

    @views.get("/mailbox/<publisher>/<number>/index")
    def index(publisher: str, number: str) -> Response:
        return _bytes(mailbox.read(publisher, number, INDEX, time.monotonic()))

    @views.get("/mailbox/<publisher>/<number>/slice/<position>")
    def cut(publisher: str, number: str, position: str) -> Response:
        office.log.count("checks")
        return _bytes(mailbox.read_slice(publisher, number, position, time.monotonic()))

    return views


def _bytes(data: bytes) -> Response:
    return Response(data, mimetype="application/octet-stream")
