"""``GET /offline/…``: a server's answers as files to carry to an offline page (docs/spec/carried.md)."""

import time

from flask import Blueprint, Response

from crypto.encoding import decimal
from crypto.errors import EncodingError, EpochUnknown
from tracker.records.carried import KeyringFile, MailboxFile
from tracker.server.office import Office


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("carried", __name__)

    @views.get("/offline/keyring/<epoch>")
    def keyring(epoch: str) -> Response:
        try:
            number = decimal(epoch)
        except EncodingError as error:
            raise EpochUnknown("not an epoch") from error
        current = office.keyrings.current(time.monotonic())
        file = KeyringFile(current.served_from(number).identity, current.served_roster.identity)
        return _attached("keyring", file.encode())

    @views.get("/offline/mailbox/<publisher>")
    def mailbox(publisher: str) -> Response:
        manifest, index = office.mailbox.newest(publisher)
        return _attached(f"mailbox-{publisher}", MailboxFile(publisher, manifest, index).encode())

    return views


def _attached(name: str, data: bytes) -> Response:
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
