"""From a finished draft to a letter that the server has acknowledged, and what is said on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crypto.errors import ReceiptInvalid, TrackerError
from crypto.family import FamilyKeys
from crypto.letter import Kind, Letter
from crypto.trust import TrustRoot
from tracker.family import words
from tracker.family.asking import Draft, write_letter
from tracker.family.service import Service
from tracker.family.visit import Acknowledged, Again, Authority
from tracker.records.errors import (
    LetterInDoubt,
    ServerAnswerInvalid,
    ServerFault,
    ServerRefused,
    TransportError,
)
from tracker.records.language import explain, month_and_day
from tracker.records.reading import read_warnings
from tracker.records.siblings import common
from tracker.speaking import Console

# Letters are read and answers published in a weekly rhythm, unless a desk says otherwise.
FIRST_LOOK_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Writer:
    """Who writes: to which service, trusting what, in which language."""

    service: Service
    trust: TrustRoot
    console: Console

    def authority(self) -> Authority:
        """Verifies the keyring in a visit of its own, before anything is asked or typed."""
        with self.service.visit(self.trust) as visit:
            return visit.authority()


def say_start(writer: Writer) -> None:
    """What everybody reads first: fraud, rehearsal, and what happens to what they write."""
    for warning in read_warnings(writer.console.language, writer.trust.origin):
        writer.console.write(warning + "\n")


def ask_about_group(writer: Writer, draft: Draft, words_out: Path | None, *, scripted: bool) -> None:
    """Letters about one person after another, as long as the writer wants; a script sends one."""
    while True:
        authority = writer.authority()
        if not scripted:
            write_letter(writer.console, draft)
        passphrase = words.make(writer.console.language)
        if words_out is None:
            words.hand_over(writer.console, passphrase)
        else:
            words.write_out(words_out, passphrase)
        keys = words.keys_of(passphrase, writer.trust.realm)
        offered = not scripted or words_out is None
        with _keeping_only_useful(words_out):
            send_and_say(writer, draft, keys, authority, again=_offer(writer) if offered else _never)
        if scripted or words_out is not None or not writer.console.agree("family.again"):
            return
        draft = Draft(draft.kind, common(draft.form))


@contextmanager
def _keeping_only_useful(words_out: Path | None) -> Iterator[None]:
    """Takes a new words file away again if there is certainly no letter under its words."""
    try:
        yield
    except TrackerError as error:
        if words_out is not None and not _may_have_arrived(error):
            words_out.unlink(missing_ok=True)
        raise


def _may_have_arrived(error: TrackerError) -> bool:
    if isinstance(error, ServerRefused):
        # A stranger in between, or a fault: neither says that the letter is not there.
        return error.facts["server_code"] in ("unknown", ServerFault.code)
    return isinstance(error, LetterInDoubt | ReceiptInvalid | ServerAnswerInvalid)


def _never(_why: TransportError) -> bool:
    return False


def _offer(writer: Writer) -> Again:
    console = writer.console

    def offer(why: TransportError) -> bool:
        if isinstance(why, ServerRefused):
            return console.agree("family.lost.refused", refusal=explain(console.language, why))
        return console.agree("family.lost")

    return offer


def send_and_say(
    writer: Writer, draft: Draft, keys: FamilyKeys, authority: Authority, again: Again = _never
) -> Acknowledged:
    """Sends the letter in a visit of its own, and says what was acknowledged."""
    with writer.service.visit(writer.trust) as visit:
        kind = Kind(draft.kind)
        letter = Letter(kind, visit.today, keys.public, draft.form, tuple(draft.attachments))
        sent = visit.send(letter, keys, authority, again)
    _say_sent(writer, kind, sent)
    return sent


def _say_sent(writer: Writer, kind: Kind, sent: Acknowledged) -> None:
    """What arrived, and what comes of it: an answer to look for, or after a withdrawal none."""
    console = writer.console
    answered = kind is not Kind.WITHDRAWAL
    again = (date.fromisoformat(sent.day) + FIRST_LOOK_AFTER).isoformat()
    if console.as_json:
        told = {"sent": kind.value, "day": sent.day, "rehearsal": writer.trust.is_rehearsal}
        console.result(told | ({"look-again": again} if answered else {}))
        return
    console.say(f"family.sent.{kind.value}", day=month_and_day(console.language, sent.day))
    if answered:
        console.say("family.sent.again", day=month_and_day(console.language, again))
    else:
        console.say("family.sent.no-answer")
