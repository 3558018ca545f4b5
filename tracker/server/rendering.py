"""Rendering a family's page from templates and bundles (docs/spec/pages.md): the same every time."""

import base64
import hashlib
import json
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crypto.encoding import b64encode
from crypto.trust import TrustRoot
from tracker.records.browser_data import browser_data
from tracker.records.errors import ReleaseFailed
from tracker.records.form import LANGUAGES
from tracker.records.language import translate
from tracker.resources import folder

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def render_page(template: str, language: str, root: TrustRoot, *, offline: bool, **more: Any) -> str:
    """A page of this template, pinned to a trust root. Raises ReleaseFailed, TextMissing."""
    page = _environment().get_template(template)
    return page.render(
        language=language,
        languages=LANGUAGES,
        say=translate,
        rehearsal=root.is_rehearsal,
        origin=root.origin,
        genesis=b64encode(root.genesis),
        style=page_style(),
        data=script_json(browser_data(language, root, offline=offline)),
        offline=offline,
        **more,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(folder("templates")), autoescape=True, undefined=StrictUndefined
    )


def script_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, nor begin a comment there."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def style_hash(page: str) -> str:
    """The source of a rendered page's one style, for a policy. Raises ReleaseFailed."""
    styles = _STYLE.findall(page)
    if len(styles) != 1 or page.count("<style") != 1:
        raise ReleaseFailed("a page has not exactly one style")
    return f"'{source_hash('sha256', styles[0].encode())}'"


def page_style() -> str:
    """The style of every family's page. Raises ReleaseFailed."""
    # Without the line's end that the file has: it would be part of what is hashed.
    style = bundle("page.css").decode().rstrip()
    if "<" in style:
        raise ReleaseFailed("the style could end its element")
    return style


def bundle(name: str) -> bytes:
    """A built file of the browser's. Raises ReleaseFailed."""
    try:
        return (folder("client") / name).read_bytes()
    except FileNotFoundError as error:
        raise ReleaseFailed(f"{name} was not built: run python hatch_build.py") from error


def source_hash(algorithm: str, data: bytes) -> str:
    """A hash as policies and ``integrity`` write it: ``sha256-…``."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"
