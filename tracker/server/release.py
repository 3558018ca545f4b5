"""The family's pages as they are released: every byte that is served, rendered once (docs/spec/pages.md).

A release depends on the program and on the trust root alone: the same two give the same bytes, and whoever
asks gets the same ones. Everything a page needs besides the keyring is in it or under ``/client/``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crypto.trust import decode_trust
from tracker import wordlists
from tracker.records.archive import CLIENT_MANIFEST
from tracker.records.client_manifest import ClientManifest, manifest_of
from tracker.records.form import LANGUAGES
from tracker.server.offline_page import offline_page
from tracker.server.rendering import bundle, render_page, source_hash, style_hash

HTML = "text/html; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=us-ascii"
# work.js holds every secret and reaches nothing; derive.js may also compile what makes Argon2 quick.
POLICIES = {
    "work.js": "default-src 'none'",
    "derive.js": "default-src 'none'; script-src 'wasm-unsafe-eval'",
}
BARE = "default-src 'none'; frame-ancestors 'none'; sandbox"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; connect-src 'self'; worker-src 'self'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types worker"
)
BUNDLES = ("page.js", "work.js", "derive.js")
# Every path that a release has.
PAGES = tuple(f"/{language}/" for language in LANGUAGES)
MANIFEST = f"/{CLIENT_MANIFEST}"
OFFLINE = tuple(f"/offline/{language}.html" for language in LANGUAGES)
PATHS = (*PAGES, *OFFLINE, *(f"/client/{name}" for name in BUNDLES), "/client/words", MANIFEST)


@dataclass(frozen=True)
class ReleasedFile:
    """What is served at one path: its bytes, its media type, and its Content-Security-Policy."""

    body: bytes
    media_type: str
    policy: str


def make_release(trust: bytes) -> dict[str, ReleasedFile]:
    """Every path of a release with what is served there, pages pinned to this trust root's bytes.

    Raises ReleaseFailed if the browser's bundles were not built; TrustMalformed and the like; TextMissing.
    """
    bundles = {name: bundle(name) for name in BUNDLES}
    integrity = source_hash("sha384", bundles["page.js"])
    pages = {f"/{language}/": _page(language, trust, integrity) for language in LANGUAGES}
    # To be saved and opened elsewhere: what is shown from here has no powers.
    root = decode_trust(trust)
    offline = {
        path: ReleasedFile(offline_page(language, root), HTML, BARE)
        for path, language in zip(OFFLINE, LANGUAGES, strict=True)
    }
    scripts = {
        f"/client/{name}": ReleasedFile(body, SCRIPT, POLICIES.get(name, BARE))
        for name, body in bundles.items()
    }
    files = {**pages, **offline, **scripts, "/client/words": ReleasedFile(wordlists.served(), JSON, BARE)}
    return {**files, MANIFEST: ReleasedFile(client_manifest(files).encode(), TEXT, BARE)}


def client_manifest(files: Mapping[str, ReleasedFile]) -> ClientManifest:
    """The manifest of all these files but itself. Raises ClientManifestMalformed."""
    return manifest_of(
        {path.removeprefix("/"): file.body for path, file in files.items() if path != MANIFEST}
    )


def page_policy(page: str) -> str:
    """The policy of a rendered page: its own style by its hash, its own origin, nothing else."""
    return PAGE_POLICY.format(style=style_hash(page))


def _page(language: str, trust: bytes, integrity: str) -> ReleasedFile:
    root = decode_trust(trust)
    page = render_page("family/page.html", language, root, offline=False, page_integrity=integrity)
    return ReleasedFile(page.encode(), HTML, page_policy(page))
