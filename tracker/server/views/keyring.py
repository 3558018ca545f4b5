"""``GET /keyring/<epoch>`` and ``GET /keyring/roster``."""

import time

from flask import Blueprint, Response, request

from crypto.encoding import decimal
from crypto.errors import EncodingError, EpochUnknown
from tracker.server.office import Office
from tracker.server.services.compression import Encoded, accepted
from tracker.server.views.headers import encoding_headers


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("keyring", __name__)

    @views.get("/keyring/roster")
    def roster() -> Response:
        return _answer(office.keyrings.current(time.monotonic()).served_roster)

    @views.get("/keyring/<epoch>")
    def heads(epoch: str) -> Response:
        try:
            number = decimal(epoch)
        except EncodingError as error:
            raise EpochUnknown("not an epoch") from error
        return _answer(office.keyrings.current(time.monotonic()).served_from(number))

    return views


def _answer(encoded: Encoded) -> Response:
    encoding = accepted(request.headers.get("Accept-Encoding", ""))
    response = Response(encoded.take(encoding), mimetype="application/octet-stream")
    response.headers.update(encoding_headers(encoding))
    return response
