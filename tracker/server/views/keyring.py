"""``GET /keyring/<epoch>`` and ``GET /keyring/roster``."""

import time

from flask import Blueprint, Response

from crypto.encoding import decimal
from crypto.errors import EncodingError, EpochUnknown
from tracker.server.office import Office


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("keyring", __name__)

    @views.get("/keyring/roster")
    def roster() -> Response:
        return _bytes(office.keyrings.current(time.monotonic()).roster)

    @views.get("/keyring/<epoch>")
    def heads(epoch: str) -> Response:
        try:
            number = decimal(epoch)
        except EncodingError as error:
            raise EpochUnknown("not an epoch") from error
        return _bytes(office.keyrings.current(time.monotonic()).served_from(number))

    return views


def _bytes(data: bytes) -> Response:
    return Response(data, mimetype="application/octet-stream")
