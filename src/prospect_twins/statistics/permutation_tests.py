"""Whether groups of people differ by more than chance, by permutation.

If the groups did not matter, people could be dealt out to them anew at will: a difference counts when few such deals
show as large a one. A measure takes few values (spoke of a theme or not; a stance of 1 to 5), so that a deal is fully
told by a table, groups by values, with its margins kept; tables are drawn directly (Patefield 1981, Algorithm AS 159,
one hypergeometric draw a cell), which costs the same for 50 answers as for 5,000.

Runs in a thread: everything here is computation. numpy is loaded when the first test is made; a worker at rest does
without it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEALS = 9_999
"""Enough that the smallest p-value, 1 in 10,000, survives the adjustment for some hundreds of comparisons."""
SEED = 20_250_101
"""The same answers give the same figures."""
_ALIKE = 1e-9
"""Relative; sums in another order differ by rounding, and a deal as extreme as what was found has to count."""


class PermutationTests:
    """One seeded series of tests; make the same ones in the same order and the results are the same."""

    def __init__(self, deals: int = DEALS, seed: int = SEED) -> None:
        import numpy

        self._deals = deals
        self._random: np.random.Generator = numpy.random.default_rng(seed)

    def p_value(self, groups: Sequence[int], values: Sequence[float]) -> float:
        """The share of deals whose groups' means differ as much as these or more: one-way analysis by permutation.

        `groups` numbers each person's group from 0, without gaps. The statistic is the sum of squares between groups,
        which orders deals as F does, and for values of 0 and 1 as chi-square does. What was found counts as one deal
        (Phipson & Smyth 2010), so the result lies in (0, 1].
        """
        import numpy

        scores, columns = numpy.unique(numpy.asarray(values, dtype=float), return_inverse=True)
        sizes = numpy.bincount(groups)
        counts = numpy.bincount(columns)
        if len(sizes) < 2 or len(scores) < 2:
            return 1.0
        found = numpy.zeros((1, len(sizes), len(scores)))
        numpy.add.at(found[0], (numpy.asarray(groups), columns), 1)
        # Sums around the mean: the statistic is the same, its rounding smaller.
        centred = scores - float(numpy.mean(scores[columns]))
        statistic = self._between(found, sizes, centred)[0]
        dealt = self._between(self._tables(sizes, counts), sizes, centred)
        extreme = int(numpy.count_nonzero(dealt >= statistic * (1 - _ALIKE)))
        return (1 + extreme) / (1 + self._deals)

    def _tables(self, sizes: "NDArray[np.int_]", counts: "NDArray[np.int_]") -> "NDArray[np.int64]":
        """Random tables (deals, groups, values) with these margins."""
        import numpy

        tables = numpy.zeros((self._deals, len(sizes), len(counts)), dtype=numpy.int64)
        free = numpy.tile(sizes.astype(numpy.int64), (self._deals, 1))
        for column, count in enumerate(counts[:-1]):
            left = numpy.full(self._deals, count, dtype=numpy.int64)
            later = free.sum(axis=1)
            for row in range(len(sizes) - 1):
                later = later - free[:, row]
                tables[:, row, column] = self._random.hypergeometric(free[:, row], later, left)
                left = left - tables[:, row, column]
            tables[:, -1, column] = left
            free = free - tables[:, :, column]
        tables[:, :, -1] = free
        return tables

    @staticmethod
    def _between(
        tables: "NDArray[Any]", sizes: "NDArray[np.int_]", centred: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        sums: NDArray[np.float64] = tables @ centred
        between: NDArray[np.float64] = (sums**2 / sizes).sum(axis=1)
        return between


def adjusted(p_values: Sequence[float]) -> list[float]:
    """`p_values` adjusted for their number (Benjamini & Hochberg 1995): of those kept at or below a level, at most
    that share is false on average.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    results = [1.0] * len(p_values)
    smallest = 1.0
    for rank, place in zip(range(len(p_values), 0, -1), order, strict=True):
        smallest = min(smallest, p_values[place] * len(p_values) / rank)
        results[place] = smallest
    return results
