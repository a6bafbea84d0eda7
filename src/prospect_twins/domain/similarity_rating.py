"""Semantic-similarity rating: a rating read out of what somebody said in their own words.

The method of Maier et al., "LLMs Reproduce Human Purchase Intent via Semantic Similarity Elicitation of Likert Ratings"
(arXiv 2510.08338). Asked for a number, language models keep to the middle of the scale; asked for words, they vary as
people do, and the words can be placed on the scale afterwards. With γ the cosine similarity of two embeddings, t the
text, a_r the anchor statement of point r in one anchor set, and l the point whose anchor is least similar to t:

    p(r)  =  (γ(a_r, t) − γ(a_l, t) + ε·[r = l])  /  (Σ_s γ(a_s, t) − n·γ(a_l, t) + ε)

averaged over the anchor sets, and then tempered: p(r, T) ∝ p(r)^(1/T). Defaults as in the paper: T = 1, ε = 0.

Averaging before tempering is the order of the authors' published implementation; with T = 1 it makes no difference.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import TypeAlias

Vector: TypeAlias = Sequence[float]
"""The embedding of a text; all vectors that are compared come from one model and have one length."""

TEMPERATURE = 1.0
EPSILON = 0.0


@dataclass(frozen=True, slots=True)
class Rating:
    """Where on a scale an answer lies, as a probability mass."""

    mass: tuple[float, ...]
    """For points 1, 2, …; sums to 1."""

    @property
    def expected(self) -> float:
        """The mean of the mass, between 1 and the number of points."""
        return math.fsum(point * share for point, share in enumerate(self.mass, start=1))

    @property
    def likeliest(self) -> int:
        """The point with the greatest mass, the lower one of equals."""
        return self.mass.index(max(self.mass)) + 1


def cosine(a: Vector, b: Vector) -> float:
    """From -1 to 1; 0 if either vector is null. Raises ValueError if the lengths differ."""
    if len(a) != len(b):
        raise ValueError(f"Vectors of {len(a)} and {len(b)} dimensions can't be compared.")
    norms = math.hypot(*a) * math.hypot(*b)
    return sum(map(mul, a, b)) / norms if norms else 0.0


def mass_of(similarities: Sequence[float], epsilon: float = EPSILON) -> tuple[float, ...]:
    """The probability mass of one anchor set, from the similarities of its anchors to the text.

    The least similar anchor (the first of equals) gets ε before normalising, so nothing if ε = 0. Anchors that are all
    equally similar say nothing of the text: the mass is then uniform.
    """
    if epsilon < 0:
        raise ValueError("ε must not be negative.")
    lowest = min(similarities)
    weights = [similarity - lowest for similarity in similarities]
    if not any(weights):
        return (1 / len(weights),) * len(weights)
    weights[similarities.index(lowest)] += epsilon
    return _normalised(weights)


def tempered(mass: Sequence[float], temperature: float = TEMPERATURE) -> tuple[float, ...]:
    """`mass` sharpened (T < 1) or flattened (T > 1); T = 0 leaves only the likeliest point, or those that tie."""
    if temperature < 0:
        raise ValueError("T must not be negative.")
    if temperature == 1:
        return tuple(mass)
    highest = max(mass)
    if temperature == 0:
        return _normalised([float(share == highest) for share in mass])
    # Of shares relative to the highest, so that a small T does not turn every one of them into 0.
    return _normalised([(share / highest) ** (1 / temperature) for share in mass])


def rate(
    text: Vector,
    anchor_sets: Sequence[Sequence[Vector]],
    *,
    temperature: float = TEMPERATURE,
    epsilon: float = EPSILON,
) -> Rating:
    """The rating of a text, from its embedding and those of one or more anchor sets (lowest point first)."""
    masses = [mass_of([cosine(anchor, text) for anchor in anchors], epsilon) for anchors in anchor_sets]
    average = [math.fsum(shares) / len(masses) for shares in zip(*masses, strict=True)]
    return Rating(tempered(average, temperature))


def _normalised(weights: Sequence[float]) -> tuple[float, ...]:
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)
