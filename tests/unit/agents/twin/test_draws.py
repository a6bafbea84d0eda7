"""Asking one twin several times."""

from itertools import pairwise

import pytest

from prospect_twins.agents.twin.draws import shown_options, wording
from prospect_twins.agents.twin.prompts import OPEN_QUESTION
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, ScaleName
from prospect_twins.domain.question_values import point_labels

OPTIONS = tuple("ABCDEF")
MOST_DRAWS = 9


def test_each_draw_is_worded_otherwise_and_the_first_as_usual() -> None:
    assert wording(0) == OPEN_QUESTION.closing
    assert len({wording(draw) for draw in range(MOST_DRAWS)}) == MOST_DRAWS


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.RANKING])
def test_options_are_rotated_from_draw_to_draw(kind: QuestionKind) -> None:
    form = QuestionForm(kind, OPTIONS)
    orders = [shown_options(form, draw) for draw in range(MOST_DRAWS)]
    assert orders[0] == OPTIONS
    assert {order[0] for order in orders} == set(OPTIONS)
    assert all("".join(order) in "ABCDEFABCDEF" for order in orders)


def test_three_draws_of_twenty_options_begin_far_apart() -> None:
    form = QuestionForm(QuestionKind.SINGLE_CHOICE, tuple(map(str, range(20))))
    firsts = sorted(int(shown_options(form, draw)[0]) for draw in range(3))
    assert all(later - earlier >= 4 for earlier, later in pairwise(firsts))


def test_a_scale_is_shown_from_its_lowest_point_in_every_draw() -> None:
    form = QuestionForm(QuestionKind.SCALE, scale=ScaleName.AGREEMENT)
    assert {shown_options(form, draw) for draw in range(MOST_DRAWS)} == {point_labels(form)}
