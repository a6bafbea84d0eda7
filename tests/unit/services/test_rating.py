from collections.abc import Sequence

from prospect_twins.domain.rating_scales import RatingScale
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.services.rating import SimilarityRater

SCALE = RatingScale("liking", (("bad", "fair", "good"), ("awful", "fine", "great")))
PLACES = {"bad": 0.0, "awful": 0.1, "fair": 0.5, "fine": 0.6, "good": 1.0, "great": 0.9}


class OnAQuarterCircle:
    """Embeds words by how much they praise."""

    name = "praise"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.asked.append(list(texts))
        return [(1 - PLACES[text], PLACES[text]) for text in texts]


async def test_texts_are_rated_by_the_anchors_they_resemble_in_their_order() -> None:
    rater = SimilarityRater(OnAQuarterCircle(), SCALE)
    good, bad, fair = await rater.rate(["great", "awful", "fine"])
    assert (good.likeliest, bad.likeliest, fair.likeliest) == (3, 1, 2)
    assert bad.expected < fair.expected < good.expected


async def test_the_anchors_are_embedded_once() -> None:
    embedder = OnAQuarterCircle()
    rater = SimilarityRater(embedder, SCALE)
    await rater.rate(["good"])
    await rater.rate(["bad"])
    assert embedder.asked == [["bad", "fair", "good", "awful", "fine", "great"], ["good"], ["bad"]]


async def test_temperature_and_epsilon_are_passed_on() -> None:
    [plain] = await SimilarityRater(OnAQuarterCircle(), SCALE).rate(["good"])
    [sharp] = await SimilarityRater(OnAQuarterCircle(), SCALE, temperature=0.2).rate(["good"])
    [floored] = await SimilarityRater(OnAQuarterCircle(), SCALE, epsilon=0.5).rate(["good"])
    assert sharp.mass[2] > plain.mass[2]
    assert plain.mass[0] == 0 < floored.mass[0]
