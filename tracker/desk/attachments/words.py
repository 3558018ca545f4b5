"""The words in which an examination speaks (docs/spec/attachments.md)."""

import re
from collections.abc import Iterable

from tracker.records.language import translate

UNKNOWN = "application/octet-stream"
MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[A-Za-z0-9.+-]{1,80}")
# In the order in which they are shown: the worst first.
TRACES = (
    "gps",
    "author",
    "thumbnail",
    "camera",
    "time",
    "software",
    "comment",
    "exif",
    "xmp",
    "iptc",
    "hidden",
    "active",
    "unclear",
)


def trace_words(traces: Iterable[str], language: str) -> str:
    """The traces in a person's language, the worst first."""
    return "; ".join(translate(language, f"attachment.trace.{trace}") for trace in traces)
