"""Lists as facts for ``--json``; strings as they stand in the list, since JSON output is ASCII."""

from collections.abc import Sequence
from typing import Any

from tracker.desk.lists.affected import Affected
from tracker.desk.lists.comparing import Comparison
from tracker.desk.lists.entries import Entry
from tracker.desk.lists.mapping import Mapping
from tracker.desk.lists.preview import Preview
from tracker.desk.lists.report import ReportCard
from tracker.desk.lists.shelf import Seen, ShownRow
from tracker.desk.lists.table import Finding, Table
from tracker.desk.lists.taken import TakenList
from tracker.desk.references import row_reference
from tracker.desk.state import Desk


def list_facts(desk: Desk, taken: TakenList) -> dict[str, Any]:
    """Where a list comes from, and how it is read."""
    body = taken.body
    known = {item.id: item.label for item in desk.lists.values()}
    return {
        "list": taken.label,
        "id": taken.id,
        "sha256": body.sha256,
        "file": body.name,
        "issuer": body.issuer,
        "obtained": body.obtained,
        "route": body.route,
        "category": body.category,
        "replaces": known.get(body.replaces, body.replaces),
        "rows": body.rows,
        "reading": body.reading,
        "mapping": taken.mapping.as_json(),
    }


def preview_facts(table: Table, mapping: Mapping, shown: Preview) -> dict[str, Any]:
    """How a file would be read."""
    return {
        "sha256": table.sha256,
        "reading": table.reading.as_json(),
        "mapping": mapping.as_json(),
        "columns": [
            {"column": one.letter, "heading": one.heading, "role": str(one.role), "examples": one.examples}
            for one in shown.columns
        ],
        "rows": shown.rows,
        "named": shown.named,
        "without_birth": shown.without_birth,
        "aside": dict(shown.why_aside),
        "entries": [entry_facts(entry) for entry in shown.entries],
    }


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Whom a row names, and what it claims."""
    return {
        "row": entry.number,
        "names": list(entry.names),
        "birth": entry.birth.text,
        "sex": entry.sex,
        "says": {str(role): text for role, text in entry.says.items()},
        "oddities": list(entry.oddities),
    }


def row_facts(shown: ShownRow, history: Sequence[Seen] = ()) -> dict[str, Any]:
    """A row as it stands, and what each version of its list says of it."""
    facts: dict[str, Any] = {
        "reference": row_reference(shown.taken.id, shown.number),
        "cells": [{"heading": head, "role": str(role), "text": text} for head, role, text in shown.cells],
    }
    if shown.entry:
        facts |= entry_facts(shown.entry)
    if history:
        facts["history"] = [
            {
                "list": item.taken.label,
                "obtained": item.taken.body.obtained,
                "entry": item.entry and entry_facts(item.entry),
                "changed": [str(role) for role in item.changed],
            }
            for item in history
        ]
    return facts


def comparison_facts(found: Comparison, touched: Sequence[Affected] = ()) -> dict[str, Any]:
    """Two versions of a list, and the inquiries whose accepted rows are gone or changed."""
    return {
        "affected": [
            {
                "case": item.case.label,
                "row": item.old.number,
                "vanished": item.new is None,
                "roles": [str(role) for role in item.roles],
            }
            for item in touched
        ],
        "dropped": [entry_facts(entry) for entry in found.dropped],
        "changed": [
            {
                "old": entry_facts(change.old),
                "new": entry_facts(change.new),
                "roles": [str(role) for role in change.roles],
            }
            for change in found.changed
        ],
        "added": [entry_facts(entry) for entry in found.added],
        "same": found.same,
    }


def report_facts(card: ReportCard) -> dict[str, Any]:
    """A report card."""
    return {
        "rows": card.rows,
        "entries": card.entries,
        "aside": dict(card.aside),
        "duplicates": [list(group) for group in card.duplicates],
        "births": dict(card.births),
        "without_birth": list(card.without_birth),
        "oddities": _findings(card.oddities),
        "contradictions": [
            {"kind": item.kind, "rows": list(item.rows), "detail": item.detail}
            for item in card.contradictions
        ],
        "findings": _findings(card.findings),
        "stated": card.stated,
        "obtained": card.obtained,
        "age_days": card.age_days,
    }


def _findings(found: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "count": one.count, "rows": list(one.rows), "detail": one.detail} for one in found
    ]
