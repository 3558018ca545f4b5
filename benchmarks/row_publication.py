"""Row 10: a publication, from the vault to the signed outbox, beside the bare seals."""

import random
from functools import partial

from benchmarks.all_cores import cores, on_all_cores, shares
from benchmarks.answers import answer_all, own_text, ready_text
from benchmarks.bare_sealing import seal_all
from benchmarks.desk import PUBLISHER, MeasuredDesk
from benchmarks.measure import Cost, Row, cost, interleave
from benchmarks.plan import Plan
from benchmarks.spread_work import rows_of
from crypto.cell import Publication
from crypto.encoding import b64decode
from crypto.mailbox import seats_for
from crypto.recipient import Recipient
from tests.vectors import cast

GOAL = 0.5
MEGABYTE = 1_000_000
MOST_MB = 48
_INBOX = 2_000
_LETTERS = 1_000


def publication_rows(plan: Plan) -> list[Row]:
    """Row 10: speed on all cores, CPU per cell, and the size of the outbox.

    Told beside it: the same with a ready text in every answer, and with words of its own in each.
    """
    cells = plan.pick(10_000, 400)
    desk = MeasuredDesk(plan.folder, plan.seed)
    for start in range(0, cells, _INBOX):
        desk.receive(min(_INBOX, cells - start))
        desk.take_in()
    draft = desk.publish().draft
    seats = draft.slices * seats_for(draft.slices)
    keys = _recipients(desk)
    publication = Publication(cast.ORIGIN, PUBLISHER, draft.sequence)

    def bare() -> Cost:
        work = [
            partial(seal_all, keys[part], part.stop - part.start, publication)
            for part in shares(range(seats), cores())
        ]
        return on_all_cores(work)

    def rows(which: str, goal: float | None, rounds: int) -> list[Row]:
        measured = interleave(rounds, lambda: cost(desk.publish), bare)
        return rows_of("10", f"publication of {cells:,} cells{which}", "seal", seats, goal, *measured)

    made = rows(f" ({seats:,} with decoys)", GOAL, plan.pick(5, 2))
    made.append(_size_row(desk.publish().path.stat().st_size / MEGABYTE, cells))
    answer_all(desk.vault, ready_text)
    made += rows(", a ready text in each", None, plan.pick(5, 2))
    rng = random.Random(plan.seed)
    answer_all(desk.vault, lambda _case: own_text(rng, _LETTERS))
    _check_told(desk)
    return made + rows(f", {_LETTERS:,} letters of its own in each", None, plan.pick(3, 1))


def _check_told(desk: MeasuredDesk) -> None:
    """Raises RuntimeError if an answer is held: its text would not be measured."""
    if held := desk.publish().held:
        raise RuntimeError(f"{len(held)} answers are held, the first for {held[0].codes}")


def _recipients(desk: MeasuredDesk) -> list[Recipient]:
    """The reply keys of all cases."""
    return [
        Recipient(b64decode(case.keys["reply-x25519"]), b64decode(case.keys["reply-xwing"]))
        for case in desk.vault.desk.cases.values()
    ]


def _size_row(megabytes: float, cells: int) -> Row:
    return Row(
        "10", f"an outbox of {cells:,} cells", "MB", megabytes, None, f"{megabytes:.1f} MB",
        f"≤ {MOST_MB} MB", megabytes <= MOST_MB,
    )  # fmt: skip
