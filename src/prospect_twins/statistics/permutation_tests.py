"""Whether groups of people differ by more than chance, by permutation.

If the groups did not matter, people could be dealt out to them anew at will: a difference counts when few such deals
show as large a one. A measure takes few values (spoke of a theme or not; a stance of 1 to 5), so that a deal is fully
told by a table, groups by values, with its margins kept; tables are drawn directly (Patefield 1981, Algorithm AS 159),
which costs little more for 5,000 answers than for 50.

Runs in a thread: everything here is computation. NumPy and SciPy are loaded when the first test is made; a worker
at rest does without them.
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
        from scipy.stats import random_table

        scores, columns = numpy.unique(numpy.asarray(values, dtype=float), return_inverse=True)
        sizes = numpy.bincount(groups)
        counts = numpy.bincount(columns)
        if len(sizes) < 2 or len(scores) < 2:
            return 1.0
        drawn = numpy.zeros((1, len(sizes), len(scores)))
        numpy.add.at(drawn[0], (numpy.asarray(groups), columns), 1)
        # Sums around the mean: the statistic is the same, its rounding smaller.
        centred = scores - float(numpy.mean(scores[columns]))
        statistic = self._between(drawn, sizes, centred)[0]
        tables = random_table(sizes, counts).rvs(self._deals, method="patefield", random_state=self._random)
        dealt = self._between(tables, sizes, centred)
        extreme = int(numpy.count_nonzero(dealt >= statistic * (1 - _ALIKE)))
        return (1 + extreme) / (1 + self._deals)

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
    from scipy.stats import false_discovery_control

    return [float(value) for value in false_discovery_control(p_values)] if p_values else []
