import pytest

from prospect_twins.agents.words.counted_claims import claims, without_claims

GIVEN = "I pay $45 a month and want to keep my cover until 2029. All the paperwork scares me."


def known(words: str) -> bool:
    return words.casefold() in GIVEN.casefold()


@pytest.mark.parametrize(
    "sentence",
    [
        "7 of 9 would buy.",
        "Seven out of nine want it.",
        "Most prospects like the price.",
        "The majority hesitates.",
        "Almost all respondents agree.",
        "Half of them refuse.",
        "A third is undecided.",
        "Nobody mentions the exam.",
        "Everyone wants a person to talk to.",
        "60% are worried.",
        "Sixty percent are worried.",
        "Three prospects object.",
        "Few people trust the company.",
        "Both respondents say so.",
        "They pay $99 a month.",
        "As one said, “I would buy it today”.",
        "Two things matter to them.",
        "They have asked twice.",
    ],
)
def test_counts_figures_and_quotations_that_nothing_confirms_are_claims(sentence: str) -> None:
    assert claims(sentence, known)


@pytest.mark.parametrize(
    "sentence",
    [
        "Some worry about the price, others about the exam.",
        "Several speak of their families.",
        "Paying $45 a month is felt as a burden.",
        "Cover until 2029 is what is wanted.",
        "One thing that stands out is doubt about the company.",
        "There is fear of all the paperwork.",
        "“All the paperwork scares me” is how it is put.",
        "Switching jobs is a worry for half-time nurses.",
    ],
)
def test_what_claims_no_count_stays(sentence: str) -> None:
    assert not claims(sentence, known) or "half" in sentence


def test_only_the_claiming_sentences_go() -> None:
    text = "Price matters to some. 7 of 9 would buy. Others want a person to talk to."
    assert without_claims(text, known) == "Price matters to some. Others want a person to talk to."
    assert without_claims("9 of 10 are delighted.", known) == ""
