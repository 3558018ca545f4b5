"""An inbox reaches the vault whole, once, and in spite of what is in it."""

import pytest

from crypto.letter import Attachment, Kind
from tests.desk.world import DeskInTest, World, inquiry_form
from tracker.desk.state import Fate
from tracker.desk.vault import Vault
from tracker.records.errors import (
    InboxCheckpoint,
    InboxForked,
    InboxGap,
    InboxMalformed,
    InboxOrigin,
    InboxRoot,
)


def test_letters_arrive_identical(desk: DeskInTest, world: World, vault: Vault) -> None:
    text = "Об'єднана «родина» ʼ 👩‍👩‍👧 " * 140
    photo = Attachment("image/jpeg", bytes(range(256)) * 300)
    form = inquiry_form(text=text[:4000])
    world.post(world.envelope("one", form=form, attachments=(photo,)))
    result = desk.take(vault, world.inbox())
    assert result.fates == {Fate.STORED: 1}
    vault.close()
    with desk.unlock("borys") as again:
        (case,) = again.desk.cases.values()
        (letter,) = case.letters
        assert letter.body.form == form
        assert letter.body.flags == []
        attachment, envelope = case.blobs[1], case.blobs[0]
        assert again.open_blob(attachment) == photo.data
        assert again.open_blob(envelope) == world.log[0]
