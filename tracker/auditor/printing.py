"""How an audit looks at the terminal: a line for each rule with its evidence, or JSON."""

import json
import sys
import textwrap

import click

from tracker.auditor.case import Progress
from tracker.auditor.finding import Finding, Result
from tracker.auditor.verify import SECTIONS, Audit
from tracker.records.archive import Log
from tracker.speaking import printable, rehearsal_banner

WIDTH = 96
# Below this a log is proven faster than a line is read.
TOLD_FROM = 20_000
MARKS = {
    Result.HOLDS: "pass",
    Result.FAILS: "FAIL",
    Result.NOT_APPLICABLE: "  – ",
    Result.UNDECIDED: "  ? ",
}


def print_audit(audit: Audit, as_json: bool) -> None:
    """Every rule, and what follows from all of them."""
    if as_json:
        click.echo(json.dumps(facts(audit), ensure_ascii=False, indent=2))
        return
    banner = audit_banner(audit)
    if banner:
        click.echo(f"*** {banner} ***")
    for finding in audit.findings:
        if finding.number in SECTIONS:
            click.echo(f"\n{SECTIONS[finding.number]}")
        _print_finding(finding)
    click.echo(f"\n{verdict(audit)}")


def audit_banner(audit: Audit) -> str:
    """Says that what was audited is a rehearsal; empty if it is none, or if the trust root is unreadable."""
    return rehearsal_banner(audit.case.trust.get().origin) if audit.case.trust.is_known else ""


def facts(audit: Audit) -> dict[str, object]:
    """The audit as plain data."""
    rules = [
        {
            "number": item.number,
            "title": item.title,
            "result": item.result.value,
            "evidence": printable(item.evidence),
            "code": item.code,
        }
        for item in audit.findings
    ]
    return {"holds": audit.holds, "rules": rules}


def verdict(audit: Audit) -> str:
    """One sentence on the whole."""
    counts = {result: sum(item.result is result for item in audit.findings) for result in Result}
    failed = [str(item.number) for item in audit.findings if item.result is Result.FAILS]
    aside = f"{counts[Result.NOT_APPLICABLE]} do not apply here"
    if audit.holds:
        return f"All {counts[Result.HOLDS]} rules that apply hold; {aside}, each says why."
    undecided = f"{counts[Result.UNDECIDED]} cannot be decided without them"
    return f"This archive must not be believed: rules {', '.join(failed)} fail, {undecided}, {aside}."


def progress_line() -> Progress:
    """Tells a terminal how far a long log is, at every whole per cent."""
    told: dict[Log, int] = {}

    def tell(log: Log, done: int, size: int) -> None:
        percent = 100 * done // max(size, 1)
        if size >= TOLD_FROM and told.get(log) != percent and sys.stderr.isatty():
            told[log] = percent
            end = "\n" if done == size else ""
            click.echo(f"\rlog '{log}': {done} of {size} entries proven{end}", nl=False, err=True)

    return tell


def _print_finding(finding: Finding) -> None:
    click.echo(f"{finding.number:3} {MARKS[finding.result]}  {finding.title}")
    said = f"error {finding.code}: {finding.evidence}" if finding.code else finding.evidence
    for line in textwrap.wrap(printable(said), WIDTH - 10, break_long_words=False, break_on_hyphens=False):
        click.echo(f"          {line}")
