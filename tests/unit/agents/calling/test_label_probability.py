"""How probable a model held its label, from the probabilities of tokens that its server tells."""

import math
from typing import Any

import pytest
from pydantic_ai.messages import ModelResponse, TextPart

from prospect_twins.agents.calling.label_probability import label_shares, value_probability


def token(text: str, probability: float, **others: float) -> dict[str, Any]:
    told = {text: probability, **others}
    return {
        "token": text,
        "logprob": math.log(probability),
        "top_logprobs": [{"token": each, "logprob": math.log(share)} for each, share in told.items()],
    }


def completion(*tokens: dict[str, Any]) -> ModelResponse:
    """As a chat completion tells them."""
    text = "".join(each["token"] for each in tokens)
    return ModelResponse([TextPart(text)], provider_details={"logprobs": list(tokens)})


def test_a_labels_share_is_of_the_labels_alone() -> None:
    shares = label_shares(completion(token("B", 0.3, A=0.1, **{" A": 0.05, "the": 0.4})), "ABC")
    assert shares == {"A": pytest.approx(1 / 3), "B": pytest.approx(2 / 3), "C": 0.0}


def test_where_nothing_is_told_the_label_that_was_given_has_it_all() -> None:
    assert label_shares(ModelResponse([TextPart(" B\n")]), "AB") == {"A": 0.0, "B": 1.0}


def test_a_reply_that_is_no_label_has_no_shares() -> None:
    assert label_shares(ModelResponse([TextPart("Both")]), "AB") == {}


def test_a_values_probability_is_that_of_all_its_tokens() -> None:
    reply = completion(
        token('{"answer": "I say ', 0.5), token('no"', 0.5), token(', "value": ', 0.9), token('"Whole', 0.8),
        token(' life"', 0.5), token("}", 0.9),
    )  # fmt: skip
    assert value_probability(reply) == pytest.approx(0.4)


def test_a_number_is_a_value_too() -> None:
    assert value_probability(completion(token('{"value":', 0.9), token("4", 0.7), token("}", 1.0))) == pytest.approx(
        0.7
    )


def test_words_of_the_answer_that_look_like_the_value_are_not_it() -> None:
    reply = completion(
        token('{"value": ', 0.9), token('"B"', 0.6), token(', "answer": "\\"value\\": ', 0.1), token('\\"A\\""}', 0.1)
    )
    assert value_probability(reply) == pytest.approx(0.6)


@pytest.mark.parametrize(
    "reply",
    [
        ModelResponse([TextPart('{"value": "A"}')]),
        completion(token('{"value": ["A"]}', 0.9)),
        completion(token("I'd take A.", 0.9)),
        ModelResponse([TextPart('{"value": "A"}')], provider_details={"logprobs": [token("other", 0.5)]}),
    ],
    ids=["not told", "a list", "no JSON", "tokens of another text"],
)
def test_what_is_not_told_or_no_single_label_has_none(reply: ModelResponse) -> None:
    assert value_probability(reply) is None


def test_openais_responses_api_tells_them_beside_the_text() -> None:
    tokens = [token('{"value": ', 0.9), token("2", 0.25), token("}", 1.0)]
    part = TextPart('{"value": 2}', provider_details={"logprobs": tokens})
    assert value_probability(ModelResponse([part])) == pytest.approx(0.25)
