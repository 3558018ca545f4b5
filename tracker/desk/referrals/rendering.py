"""A referral sheet as plain text or as a page to print, in the recipient's language (pure).

docs/spec/referral.md, "Form". The page has no script, loads nothing, and may load nothing.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.desk.display import block
from tracker.desk.referrals.sheet import BIRTH, Sheet
from tracker.records.fields import ApproximateDate, Day, Field
from tracker.records.form import paths
from tracker.records.form_export import option_id, options
from tracker.records.language import month_and_day, translate
from tracker.speaking import rehearsal_banner

TEXT, HTML = "text", "html"
FORMATS = (TEXT, HTML)
_FIELDS: dict[str, Field] = dict(paths())
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_STYLE = (
    "body{font:12pt/1.4 serif;max-width:42em;margin:2em auto;padding:0 1em}"
    "h1{font-size:16pt}dt{font-weight:bold;margin-top:.6em}dd{margin:0;white-space:pre-wrap}"
    "p.mark{border:2pt solid;padding:.4em}"
)


@dataclass(frozen=True)
class Heading:
    """What stands above the fields: reference, origin and publisher of the desk, the day."""

    reference: str
    origin: str
    publisher: str
    day: str


def render(sheet: Sheet, heading: Heading, language: str, form: str) -> bytes:
    """The sheet in UTF-8; ``form`` is one of ``FORMATS``."""
    lines = list(_fields(sheet, language))
    return (_page if form == HTML else _text)(sheet, heading, language, lines).encode()


def _text(sheet: Sheet, heading: Heading, language: str, fields: list[tuple[str, str]]) -> str:
    lines = [*_marks(heading), _title(sheet, language), "", *_preface(sheet, heading, language), ""]
    for label, value in fields:
        lines += [label, *(f"    {line}" for line in value.split("\n")), ""]
    lines += [translate(language, "referral.limits")]
    return "\n".join(lines) + "\n"


def _page(sheet: Sheet, heading: Heading, language: str, fields: list[tuple[str, str]]) -> str:
    title = html.escape(_title(sheet, language))
    marks = "".join(f'<p class="mark">{html.escape(line)}</p>' for line in _marks(heading))
    preface = "".join(f"<p>{html.escape(line)}</p>" for line in _preface(sheet, heading, language))
    rows = "".join(f"<dt>{html.escape(label)}</dt><dd>{html.escape(value)}</dd>\n" for label, value in fields)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{html.escape(heading.reference)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{marks}<h1>{title}</h1>\n{preface}\n"
        f"<dl>\n{rows}</dl>\n<p>{html.escape(translate(language, 'referral.limits'))}</p>\n</body>\n</html>\n"
    )


def _marks(heading: Heading) -> list[str]:
    banner = rehearsal_banner(heading.origin)
    return [banner] if banner else []


def _title(sheet: Sheet, language: str) -> str:
    recipient = translate(language, f"referral.recipient.{sheet.recipient.id}")
    return translate(language, "referral.title", recipient=recipient)


def _preface(sheet: Sheet, heading: Heading, language: str) -> Iterator[str]:
    day = month_and_day(language, heading.day)
    yield translate(language, "referral.reference", reference=heading.reference, day=day)
    yield translate(language, "referral.from", publisher=heading.publisher, origin=heading.origin)
    recipient = translate(language, f"referral.recipient.{sheet.recipient.id}")
    yield translate(language, "referral.consent", recipient=recipient)
    yield translate(language, "referral.no-asker")


def _fields(sheet: Sheet, language: str) -> Iterator[tuple[str, str]]:
    for path, value in sheet.values.items():
        if path == BIRTH and isinstance(value, int):
            day = month_and_day(language, sheet.told_on)
            yield field_label(path, language), translate(language, "referral.age", years=value, day=day)
        else:
            yield field_label(path, language), _words(_FIELDS[path], path, value, language)


def field_label(path: str, language: str) -> str:
    """What a sheet calls a field: a noun, where the form asks a question."""
    return translate(language, f"referral.field.{path}")


def _words(field: Field, path: str, value: Any, language: str) -> str:
    if isinstance(value, list):
        return "; ".join(_words(field, path, item, language) for item in value)
    if isinstance(value, str) and value in options(field):
        return translate(language, option_id(path, field, value))
    if isinstance(field, ApproximateDate | Day) and isinstance(value, str):
        return month_and_day(language, value)
    return block(str(value))
