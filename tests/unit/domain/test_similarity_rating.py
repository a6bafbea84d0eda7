import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.rating_scales import AGREEMENT, PURCHASE_INTENT, RatingScale
from prospect_twins.domain.similarity_rating import Rating, cosine, mass_of, rate, tempered

similarities = st.lists(st.floats(-1, 1), min_size=2, max_size=9)
masses = st.lists(st.integers(0, 1000), min_size=2, max_size=9).filter(any).map(lambda n: [x / sum(n) for x in n])


def test_mass_is_shared_by_similarity_above_the_least_similar_anchor() -> None:
    assert mass_of([0.1, 0.2, 0.4, 0.3, 0.1]) == pytest.approx([0, 1 / 6, 3 / 6, 2 / 6, 0])


def test_epsilon_goes_to_the_first_of_the_least_similar_anchors_and_into_the_whole() -> None:
    assert mass_of([0.1, 0.2, 0.4, 0.3, 0.1], epsilon=0.2) == pytest.approx([2 / 8, 1 / 8, 3 / 8, 2 / 8, 0])


def test_anchors_that_are_all_alike_say_nothing() -> None:
    assert mass_of([0.5] * 4) == mass_of([0.5] * 4, epsilon=0.1) == (0.25,) * 4


@given(similarities, st.floats(0, 1))
def test_a_mass_sums_to_one_and_is_never_negative(given: list[float], epsilon: float) -> None:
    mass = mass_of(given, epsilon)
    assert math.isclose(sum(mass), 1)
    assert min(mass) >= 0


def test_only_differences_of_similarity_count() -> None:
    assert mass_of([0.1, 0.25, 0.4]) == pytest.approx(mass_of([0.5, 0.65, 0.8]))


def test_a_temperature_of_one_changes_nothing() -> None:
    assert tempered([0.1, 0.6, 0.3], 1) == (0.1, 0.6, 0.3)


def test_a_low_temperature_sharpens_and_a_high_one_flattens() -> None:
    assert tempered([0.2, 0.8], 0.5) == pytest.approx([0.04 / 0.68, 0.64 / 0.68])
    assert tempered([0.2, 0.8], 2) == pytest.approx([1 / 3, 2 / 3])


def test_a_temperature_of_zero_leaves_the_likeliest_points() -> None:
    assert tempered([0.1, 0.6, 0.3], 0) == (0, 1, 0)
    assert tempered([0.4, 0.2, 0.4], 0) == (0.5, 0, 0.5)


@given(masses, st.floats(0.001, 100))
def test_tempering_keeps_the_order_of_the_points(mass: list[float], temperature: float) -> None:
    after = tempered(mass, temperature)
    assert math.isclose(sum(after), 1)
    assert after.index(max(after)) in [point for point, share in enumerate(mass) if math.isclose(share, max(mass))]


@pytest.mark.parametrize("misuse", [lambda: mass_of([0.1, 0.2], -0.1), lambda: tempered([1.0], -1)])
def test_negative_parameters_are_refused(misuse) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="must not be negative"):
        misuse()


def test_cosine_tells_direction_and_not_length() -> None:
    assert cosine([1, 2, 2], [2, 4, 4]) == pytest.approx(1)
    assert cosine([1, 0], [0, 3]) == 0
    assert cosine([1, 2], [-1, -2]) == pytest.approx(-1)
    assert cosine([0, 0], [1, 2]) == 0


def test_vectors_of_different_models_are_not_compared() -> None:
    with pytest.raises(ValueError, match="2 and 3 dimensions"):
        cosine([1, 2], [1, 2, 3])


FIRST = [[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]
SECOND = [[0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]]


def test_anchor_sets_are_averaged() -> None:
    text = [1.0, 0.0]
    first, second = (1 / 1.6, 0.6 / 1.6, 0), (1.4 / 2, 0.6 / 2, 0)
    assert rate(text, [FIRST]).mass == pytest.approx(first)
    assert rate(text, [SECOND]).mass == pytest.approx(second)
    assert rate(text, [FIRST, SECOND]).mass == pytest.approx([(a + b) / 2 for a, b in zip(first, second, strict=True)])


def test_the_average_is_tempered_and_not_each_set() -> None:
    average = rate([1.0, 0.0], [FIRST, SECOND]).mass
    assert rate([1.0, 0.0], [FIRST, SECOND], temperature=0.5).mass == pytest.approx(tempered(average, 0.5))


def test_a_text_is_rated_where_its_words_are() -> None:
    ratings = [rate(text, [FIRST]) for text in ([1.0, 0.1], [0.6, 0.8], [0.1, 1.0])]
    assert [rating.likeliest for rating in ratings] == [1, 2, 3]
    assert [rating.expected for rating in ratings] == sorted(rating.expected for rating in ratings)


def test_the_expected_rating_is_the_mean_of_the_mass() -> None:
    assert Rating((0.5, 0, 0, 0, 0.5)).expected == 3
    assert Rating((0, 0, 0, 0.25, 0.75)).expected == 4.75


@pytest.mark.parametrize("scale", [PURCHASE_INTENT, AGREEMENT], ids=lambda scale: scale.name)
def test_the_scales_have_five_points_and_several_sets_of_distinct_anchors(scale: RatingScale) -> None:
    assert scale.points == 5
    assert len(scale.anchor_sets) >= 4
    anchors = [anchor for anchors in scale.anchor_sets for anchor in anchors]
    assert len(set(anchors)) == 5 * len(scale.anchor_sets)


@pytest.mark.parametrize("sets", [(), (("no", "yes"), ("no", "perhaps", "yes")), (("always",),)])
def test_a_scale_needs_sets_of_one_length(sets: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValueError, match="needs anchor sets of one length"):
        RatingScale("lopsided", sets)
