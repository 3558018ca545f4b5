"""Media get lost, lines break, people repeat themselves: the next exchange mends it."""

import json
from pathlib import Path

import pytest

from tests.scenarios.conftest import Stage
from tests.scenarios.people import inquiry
from tracker.records.errors import InboxMalformed


def test_a_lost_outbox_is_superseded_by_the_next(stage: Stage) -> None:
    family = stage.family("family")
    family.submit(inquiry())
    stage.close_batch()
    stage.carry("second")
    stage.desk.export(stage.folder / "lost.out").unlink()
    stage.carry("after the loss")
    assert family.check()["answer"]["work"] == "received"


def test_a_lost_inbox_comes_again_with_the_next_ticket(stage: Stage) -> None:
    stage.family("family").submit(inquiry())
    stage.close_batch()
    outbox = stage.desk.export(stage.folder / "second.out")
    inbox = stage.folder / "lost.in"
    assert stage.courier.exchange(outbox, inbox)["letters"] == 1
    inbox.unlink()
    assert stage.carry("third")["stored"] == 1
    assert len(stage.desk.cases()) == 1


def test_a_medium_pulled_out_half_way_leaves_no_inbox_or_a_whole_one(stage: Stage, tmp_path: Path) -> None:
    stage.family("family").submit(inquiry())
    stage.close_batch()
    outbox, inbox = stage.desk.export(tmp_path / "out"), tmp_path / "in"

    # The line breaks in the middle of the inbox: nothing is left that looks like one.
    stage.line.breaks.add("/courier/exchange")
    exchange = ("exchange", "--server", stage.url)
    assert stage.courier.refused(*exchange, outbox, inbox) == "server-unreachable"
    assert not inbox.exists()
    assert list(tmp_path.glob(".new-*")) == []

    # Again, with the same outbox: it counts once, and the inbox comes.
    again = stage.courier.exchange(outbox, inbox)
    assert (again["outbox"], again["letters"]) == ("already-applied", 1)

    # The medium is pulled out while the desk's copy is made: refused whole, and nothing of it is stored.
    half = tmp_path / "half.in"
    half.write_bytes(inbox.read_bytes()[:-1000])
    with pytest.raises(InboxMalformed):
        stage.desk.import_(half)
    assert stage.desk.cases() == []
    assert stage.desk.import_(inbox)["stored"] == 1

    # And on the way there: half an outbox is not even sent.
    cut = tmp_path / "cut.out"
    cut.write_bytes(outbox.read_bytes()[:-70_000])
    stage.line.requests.clear()
    assert stage.courier.refused(*exchange, cut, tmp_path / "other.in") == "outbox-malformed"
    assert stage.line.requests == []


def test_an_exchange_twice_changes_nothing(stage: Stage) -> None:
    stage.family("family").submit(inquiry())
    stage.close_batch()
    outbox = stage.desk.export(stage.folder / "second.out")
    first, second = stage.folder / "first.in", stage.folder / "second.in"
    assert stage.courier.exchange(outbox, first)["outbox"] == "applied"
    assert stage.courier.exchange(outbox, second)["outbox"] == "already-applied"
    assert first.read_bytes() == second.read_bytes()
    assert stage.desk.import_(first)["stored"] == 1
    assert stage.desk.import_(second).total() == 0
    assert len(stage.desk.cases()) == 1


def test_an_older_outbox_is_refused_and_the_answer_stays(stage: Stage) -> None:
    family = stage.family("family")
    family.submit(inquiry())
    stage.close_batch()
    stage.carry("second")
    older = stage.desk.export(stage.folder / "older.out")
    stage.carry("newer")
    before = json.dumps(family.check()["publication"])
    arguments = ("exchange", "--server", stage.url, older, stage.folder / "no.in", "--language", "en")
    result = stage.courier.run(*arguments)
    assert result.exception is not None
    assert "(outbox-replayed)" in str(result.exception)
    assert json.dumps(family.check()["publication"]) == before
