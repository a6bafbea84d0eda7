"""Refusals in many languages, and what people say that sounds like one."""

import pytest

from prospect_twins.agents.words.refusal_words import REFUSAL_WORDS
from prospect_twins.agents.words.refusals import is_refusal
from prospect_twins.domain.text import folded
from tests.unit.agents.words.labelled_refusals import REFUSED, SAID_BY_PEOPLE


@pytest.mark.parametrize("text", REFUSED)
def test_a_model_that_refuses_or_speaks_as_itself_is_heard(text: str) -> None:
    assert is_refusal(text)
    if folded(text.upper()) == folded(text):  # a Turkish dotless i is not undone
        assert is_refusal(f"{text.upper()}")


@pytest.mark.parametrize("text", SAID_BY_PEOPLE)
def test_what_people_say_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


@pytest.mark.parametrize("language", REFUSAL_WORDS)
def test_what_is_said_of_ones_own_affairs_makes_an_answer_of_every_refusal(language: str) -> None:
    row = REFUSAL_WORDS[language]
    unable, helps = row.unable.split("|")[0], row.helps.split("|")[0]
    refusal = f"{unable} {helps}" if row.has_blanks else unable + helps
    assert is_refusal(refusal)
    assert not is_refusal(f"{refusal}, Omaha 1987" if row.has_blanks else f"{refusal}，1987")


@pytest.mark.parametrize(
    ("text", "name", "known", "expected"),
    [
        ("It's not appropriate for me to speak as Marcus Delacroix.", "Marcus Delacroix", (), True),
        ("I aim to be honest, so I won't pretend to be Marcus.", "Marcus Delacroix", (), True),
        ("I'm Claude, an AI assistant made by Anthropic.", "Ann Lee", (), True),
        ("I'm Claude, made by two poor people.", "Claude Roux", (), False),
        ("I'm a virtual assistant, so money is tight.", "Ann Lee", ("Occupation: Virtual assistant",), False),
        ("I'm a virtual assistant, so I have no money.", "Ann Lee", ("Occupation: Nurse",), True),
        ("Soy asistente virtual, y gano poco.", "Ana", ("Occupation: asistente virtual",), False),
    ],
)
def test_a_persons_own_name_and_work_are_no_confession(
    text: str, name: str, known: tuple[str, ...], expected: bool
) -> None:
    assert is_refusal(text, name, known) is expected


def test_the_labelled_sentences_are_many() -> None:
    assert min(len(set(REFUSED)), len(set(SAID_BY_PEOPLE))) >= 150
    assert len(REFUSAL_WORDS) >= 24
