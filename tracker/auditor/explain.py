"""How to repeat an audit with ssh-keygen, sha256sum and openssl: a bash script (docs/spec/audit.md).

Its functions are in repeat.sh. What is written after them names every file of this archive; the script takes
keys and hashes from the trust root and, from there on, from what it verified before.
"""

import shlex
from collections.abc import Iterator
from importlib.resources import files

from crypto.proceedings import opening_times
from crypto.recovery import NAME as RECOVERY
from crypto.tiles import TILE_WIDTH, entries_path, tile_path, tile_width
from tracker.auditor.case import Case, LogCase
from tracker.auditor.finding import Result
from tracker.auditor.records import Run
from tracker.auditor.verify import RULES, Audit
from tracker.records import archive

# A shell hashes some hundred entries a second.
ENTRIES_MAX = 1024


def explain(audit: Audit) -> str:
    """The script. Rules that it cannot repeat are named in it, each with the way to check them by eye."""
    functions = files("tracker.auditor").joinpath("repeat.sh").read_text(encoding="utf-8")
    titles = [f"# {rule.number:2}. {rule.title}" for rule in RULES]
    return "\n".join(
        [functions, "# --- The rules", *titles, "# --- This archive", *_lines(audit), "exit $failed", ""]
    )


def _lines(audit: Audit) -> Iterator[str]:
    case = audit.case
    if not case.trust.is_known or not case.heads.is_known:
        yield _differs(6, "no head can be read")
        return
    yield from _log(case.keys, (2, 3, 4), '$(value log "$T")', case)
    yield from _heads(case)
    newest = len(case.heads.get()) - 1
    yield from _log(case.ceremony, (14, 15, 16), f"$(log_key {newest} ceremony)", case)
    for run in case.runs.get() if case.runs.is_known else ():
        yield from _run(run, case)
    yield from _served(case, newest)
    yield from _failures(audit)


def _log(log_case: LogCase, numbers: tuple[int, int, int], key: str, case: Case) -> Iterator[str]:
    name, checkpoint = log_case.log.value, f'"$A/{log_case.log.checkpoint}"'
    signed, seen, whole = numbers
    yield _rule(signed, f'note_signed {checkpoint} "{key}"')
    need, age = case.trust.get().policy.needs_witnesses, case.trust.get().max_age_hours * 3600
    times = f"{case.now - age} {case.now + 86400}"
    yield _rule(seen, f'witnessed {checkpoint} "$T" {need} {times}')
    if not log_case.signed.is_known:
        return
    size = log_case.signed.get().checkpoint.size
    if size > ENTRIES_MAX:
        yield f"# {whole}: {size} entries are too many for a shell; docs/spec/audit.md names programs."
        return
    yield f'mkdir -p "$W/{name}"'
    for index in range(-(-size // TILE_WIDTH)):
        width = tile_width(0, index, size)
        bundle = entries_path(index, width).removeprefix("tile/entries/")
        tile = tile_path(0, index, width).removeprefix("tile/0/")
        yield _rule(whole, f"entries {name} {bundle} {index * TILE_WIDTH} {width}")
        yield _rule(whole, f"leaves {name} {tile} {index * TILE_WIDTH} {width}")
        if width == TILE_WIDTH:
            yield _rule(whole, f"inner {name} {index} {size}")
    yield _rule(whole, f"prefix {checkpoint} {name}")
    yield _rule(whole, f'equal "$(note_text {checkpoint} | sed -n 2p)" {size}')


def _heads(case: Case) -> Iterator[str]:
    yield _rule(8, f"served_heads {len(case.heads.get())}")
    for head in case.heads.get():
        number = head.epoch
        yield _rule(6, f"head_follows {number}")
        if number == 0:
            yield _rule(7, 'equal "$(sha256_base64 "$W/head.0")" "$(value genesis "$T")"')
            yield _rule(9, f"officers_signed 0 0 {len(head.officers)}")
        else:
            yield _rule(9, f"officers_signed {number} {number - 1}")
            yield _rule(9, f"officers_signed {number} {number}")
        roster = f'"$(sha256_base64 "$A/{archive.roster(number)}")"'
        yield _rule(11, f'equal {roster} "$(value roster "$W/head.{number}")"')
    known = case.trust.get().known_epoch
    yield _rule(7, f'equal "{known} $(sha256_base64 "$W/head.{known}")" "$(value known "$T")"')
    newest = len(case.heads.get()) - 1
    yield _rule(11, f'cmp "$A/{archive.ROSTER}" "$A/{archive.roster(newest)}"')


def _run(run: Run, case: Case) -> Iterator[str]:
    index, epoch = run.index, run.head.epoch
    document = f'"$W/transcript.{index}"'
    yield f"transcript {index} transcript"
    yield _rule(20, f'equal "$(sha256_base64 {document})" "$(value transcript "$W/head.{epoch}")"')
    yield _rule(20, f"drafted {index} {epoch}")
    outcome = f'"$W/ceremony/{run.outcome_index}"'
    yield _rule(20, f'equal "$(value transcript {outcome})" "$(sha256_base64 {document})"')
    yield _rule(19, f'equal "$(value head {outcome})" "$(sha256_base64 "$W/head.{epoch}")"')
    yield _rule(21, f"everybody_signed {index} transcript")
    announced = f'"{index} $(sha256_base64 "$W/ceremony/{index}")"'
    yield _rule(22, f'equal "$(value announcement {document})" {announced}')
    yield _rule(22, f"as_announced {index}")
    before = max(0, epoch - 1)
    yield from _opening(
        run, "ceremony", f"$(log_key {before} ceremony)", (index + 1, run.outcome_index), case
    )
    if epoch:
        yield from _opening(run, "keys", '$(value log "$T")', (epoch, epoch), case)
    yield _rule(24, f"checked_in {index}")
    if epoch:
        yield _rule(24, f"officers_signed {epoch} {before} '' {index}")
    yield _rule(24, f"officers_signed {epoch} {epoch} '' {index}")
    script = f'"$A/{archive.script(index)}"'
    yield _rule(25, f'equal "$(sha256_base64 {script})" "$(value script {document})"')
    for item in run.transcript.possessions:
        name = shlex.quote(item.name)
        if item.name == RECOVERY:
            yield _rule(26, f'proven {index} {name} "$(shares_needed {epoch})" $(shares {epoch})')
        else:
            yield _rule(26, f'proven {index} {name} 1 "$(signing {epoch} {name})"')
    yield f'# 27: what changed, to be read: diff "$W/head.{before}" "$W/head.{epoch}"'


def _opening(run: Run, log: str, key: str, sizes: tuple[int, int], case: Case) -> Iterator[str]:
    """The checkpoint of a log with which a ceremony opened: whose, of what, how long, and seen by whom."""
    note, before = f'"$W/opening.{run.index}.{log}"', run.previous or run.head
    yield f"opened {run.index} {log}"
    yield _rule(23, f'note_signed {note} "{key}"')
    yield _rule(23, f"prefix {note} {log}")
    yield _rule(23, f"of_size {note} {sizes[0]} {sizes[1]}")
    oldest, end = opening_times(run.transcript.day, case.trust.get().max_age_hours * 3600)
    witnesses = f'"$W/head.{before.epoch}" {before.policy.needs_witnesses}'
    yield _rule(23, f"witnessed {note} {witnesses} {oldest} {end - 1}")


def _served(case: Case, newest: int) -> Iterator[str]:
    if case.manifests.is_known:
        for publisher in case.heads.get()[-1].publishers:
            yield _rule(33, f"published {shlex.quote(publisher.name)} {newest}")
    if case.intake.signed.is_known:
        yield from _log(case.intake, (34, 35, 36), f'$(value intake "$W/head.{newest}")', case)
        if case.intake.signed.get().checkpoint.size <= ENTRIES_MAX and case.manifests.is_known:
            for manifest in case.manifests.get():
                name = manifest.publication.publisher
                file = f'"$A/{archive.mailbox_manifest(name)}"'
                yield _rule(38, f"read_by {file}")
    if case.client.is_known:
        document = f'"$A/{archive.CLIENT_MANIFEST}"'
        yield _rule(39, f'equal "$(sha256_base64 {document})" "$(value client "$W/head.{newest}")"')
        yield _rule(39, f'logged_release "$(sha256_base64 {document})"')
        yield "while read -r path length hash; do"
        each = _rule(40, 'released "$path" "$length" "$hash"')
        yield f"  {each}"
        yield f"done < <(sed -n 's/^file //p' {document})"


def _failures(audit: Audit) -> Iterator[str]:
    """What failed and cannot be repeated by a shell still makes the script fail."""
    for finding in audit.findings:
        if finding.result is Result.FAILS:
            yield _differs(finding.number, f"the audit said: {finding.code}")
        if finding.result is Result.UNDECIDED:
            yield f"# {finding.number}: undecided, {finding.evidence}"


def _rule(number: int, command: str) -> str:
    return f"rule {number} {command}"


def _differs(number: int, said: str) -> str:
    return _rule(number, f"equal {shlex.quote(said)} ''")
