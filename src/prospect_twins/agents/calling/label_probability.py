"""How probable a model held the label that it gave, where its server tells the probabilities of tokens."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_ai.messages import ModelResponse, TextPart
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModelSettings
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object

TELLING_SYSTEMS = frozenset({"openai", "embedded"})
"""Providers (`Model.system`) whose servers tell them when asked, or don't mind being asked: OpenAI's own, those that
OPENAI_BASE_URL names, llama.cpp. Others refuse the whole call for it. Models that reason are not asked (Pydantic AI
drops the setting), since they tell none."""
MOST_TOLD = 20
"""How many of the likeliest tokens at each place OpenAI tells, at most."""

_VALUE = re.compile(r'(?<!\\)"value"\s*:\s*("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?)', re.IGNORECASE)


def asking_for_logprobs(model: Model, *, alternatives: int = 0) -> ModelSettings:
    """Settings that ask `model` for the probabilities of its tokens, and of that many alternatives to each."""
    if model.system not in TELLING_SYSTEMS:
        return ModelSettings()
    if not alternatives:
        return OpenAIChatModelSettings(openai_logprobs=True)
    return OpenAIChatModelSettings(openai_logprobs=True, openai_top_logprobs=min(alternatives, MOST_TOLD))


def value_probability(response: ModelResponse) -> float | None:
    """The probability of the string or number at "value" in a JSON reply, given what was written before it.

    That of all its tokens together; None where it isn't told, and for lists, which are no single label.
    """
    tokens, text = _tokens(response), response.text or ""
    try:
        value = json_object(text, "value")["value"] if tokens else None
    except BrokenReply:
        return None
    written = "".join(token["token"] for token in tokens)
    # The last of several: models draft first, and an answer's words may look like the field.
    matches = [match for match in _VALUE.finditer(written) if _is(match[1], value)]
    if not matches or text.strip() not in written:
        return None
    start, end = matches[-1].span(1)
    total, at = 0.0, 0
    for token in tokens:
        until = at + len(token["token"])
        if at < end and until > start:
            total += token["logprob"]
        at = until
    return min(math.exp(total), 1.0)


def _is(written: str, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return bool(json.loads(written, strict=False) == value)
    except ValueError:
        return False


def label_shares(response: ModelResponse, labels: Sequence[str]) -> Mapping[str, float]:
    """How the probability of the reply's first token is shared among `labels`, one token each; they add up to 1.

    Where nothing is told, all of it is the label's that was given; empty if none of them was.
    """
    weights = dict.fromkeys(labels, 0.0)
    for token in _tokens(response)[:1]:
        for alternative in token["top_logprobs"]:
            label = str(alternative["token"]).strip()
            if label in weights:
                weights[label] += math.exp(alternative["logprob"])
    total = math.fsum(weights.values())
    if total:
        return {label: weight / total for label, weight in weights.items()}
    reply = (response.text or "").strip()
    return {label: float(label == reply) for label in labels} if reply in weights else {}


def _tokens(response: ModelResponse) -> Sequence[Mapping[str, Any]]:
    """A chat completion has them in the response's details, OpenAI's Responses API in those of its text."""
    details = [response.provider_details or {}]
    details += [part.provider_details or {} for part in response.parts if isinstance(part, TextPart)]
    return next((logprobs for details_of_part in details if (logprobs := details_of_part.get("logprobs"))), ())
