"""The Flask application over the services."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from crypto.trust import REHEARSAL
from tracker.resources import folder
from tracker.server.office import Office
from tracker.server.state import read_secret
from tracker.server.views import (
    carried,
    courier,
    family,
    headers,
    intake,
    keyring,
    mailbox,
    pages,
    public,
    refusals,
)
from tracker.server.views.language import say
from tracker.server.views.uploads import FORM_MEMORY, FORM_OVERHEAD, FORM_PARTS, make_request_class

COURIER_PATH = "/courier"
FORM_SECONDS = 4 * 3600


def create_app(office: Office) -> Flask:
    """The application. Raises StateUnsafe."""
    app = Flask("tracker", template_folder=str(folder("templates")), static_folder=None)
    app.extensions["office"] = office
    app.session_interface = CourierSession()
    app.request_class = make_request_class(office)
    app.config.update(
        SECRET_KEY=read_secret(office.state.csrf_key),
        SESSION_COOKIE_NAME="courier",
        SESSION_COOKIE_PATH=COURIER_PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=office.config.cookie_secure,
        MAX_CONTENT_LENGTH=office.config.outbox_max_bytes + FORM_OVERHEAD,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY,
        MAX_FORM_PARTS=FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=FORM_SECONDS,
        WTF_CSRF_SSL_STRICT=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.jinja_env.globals.update(say=say, rehearsal=office.config.origin.startswith(REHEARSAL))
    for views in (intake, keyring, mailbox, carried, courier, family, pages, public):
        app.register_blueprint(views.blueprint(office))
    refusals.register(app)
    protected = headers.protected(app.wsgi_app)
    app.wsgi_app = family.from_memory(office, protected)  # type: ignore[assignment, method-assign]
    return app


class CourierSession(SecureCookieSessionInterface):
    """The one cookie, of the courier's form; under every other path there is no session at all."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The form's session, or none."""
        return super().open_session(app, request) if request.path == COURIER_PATH else None
