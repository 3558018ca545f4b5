"""Lists in words, line by line, for the command line and the console (docs/spec/lists.md, "In words").

What comes from a list is cleaned here, once; who shows the lines takes them as text, never as markup.
"""

from collections.abc import Iterable, Iterator, Sequence

from tracker.desk.display import line
from tracker.desk.lists.affected import Affected
from tracker.desk.lists.comparing import Comparison
from tracker.desk.lists.entries import Aside, Entry
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.preview import Column, Preview
from tracker.desk.lists.report import ReportCard
from tracker.desk.lists.shelf import Seen, ShownRow
from tracker.desk.lists.table import MOST_ROWS_NAMED, Finding
from tracker.desk.lists.taken import TakenList
from tracker.records.language import translate

_CELL, _TEXT = 60, 200
_TOLD = (Role.STATUS, Role.STATUS_DATE, Role.PLACE, Role.RECORD)


def list_line(taken: TakenList, language: str) -> str:
    """One list in one line: number, issuer, day, rows."""
    return translate(
        language,
        "list.line",
        label=taken.label,
        issuer=line(taken.body.issuer, _TEXT),
        obtained=taken.body.obtained,
        rows=taken.body.rows,
    )


def overview_lines(lists: Sequence[TakenList], language: str) -> list[str]:
    """A line for each list; of those with a newer version, which it is."""
    newer = {taken.body.replaces: taken.label for taken in lists}
    return [
        list_line(taken, language)
        + (
            f"  [{translate(language, 'list.superseded', label=newer[taken.id])}]"
            if taken.id in newer
            else ""
        )
        for taken in lists
    ]


def list_lines(taken: TakenList, language: str, replaced: TakenList | None = None) -> list[str]:
    """All that is known of where a list comes from."""
    body, reading = taken.body, taken.reading
    facts = {
        "issuer": body.issuer,
        "obtained": body.obtained,
        "route": body.route,
        "file": body.name,
        "sha256": body.sha256,
        "read-as": " ".join(part for part in (reading.kind, reading.encoding, reading.sheet) if part),
        "replaces": replaced.label if replaced else body.replaces[:12],
    }
    told = [_fact(language, name, line(text, _TEXT)) for name, text in facts.items() if text]
    return [list_line(taken, language), *told, translate(language, "list.claim")]


def preview_lines(shown: Preview, language: str, *, ids: bool = False) -> list[str]:
    """Columns and their meanings (with ``ids``, how to type them), then how the first rows would be read."""
    lines = [translate(language, "list.preview.columns")]
    lines += [column_line(column, language, ids=ids) for column in shown.columns]
    counts = {"rows": shown.rows, "entries": shown.named, "missing": shown.without_birth}
    lines.append(translate(language, "list.preview.counts", **counts))
    lines += [f"  {entry_line(entry, language)}" for entry in shown.entries]
    lines += aside_lines(shown.aside, sum(shown.why_aside.values()), language)
    return [*lines, *finding_lines(shown.findings, language)]


def column_line(column: Column, language: str, *, ids: bool = False) -> str:
    """A column: letter, heading, meaning, examples; with ``ids``, what to type for the meaning."""
    role = translate(language, f"list.role.{column.role}") + (f" ({column.role})" if ids else "")
    examples = " · ".join(line(text, _CELL // 2) for text in column.examples)
    return f"  {column.letter:>2}  {line(column.heading, _CELL) or '—'}  =  {role}  {examples}"


def entry_line(entry: Entry, language: str) -> str:
    """A row in one line: number, names, birth, what the list claims."""
    parts = [" / ".join(line(name, _CELL) for name in entry.names), entry.birth.text]
    parts += [line(entry.says[role], _CELL) for role in _TOLD if entry.says.get(role)]
    odd = "; ".join(translate(language, f"list.oddity.{code}") for code in entry.oddities)
    return f"{entry.number:>6}  {'  '.join(parts)}" + (f"  [{odd}]" if odd else "")


def aside_lines(aside: Sequence[Aside], count: int, language: str) -> list[str]:
    """The rows that name nobody: somebody should look whether that is so."""
    if not count:
        return []
    lines = [translate(language, "list.aside", count=count)]
    for item in aside:
        why = translate(language, f"list.aside.{item.why}")
        lines.append(f"  {item.number:>6}  {why}: {line(item.text, _TEXT)}")
    return lines


def finding_lines(findings: Iterable[Finding], language: str, kind: str = "finding") -> list[str]:
    """What was odd about a file, or about dates and names in it (``kind`` ``oddity``)."""
    lines = []
    for item in findings:
        text = translate(language, f"list.{kind}.{item.code}")
        detail = f" ({line(item.detail, _TEXT)})" if item.detail else ""
        lines.append(f"! {text}{detail}{_places(item.rows, item.count, language)}")
    return lines


def report_lines(card: ReportCard, language: str) -> list[str]:
    """A report card."""
    aged = {"days": card.age_days, "obtained": card.obtained, "stated": card.stated or "—"}
    births = {name: card.births[name] for name in ("full", "part", "missing")}
    lines = [
        translate(language, "list.report.rows", rows=card.rows, entries=card.entries),
        translate(language, "list.report.age", **aged),
        translate(language, "list.report.births", **births) + _places_of(card.without_birth, language),
        translate(language, "list.report.duplicates", count=len(card.duplicates)),
        *(f"    {', '.join(map(str, group))}" for group in card.duplicates[:MOST_ROWS_NAMED]),
        translate(language, "list.report.contradictions", count=len(card.contradictions)),
    ]
    for item in card.contradictions[:MOST_ROWS_NAMED]:
        kind = translate(language, f"list.contradiction.{item.kind}")
        lines.append(f"    {', '.join(map(str, item.rows))}: {kind} ({line(item.detail, _TEXT)})")
    for why, count in sorted(card.aside.items()):
        lines.append(f"  {translate(language, f'list.aside.{why}')}: {count}")
    lines += finding_lines(card.oddities, language, "oddity")
    return [*lines, *finding_lines(card.findings, language), translate(language, "list.claim")]


def comparison_lines(
    found: Comparison, old: TakenList, new: TakenList, language: str, most: int = 100
) -> list[str]:
    """Who vanished first, then what is said otherwise, then who is new."""
    counts = {"dropped": len(found.dropped), "changed": len(found.changed), "added": len(found.added)}
    names = {"old": old.label, "new": new.label, "same": found.same}
    lines = [translate(language, "list.compare.head", **names, **counts)]
    lines += _part("dropped", (entry_line(entry, language) for entry in found.dropped), most, language)
    lines += _part("changed", _changes(found, language), most, language)
    return lines + _part("added", (entry_line(entry, language) for entry in found.added), most, language)


def affected_lines(touched: Sequence[Affected], language: str) -> list[str]:
    """Inquiries to look at: the row that was accepted for them is gone, or says something else."""
    if not touched:
        return []
    lines = [translate(language, "list.affected", count=len(touched))]
    for item in touched:
        roles = ", ".join(translate(language, f"list.role.{role}") for role in item.roles)
        what = translate(language, "list.history.changed", roles=roles)
        if item.new is None:
            what = translate(language, "list.affected.vanished")
        lines.append(f"  {item.case.label}: {what}: {entry_line(item.new or item.old, language).strip()}")
    return lines


def row_lines(shown: ShownRow, language: str) -> list[str]:
    """A row, column by column, as it stands in the list."""
    lines = [f"{shown.taken.label} · {translate(language, 'list.row', number=shown.number)}"]
    for heading, role, cell in shown.cells:
        meaning = "" if role is Role.OTHER else f" ({translate(language, f'list.role.{role}')})"
        lines.append(f"  {line(heading, _CELL) or '—'}{meaning}: {line(cell, _TEXT)}")
    if shown.entry:
        lines.append(entry_line(shown.entry, language))
    return [*lines, translate(language, "list.claim")]


def history_lines(seen: Sequence[Seen], language: str) -> list[str]:
    """What each version of a list says of a row; that it is not there is said aloud."""
    lines = []
    for item in seen:
        head = f"{item.taken.body.obtained}  {item.taken.label}"
        if item.entry is None:
            lines.append(f"{head}  {translate(language, 'list.history.absent')}")
            continue
        roles = ", ".join(translate(language, f"list.role.{role}") for role in item.changed)
        note = f"  [{translate(language, 'list.history.changed', roles=roles)}]" if roles else ""
        lines.append(f"{head}  {entry_line(item.entry, language)}{note}")
    return lines


def _changes(found: Comparison, language: str) -> Iterator[str]:
    for change in found.changed:
        yield entry_line(change.new, language)
        for role in change.roles:
            texts = [line(entry.tells(role), _CELL) for entry in (change.old, change.new)]
            yield f"        {translate(language, f'list.role.{role}')}: {texts[0]} → {texts[1]}"


def _part(name: str, lines: Iterable[str], most: int, language: str) -> list[str]:
    shown = [f"  {text}" for text in lines]
    if not shown:
        return []
    more = [f"  {translate(language, 'list.more', count=len(shown) - most)}"] if len(shown) > most else []
    return [translate(language, f"list.compare.{name}"), *shown[:most], *more]


def _fact(language: str, name: str, text: str) -> str:
    return f"  {translate(language, f'list.fact.{name}')}: {text}"


def _places_of(rows: Sequence[int], language: str) -> str:
    return _places(rows[:MOST_ROWS_NAMED], len(rows), language)


def _places(rows: Sequence[int], count: int, language: str) -> str:
    if not rows:
        return f": {count}" if count else ""
    named = ", ".join(map(str, rows))
    more = f", {translate(language, 'list.more', count=count - len(rows))}" if count > len(rows) else ""
    return f": {translate(language, 'list.rows', rows=named)}{more}"
