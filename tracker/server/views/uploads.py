"""How a form's file comes in: into a spool file without a name, never into a folder that others read."""

import tempfile
from typing import IO, Any

from flask import Request

from tracker.server.office import Office

# What a form has beside its file: the token and the boundaries.
FORM_OVERHEAD = 64 * 1024
FORM_PARTS = 8
# The parser holds a piece of the file at a time, of 64 KiB, beside what it has not yet looked at.
FORM_MEMORY = 256 * 1024


def make_request_class(office: Office) -> type[Request]:
    """The class of requests to this server."""

    class SpooledRequest(Request):
        """A request whose form spools its file in the server's own folder."""

        def _get_file_stream(self, *_args: Any, **_options: Any) -> IO[bytes]:
            return tempfile.TemporaryFile(dir=office.state.spool)

    return SpooledRequest
