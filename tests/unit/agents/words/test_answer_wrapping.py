"""What stands around an answer, in the forms in which models and gateways were seen to write it."""

import json

import pytest

from prospect_twins.agents.acceptance.answer_checks import Said, checked_answer
from prospect_twins.agents.twin.answer_reply import read_reply
from prospect_twins.agents.words.answer_wrapping import is_placeholder, unwrapped
from prospect_twins.domain.errors import ModelFault

A = "I worry about the house, and what my girls would do."
T = "Okay, so the user asks me to play this person. I need to be careful not to invent things."
KNOWN = {"f1", "f2", "f13", "n1"}

AROUND = [
    f"Here is my thought process: {T}\n\nHere is my response: {A}",
    f"**Thinking Process:**\n\n1. Play Marcus.\n2. He worries.\n\n**Final Answer:**\n{A}",
    f"Thinking...\n{T}\n...done thinking.\n\n{A}",
    f'<details type="reasoning" done="true"><summary>Thought</summary>\n> {T}\n</details>\n{A}',
    f"The user wants me to answer as Marcus. {A}",
    f"Okay, so the user asks me to play this person. I need to answer as him. {A}",
    f"{A}\nEvidence: f2, n1\nAssumptions: none",
    f"{A}\nevidence:\n- f2\nassumptions: []",
    f"{A} (Evidence: f1, n1)",
    f"{A} Evidence:.",
    f"**Answer:** {A}\n\n**Evidence:** f2\n\n**Assumptions:** none",
    f"{A}\n\nNote: I have stayed in character as Marcus.",
    f"{A}\n\n(Note: this answer was generated based on the persona provided.)",
    f"Q: What worries you?\nA: {A}",
    *(f"<{name}>{A}</{name}>" for name in ("answer", "response", "final", "output", "reply", "p")),
    f"<answer>{A}</answer><evidence>f2</evidence><assumptions></assumptions>",
    f"<|begin_of_box|>{A}<|end_of_box|>",
    f"\\boxed{{{A}}}",
    f"```\n{A}\n```",
    f"```text\n{A}\n```",
    f"~~~markdown\n{A}\n~~~",
]


@pytest.mark.parametrize("text", AROUND)
def test_what_stands_around_an_answer_is_taken_off(text: str) -> None:
    assert checked_answer(Said(read_reply(text, KNOWN).answer)) == A
    assert checked_answer(Said(text)) == A
    if not text.startswith(("```", "~~~", "\\")):
        assert checked_answer(Said(read_reply(json.dumps({"answer": text, "evidence": []}), KNOWN).answer)) == A


@pytest.mark.parametrize(
    "text",
    [
        "Note that I am no fool.",
        "Answer me this: who pays then?",
        "The user manual of my car is clearer than this policy.",
        "My evidence: three bills that nobody paid.",
        "Thinking... no, I would not.",
        "I need to respond to my own family first.",
        "Here is my thought: nobody needs it.",
        "Analysis is my job, so I read every page.",
        "Text me the price.",
    ],
)
def test_what_people_say_stays(text: str) -> None:
    assert unwrapped(text) == text
    assert checked_answer(Said(text)) == text


def test_thoughts_in_plain_words_are_no_answer() -> None:
    with pytest.raises(ModelFault):
        checked_answer(Said("analysisWe need to answer as Marcus. He worries about the house. So answer: I worry"))


@pytest.mark.parametrize("text", ["string", "null", "undefined", "TODO", "[Your answer here]", "...", "<your answer>"])
def test_a_placeholder_is_no_answer(text: str) -> None:
    assert is_placeholder(text)
    with pytest.raises(ModelFault):
        checked_answer(Said(text))


@pytest.mark.parametrize("text", ["No.", "None of them.", "(sighs) Yes.", "Yes", "Text me.", "Null interest, thanks."])
def test_a_short_answer_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps({"answer": "I worry about {family}.", "evidence": []}), "I worry about {family}."),
        (json.dumps({"answer": "My budget is {rent, food}, no more."}), "My budget is {rent, food}, no more."),
        ('{"answer": "I worry about it all.", "evidence": ["f2", "n', "I worry about it all."),
        (json.dumps({"response": A}), A),
        (
            json.dumps({"answer": ["I worry about the house.", "And the girls."]}),
            "I worry about the house. And the girls.",
        ),
        (json.dumps({"answer": {"text": A}, "evidence": []}), A),
        (json.dumps({"answer": "I worry (f13).", "evidence": ["f2"]}), "I worry."),
        (json.dumps({"answer": "I worry (f13; n1).", "evidence": ["f2"]}), "I worry."),
        (json.dumps({"answer": "I came on a visa (f1).", "evidence": ["f2"]}), "I came on a visa (f1)."),
    ],
)
def test_a_whole_answer_in_another_form_is_read(text: str, expected: str) -> None:
    assert read_reply(text, KNOWN).answer == expected
