"""`tracker family …`: ask about a person, read the answer, add what was learnt, withdraw."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from crypto.encoding import b64encode
from crypto.letter import Kind, Letter
from tracker.family import words
from tracker.family.answers import show_findings
from tracker.family.asking import Draft, write_letter
from tracker.family.attaching import read_pictures
from tracker.family.carrying import fetch, post
from tracker.family.letters import check_written, read_form
from tracker.family.sending import Writer, ask_about_group, say_start, send_and_say
from tracker.family.service import Service, service_options
from tracker.files import write_new_file
from tracker.speaking import Console, choose_language, explaining, json_option, language_option

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)

words_file_option = click.option(
    "--words-file", type=_FILE, help="Read the ten words from this file; '-' is standard input."
)
form_option = click.option(
    "--form", "form_file", type=_FILE, help="Take the answers from this JSON file instead of asking."
)
attach_option = click.option(
    "--attach", "pictures", multiple=True, type=_FILE,
    help="Send this picture along (JPEG or PNG), without its metadata. Can be repeated.",
)  # fmt: skip


@click.group()
def group() -> None:
    """Ask about a person, anonymously; read the answer; add what you learn; withdraw.

    No account, no name of yours. Ten words are the only way back: write them on paper. Everything is sealed
    on this device for the caseworkers whom the trust file leads to; if that cannot be verified, nothing
    is sent. Nothing is stored on this device.
    """


group.add_command(post)
group.add_command(fetch)


@group.command()
@service_options
@form_option
@attach_option
@click.option(
    "--words-out", "--words-file", "words_out", type=_NEW_FILE,
    help="Write the new words to this new file instead of showing them. For scripts.",
)  # fmt: skip
@language_option
@json_option
def submit(
    service: Service,
    form_file: Path | None,
    pictures: Sequence[Path],
    words_out: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Ask about a person: questions one by one, ten words to write down, then the letter is sent.

    Each question can be left out or answered with "I do not know". Nothing is sent before the ten words were
    typed again. With --form the answers come from a JSON file, as docs/spec/form.md says.
    """
    if as_json and words_out is None:
        raise click.UsageError("--json needs --words-out: words are never printed where scripts read")
    form = read_form(form_file) if form_file else None
    console = Console(choose_language(language, otherwise=(form or {}).get("language")), as_json=as_json)
    with explaining(console.language):
        writer = Writer(service, service.trust(), console)
        taken = read_pictures(pictures)
        if form is not None:
            check_written(form, Kind.INQUIRY.value)
        say_start(writer)
        # Who has just chosen a language is not asked for it again: it stands among the answers to check.
        begun = {"language": console.language} if form is None else form
        draft = Draft(Kind.INQUIRY.value, begun, [picture.attachment for picture in taken])
        ask_about_group(writer, draft, words_out, scripted=form is not None)


@group.command()
@service_options
@words_file_option
@language_option
@json_option
def check(service: Service, words_file: Path | None, language: str | None, as_json: bool) -> None:
    """Read the answer to the inquiry of your ten words, or learn that there is none yet.

    Words may be typed in any case, in their first four letters, with or without apostrophes. What is asked of
    the server is the same whether there is an answer or not, and only an answer with the signatures of the
    desk's caseworkers is shown.
    """
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        trust = service.trust()
        readings = words.read(console, words_file, language)
    # Who wrote the words down reads their language; one language from here on.
    console.language = language or readings[0].language
    with explaining(console.language):
        console.write(console.text("family.wait"))
        families = [words.keys_of(reading, trust.realm) for reading in readings]
        with service.visit(trust) as visit:
            findings = visit.look(families)
            show_findings(console, visit, findings, console.language)


@group.command()
@service_options
@words_file_option
@form_option
@attach_option
@language_option
@json_option
def add(
    service: Service,
    words_file: Path | None,
    form_file: Path | None,
    pictures: Sequence[Path],
    language: str | None,
    as_json: bool,
) -> None:
    """Add what you learnt to the inquiry of your ten words: answers, a text, pictures."""
    form = read_form(form_file) if form_file else None
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        writer = Writer(service, service.trust(), console)
        taken = [picture.attachment for picture in read_pictures(pictures)]
        if form is not None:
            check_written(form, Kind.ADDITION.value, len(taken))
        passphrase = words.only(words.read(console, words_file, language))
        say_start(writer)
        authority = writer.authority()
        draft = Draft(Kind.ADDITION.value, form or {}, taken)
        if form is None:
            write_letter(console, draft)
        _send(writer, draft, passphrase, authority)


@group.command()
@service_options
@words_file_option
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure. For scripts.")
@language_option
@json_option
def withdraw(
    service: Service, words_file: Path | None, yes: bool, language: str | None, as_json: bool
) -> None:
    """Withdraw the inquiry of your ten words. This is final: to ask again, write a new inquiry.

    It is erased at the desk at its next working session.
    """
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        writer = Writer(service, service.trust(), console)
        say_start(writer)
        passphrase = words.only(words.read(console, words_file, language))
        if not yes and not console.agree("family.withdraw.sure"):
            raise click.Abort
        _send(writer, Draft(Kind.WITHDRAWAL.value), passphrase, writer.authority())


@group.command()
@service_options
@click.option("--receipt-out", required=True, type=_NEW_FILE, help="Keep the receipt in this new file.")
@language_option
@json_option
def probe(service: Service, receipt_out: Path, language: str | None, as_json: bool) -> None:
    """Send an empty letter and keep its receipt, to see later whether the server logged it.

    Anyone may do this, and the server cannot tell it from an inquiry. The desk drops it.
    """
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        trust = service.trust()
        keys = words.keys_of(words.make(console.language), trust.realm)
        with service.visit(trust) as visit:
            letter = Letter(Kind.PROBE, visit.today, keys.public, {})
            sent = visit.send(letter, keys, visit.authority())
        write_new_file(receipt_out, sent.receipt)
        if as_json:
            console.result({"day": sent.day, "envelope": b64encode(sent.envelope_hash)})
        else:
            console.say("family.probe.sent", day=sent.day)


def _send(writer: Writer, draft: Draft, passphrase: Any, authority: Any) -> None:
    send_and_say(writer, draft, words.keys_of(passphrase, writer.trust.realm), authority)
