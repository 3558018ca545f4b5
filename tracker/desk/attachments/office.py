"""Traces in office documents, which are archives of XML (docs/spec/attachments.md, "Traces").

Runs in the examining process only. Nothing is unpacked beyond a bound, and no XML is parsed: only words are
searched for.
"""

import io
import re
import zipfile
from collections.abc import Iterator

_MEMBERS_MAX = 2_000
_MEMBER_MAX = 1024 * 1024
_NOT_EMPTY = rb"[^>]*>\s*[^<\s]"
_WORDS = {
    re.compile(
        rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|Company|Manager)" + _NOT_EMPTY
    ): "author",
    re.compile(rb"\bw:author=\"[^\"]"): "author",
    re.compile(rb"<(?:dcterms:created|dcterms:modified|dc:date|meta:creation-date)" + _NOT_EMPTY): "time",
    re.compile(rb"<(?:Application|meta:generator)" + _NOT_EMPTY): "software",
    # Entities are not needed in a document, and blow up whoever reads it.
    re.compile(rb"<!(?:DOCTYPE|ENTITY)"): "active",
    re.compile(rb"<(?:dc:description|cp:keywords|dc:title)" + _NOT_EMPTY): "comment",
}
_READ = re.compile(r"(?:docProps/.*\.xml|meta\.xml|content\.xml|.*/(?:document|comments[^/]*|workbook)\.xml)")
_NAMES = {
    re.compile(r".*thumbnail.*", re.IGNORECASE): "thumbnail",
    re.compile(r".*(?:vbaProject\.bin|/activeX/.*|Scripts/.*|Basic/.*)"): "active",
    re.compile(r".*/embeddings/.*"): "hidden",
    re.compile(r".*/comments[^/]*\.xml"): "comment",
    # Pictures inside have traces of their own, which are not looked for.
    re.compile(r".*(?:/media/|Pictures/).*"): "unclear",
}


def office_traces(data: bytes) -> Iterator[str]:
    """Traces by the names of members and by words in them. Raises what ``zipfile`` raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > _MEMBERS_MAX:
            yield "unclear"
        for member in members[:_MEMBERS_MAX]:
            for pattern, trace in _NAMES.items():
                if pattern.fullmatch(member.filename):
                    yield trace
            if _READ.fullmatch(member.filename):
                yield from _of_member(archive, member)


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[str]:
    with archive.open(member) as file:
        content = file.read(_MEMBER_MAX + 1)
    if len(content) > _MEMBER_MAX:
        yield "unclear"
    for pattern, trace in _WORDS.items():
        if pattern.search(content):
            yield trace
