"""What of a model's text was meant for its reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.spoken import spoken

SAID = "I'd rather wait."
WRAPPED = [
    "Let me think.\n</think>\n\n{}",
    "<think>hm</think>{}",
    "<think>\n\n</think>\n\n{}",
    "<thinking>hm</thinking> {}",
    "<THINK>hm</THINK>{}",
    "<reasoning>hm</reasoning>{}",
    "<thought>hm</thought>{}",
    "hm</thought>{}",
    "hm</reasoning>\n{}",
    "[THINK]hm[/THINK]{}",
    "hm[/THINK]{}",
    "◁think▷hm◁/think▷{}",
    "hm◁/think▷{}",
    "<seed:think>hm</seed:think>{}",
    "<|begin_of_thought|>hm<|end_of_thought|>{}",
    "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{}",
    "analysisWe need to answer as Ann.assistantfinal{}",
    "<|channel>thought\nhm<channel|>{}",
    "<|im_start|>assistant\n{}<|im_end|>",
    "{}<|im_end|>\n<|im_start|>user\nAnd the price?<|im_end|>",
    "{}<|endoftext|>",
    "<|start_header_id|>assistant<|end_header_id|>\n\n{}<|eot_id|>",
    "{}</s>",
    "<s>{}</s>",
    "[/INST] {}",
    "{} [/INST]",
    "{}</s><s>[INST] And the price? [/INST] Too high.",
    "<start_of_turn>model\n{}<end_of_turn>",
    "{}<|end|>",
    "<｜Assistant｜>{}<｜end▁of▁sentence｜>",
    "{}<eos>",
    "{}\n<think>Was that good?</think>",
    "{}\n<think>Was that go",
    "<think>I close with </think> then.</think>{}",
    "<think>a<think>b</think>{}",
]


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_thoughts_and_template_signs_are_not_said(wrapped: str) -> None:
    assert spoken(wrapped.replace("{}", SAID)).strip() == SAID


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_an_object_comes_out_whole(wrapped: str) -> None:
    written = '{"answer": "I\'d wait.", "evidence": []}'
    assert spoken(wrapped.replace("{}", written)).strip() == written


@pytest.mark.parametrize(
    "text",
    ["<think>\nI am Ann and", "hm</think>", "<|channel|>analysis<|message|>hm", "<|im_start|>assistant\n<|im_end|>"],
)
def test_where_nothing_was_said_nothing_is_left(text: str) -> None:
    assert spoken(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I'd pay <3 a month, not [as they say] more.",
        "My assistant finally called.",
        "Analysis is not my thing; the assistant final exam was.",
        '{"answer": "I thought </think> about it", "evidence": []}',
        "I <s>like</s> it? No.",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert spoken(text) == text or text.startswith("I <s>")


@given(st.text(alphabet=st.sampled_from('<>/|thinkTHINK[]◁▷ \n{}"ab'), max_size=60))
def test_a_second_time_there_is_nothing_to_take_out(text: str) -> None:
    once = spoken(text)
    assert len(once) <= len(text)
    assert "<think>" not in once or once.lstrip().startswith("{")
