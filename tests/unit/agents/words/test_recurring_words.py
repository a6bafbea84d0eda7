from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.words.recurring_words import (
    content_words,
    recurring,
    sentence_about,
    telling_sentence,
)
from prospect_twins.domain.sentences import sentences

ANSWERS = [
    "The monthly premium is too high for me. I trust no company.",
    "I could pay a monthly premium, if the premium never rises.",
    "My children come first. The medical exam scares me.",
    "No medical exams for me!",
]


def test_what_several_answers_share_recurs_with_the_places_of_those_answers() -> None:
    assert recurring(ANSWERS, "What do you think?", 5) == {"monthly premium": [0, 1], "medical exam": [2, 3]}


def test_words_of_the_question_do_not_count() -> None:
    assert "medical exam" not in recurring(ANSWERS, "How do you feel about a medical exam?", 5)


def test_nothing_recurs_in_a_single_answer() -> None:
    assert recurring(ANSWERS[:1], "?", 5) == {}


def test_a_plural_is_the_same_word() -> None:
    assert content_words("Exams, exam; companies, a company; the boss") == [
        "exam",
        "exam",
        "company",
        "company",
        "boss",
    ]


def test_a_sentence_about_a_theme_has_all_its_words() -> None:
    assert sentence_about("medical exam", ANSWERS[2]) == "The medical exam scares me."
    assert sentence_about("medical premium", ANSWERS[2]) is None
    assert sentence_about("", ANSWERS[2]) is None


def test_the_telling_sentence_says_something() -> None:
    assert telling_sentence("Well. I would rather keep my old policy. Yes.") == "I would rather keep my old policy."
    assert telling_sentence("No.") == "No."


@given(st.text())
def test_every_sentence_is_a_part_of_its_text(text: str) -> None:
    assert all(sentence in text for sentence in sentences(text))
