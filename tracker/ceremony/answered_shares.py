"""The shares of the old recovery identity that take part in a recovery: each answers the check-in."""

from collections.abc import Sequence

from crypto.attendance import read_shares, shares_called
from crypto.errors import EncodingError, KeyDegenerate, SharesMissing
from crypto.lines import LineReader
from crypto.recovery import ShareSignature, check_shares
from tracker.ceremony import folder
from tracker.ceremony.folder import Files, needed
from tracker.ceremony.ground import Ground
from tracker.records.errors import CardMalformed

_LIMIT = 1024


def take_answers(
    ground: Ground, holders: Sequence[str], files: Files
) -> tuple[tuple[ShareSignature, ...], tuple[str, ...]]:
    """The answers that are there, each checked, and the holders who have yet to answer.

    Raises CardMalformed, ShareTwice, CommitmentMismatch, SignatureInvalid, SharesMissing if too few holders
    came.
    """
    before = ground.before
    if before is None or not ground.plan.change.holders:
        return (), ()
    recovery = before.roster.recovery
    if len(holders) < recovery.threshold:
        text = f"{len(holders)} of {recovery.threshold} holders came"
        raise SharesMissing(text, have=len(holders), need=recovery.threshold)
    answers = {name: _read(files, name) for name in holders if folder.share(name) in files}
    if answers:
        check_shares([item.commitment for item in answers.values()], recovery)
        call = shares_called(ground.origin, before.head.epoch, needed(files, folder.CHECKIN))
        call.check(list(answers.values()), recovery)
    return tuple(answers.values()), tuple(name for name in holders if name not in answers)


def _read(files: Files, name: str) -> ShareSignature:
    path = folder.share(name)
    try:
        reader = LineReader(files[path], _LIMIT)
        (answer,) = read_shares(reader)
        reader.end()
    except (EncodingError, KeyDegenerate, ValueError) as error:
        raise CardMalformed(f"{path} is no answer of a share", file=path) from error
    return answer
