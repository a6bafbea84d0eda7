"""What is read out of a reply, and what never becomes an answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.answer_reply import (
    MAX_ASSUMPTION_CHARS,
    MAX_ASSUMPTIONS,
    BrokenReply,
    read_reply,
    reply_schema,
)
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind
from prospect_twins.models.scripted.replies import BROKEN

ANSWER = "I'd rather wait."


def written(**fields: Any) -> str:
    return json.dumps({"answer": ANSWER, "evidence": ["f1", "n2"], "assumptions": ["that prices hold"], **fields})


@pytest.mark.parametrize(
    "text", [written(), f"```json\n{written()}\n```", f"Certainly! Here it is:\n{written()}\nAnything else?"]
)
def test_an_object_is_read_wherever_it_stands(text: str) -> None:
    reply = read_reply(text)
    assert (reply.answer, reply.evidence, reply.assumptions) == (ANSWER, ("f1", "n2"), ("that prices hold",))


@pytest.mark.parametrize(
    "text",
    [
        *BROKEN[1:],
        "{",
        "[1, 2]",
        '["I like it"]',
        written()[:-10],
        written(answer=None),
        written(answer=["I", "like", "it"]),
        written(answer=written()),
        written(answer="```I like it```"),
        written(evidence="f1, n2"),
        written(evidence=[1, 2]),
        written(assumptions=None),
        "{" * 100_000,
        json.dumps({"answer": ANSWER}),
        "Sure. ```json\nI like it\n```",
    ],
)
def test_what_is_no_such_object_is_no_reply(text: str) -> None:
    with pytest.raises(BrokenReply):
        read_reply(text)


@given(st.text())
def test_no_json_is_ever_an_answer(text: str) -> None:
    try:
        reply = read_reply(text)
    except BrokenReply:
        return
    assert not set("{}") & set(reply.answer)


def test_prose_is_taken_for_the_answer_and_says_nothing_of_its_evidence() -> None:
    reply = read_reply("I'd rather wait, to be honest.")
    assert (reply.answer, reply.evidence, reply.assumptions) == ("I'd rather wait, to be honest.", None, ())


def test_fields_that_nobody_asked_for_are_ignored() -> None:
    assert read_reply(written(certainty="complete")) == read_reply(written())


def test_ids_are_read_in_the_ways_that_models_write_them_and_each_once() -> None:
    cited = ["<f1>", "[n2]", "f3: Age", "note n2", "F1", "fact", "that fact1 thing", ""]
    assert read_reply(written(evidence=cited)).evidence == ("f1", "n2", "f3")


def test_ids_in_the_answer_are_taken_out_like_footnotes() -> None:
    said = "I'm 67 [f2] and wary (n1, n2). It costs <c1> too much &lt;c1&gt;. I like (most) of it [really]."
    cleaned = "I'm 67 and wary. It costs too much. I like (most) of it [really]."
    assert read_reply(written(answer=said)).answer == cleaned
    assert read_reply(said).answer == cleaned


def test_assumptions_are_few_short_lines_each_once() -> None:
    made = ["one\nline", "one line", "", "x" * 500, *(f"number {n}" for n in range(20))]
    assumptions = read_reply(written(assumptions=made)).assumptions
    assert assumptions[0] == "one line"
    assert len(assumptions) == MAX_ASSUMPTIONS == len(set(assumptions))
    assert max(map(len, assumptions)) == MAX_ASSUMPTION_CHARS


def test_a_value_is_asked_for_only_where_the_form_has_one() -> None:
    assert "value" not in reply_schema(FREE_TEXT)["properties"]
    schema = reply_schema(QuestionForm(QuestionKind.SINGLE_CHOICE, ("Rain", "Sun")))
    assert schema["properties"]["value"]["enum"] == ["Rain", "Sun"]
    assert schema["required"] == ["answer", "evidence", "assumptions", "value"]
    assert read_reply(written(value="Sun")).value == "Sun"
