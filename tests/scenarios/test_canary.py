"""A unique word in every field, and afterwards a search for it in all that the server and the line have."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crypto.family import FamilyKeys
from crypto.passphrase import Passphrase, decode
from tests.scenarios.conftest import Stage
from tests.scenarios.people import FamilyMember, files_below
from tests.scenarios.test_round_trip import located
from tests.simulators.payloads import answered, is_asked
from tests.simulators.postgres import Postgres
from tracker import wordlists
from tracker.family import words
from tracker.records.fields import Field, Group, LongText, Text, TextList
from tracker.records.form import CATEGORIES, FIELDS
from tracker.server.installation import release_pages

# Stands at the beginning of every canary: to find any of them is to find this.
SONG = f"Кенарʼ{os.urandom(4).hex()}-"


class Canaries:
    """Words that stand nowhere else, each given out once."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self) -> str:
        self.given.append(f"{SONG}{len(self.given)}")
        return self.given[-1]


def filled(category: str, canary: Canaries) -> dict[str, Any]:
    """A form of this category with a canary in every field that takes text, the others answered too."""
    form: dict[str, Any] = {"category": category, "asked-before": "yes"}
    for field in FIELDS:
        if field.key not in form and field.kind != "attachments" and is_asked(field.when, form):
            form[field.key] = _value(field, canary)
    return form


def _value(field: Field, canary: Canaries) -> Any:
    if isinstance(field, Group):
        return {member.key: _value(member, canary) for member in field.members}
    if isinstance(field, Text | LongText):
        return canary()
    if isinstance(field, TextList):
        return [canary(), canary()]
    return answered(field)


def traces(secret: bytes) -> Iterator[bytes]:
    """The ways in which bytes may have been written down: as they are, in hex, in base64 at any offset."""
    yield secret
    yield secret.hex().encode()
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + secret)
        yield encoded[4 if shift else 0 : -4]


def traces_of_text(text: str) -> Iterator[bytes]:
    """The same for text, in the encodings and escapes that programs use."""
    for encoding in ("utf-8", "utf-16-le"):
        yield from traces(text.encode(encoding))
    yield json.dumps(text).strip('"').encode()
    yield repr(text.encode()).strip("b'").encode()


def keys_of(family: FamilyMember, realm: str) -> tuple[Passphrase, FamilyKeys]:
    """What the words on the paper stand for."""
    (passphrase,) = decode(" ".join(family.words), wordlists.load())
    return passphrase, words.keys_of(passphrase, realm)


def secrets_of(family: FamilyMember, realm: str) -> Iterator[bytes]:
    """Words, entropy, every key: nobody outside may have them. The public halves count too."""
    passphrase, keys = keys_of(family, realm)
    yield from traces_of_text(" ".join(family.words[:3]))
    yield from (f" {word}".encode() for word in family.words)
    public = keys.public
    for key in (
        passphrase.entropy, keys.root, keys.reply.seed, keys.address.secret, keys.author.seed,
        public.address, public.author, public.reply.x25519, public.reply.xwing[:48], public.inquiry_id,
    ):  # fmt: skip
        yield from traces(key)


def found(secrets: list[bytes], places: dict[str, bytes]) -> list[str]:
    """Where any of the secrets stands."""
    return [name for name, data in places.items() if any(secret in data for secret in secrets)]


def test_no_word_of_a_family_is_anywhere_on_the_server_or_the_line(
    stage: Stage, photo: Callable[..., Path], request: pytest.FixtureRequest
) -> None:
    # Families of every category fill everything in; one adds, one withdraws, the others are answered.
    canary = Canaries()
    picture = photo(metadata=canary().encode(), content=canary().encode())
    families = []
    for number, category in enumerate(CATEGORIES):
        family = stage.family(f"family-{number}")
        family.submit(filled(category, canary), picture)
        families.append(family)
    families[0].add({"text": canary(), "last-seen": {"where": canary()}})
    families[1].withdraw()
    stage.close_batch()
    stage.carry("second")
    for case in stage.desk.cases():
        stage.desk.answer(case, located(canary()), second=True)
    stage.carry("third")
    answers = [family.check()["answer"] for family in families]
    assert sum(answer["text"] in canary.given for answer in answers) == len(CATEGORIES) - 1

    # Nothing of it is in the places that others can get at.
    realm = stage.server.keys.trust.realm
    secrets = list(traces_of_text(SONG))
    secrets += [trace for family in families for trace in secrets_of(family, realm)]
    secrets += [b"prisoner-of-war", b"close-family", b'"full-name"', b'"knowledge"']
    places = contents(stage.server.folder, stage.desk.folder)
    places |= {str(path): path.read_bytes() for path in stage.folder.iterdir() if path.is_file()}
    places.pop(str(picture))
    _leave_out_pages(stage, places)
    places |= _of_postgres(stage, request)
    places["line"] = stage.line.everything
    argued = [part for person in (*families, stage.courier) for part in person.argued]
    places["arguments"] = "\0".join(argued).encode() + _arguments_of_server(stage)
    assert found(secrets, places) == []

    # The search does find what is there: the words on every paper, the answers in every form.
    papers = contents(*(family.folder for family in families))
    for family in families:
        assert {str(family.paper), str(family.folder / "form.json")} <= set(found(secrets, papers))


def _leave_out_pages(stage: Stage, places: dict[str, bytes]) -> None:
    """The released pages hold every word and every question; they are the program's own, to the byte."""
    with stage.server.office() as office:
        assert not release_pages(office)
        folder = office.state.pages
    for path in files_below(folder):
        places.pop(str(path))


def contents(*folders: Path) -> dict[str, bytes]:
    """Every file of these folders."""
    return {str(path): path.read_bytes() for path in files_below(*folders)}


def _of_postgres(stage: Stage, request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The cluster's files, its journal and log among them, and a dump; nothing on SQLite."""
    if not stage.server.database_url:
        return {}
    cluster: Postgres = request.getfixturevalue("postgres")
    return contents(cluster.folder) | {"dump": cluster.dump(stage.server.database_url).encode()}


def _arguments_of_server(stage: Stage) -> bytes:
    """The command lines of the server's processes."""
    assert stage.server.process
    group, lines = stage.server.process.pid, []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.getpgid(int(path.parent.name)) == group:
                lines.append(path.read_bytes())
        except (FileNotFoundError, ProcessLookupError):
            continue
    assert any(b"serve" in line for line in lines)
    return b"\0".join(lines)
