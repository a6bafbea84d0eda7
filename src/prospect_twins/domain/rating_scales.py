"""Rating scales, each with anchor statements: what somebody at a point of the scale would say.

Anchors speak of no product, so that one scale serves every question of its kind. A set is written in one voice from the
lowest point to the highest; several voices are averaged, because each set favours answers that happen to share its
words. They were written before any answers were rated with them, and not fitted to any: fitted to one study, they would
tell nothing of the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from prospect_twins.domain.question_forms import ScaleName

AnchorSet: TypeAlias = tuple[str, ...]
"""One statement for each point of the scale, the lowest first."""


@dataclass(frozen=True, slots=True)
class RatingScale:
    """Points 1 to `points`; every anchor set has a statement for each."""

    name: str
    anchor_sets: tuple[AnchorSet, ...]

    def __post_init__(self) -> None:
        lengths = {len(anchors) for anchors in self.anchor_sets}
        if len(lengths) != 1 or 1 in lengths:
            raise ValueError(f"The scale {self.name} needs anchor sets of one length, of two statements or more.")

    @property
    def points(self) -> int:
        """How many points the scale has."""
        return len(self.anchor_sets[0])


PURCHASE_INTENT = RatingScale(
    "purchase intent",
    (
        (
            "I would definitely not buy this.",
            "I would probably not buy this.",
            "I might or might not buy this.",
            "I would probably buy this.",
            "I would definitely buy this.",
        ),
        (
            "There is no way I would ever get one of these.",
            "I doubt that I would get one of these.",
            "I'm undecided whether I would get one of these.",
            "I could well see myself getting one of these.",
            "I can't wait to get one of these.",
        ),
        (
            "This repels me and I'd stay away from it.",
            "This doesn't appeal to me much, so I'd rather leave it.",
            "I neither like nor dislike it; it would depend.",
            "This appeals to me, so I'd be inclined to take it.",
            "This is exactly what I want and I'd take it at once.",
        ),
        (
            "I'm put off and won't spend money on it.",
            "I'm not really interested in spending money on it.",
            "Maybe I would spend money on it, maybe not.",
            "I'm interested and would likely spend money on it.",
            "I'm thrilled and would gladly spend money on it.",
        ),
        (
            "It is extremely unlikely that I would purchase it.",
            "It is unlikely that I would purchase it.",
            "It is as likely as not that I would purchase it.",
            "It is likely that I would purchase it.",
            "It is extremely likely that I would purchase it.",
        ),
        (
            "No, never.",
            "Not really, I don't think so.",
            "Perhaps, I don't know.",
            "Yes, I think I would.",
            "Yes, absolutely.",
        ),
    ),
)  # fmt: skip
"""How likely somebody is to buy: 1 certainly not, 5 certainly."""

AGREEMENT = RatingScale(
    "agreement",
    (
        (
            "I strongly disagree with this.",
            "I disagree with this.",
            "I neither agree nor disagree with this.",
            "I agree with this.",
            "I strongly agree with this.",
        ),
        (
            "That is completely wrong.",
            "That is mostly wrong.",
            "That is partly right and partly wrong.",
            "That is mostly right.",
            "That is completely right.",
        ),
        (
            "I'm totally against it.",
            "I'm rather against it.",
            "I have no opinion on it either way.",
            "I'm rather for it.",
            "I'm totally for it.",
        ),
        (
            "No, not at all.",
            "No, not really.",
            "I can't say yes or no.",
            "Yes, more or less.",
            "Yes, entirely.",
        ),
    ),
)  # fmt: skip
"""How far somebody agrees: 1 not at all, 5 entirely."""

SCALES: Mapping[ScaleName, RatingScale] = {
    ScaleName.PURCHASE_INTENT: PURCHASE_INTENT,
    ScaleName.AGREEMENT: AGREEMENT,
}
