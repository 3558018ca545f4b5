"""What came in is compared with what is there without anybody asking: letters, and rows of lists."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.desk.console.screens_world import SHARES, filled_in, until
from tests.desk.console.shell_world import FilledDesk, Playing, playing
from tests.desk.console.test_lists_screen import take as take_list
from tests.desk.world import World, inquiry_form
from tracker.desk import workers
from tracker.desk.console.opening import open_desk
from tracker.desk.console.screen import CameIn
from tracker.desk.lists.keeping import lists
from tracker.desk.matching.book import is_row

FORMS = [
    inquiry_form(**{"full-name": "Вигаданко Микола Петрович", "birth": "1987-05-03", "sharing": SHARES}),
    inquiry_form(**{"full-name": "Казкова Марійка", "category": "child"}),
]
SAME = inquiry_form(**{"full-name": "Vyhadanko Mykola", "birth": "1987-05-03", "sharing": SHARES})
ROWS = "ПІБ;Дата народження\nВыгаданко Николай Петрович;03.05.1987\n"


@pytest.fixture(autouse=True)
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matches are found in this process: starting others takes longer than finding them."""
    monkeypatch.setattr(workers, "usable_cores", lambda: 1)


async def letters(play: Playing, world: World, folder: Path) -> str:
    """Takes in an inbox with another inquiry about the first person."""
    world.post(world.envelope("other", form=SAME))
    (folder / "inbox").write_bytes(world.inbox(len(FORMS)))
    await play.keys("i")
    await filled_in(play.pilot, str(folder / "inbox"))
    await play.keys("enter")
    return "needs-dedupe"


async def rows(play: Playing, _: World, folder: Path) -> str:
    """Takes in a list that has the first person."""
    (folder / "list.csv").write_text(ROWS)
    open_desk(play.app, play.session, "lists")
    await play.pilot.pause()
    await take_list(play.pilot, folder / "list.csv")
    return "list-hit"


CAME_IN = {"letters": (letters, 2), "rows": (rows, 1)}


@pytest.mark.parametrize("kind", CAME_IN)
def test_what_came_in_is_compared_at_once(kind: str, tmp_path: Path, rng: random.Random) -> None:
    take, count = CAME_IN[kind]

    async def story() -> None:
        desk = FilledDesk(tmp_path, rng, FORMS)
        async with playing(desk, finds_matches=True) as play:
            await until(play.pilot, lambda: play.session.book is not None)
            queue = await take(play, desk.world, tmp_path)
            await until(play.pilot, lambda: play.session.board.counts[queue] == count)

    asyncio.run(story())


def test_an_inquiry_is_acted_on_though_the_list_that_had_its_person_is_erased(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        desk = FilledDesk(tmp_path, rng, FORMS[:1])
        async with playing(desk) as play:
            queue = await rows(play, desk.world, tmp_path)
            book = play.session.made_book(lambda: False)
            assert book is not None
            play.session.take_book(book)
            assert play.session.board.counts[queue] == 1
            (taken,) = lists(play.session.desk)
            await play.keys("E")
            await filled_in(play.pilot, taken.label)
            await until(play.pilot, lambda: lists(play.session.desk) == [])
            # Nobody looks for matches anew here: what is left of the old ones is right at once.
            await until(play.pilot, lambda: play.session.board.counts[queue] == 0)
            assert [name for name in book.known_hits(play.session.case(1).reference) if is_row(name)] == []
            assert len(book) == 1
            assert play.session.shelf._rows == {}
            await play.keys("escape")
            await until(play.pilot, lambda: play.app.screen is play.triage)
            await play.keys("a", "enter")
            assert play.session.board.counts["mine"] == 1

    asyncio.run(story())


def test_a_list_that_cannot_be_read_does_not_end_the_console(tmp_path: Path, rng: random.Random) -> None:
    async def story() -> None:
        desk = FilledDesk(tmp_path, rng, FORMS)
        async with playing(desk) as play:
            await rows(play, desk.world, tmp_path)
            (taken,) = lists(play.session.desk)
            end = play.session.vault.file.blob(taken.content.number)[-40:]
        path = desk.desk.path
        path.write_bytes(path.read_bytes().replace(end, bytes(40)))
        async with playing(desk, finds_matches=True) as play:
            said = play.app._notifications
            await until(play.pilot, lambda: any("[vault-tampered]" in note.message for note in said))
            await play.keys("a", "enter")
            assert play.session.board.counts["mine"] == 1

    asyncio.run(story())


def test_where_matches_are_looked_for_only_when_asked_that_is_said(
    tmp_path: Path, rng: random.Random
) -> None:
    async def story() -> None:
        async with playing(FilledDesk(tmp_path, rng, FORMS)) as play:
            play.app.post_message(CameIn())
            await play.pilot.pause()
            assert "Ctrl+R" in "".join(note.message for note in play.app._notifications)
            assert play.session.book is None

    asyncio.run(story())
