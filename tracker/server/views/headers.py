"""The headers of every response: nothing is cached, embedded, sniffed or told to others."""

from collections.abc import Callable, Iterable
from typing import Any

from tracker.server.release import BARE
from tracker.server.services.compression import IDENTITY

# JSON and bytes load nothing; other pages load only their style, and their forms go only home.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
# What a page could ask a browser for, all of it off.
_FEATURES = (
    "accelerometer autoplay camera clipboard-read clipboard-write display-capture encrypted-media fullscreen "
    "gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer "
    "microphone midi otp-credentials payment picture-in-picture publickey-credentials-create "
    "publickey-credentials-get screen-wake-lock serial storage-access sync-xhr usb "
    "window-management xr-spatial-tracking"
)
PERMISSIONS = ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _FEATURES.split()))
_FOR_BYTES = [*ALWAYS, ("Content-Security-Policy", BARE)]
_FOR_PAGES = [*ALWAYS, ("Content-Security-Policy", PAGE_POLICY), PERMISSIONS]

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def encoding_headers(encoding: str) -> list[tuple[str, str]]:
    """What says that the body is in this encoding, and that another client may get another one."""
    told = [] if encoding == IDENTITY else [("Content-Encoding", encoding)]
    return [("Vary", "Accept-Encoding"), *told]


def protected(application: Application) -> Application:
    """The application, whose every response has these headers; a page says by its type that it is one."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            is_page = any(name == "Content-Type" and value.startswith("text/html") for name, value in headers)
            return start_response(status, headers + (_FOR_PAGES if is_page else _FOR_BYTES), *rest)

        return application(environ, start)

    return answer
