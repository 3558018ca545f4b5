"""The parts that other programs' commands play in a ceremony, as the instructions print them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from crypto.ceremony import Kind
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from tests.ceremony.conftest import World
from tests.ceremony.terminal import done
from tracker.ceremony import folder
from tracker.ceremony.instructions import instructions
from tracker.ceremony.turn import NeedKind
from tracker.desk.commands.identity import identity

pytestmark = pytest.mark.usefixtures("quick_key_files")
PASSWORD = "a rehearsal's password"


def key_file(path: Path, seed: bytes) -> Path:
    """An identity's key file under the password."""
    randomness = KeyfileRandomness(bytes(16), bytes(24))
    path.write_bytes(seal_keyfile(SeedUse.CASEWORKER, seed, PASSWORD, randomness))
    return path


def test_shares_answer_a_recovery_by_the_command_of_their_holders(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.RECOVER)
    settled.players.hold(root, Kind.RECOVER, until=NeedKind.STEP)
    settled.players.fulfil(root, settled.look(root))
    turn = settled.look(root)
    while turn.needs[0].kind is NeedKind.KEY:
        settled.players.fulfil(root, turn)
        turn = settled.look(root)
    asked = {item.who: item.commands[0] for item in instructions(turn, root)}
    shares = settled.players.shares[0]
    for number, name in enumerate(("holder-one", "holder-two")):
        sheet = tmp_path / f"{name}.sheet"
        sheet.write_bytes(shares[number].text + b"\n")
        printed = asked[name].split(" ceremony ")[1].split(" ")
        done(*printed, "--shares-file", sheet)
        assert (root / folder.share(name)).exists()
    turn = settled.look(root)
    assert {need.kind for need in turn.needs} <= {NeedKind.PROOF, NeedKind.STEP}
    assert settled.players.hold(root, Kind.RECOVER).finished


def test_the_old_key_signs_for_the_new_one_by_the_command_of_the_desk(settled: World, tmp_path: Path) -> None:
    root = settled.begin(Kind.ROTATE)
    settled.players.hold(root, Kind.ROTATE, until=NeedKind.PROOF)
    turn = settled.look(root)
    printed = instructions(turn, root)[0].commands[0].split(" prove ")[1].split(" ")
    old, new = settled.players.identities["caseworker-one"]
    places = {
        "PRIVATE-FOLDER/caseworker-one.identity": key_file(tmp_path / "new", new.seed),
        "PRIVATE-FOLDER/caseworker-one.card": root / folder.card("caseworker-one"),
        "OLD.identity": key_file(tmp_path / "old", old.seed),
    }
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    typed = [str(places.get(word, word)) for word in printed]
    ran = CliRunner().invoke(identity, ["prove", *typed, "--password-file", str(password)])
    assert ran.exit_code == 0, (ran.output, ran.exception)
    assert settled.players.hold(root, Kind.ROTATE).finished
