"""The object in a reply: found wherever and however it is written, and never made up."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object, json_objects

FIELDS = ("answer", "evidence", "assumptions")
MEANT: dict[str, Any] = {"answer": "I'd wait, and see.", "evidence": ["f1", "n2"], "assumptions": []}
PLAIN = json.dumps(MEANT)
LOOSE = {
    "fenced": f"```json\n{PLAIN}\n```",
    "fenced in prose": f"Certainly!\n```\n{PLAIN}\n```\nAnything else?",
    "a fence that is not closed": f"```json\n{PLAIN}",
    "a brace in prose before it": f"As {{Ann}} I say {{so}}:\n{PLAIN}",
    "braces all around": f"{{thinking}} {PLAIN} {{done}}",
    "after another object": f'{{"thought": "hm"}}\n{PLAIN}',
    "after a draft": f'{{"answer": "A draft.", "evidence": [], "assumptions": []}}\nBetter:\n{PLAIN}',
    "before another object": f'{PLAIN}\n{{"confidence": 0.7}}',
    "in a list": f"[{PLAIN}]",
    "in an object": f'{{"response": {PLAIN}}}',
    "in objects": f'{{"data": {{"reply": [{PLAIN}]}}}}',
    "as a string": json.dumps(PLAIN),
    "as a string in an object": json.dumps({"output": PLAIN}),
    "with its escapes": PLAIN.replace('"', '\\"'),
    "a byte order mark": f"\ufeff{PLAIN}",
    "trailing commas": '{"answer": "I\'d wait, and see.", "evidence": ["f1", "n2",], "assumptions": [],}',
    "missing commas": '{"answer": "I\'d wait, and see."\n"evidence": ["f1", "n2"]\n"assumptions": []}',
    "comments": '{"answer": "I\'d wait, and see.", // so\n"evidence": ["f1", "n2"], /* two */ "assumptions": []}',
    "Python": """{'answer': "I'd wait, and see.", 'evidence': ['f1', 'n2'], 'assumptions': [], 'value': None}""",
    "single quotes with an apostrophe": "{'answer': 'I'd wait, and see.', 'evidence': ['f1', 'n2'], 'assumptions': []}",
    "typographic quotes": "{“answer”: “I'd wait, and see.”, “evidence”: [“f1”, “n2”], “assumptions”: []}",
    "names without quotes": '{answer: "I\'d wait, and see.", evidence: ["f1", "n2"], assumptions: []}',
    "entries without quotes": '{"answer": "I\'d wait, and see.", "evidence": [f1, n2], "assumptions": []}',
    "names in capitals": '{"Answer": "I\'d wait, and see.", "EVIDENCE": ["f1", "n2"], " assumptions": []}',
    "no closing brace": PLAIN[:-1],
    "no closing brace in a fence": f"```json\n{PLAIN[:-1]}\n```",
    "the wrong bracket": PLAIN.replace('"n2"]', '"n2"}', 1).replace('"n2"}, ', '"n2"], '),
}


@pytest.mark.parametrize("text", LOOSE.values(), ids=LOOSE.keys())
def test_an_object_is_read_however_it_is_written(text: str) -> None:
    found = json_object(text, *FIELDS)
    assert {field: found[field] for field in FIELDS} == MEANT


def test_line_breaks_tabs_and_quotation_marks_may_stand_in_a_string() -> None:
    text = '{"answer": "He said "no",\n\tand then "yes".", "evidence": [], "assumptions": []}'
    assert json_object(text, *FIELDS)["answer"] == 'He said "no",\n\tand then "yes".'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "NaN",
        "[]",
        "{}",
        "Sure.",
        '"answer"',
        '{"thought": "hm"}',
        "{answer}",
        '{"answer"',
        '{"answer":',
        PLAIN[:10],
        PLAIN[:-2],
        PLAIN[:-20],
        '{"answer": "I said "no"',
        '{"answer": "I said "no", "evidence": []',
        '{"answer": "ok \\',
        "{" * 100_000,
        "[" * 100_000,
        '{"a' * 50_000,
        '{"answer": 1' + "0" * 10_000 + "}",
        '\\"' * 1000 + "{",
    ],
    ids=lambda text: text[:25],
)
def test_what_is_no_such_object_or_broke_off_is_none(text: str) -> None:
    with pytest.raises(BrokenReply):
        json_object(text, *FIELDS)


def test_a_number_that_is_none_is_null() -> None:
    assert json_object('{"value": NaN, "low": -Infinity}', "value") == {"value": None, "low": None}


def test_rows_are_read_also_where_their_list_broke_off() -> None:
    text = '{"codes": [{"answer": 1, "sentiment": "mixed"}, {"answer": 2, "sentiment": "neutral"}, {"answer": 3, "senti'
    assert [row["answer"] for row in json_objects(text, "answer", "sentiment")] == [1, 2]


ANSWERS = st.text(min_size=1).filter(lambda text: text.strip())
REPLIES = st.fixed_dictionaries(
    {
        "answer": ANSWERS,
        "evidence": st.lists(st.sampled_from(["f1", "n2"])),
        "assumptions": st.lists(ANSWERS, max_size=3),
    }
)
PROSE = st.text(alphabet=st.characters(exclude_characters='{}[]"\\', exclude_categories=["Cs"]), max_size=30)
DAMAGES: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: text[:-1],
    lambda text: f"{text[:-1]},}}",
    lambda text: f"```json\n{text}\n```",
    lambda text: f"[{text}]",
    lambda text: json.dumps({"result": text}),
    lambda text: text.replace("\\n", "\n").replace("\\t", "\t"),
]


@given(REPLIES, st.sampled_from(DAMAGES), PROSE, PROSE)
def test_no_damage_changes_what_was_written(
    reply: dict[str, Any], damage: Callable[[str], str], before: str, after: str
) -> None:
    damaged = damage(json.dumps(reply, ensure_ascii=False))
    text = (
        f"{before}\n{damaged}\n{after}" if damaged.endswith(("}", "```")) and "```" not in before + after else damaged
    )
    assert json_object(text, *FIELDS) == reply


@given(REPLIES, st.data())
@example({"answer": 'I said "no", "evidence": []', "evidence": [], "assumptions": []}, None)
def test_what_broke_off_is_whole_or_nothing(reply: dict[str, Any], data: st.DataObject | None) -> None:
    """Wherever a reply ends, no half of an answer is read."""
    text = json.dumps(reply)
    for end in range(len(text)) if data is None else [data.draw(st.integers(0, len(text)))]:
        try:
            found = json_object(text[:end], *FIELDS)
        except BrokenReply:
            continue
        assert found == reply


@given(st.text(alphabet=st.sampled_from("{}[]\"':,\\/* \nanswer1.eNtu“”`"), max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    with contextlib.suppress(BrokenReply):
        assert "answer" in json_object(text, "answer")
