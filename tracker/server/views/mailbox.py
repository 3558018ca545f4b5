"""``GET /mailbox/…``: static bytes, handed from the file to the socket by the kernel."""

import time

from flask import Blueprint, Response, request
from werkzeug.wsgi import wrap_file

from tracker.server.office import Office
from tracker.server.services.mailbox import INDEX, MANIFEST, Served


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("mailbox", __name__)
    mailbox = office.mailbox

    @views.get("/mailbox/<publisher>/manifest")
    def newest_manifest(publisher: str) -> Response:
        return _served(mailbox.open_newest(publisher, MANIFEST))

    @views.get("/mailbox/<publisher>/<number>/manifest")
    def manifest(publisher: str, number: str) -> Response:
        return _served(mailbox.open(publisher, number, MANIFEST, time.monotonic()))

    @views.get("/mailbox/<publisher>/<number>/index")
    def index(publisher: str, number: str) -> Response:
        return _served(mailbox.open(publisher, number, INDEX, time.monotonic()))

    @views.get("/mailbox/<publisher>/<number>/slice/<position>")
    def cut(publisher: str, number: str, position: str) -> Response:
        office.log.count("checks")
        return _served(mailbox.open_slice(publisher, number, position, time.monotonic()))

    return views


def _served(served: Served) -> Response:
    body = wrap_file(request.environ, served.file)
    response = Response(body, mimetype="application/octet-stream", direct_passthrough=True)
    response.content_length = served.size
    return response
