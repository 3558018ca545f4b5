"""The family's page as one file that needs no server (docs/spec/pages.md, "Offline page").

It is the same page from the same modules. What the other page fetches stands in it, or is carried to it in
files; its policy, in the file itself, lets nothing out and nothing in.
"""

import re
from dataclasses import replace

from crypto.trust import MAX_AGE_HOURS, TrustRoot
from tracker import wordlists
from tracker.records.errors import ReleaseFailed
from tracker.server.rendering import bundle, page_style, render_page, source_hash

OFFLINE_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; worker-src blob:; img-src data:; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types worker"
)
# The programs of its workers, by the names under which the page starts them.
WORKERS = {"work.js": "work.js", "derive.js": "derive_plain.js"}
_ENDS = re.compile(r"</?script|<!--", re.IGNORECASE)


def offline_page(language: str, trust: TrustRoot) -> bytes:
    """The file of one language, pinned to this trust root.

    Alone in this file, cosignatures of witnesses may be as old as any trust root allows: carrying a keyring
    takes days. Raises ReleaseFailed, TextMissing.
    """
    program = _embedded("offline.js", bundle("offline.js"))
    script = source_hash("sha256", program.encode())
    style = source_hash("sha256", page_style().encode())
    return render_page(
        "family/offline.html",
        language,
        replace(trust, max_age_hours=MAX_AGE_HOURS),
        offline=True,
        policy=OFFLINE_POLICY.format(script=script, style=style),
        program=program,
        workers={name: _embedded(name, bundle(source)) for name, source in WORKERS.items()},
        words=_embedded("words", wordlists.served()),
    ).encode()


def _embedded(name: str, content: bytes) -> str:
    """Text that stands inside a script element as it is. Raises ReleaseFailed if it could end there."""
    text = content.decode()
    if _ENDS.search(text) or "\r" in text or "\0" in text:
        raise ReleaseFailed(f"{name} could end the element it stands in, or be altered by it")
    return text
