import pytest

from prospect_twins.agents.acceptance.grounding import MATCHED_PIECES, matched_grounding, stated_grounding
from prospect_twins.domain.grounding import RecordItem, RecordKind


def fact(number: int, label: str, text: str) -> RecordItem:
    return RecordItem(f"f{number}", RecordKind.FACT, label, text)


NAME = fact(1, "Name", "Evelyn Carter")
AGE = fact(2, "Age", "67")
STATUS = fact(3, "Marital status", "widowed")
INCOME = fact(4, "Annual income", "$52,000")
GRANDCHILDREN = fact(5, "Grandchildren", "3")
POLICY = RecordItem("n1", RecordKind.NOTE, "", "Has a small burial policy from 1998.")
PRICE = RecordItem("c1", RecordKind.CONTEXT, "monthly premium", "$45")
ITEMS = [PRICE, NAME, AGE, STATUS, INCOME, GRANDCHILDREN, POLICY]
QUESTION = "Would you pay for a policy?"


def matched(answer: str) -> tuple[list[str], float]:
    grounding, coverage = matched_grounding(answer, ITEMS, QUESTION)
    assert grounding.method == "matched"
    assert grounding.assumptions == ()
    return [item.id for item in grounding.evidence], coverage


def test_cited_pieces_are_those_that_were_given_in_the_order_cited_each_once() -> None:
    grounding, _ = stated_grounding(["n1", "f99", "f2", "n1", "z1"], ["that it rains"], ITEMS)
    assert grounding.evidence == (POLICY, AGE)
    assert grounding.assumptions == ("that it rains",)
    assert grounding.method == "stated"


@pytest.mark.parametrize(
    ("cited", "assumed", "coverage"),
    [(["f2", "n1"], [], 1.0), (["f2", "n1"], ["a", "b"], 0.5), (["f2"], ["a", "b", "c"], 0.25), (["f99"], [], 0.0),
     ([], [], 0.0), ([], ["a"], 0.0)],
)  # fmt: skip
def test_coverage_is_what_was_cited_beside_what_was_assumed(
    cited: list[str], assumed: list[str], coverage: float
) -> None:
    assert stated_grounding(cited, assumed, ITEMS)[1] == coverage


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        ("At 67, I think twice.", ["f2"]),
        ("I live on 52,000 dollars.", ["f4"]),
        ("Since I became a widow, I do it alone.", ["f3"]),
        ("My grandchildren come first.", ["f5"]),
        ("I have a burial policy already, a small one.", ["n1"]),
        ("That premium is too high.", ["c1"]),
        ("$45 is too much.", ["c1"]),
    ],
)
def test_what_shares_words_or_numbers_with_the_answer_is_its_evidence(answer: str, ids: list[str]) -> None:
    assert matched(answer) == (ids, 1.0)


@pytest.mark.parametrize(
    "answer",
    [
        "I'd rather not.",
        "A policy is what you ask me about.",  # the question's own word
        "The name of the company counts.",  # a word of the form
        "It was small talk.",  # one word of a note is chance
        "I have 3 questions.",  # so is a digit
        "It is widowhood that I think of.",  # and a word that only begins alike
    ],
)
def test_chance_is_no_evidence(answer: str) -> None:
    assert matched(answer) == ([], 0.0)


def test_coverage_is_the_share_of_sentences_that_share_something() -> None:
    assert matched("At 67, I think twice. I don't know. My grandchildren come first. Ask me later.")[1] == 0.5


def test_an_empty_answer_or_record_has_no_coverage() -> None:
    assert matched_grounding("", ITEMS, QUESTION)[1] == 0.0
    assert matched_grounding("At 67, I wait.", [], QUESTION)[1] == 0.0


def test_only_the_pieces_that_share_most_are_named() -> None:
    many = [fact(number, f"Hobby {number}", "gardening") for number in range(1, 20)]
    best = fact(20, "Plans", "gardening and painting")
    grounding, _ = matched_grounding("I like gardening and painting.", [*many, best], "?")
    assert len(grounding.evidence) == MATCHED_PIECES
    assert best in grounding.evidence


SAID = RecordItem("e1", RecordKind.EXCHANGE, "", "Asked: What worries you?\nAnswered: My grandchildren's future.")


def test_what_the_twin_said_before_is_no_evidence() -> None:
    assert stated_grounding(["e1"], [], [*ITEMS, SAID]) == stated_grounding([], [], ITEMS)
    assert stated_grounding(["e1", "f2"], ["a"], [*ITEMS, SAID])[1] == 0.5
    answer = "What worries me is the future of my grandchildren."
    assert matched_grounding(answer, [SAID], QUESTION)[1] == 0.0
    assert SAID not in matched_grounding(answer, [*ITEMS, SAID], QUESTION)[0].evidence
