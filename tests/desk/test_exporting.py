"""An outbox tells every family what stands about it, and nothing else."""

from pathlib import Path

from tests.desk.family_side import AppliedOutbox
from tests.desk.world import NOW, DeskInTest, World, quiet
from tracker.desk.answering import write_answer
from tracker.desk.exporting import export_outbox
from tracker.desk.vault import Vault
from tracker.records.answer import check_answer


def export(vault: Vault, world: World, path: Path, now: int = NOW) -> AppliedOutbox:
    """An outbox signed by everybody, as the server applies it."""
    result = export_outbox(vault, path, list(world.workers.values()), now, quiet, processes=1)
    assert result.is_complete
    return AppliedOutbox(result.path, world.head)


def test_outbox_zero_is_all_decoys(vault: Vault, world: World, tmp_path: Path) -> None:
    outbox = export(vault, world, tmp_path / "outbox")
    assert (outbox.header.sequence, outbox.header.ticket.size, outbox.header.acknowledged) == (0, 0, 0)
    assert outbox.header.slices == 1
    assert outbox.answer(world.family("one")) is None


def test_each_family_reads_its_own_answer(
    desk: DeskInTest, vault: Vault, world: World, tmp_path: Path
) -> None:
    world.write("one", "two", "three")
    desk.take(vault, world.inbox())
    number = vault.desk.by_inquiry[world.family("two").public.inquiry_id]
    given = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "Ми шукаємо. " * 300}
    write_answer(vault, vault.desk.cases[number], given, NOW)
    outbox = export(vault, world, tmp_path / "outbox")
    answers = {name: outbox.answer(world.family(name)) for name in ("one", "two", "three", "four")}
    for name in ("one", "two", "three"):
        check_answer(answers[name])
    assert [answers[name] and answers[name]["work"] for name in answers] == [
        "received",
        "being-traced",
        "received",
        None,
    ]
    assert answers["two"]["text"] == given["text"]
    assert answers["two"]["language"] == "uk"
