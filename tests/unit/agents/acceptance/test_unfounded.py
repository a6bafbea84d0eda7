import pytest

from prospect_twins.agents.acceptance.unfounded import founded

SAID = "I want cover that lasts. I worry about my wife and children. It should protect my family."


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ("Age: 56\nMarital status: not married\nHousehold size: 1", "I want cover that lasts."),
        ("Age: 56\nChildren: 0", "I want cover that lasts."),
        ("Marital status: married\nChildren: 2", SAID),
        ("Marital status: married", "I want cover that lasts. It should protect my family."),
        ("Household size: 4", "I want cover that lasts. It should protect my family."),
        ("<note>\nHer mother lives with her.\n</note>", "I want cover that lasts. It should protect my family."),
        ("<transcript>\nMy kids and my husband come first.\n</transcript>", SAID),
        ("Never married, no children.", "I want cover that lasts."),
    ],
)
def test_a_sentence_about_relatives_stays_only_if_the_record_knows_of_any(record: str, kept: str) -> None:
    assert founded(SAID, record) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Families like that of my boss have it easier.",
        "A family policy costs more. Couples pay less than a wife and a husband apart.",
        "I was a child when my town flooded.",
    ],
)
def test_relatives_in_general_are_nobody_s(text: str) -> None:
    assert founded(text, "Age: 40") == text


def test_a_text_without_relatives_is_left_as_it_is() -> None:
    text = "Well, I like it.  Two blanks stay;\nso do lines."
    assert founded(text, "") == text
