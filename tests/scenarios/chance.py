"""What guessing alone achieves, exactly: no tables, no approximation, no simulation."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb, factorial

# Chance is believed down to this probability: one run in a million would accuse an innocent distinguisher.
BELIEVED = 1e-6


def matches_of_a_random_matching(size: int) -> list[Fraction]:
    """Probability of 0, 1, … ``size`` right pairs when ``size`` things are matched at random."""
    deranged = [1, 0]
    for n in range(2, size + 1):
        deranged.append((n - 1) * (deranged[n - 1] + deranged[n - 2]))
    return [Fraction(comb(size, k) * deranged[size - k], factorial(size)) for k in range(size + 1)]


def hits_of_a_random_choice(size: int, special: int) -> list[Fraction]:
    """Probability of 0, 1, … hits when as many of ``size`` are chosen at random as are special."""
    ways = comb(size, special)
    return [Fraction(comb(special, k) * comb(size - special, special - k), ways) for k in range(special + 1)]


def probability_of_at_least(successes: int, trials: Iterable[Sequence[Fraction]]) -> float:
    """How likely independent trials of these distributions give so many successes or more, by luck alone."""
    total = [1.0]
    for trial in trials:
        weights = [float(weight) for weight in trial]
        summed = [0.0] * (len(total) + len(weights) - 1)
        for i, p in enumerate(total):
            for j, q in enumerate(weights):
                summed[i + j] += p * q
        total = summed
    return sum(total[successes:])
