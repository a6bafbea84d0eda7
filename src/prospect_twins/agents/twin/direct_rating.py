"""Direct rating: the model reads what somebody said and names the point of the scale itself.

The counterpart of semantic similarity; the paper behind that (arXiv 2510.08338) calls it the follow-up rating.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings, merge_model_settings

from prospect_twins.agents.acceptance.answer_checks import check_not_withheld
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.model_faults import UNREADABLE_ATTEMPTS
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.named_points import named_point
from prospect_twins.domain.similarity_rating import Rating

_INSTRUCTIONS = """\
You read what a person answered to a question, and tell which point of a scale the person would choose.
The question: {question}
The scale: {scale}
Reply with the number alone."""

_FIRST_TOKENS = 16
"""For one digit; more than one token, since some providers refuse so low a limit."""


class DirectRater:
    """Rates texts by asking a model for a number.

    `scale` says what the points mean, the lowest first, in the model's instructions. `settings` may hold the model to
    the numbers (for the embedded model, a grammar).
    """

    def __init__(
        self,
        model: Model,
        question: str,
        scale: Sequence[str],
        *,
        settings: ModelSettings | None = None,
        parallel: int = 8,
        calls: ModelCalls | None = None,
    ) -> None:
        points = ", ".join(f"{point} = {meaning}" for point, meaning in enumerate(scale, start=1))
        self._instructions = _INSTRUCTIONS.format(question=question, scale=points)
        self._scale = tuple(scale)
        self._points = len(scale)
        self._model = model
        self._settings = merge_model_settings(ModelSettings(max_tokens=_FIRST_TOKENS, temperature=0.0), settings)
        self._places = asyncio.Semaphore(parallel)
        self._calls = calls or ModelCalls()

    async def rate(self, texts: Sequence[str]) -> list[Rating]:
        """One rating for each text, in their order: all of its mass is on the point named. Raises ModelFault."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._rate(text)) for text in texts]
        except* ModelFault as faults:
            raise faults.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _rate(self, text: str) -> Rating:
        async with self._places:
            return await self._calls.run(partial(self._ask, text))

    async def _ask(self, text: str) -> Rating:
        request = ModelRequest.user_text_prompt(f"The person answered: {text}", instructions=self._instructions)
        response = await model_request(self._model, [request], model_settings=self._settings)
        check_not_withheld(response.finish_reason)
        named = named_point(self._points, self._scale, response.text or "")
        if named is None:
            raise ModelFault(
                FailureCode.MODEL_NONSENSE,
                f"The model gave no number from 1 to {self._points}.",
                retryable=True,
                attempts=UNREADABLE_ATTEMPTS,
            )
        return Rating(tuple(float(point == named) for point in range(1, self._points + 1)))
