"""How the ceremony's results look at the terminal: for people, and as JSON."""

import json
import re
import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path

import click

from crypto.trust import REHEARSAL
from tracker.ceremony import folder
from tracker.ceremony.checking import Finding
from tracker.ceremony.instructions import Instruction, program
from tracker.ceremony.plan import Plan
from tracker.ceremony.progress import progress_lines
from tracker.ceremony.turn import NeedKind, Turn
from tracker.ceremony.words import digest_words, hex_groups
from tracker.records.archive import Log
from tracker.speaking import rehearsal_banner

WIDTH = 80
_LOGS = "|".join(log.value for log in Log)
_REHEARSED = re.compile(
    rf"^(?:origin |log )?({REHEARSAL}[a-z0-9./-]+?)(?:/(?:{_LOGS}))?(?=[+\s]|$)".encode(), re.MULTILINE
)


def print_turn(
    turn: Turn, instructions: Sequence[Instruction], root: Path, language: str, as_json: bool
) -> None:
    """Where the ceremony stands, what to read aloud now, and who must bring what."""
    if as_json:
        click.echo(json.dumps(_turn_facts(turn, instructions), ensure_ascii=False))
        return
    if turn.ground is not None:
        say_if_rehearsed(turn.ground.origin)
    for line in progress_lines(turn):
        click.echo(_wrap(line, " " * 13))
    if turn.finished:
        _print_finished(turn, root, language)
        return
    if turn.drafts is not None and any(need.kind is NeedKind.SIGNATURE for need in turn.needs):
        click.echo()
        say_aloud("The transcript's hash, to be read aloud:", turn.drafts.transcript.hash, language)
    click.echo("\nNeeded next")
    for instruction in instructions:
        click.echo()
        click.echo(_wrap(f"  {instruction.who}: {instruction.what}", "    "))
        for command in instruction.commands:
            click.echo(f"    {command}")


def say_aloud(title: str, digest: bytes, language: str, as_json: bool = False) -> None:
    """A hash in both its forms."""
    words = digest_words(digest, language)
    if as_json:
        click.echo(json.dumps({"hex": digest.hex(), "words": words}, ensure_ascii=False))
        return
    click.echo(title)
    for text in (hex_groups(digest), " ".join(words)):
        click.echo(textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    "))


def say_if_rehearsed(origin: str) -> None:
    """The banner of a rehearsal; nothing for any other origin."""
    if banner := rehearsal_banner(origin):
        click.echo(f"*** {banner} ***")


def say_if_named_in(*documents: bytes) -> None:
    """The same for the first document that names a rehearsal: as its origin, or as the log that it is of."""
    for document in documents:
        if named := _REHEARSED.search(document):
            say_if_rehearsed(named[1].decode())
            return


def print_findings(findings: Sequence[Finding], as_json: bool) -> None:
    """A line for each rule, and whether all hold."""
    failed = [finding for finding in findings if not finding.holds]
    if as_json:
        rules = [
            {"rule": item.rule, "holds": item.holds, "evidence": item.evidence, "code": item.code}
            for item in findings
        ]
        click.echo(json.dumps({"holds": not failed, "rules": rules}, ensure_ascii=False))
        return
    for finding in findings:
        click.echo(f"{'pass' if finding.holds else 'FAIL'}  {finding.rule}")
        evidence = finding.evidence if finding.holds else f"error {finding.code}: {finding.evidence}"
        click.echo(_wrap(f"      {evidence}", " " * 6))
    click.echo(
        f"\n{len(failed)} of {len(findings)} rules fail" if failed else f"\nall {len(findings)} rules hold"
    )


def _print_finished(turn: Turn, root: Path, language: str) -> None:
    publish = f"{program()} ceremony publish {shlex.quote(str(root))} ARCHIVE"
    if turn.aborted:
        click.echo("\nAborted. Nothing that was made in this ceremony is ever used.")
        if turn.announced:
            click.echo(f"    {publish}")
        return
    if turn.drafts is None:
        return
    click.echo()
    what = "the genesis" if turn.drafts.head.epoch == 0 else f"the head of epoch {turn.drafts.head.epoch}"
    say_aloud(f"Finished. The hash of {what}, for everybody to write down:", turn.drafts.head.hash, language)
    if turn.drafts.head.epoch == 0:
        click.echo(f"\n{root / folder.TRUST}: the trust root; hand it over in person")
    click.echo(f"\nPublish it, then let two people audit it who were not in the room:\n    {publish}")
    click.echo(f"    {program()} audit ARCHIVE --trust TRUST\n")
    click.echo("No secret is in the folder; it may be kept, or published whole.")


def _turn_facts(turn: Turn, instructions: Sequence[Instruction]) -> dict[str, object]:
    drafts, plan = turn.drafts, turn.plan
    return {
        "ceremony": _kind(plan),
        "finished": turn.finished,
        "aborted": turn.aborted,
        "announced": turn.announced,
        "origin": turn.ground.origin if turn.ground else None,
        "transcript": drafts.transcript.hash.hex() if drafts else None,
        "head": drafts.head.hash.hex() if drafts and turn.finished else None,
        "needs": [{"kind": need.kind, "who": need.who, "file": need.file} for need in turn.needs],
        "instructions": [
            {"who": item.who, "what": item.what, "commands": item.commands} for item in instructions
        ],
    }


def _kind(plan: Plan | None) -> str | None:
    return None if plan is None else plan.kind.value


def _wrap(line: str, indent: str) -> str:
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
