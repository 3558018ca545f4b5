"""The vault keeps what was put in, from those who may not see it and from those who may not change it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from crypto.letter import Attachment, Kind
from crypto.recipient import Identity
from tests.desk.world import NOW, DeskInTest, World, inquiry_form, seed
from tracker.desk.answering import write_answer
from tracker.desk.events import ADMINISTRATION, Alarm, decode_body
from tracker.desk.vault import Vault

ROOT = Path(__file__).parents[2]
CANARY = "канарка-7Q3Z"
KEYS = {"meta": "name", "members": "recipient", "row_keys": "subject", "events": "sequence", "blobs": "id"}
NOTICED = {"vault-tampered", "vault-damaged", "vault-newer", "vault-not-member"}


def refused(code: str) -> "pytest.RaisesExc[TrackerError]":
    """Expects a refusal with this code."""
    return pytest.raises(TrackerError, check=lambda error: error.code == code)


@pytest.fixture
def filled(desk: DeskInTest, world: World) -> DeskInTest:
    """A closed vault with letters, an attachment, an answer, and something erased."""
    with desk.create() as vault:
        photo = Attachment("image/png", CANARY.encode() * 50)
        form = inquiry_form(text=CANARY, **{"full-name": CANARY})
        world.post(world.envelope("one", form=form, attachments=(photo,)))
        world.post(world.envelope("one", Kind.ADDITION, {"text": CANARY}), world.envelope("two", form=form))
        desk.take(vault, world.inbox())
        answer = {"work": "being-traced", "knowledge": {"value": "none"}, "text": CANARY}
        write_answer(vault, vault.desk.cases[1], answer, NOW)
        with vault.transaction():
            vault.erase(vault.desk.cases[3].subject, "by hand", NOW)
    return desk


def rows(path: Path) -> Iterator[tuple[str, str, object, object]]:
    """Every value in the file: table, column, key of the row, value."""
    connection = sqlite3.connect(path)
    for table, key in KEYS.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for row in connection.execute(f"SELECT * FROM {table}").fetchall():
            values = dict(zip(columns, row, strict=True))
            for column, value in values.items():
                yield table, column, values[key], value
    connection.close()


def altered(value: object, position: int) -> object:
    """The value with one bit or one unit changed."""
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, str):
        return value + "x"
    assert isinstance(value, bytes)
    changed = bytearray(value)
    changed[position % len(changed)] ^= 1
    return bytes(changed)


def change(path: Path, statement: str, *values: object) -> None:
    """Somebody who has the file, and no key, changes it."""
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_any_changed_value_is_noticed(filled: DeskInTest) -> None:
    whole = filled.path.with_name("whole")
    shutil.copy(filled.path, whole)
    changed = 0
    for table, column, key, value in list(rows(whole)):
        # What was erased is empty; a blob of a megabyte is held by its middle as by any other byte.
        places = {0, 24, len(value) // 2, len(value) - 1} if isinstance(value, bytes) else {0}
        for place in places if value != b"" else ():
            shutil.copy(whole, filled.path)
            statement = f"UPDATE {table} SET {column} = ? WHERE {KEYS[table]} = ?"
            change(filled.path, statement, altered(value, place), key)
            with pytest.raises(TrackerError) as found, filled.unlock() as vault:
                vault.check_blobs()
            assert found.value.code in NOTICED, (table, column, key, place)
            changed += 1
    assert changed > 100
    shutil.copy(whole, filled.path)
    with filled.unlock() as vault:
        vault.check_blobs()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE sequence = (SELECT max(sequence) FROM events)",
        "DELETE FROM events WHERE sequence = 2",
        "UPDATE events SET ciphertext = x'' WHERE subject = 1",
        "UPDATE events SET ciphertext = x'' WHERE sequence = 6",
        "DELETE FROM blobs WHERE subject = 1",
        "DELETE FROM row_keys WHERE subject = 1",
        "INSERT INTO row_keys SELECT 9, wrapped FROM row_keys WHERE subject = 1",
        "INSERT INTO blobs SELECT 99, subject, ciphertext FROM blobs WHERE id = 1",
        "INSERT INTO members VALUES (x'00', x'00')",
        "DELETE FROM members WHERE recipient = (SELECT max(recipient) FROM members)",
        "UPDATE row_keys SET wrapped = (SELECT wrapped FROM row_keys WHERE subject = 0) WHERE subject = 1",
        "UPDATE events SET actor = 'text' WHERE sequence = 1",
        "UPDATE events SET subject = -1 WHERE sequence = 1",
        "UPDATE row_keys SET wrapped = 7 WHERE subject = 1",
    ],
)
def test_rows_cut_off_added_or_moved_are_noticed(filled: DeskInTest, statement: str) -> None:
    change(filled.path, statement)
    found = []
    for who in ("anna", "borys"):
        with pytest.raises(TrackerError) as refusal:
            filled.unlock(who)
        found.append(refusal.value.code)
    assert set(found) <= NOTICED


def test_the_signature_of_somebody_else_is_no_signature(desk: DeskInTest, vault: Vault) -> None:
    vault.identity = Identity(seed("nobody"))
    with vault.transaction():
        vault.append(ADMINISTRATION, Alarm("withheld", 1), NOW)
    vault.close()
    with refused("vault-tampered"):
        desk.unlock()


def test_nothing_in_clear_on_disk(filled: DeskInTest, tmp_path: Path) -> None:
    filled.path.with_name("inbox").unlink()
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), b"being-traced", b"full-name", b"inquiry-envel"]
    for file in tmp_path.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        assert [needle for needle in needles if needle in data] == [], file


def test_the_search_for_clear_text_can_find_it(filled: DeskInTest) -> None:
    change(filled.path, "INSERT INTO meta VALUES ('x', ?)", CANARY)
    assert CANARY.encode() in filled.path.read_bytes()


def test_an_erased_case_is_gone_from_the_file(desk: DeskInTest, world: World, tmp_path: Path) -> None:
    with desk.create() as vault:
        world.write("one", "two")
        desk.take(vault, world.inbox())
        case = vault.desk.cases[1]
        connection = vault.file
        wrapped = connection.row_keys()[case.subject]
        sealed = [event.ciphertext for event in connection.events() if event.subject == case.subject]
        blob = connection.blob(case.blobs[0].number)
        with vault.transaction():
            vault.erase(case.subject, "by hand", NOW)
    raw = desk.path.read_bytes()
    traces = [wrapped, blob, blob[1000:1100], blob[-100:], *sealed, *(item[:48] for item in sealed)]
    assert [trace[:16] for trace in traces if trace in raw] == []
    with desk.unlock("borys") as vault:
        assert list(vault.desk.cases) == [2]
        assert vault.desk.size == 2
        assert vault.check_blobs() == 1


def test_two_members_work_on_one_vault(filled: DeskInTest) -> None:
    with filled.unlock("borys") as vault:
        answer = {"work": "waiting", "knowledge": {"value": "none"}, "text": ""}
        write_answer(vault, vault.desk.cases[1], answer, NOW)
    with filled.unlock("anna") as vault:
        authors = [vault.desk.store.name_of(item.actor) for item in vault.desk.cases[1].answers]
    assert authors == ["anna", "borys"]


def test_a_stranger_and_a_former_member_are_refused(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.workers["clara"] = Identity(seed("clara"))
    former = world.workers.pop("borys")
    world.add_epoch()
    sealed_before = vault.file.members()
    vault.take_keyring(world.documents, NOW)
    assert not set(vault.file.members().values()) & set(sealed_before.values())
    vault.close()
    with desk.unlock("clara") as clara:
        assert clara.desk.store.head.epoch == 1
    for stranger in (former, Identity(seed("nobody"))):
        with refused("vault-not-member"):
            Vault.unlock(desk.path, stranger, os.urandom)


def test_a_vault_key_of_before_opens_nothing_after(desk: DeskInTest, world: World, vault: Vault) -> None:
    old = vault.keys
    world.add_epoch()
    vault.take_keyring(world.documents, NOW)
    with refused("vault-tampered"):
        old.unwrap(ADMINISTRATION, vault.file.row_keys()[ADMINISTRATION])


def test_a_member_cannot_let_in_a_stranger_by_the_file_alone(desk: DeskInTest, vault: Vault) -> None:
    stranger = Identity(seed("stranger"))
    with vault.transaction():
        members = vault.file.members()
        vault.file.set_members({**members, **vault.keys.sealed_to([stranger.recipient])})
        vault.append(ADMINISTRATION, Alarm("withheld", 1), NOW)
    vault.close()
    for identity in (stranger, desk.world.workers["borys"]):
        with refused("vault-tampered"):
            Vault.unlock(desk.path, identity, os.urandom)


def test_a_second_process_is_told_that_the_vault_is_busy(filled: DeskInTest) -> None:
    script = (
        "import sys; from pathlib import Path; from tracker.desk.vault_file import VaultFile\n"
        "try: VaultFile.open(Path(sys.argv[1]))\n"
        "except Exception as error: print(error.code)"
    )
    command = [sys.executable, "-c", script, str(filled.path)]
    with filled.unlock():
        assert subprocess.check_output(command, cwd=ROOT) == b"vault-busy\n"
    assert subprocess.check_output(command, cwd=ROOT) == b""


def test_a_newer_version_is_left_alone(filled: DeskInTest) -> None:
    change(filled.path, "UPDATE meta SET value = ? WHERE name = 'version'", b"3")
    before = filled.path.read_bytes()
    with refused("vault-newer"):
        filled.unlock()
    assert filled.path.read_bytes() == before


def test_a_vault_on_another_trust_root_is_refused(filled: DeskInTest, world: World) -> None:
    with filled.unlock(trust=world.trust.encode()):
        pass
    other = World(threshold=1)
    with refused("vault-other"):
        filled.unlock(trust=other.trust.encode())


@pytest.mark.parametrize("content", [b"", b"not a vault at all", b"SQLite format 3\0" + bytes(4096)])
def test_what_is_no_vault_is_called_so(desk: DeskInTest, content: bytes) -> None:
    desk.path.write_bytes(content)
    with refused("vault-damaged"):
        desk.unlock()


def test_a_failed_transaction_leaves_file_and_state_as_they_were(desk: DeskInTest, vault: Vault) -> None:
    before = vault.desk.event_count

    def interrupted() -> None:
        with vault.transaction():
            vault.append(ADMINISTRATION, Alarm("withheld", 1), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert (vault.desk.event_count, vault.desk.alarms) == (before, [])
    with vault.transaction():
        vault.append(ADMINISTRATION, Alarm("withheld", 2), NOW)
    vault.close()
    with desk.unlock() as again:
        assert [alarm.about for _, alarm in again.desk.alarms] == [2]


def test_a_full_medium_loses_nothing(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    pages = vault.file._db.execute("PRAGMA page_count").fetchone()[0]
    vault.file._db.execute(f"PRAGMA max_page_count={pages}")
    world.write("two", "three")
    with refused("vault-full"):
        desk.take(vault, world.inbox())
    assert (vault.desk.size, len(vault.desk.cases)) == (1, 1)
    vault.file._db.execute("PRAGMA max_page_count=1000000")
    desk.take(vault, world.inbox())
    vault.close()
    with desk.unlock() as again:
        assert (again.desk.size, len(again.desk.cases)) == (3, 3)


def test_a_vault_that_cannot_be_written_is_not_called_damaged(desk: DeskInTest, vault: Vault) -> None:
    before = vault.desk.event_count
    vault.file._db.execute("PRAGMA query_only=ON")
    with pytest.raises(TrackerError) as failed, vault.transaction():
        vault.append(ADMINISTRATION, Alarm("withheld", 1), NOW)
    assert failed.value.code == "vault-read-only"
    assert "SQLITE" not in failed.value.detail
    assert vault.desk.event_count == before


def test_an_event_of_a_later_program_is_not_ignored(desk: DeskInTest, vault: Vault) -> None:
    for document in (b'{"type":"mystery","at":1}', b"[]", b"{", b'{"type":"alarm","at":1}'):
        with refused("vault-damaged"):
            decode_body(document)


def test_a_vault_is_never_made_over_another(filled: DeskInTest) -> None:
    with pytest.raises(FileExistsError):
        filled.create()
    with filled.unlock() as vault:
        assert vault.desk.size == 3


def test_the_pragmas_are_in_force(vault: Vault) -> None:
    asked = {name: vault.file._db.execute(f"PRAGMA {name}").fetchone()[0] for name in (
        "journal_mode", "synchronous", "secure_delete", "locking_mode", "temp_store")}  # fmt: skip
    assert asked == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "secure_delete": 1,
        "locking_mode": "exclusive",
        "temp_store": 2,
    }
    assert vault.file.path.stat().st_mode & 0o777 == 0o600
