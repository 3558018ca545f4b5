"""The family's pages as they are released: every byte that is served, rendered once (docs/spec/pages.md).

A release depends on the program and on the trust root alone: the same two give the same bytes, and whoever
asks gets the same ones. Everything a page needs besides the keyring is in it or under ``/client/``.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crypto.encoding import b64encode
from crypto.trust import decode_trust
from tracker import wordlists
from tracker.records.archive import CLIENT_MANIFEST
from tracker.records.browser_data import browser_data
from tracker.records.client_manifest import ClientManifest, manifest_of
from tracker.records.errors import ReleaseFailed
from tracker.records.form import LANGUAGES
from tracker.records.language import translate
from tracker.resources import folder

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
PATHS = (*PAGES, *(f"/client/{name}" for name in BUNDLES), "/client/words", MANIFEST)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


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
    bundles = {name: _bundle(name) for name in BUNDLES}
    integrity = _source_hash("sha384", bundles["page.js"])
    pages = {f"/{language}/": _page(language, trust, integrity) for language in LANGUAGES}
    scripts = {
        f"/client/{name}": ReleasedFile(bundle, SCRIPT, POLICIES.get(name, BARE))
        for name, bundle in bundles.items()
    }
    files = {**pages, **scripts, "/client/words": ReleasedFile(wordlists.served(), JSON, BARE)}
    return {**files, MANIFEST: ReleasedFile(client_manifest(files).encode(), TEXT, BARE)}


def client_manifest(files: Mapping[str, ReleasedFile]) -> ClientManifest:
    """The manifest of all these files but itself. Raises ClientManifestMalformed."""
    return manifest_of(
        {path.removeprefix("/"): file.body for path, file in files.items() if path != MANIFEST}
    )


def script_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, nor begin a comment there."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def page_policy(page: str) -> str:
    """The policy of a rendered page: its own style by its hash, its own origin, nothing else."""
    styles = _STYLE.findall(page)
    if len(styles) != 1 or page.count("<style") != 1:
        raise ReleaseFailed("a page has not exactly one style")
    return PAGE_POLICY.format(style=f"'{_source_hash('sha256', styles[0].encode())}'")


def _page(language: str, trust: bytes, integrity: str) -> ReleasedFile:
    root = decode_trust(trust)
    page = (
        _environment()
        .get_template("family/page.html")
        .render(
            language=language,
            languages=LANGUAGES,
            say=translate,
            rehearsal=root.is_rehearsal,
            origin=root.origin,
            genesis=b64encode(root.genesis),
            style=_style(),
            data=script_json(browser_data(language, root)),
            page_integrity=integrity,
        )
    )
    return ReleasedFile(page.encode(), HTML, page_policy(page))


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(folder("templates")), autoescape=True, undefined=StrictUndefined
    )


def _style() -> str:
    # Without the line's end that the file has: it would be part of what is hashed.
    style = _bundle("page.css").decode().rstrip()
    if "<" in style:
        raise ReleaseFailed("the style could end its element")
    return style


def _bundle(name: str) -> bytes:
    try:
        return (folder("client") / name).read_bytes()
    except FileNotFoundError as error:
        raise ReleaseFailed(f"{name} was not built: run python hatch_build.py") from error


def _source_hash(algorithm: str, data: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"
