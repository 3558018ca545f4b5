"""`tracker family post` and `fetch`: what goes between a server and an offline page (docs/spec/carried.md).

Whoever runs these needs no words and learns nothing of any letter.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from crypto.encoding import b64encode
from crypto.envelope import SIZES
from crypto.errors import EncodingError, EnvelopeSize
from crypto.trust import TrustRoot
from tracker.family.service import Service, service_options
from tracker.family.visit import Visit
from tracker.files import write_file, write_new_file
from tracker.records.carried import SlicePlace, read_slice_path
from tracker.records.language import month_and_day
from tracker.speaking import Console, choose_language, explaining, json_option, language_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@service_options
@click.option("--receipt-out", type=_NEW_FILE, help="Keep the receipt in this new file.")
@click.argument("letter", type=_FILE)
@language_option
@json_option
def post(
    service: Service, receipt_out: Path | None, letter: Path, language: str | None, as_json: bool
) -> None:
    """Send a letter that was sealed and saved by the offline page, and check the server's receipt for it.

    LETTER is the file. It stays sealed: you need no words, and cannot read it. The same file may be sent
    again; it is counted once.
    """
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        envelope, trust = _read_letter(letter), service.trust()
        _say_if_rehearsed(console, trust)
        with service.visit(trust) as visit:
            sent = visit.post(envelope)
        if receipt_out is not None:
            write_new_file(receipt_out, sent.receipt)
    fingerprint = b64encode(sent.envelope_hash)
    if as_json:
        console.result({"day": sent.day, "envelope": fingerprint})
    else:
        console.say("family.post.sent", day=month_and_day(console.language, sent.day), envelope=fingerprint)


@click.command()
@service_options
@click.option("--out", required=True, type=_FOLDER, help="The folder to write the files into.")
@click.option(
    "--slice", "slices", multiple=True, metavar="PATH",
    help="Also fetch this slice, by the path that the offline page names. Can be repeated.",
)  # fmt: skip
@language_option
@json_option
def fetch(service: Service, out: Path, slices: Sequence[str], language: str | None, as_json: bool) -> None:
    """Fetch the files that the offline page asks for: the keys, the mailbox, and slices that it names.

    All of them are verified here, and once more by the page. You need no words for this.
    """
    places = [_place(path) for path in slices]
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        trust = service.trust()
        _say_if_rehearsed(console, trust)
        files = dict(_fetched(service, trust, places))
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_file(out / name, data)
    if as_json:
        console.result({"files": list(files)})
    else:
        console.say("family.fetch.written", files=", ".join(files))


def _say_if_rehearsed(console: Console, trust: TrustRoot) -> None:
    if trust.is_rehearsal:
        console.say("reading.rehearsal")


def _fetched(service: Service, trust: TrustRoot, places: Sequence[SlicePlace]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes. Raises as ``Visit.mailbox_file``."""
    with service.visit(trust) as visit:
        yield from _files(visit, places)


def _files(visit: Visit, places: Sequence[SlicePlace]) -> Iterator[tuple[str, bytes]]:
    keyring, file = visit.keyring_file()
    yield "keyring", file.encode()
    for publisher in keyring.head.publishers:
        yield f"mailbox-{publisher.name}", visit.mailbox_file(keyring.head, publisher.name).encode()
    for place in places:
        yield place.name, visit.slice_file(keyring.head, place)


def _read_letter(path: Path) -> bytes:
    """The file, if it has one of the sizes of letters. Raises EnvelopeSize, OSError."""
    with path.open("rb") as file:
        envelope = file.read(SIZES[-1] + 1)
    if len(envelope) not in SIZES:
        raise EnvelopeSize(f"{path} has {len(envelope)} bytes: not a sealed letter, or damaged")
    return envelope


def _place(path: str) -> SlicePlace:
    try:
        return read_slice_path(path)
    except EncodingError as error:
        raise click.BadParameter(f"{path} is not such a path", param_hint="--slice") from error
