"""A second look at an answer, by a model: does it go against anything that the person's record says?

What the model finds is only proposed: a finding counts if its piece was given to the twin and its words stand in the
answer. The look is a help, not a condition: if the model fails, the answer goes by the rules alone.
"""

import logging
from collections.abc import Iterator, Sequence

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.acceptance.check_prompt import CHECK_INSTRUCTIONS, CONTRADICTIONS_SCHEMA
from prospect_twins.agents.calling.json_reply import BrokenReply, json_object
from prospect_twins.agents.calling.marked_data import block, piece
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.structured_request import request_for
from prospect_twins.agents.calling.usable_replies import usable_response
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.grounding import Contradiction, RecordItem, RecordKind
from prospect_twins.domain.usage import Usage

HELD_AGAINST = frozenset({RecordKind.FACT, RecordKind.NOTE, RecordKind.EXCHANGE})
"""Kinds of pieces that an answer can contradict; in a transcript others speak too."""

_SETTINGS = ModelSettings(temperature=0.0, max_tokens=1024)
_log = logging.getLogger(__name__)


class ContradictionCheck:
    """Asks `model`, one call for each answer."""

    def __init__(self, model: Model, calls: ModelCalls) -> None:
        self._model = model
        self._calls = calls
        self._parameters = request_for(model, CONTRADICTIONS_SCHEMA, "contradictions")

    async def contradictions(self, answer: str, items: Sequence[RecordItem]) -> tuple[tuple[Contradiction, ...], Usage]:
        """What holds of the model's findings, at most one for each piece, and what the call took."""
        held_against = {item.id: item for item in items if item.kind in HELD_AGAINST}
        if not held_against:
            return (), Usage()
        request = _request(answer, list(held_against.values()))
        deadline = self._calls.deadline()

        async def ask(settings: ModelSettings) -> ModelResponse:
            return await self._calls.run(
                lambda: model_request(
                    self._model, [request], model_settings=settings, model_request_parameters=self._parameters
                ),
                deadline,
            )

        try:
            response, usage = await usable_response(ask, _SETTINGS, _is_readable)
        except ModelFault as fault:
            _log.warning("an answer could not be checked by a model: %s", fault.message)
            return (), Usage()
        by_item: dict[str, Contradiction] = {}
        for record_id, words in _proposed(response.text or ""):
            item = held_against.get(record_id)
            if item and words and words in answer:
                fact = f"{item.label}: {item.text}" if item.label else item.text
                by_item.setdefault(record_id, Contradiction(record_id, fact, words))
        return tuple(by_item.values()), usage


def _request(answer: str, items: Sequence[RecordItem]) -> ModelRequest:
    known = "\n".join(piece(item.id, item.label or item.kind, item.text) for item in items)
    prompt = f"<known>\n{known}\n</known>\n\n{block('answer', answer)}"
    return ModelRequest(parts=[SystemPromptPart(CHECK_INSTRUCTIONS), UserPromptPart(prompt)])


def _is_readable(text: str) -> bool:
    try:
        json_object(text, "contradictions")
    except BrokenReply:
        return False
    return True


def _proposed(text: str) -> Iterator[tuple[str, str]]:
    """Ids and words, as far as the reply has any in the form asked for."""
    try:
        entries = json_object(text, "contradictions")["contradictions"]
    except BrokenReply:
        return
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            record_id, words = entry.get("record_id"), entry.get("words")
            if isinstance(record_id, str) and isinstance(words, str):
                yield record_id.strip("<> "), words.strip()
