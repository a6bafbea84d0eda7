"""A twin's answer to one question is no answer to another."""

from datetime import UTC, datetime

import pytest

from prospect_twins.agents.acceptance.answer_checks import RepeatedAnswer, Said, checked_answer
from prospect_twins.agents.acceptance.repetition import repeats_itself
from prospect_twins.domain.questions import Exchange

BEFORE = (
    "Well, I worry most about what happens to the house if something happens to me, because my daughter still lives "
    "there. I would want something simple that pays off the mortgage."
)
ASKED = "What worries you most about life insurance?"
MEMORY = [Exchange(ASKED, BEFORE, datetime(2026, 1, 1, tzinfo=UTC))]
OTHER = "Would you rather be called or get a letter?"


@pytest.mark.parametrize(
    "answer",
    [
        BEFORE,
        BEFORE.upper(),
        BEFORE.replace("Well, I", "Honestly, I"),
        BEFORE.replace(".", "!").replace("simple", "plain"),
        BEFORE.partition(". ")[0] + ".",
        "Look: " + BEFORE,
    ],
)
def test_an_earlier_answer_said_again_answers_no_other_question(answer: str) -> None:
    assert repeats_itself(answer, OTHER, MEMORY)
    with pytest.raises(RepeatedAnswer):
        checked_answer(Said(answer, question=OTHER, memory=MEMORY))


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (BEFORE, ASKED),
        (BEFORE, "what worries you the MOST about life insurance"),
        (BEFORE, "About life insurance, what worries you?"),
        ("It depends on the price.", OTHER),
        ("A letter, please. I worry about the house, and I want to read about it slowly and in my own time.", OTHER),
        ("A letter. What happens to the house if something happens to me is nothing to discuss by phone.", OTHER),
    ],
)  # fmt: skip
def test_the_same_question_may_get_the_same_answer_and_a_subject_may_come_up_again(answer: str, question: str) -> None:
    assert not repeats_itself(answer, question, MEMORY)
    assert checked_answer(Said(answer, question=question, memory=MEMORY)) == answer


def test_a_script_without_blanks_is_compared_by_its_characters() -> None:
    before = "我最担心的是房子怎么办，因为我的女儿还住在那里，我想要简单一点的保险。"
    memory = [Exchange("您最担心什么？", before, datetime(2026, 1, 1, tzinfo=UTC))]
    assert repeats_itself(before[:-1] + "！", "您愿意接电话还是收信？", memory)
    assert not repeats_itself("我更愿意收信，这样我可以慢慢看，不用马上回答。", "您愿意接电话还是收信？", memory)
