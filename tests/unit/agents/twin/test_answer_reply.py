"""What is read out of a reply, and what never becomes an answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.calling.json_reply import BrokenReply
from prospect_twins.agents.twin.answer_reply import (
    MAX_ASSUMPTION_CHARS,
    MAX_ASSUMPTIONS,
    read_reply,
    reply_schema,
)
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind
from prospect_twins.models.scripted.replies import BROKEN

ANSWER = "I'd rather wait."


KNOWN = {"f1", "f2", "n1", "n2", "c1"}
"""The ids of what the model was given."""


def written(**fields: Any) -> str:
    return json.dumps({"answer": ANSWER, "evidence": ["f1", "n2"], "assumptions": ["that prices hold"], **fields})


@pytest.mark.parametrize(
    "text", [written(), f"```json\n{written()}\n```", f"Certainly! Here it is:\n{written()}\nAnything else?"]
)
def test_an_object_is_read_wherever_it_stands(text: str) -> None:
    reply = read_reply(text, KNOWN)
    assert (reply.answer, reply.evidence, reply.assumptions) == (ANSWER, ("f1", "n2"), ("that prices hold",))


@pytest.mark.parametrize(
    "text",
    [
        *BROKEN[1:],
        "{",
        "[1, 2]",
        '["I like it"]',
        written()[:20],
        written(answer=None),
        written(answer=["I", 4, "it"]),
        written(answer=written()),
        written(answer="```I like it```"),
        "{" * 100_000,
        '{"a' * 30_000,
        '{"answer": NaN}',
        "null",
        "Sure. ```json\nI like it\n```",
    ],
)
def test_what_is_no_such_object_is_no_reply(text: str) -> None:
    with pytest.raises(BrokenReply):
        read_reply(text, KNOWN)


@given(st.text())
def test_no_json_is_ever_an_answer(text: str) -> None:
    try:
        reply = read_reply(text, KNOWN)
    except BrokenReply:
        return
    assert not set("{}") & set(reply.answer)


def test_prose_is_taken_for_the_answer_and_says_nothing_of_its_evidence() -> None:
    reply = read_reply("I'd rather wait, to be honest.", KNOWN)
    assert (reply.answer, reply.evidence, reply.assumptions) == ("I'd rather wait, to be honest.", None, ())


def test_fields_that_nobody_asked_for_are_ignored() -> None:
    assert read_reply(written(certainty="complete"), KNOWN) == read_reply(written(), KNOWN)


def test_ids_are_read_in_the_ways_that_models_write_them_and_each_once() -> None:
    cited = ["<f1>", "[n2]", "f3: Age", "note n2", "F1", "fact", "that fact1 thing", ""]
    assert read_reply(written(evidence=cited), KNOWN).evidence == ("f1", "n2", "f3")


def test_ids_in_the_answer_are_taken_out_like_footnotes() -> None:
    said = "I'm 67 [f2] and wary (n1, n2). It costs <c1> too much &lt;c1&gt;. I like (most) of it [really]."
    cleaned = "I'm 67 and wary. It costs too much. I like (most) of it [really]."
    assert read_reply(written(answer=said), KNOWN).answer == cleaned
    assert read_reply(said, KNOWN).answer == cleaned


@pytest.mark.parametrize(
    "said",
    [
        "I wear a mask (n95) at work.",
        "I came on a visa (f1) as a student.",
        "He plays the fifth grade (e5) now.",
        "They found explosives (c4) there.",
        "It is [f9] to me.",
        "I came on (f1 visa) papers.",
        "Section (n1) of the form.",
    ],
)
def test_words_in_brackets_that_are_no_marks_stay(said: str) -> None:
    assert read_reply(written(answer=said, evidence=["f2"]), KNOWN).answer == said


@pytest.mark.parametrize(
    ("evidence", "read"),
    [
        (["f1", "n2"], ("f1", "n2")),
        ("f1, n2", ("f1", "n2")),
        ('["f1", "n2"]', ("f1", "n2")),
        ("[]", ()),
        ("", ()),
        ("none", ()),
        (None, ()),
        ([], ()),
        ({}, ()),
        ({"f1": "Age", "n2": "Note"}, ("f1", "n2")),
        ([{"id": "f1", "text": "n2"}], ("f1",)),
        ([None, "f1"], ("f1",)),
        (["f1 (Age: 67)"], ("f1",)),
        (["f1; n2"], ("f1", "n2")),
        ([1, 2], None),
        (7, None),
        (True, None),
    ],
    ids=repr,
)
def test_evidence_is_read_in_any_form_and_its_lack_costs_no_answer(evidence: Any, read: tuple[str, ...] | None) -> None:
    reply = read_reply(written(evidence=evidence), KNOWN)
    assert (reply.answer, reply.evidence) == (ANSWER, read)


def test_an_object_without_evidence_says_nothing_of_what_it_rests_on() -> None:
    assert read_reply(json.dumps({"answer": ANSWER}), KNOWN).evidence is None


@pytest.mark.parametrize(
    "made", [None, [], "", "none", "None.", "N/A", ["none"], ["No assumptions."], [None], {}, "[]", 3]
)
def test_no_assumption_is_none(made: Any) -> None:
    assert read_reply(written(assumptions=made), KNOWN).assumptions == ()


def test_one_assumption_may_come_without_a_list() -> None:
    assert read_reply(written(assumptions="that prices hold"), KNOWN).assumptions == ("that prices hold",)


@pytest.mark.parametrize("answer", ["[laughs] No.", "<think>hm</think>No.", "No.</think>No.", "No.<|im_end|>"])
def test_an_answer_may_begin_with_a_bracket_and_has_no_thoughts(answer: str) -> None:
    assert read_reply(written(answer=answer), KNOWN).answer in ("[laughs] No.", "No.")


def test_assumptions_are_few_short_lines_each_once() -> None:
    made = ["one\nline", "one line", "", "x" * 500, *(f"number {n}" for n in range(20))]
    assumptions = read_reply(written(assumptions=made), KNOWN).assumptions
    assert assumptions[0] == "one line"
    assert len(assumptions) == MAX_ASSUMPTIONS == len(set(assumptions))
    assert max(map(len, assumptions)) == MAX_ASSUMPTION_CHARS


def test_a_value_is_asked_for_only_where_the_form_has_one() -> None:
    assert "value" not in reply_schema(FREE_TEXT)["properties"]
    schema = reply_schema(QuestionForm(QuestionKind.SINGLE_CHOICE, ("Rain", "Sun")))
    assert schema["properties"]["value"]["enum"] == ["Rain", "Sun"]
    assert schema["required"] == ["answer", "evidence", "assumptions", "value"]
    assert read_reply(written(value="Sun"), KNOWN).value == "Sun"
