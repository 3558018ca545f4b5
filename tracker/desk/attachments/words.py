"""The words in which an examination speaks (docs/spec/attachments.md); light, for both processes."""

import re

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
