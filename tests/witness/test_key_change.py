"""A log goes on under another key: by an act of the witness's operator alone, and with nothing forgotten."""

import json
from pathlib import Path

import pytest

from crypto.checkpoint import open_checkpoint
from crypto.errors import (
    WitnessConflict,
    WitnessForked,
    WitnessLogSignature,
    WitnessLogUnknown,
    WitnessProof,
)
from crypto.note import NoteSigner, VerifierKey
from crypto.witness import AddCheckpoint
from tests.simulators.growing_log import GrowingLog
from tests.simulators.running_witness import at, bare_folder, witness
from tests.vectors.cast import NOW, WITNESSES, signing
from tracker.records.errors import WitnessFolder, WitnessLogKey
from tracker.witness.cosigner import Cosigner
from tracker.witness.evidence import Kind, records
from tracker.witness.folder import SEEN, KnownLog
from tracker.witness.key_change import replace_key


def under_another_key(branch: str = "main", shared: int = 0, key: str = "another intake") -> GrowingLog:
    """The log `intake`, signed with another key from now on."""
    log = GrowingLog("intake", branch=branch, shared=shared)
    log.signer = NoteSigner(log.signer.name, signing(key))
    return log


class Scene:
    """A witness that saw seven entries of a log, whose keeper has another key ready."""

    def __init__(self, path: Path) -> None:
        self.folder = bare_folder(path)
        self.old, self.new = GrowingLog("intake"), under_another_key()
        self.known = self.folder.add_log(self.old.key, "https://example.org/log/intake")
        self.cosigner = Cosigner(self.folder, signing(WITNESSES[0]))
        self.cosigner.add(self.old.request(0, 7), at(NOW))

    def replace(self) -> KnownLog:
        """The operator takes the new key."""
        return replace_key(self.folder, self.old.key, self.new.key)

    @property
    def size(self) -> int:
        """What is remembered."""
        known = self.folder.log(self.known.origin)
        assert known is not None
        return self.cosigner.recall(known).seen.size

    def add(self, request: AddCheckpoint) -> int:
        """The size that is remembered after a request, by a process that began before the change."""
        self.cosigner.add(request, at(NOW))
        return self.size


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Before the change."""
    return Scene(tmp_path / "witness")


def test_the_new_key_goes_on_where_the_old_one_stood_and_the_old_one_signs_no_more(scene: Scene) -> None:
    with pytest.raises(WitnessLogSignature):
        scene.add(scene.new.request(7, 9))
    known = scene.replace()
    assert (known.key, known.earlier, known.url) == (scene.new.key, (scene.old.key,), scene.known.url)
    with pytest.raises(WitnessLogSignature):
        scene.add(scene.old.request(7, 9))
    again = Cosigner(scene.folder, signing(WITNESSES[0]))
    assert open_checkpoint(again.recall(known).note, scene.old.key).size == 7
    assert scene.add(scene.new.request(7, 7)) == 7
    assert scene.add(scene.new.request(7, 9)) == 9


def test_a_history_is_not_rolled_back_across_the_change(scene: Scene) -> None:
    known = scene.replace()
    shorter = under_another_key()
    for request in (shorter.request(0, 5), shorter.request(0, 0), shorter.request(0, 9)):
        with pytest.raises(WitnessConflict) as refused:
            scene.add(request)
        assert refused.value.facts["size"] == 7
    fork = under_another_key(branch="other", shared=3)
    with pytest.raises(WitnessForked):
        scene.add(fork.request(7, 7))
    with pytest.raises(WitnessProof):
        scene.add(fork.request(7, 9))
    (proof, _) = kept = list(records(scene.folder.path, known))
    assert [(record.kind, record.size) for record in kept] == [(Kind.FORK, 7), (Kind.UNPROVEN, 9)]
    ours, theirs = ((proof.path / name).read_bytes() for name in ("cosigned", "offered"))
    assert open_checkpoint(ours, scene.old.key).root != open_checkpoint(theirs, scene.new.key).root
    assert scene.size == 7


def test_evidence_against_the_old_key_stays(scene: Scene) -> None:
    with pytest.raises(WitnessForked):
        scene.add(GrowingLog("intake", branch="other").request(7, 7))
    known = scene.replace()
    scene.add(scene.new.request(7, 9))
    (record,) = records(scene.folder.path, known)
    assert (record.kind, record.size, record.log.key) == (Kind.FORK, 7, scene.new.key)


def test_who_waited_with_the_old_key_while_it_was_replaced_gets_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = scene.folder.log

    def replaced_after(origin: str) -> KnownLog | None:
        """The first look is before the change, every other one after it."""
        before = told(origin)
        monkeypatch.undo()
        scene.replace()
        return before

    monkeypatch.setattr(scene.folder, "log", replaced_after)
    with pytest.raises(WitnessLogSignature):
        scene.add(scene.old.request(7, 9))
    assert scene.size == 7


def test_a_change_made_by_mistake_is_taken_back_the_same_way(scene: Scene) -> None:
    scene.replace()
    scene.add(scene.new.request(7, 9))
    known = replace_key(scene.folder, scene.new.key, scene.old.key)
    assert (known.key, known.earlier) == (scene.old.key, (scene.new.key,))
    assert scene.add(scene.old.request(9, 12)) == 12


def test_only_the_keys_that_are_named_are_changed(scene: Scene, tmp_path: Path) -> None:
    thief = VerifierKey(scene.old.key.name, 1, signing("thief").public)
    elsewhere = GrowingLog("keys").key
    for old, new in [(thief, scene.new.key), (scene.old.key,) * 2, (scene.old.key, elsewhere)]:
        with pytest.raises(WitnessLogKey):
            replace_key(scene.folder, old, new)
    with pytest.raises(WitnessLogUnknown):
        replace_key(scene.folder, elsewhere, VerifierKey(elsewhere.name, 1, signing("other").public))
    (scene.known.folder / SEEN).write_bytes(b"damaged\n")
    with pytest.raises(WitnessFolder):
        scene.replace()
    assert scene.folder.log(scene.known.origin) == scene.known
    with pytest.raises(WitnessLogKey):
        scene.folder.add_log(scene.new.key, None)


def test_a_running_server_takes_the_change_over_at_once(tmp_path: Path) -> None:
    old, new = GrowingLog("intake"), under_another_key()
    with witness(tmp_path / "witness") as made:
        made.know(old.key)
        serving = made.start()
        assert serving.post(old.request(0, 7).encode()).status == 200
        ran = made.tracker("log replace-key", old.key.encode(), new.key.encode())
        assert (ran.returncode, ran.stderr) == (0, "")
        assert serving.post(old.request(7, 9).encode()).code == "witness-log-signature"
        assert serving.post(new.request(7, 9).encode()).status == 200
        again = made.tracker("log replace-key", "--json", old.key.encode(), new.key.encode())
        assert (again.returncode, json.loads(again.stdout)["error"]) == (1, "witness-log-key")
        (listed,) = json.loads(made.tracker("list", "--json").stdout)["logs"]
        told = (listed["size"], listed["vkey"], listed["earlier"])
        assert told == (9, new.key.encode(), [old.key.encode()])
        assert f"earlier   {old.key.encode()}" in made.tracker("list").stdout
