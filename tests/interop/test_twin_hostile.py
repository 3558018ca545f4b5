"""Every accepted vector, spoiled at random: Python and the browser's modules make the same of it."""

import random
from collections import Counter

from tests.interop.twin import Twin, attempt
from tests.vectors.operations import OPERATIONS
from tests.vectors.test_hostile import ACCEPTED, OURS, spoiled

ROUNDS = 4000
SLOW = {"keys/exchange-iterated"}


def test_both_refuse_the_same_with_the_same_code(twin: Twin, rng: random.Random) -> None:
    known = set(twin.do("twin/operations")["names"]) - SLOW
    cases = [case for case in ACCEPTED if case.operation in known]
    seen: Counter[str | None] = Counter()
    for _ in range(ROUNDS):
        case = rng.choice(cases)
        given = dict(case.given)
        names = [name for name, value in given.items() if isinstance(value, bytes) and name not in OURS]
        if not names:
            continue
        name = rng.choice(names)
        given[name] = spoiled(given[name], rng)
        try:
            expected = attempt(OPERATIONS[case.operation], **given)
        except ValueError:
            # Where an operation is given text as bytes, and these are none: no input of the function at all.
            assert name in {"text", "typed", "armored", "word", "value"}, (case, name)
            continue
        assert twin.ask(case.operation, **given) == expected, (case, name, given[name])
        seen[expected.code] += 1
    assert seen[None] > ROUNDS / 50, seen
    assert len(seen) > 20, seen
