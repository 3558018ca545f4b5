"""The headers of every response: nothing is cached, embedded, sniffed or told to others."""

from flask import Response

# JSON and bytes load nothing; pages load only themselves, and their forms go only home.
BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = (
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def protect(response: Response) -> Response:
    """Sets them; a page says by its type that it is one."""
    policy = PAGE_POLICY if response.mimetype == "text/html" else BARE_POLICY
    response.headers.extend([*ALWAYS, ("Content-Security-Policy", policy)])
    return response
