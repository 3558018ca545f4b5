"""The archive's static files: ``GET /log/…``, ``/ceremony/…``, ``/rosters/…`` (docs/spec/archive.md)."""

from flask import Blueprint, Response, request

from tracker.records.archive import Log
from tracker.records.errors import NotFound
from tracker.server.office import Office

_INTAKE = f"{Log.INTAKE.folder}/"


def blueprint(office: Office) -> Blueprint:
    """The views over these services."""
    views = Blueprint("public", __name__)

    def serve(path: str) -> Response:
        if request.environ["PATH_INFO"] != f"/{path}":
            raise NotFound("another spelling of a path")
        if path.startswith(_INTAKE):
            data = office.tiles.read(path.removeprefix(_INTAKE))
        else:
            data = office.public.read(path)
        return Response(data, mimetype="application/octet-stream")

    for top in ("log", "ceremony", "rosters"):
        # A doubled slash is another spelling, not something to be led away from.
        views.add_url_rule(
            f"/{top}/<path:rest>",
            f"serve-{top}",
            lambda rest, top=top: serve(f"{top}/{rest}"),
            merge_slashes=False,
        )
    return views
