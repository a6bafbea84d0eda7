"""A model whose JSON a strict parser can read: what `json_reply` finds in its replies, written anew.

For calls whose replies are validated by others (Pydantic AI's agents), so that one reader serves all calls.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object


class TidiedJson(WrapperModel):
    """`wrapped`, asked for objects with `fields`. A reply without such an object stays as it is."""

    def __init__(self, wrapped: Model, fields: Sequence[str]) -> None:
        super().__init__(wrapped)
        self._fields = tuple(fields)

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask the wrapped model, and tidy the JSON of its reply."""
        response = await self.wrapped.request(messages, model_settings, model_request_parameters)
        try:
            fields = json_object(response.text or "", *self._fields)
        except BrokenReply:
            return response
        others = [part for part in response.parts if not isinstance(part, TextPart)]
        return replace(response, parts=[*others, TextPart(json.dumps(fields))])
