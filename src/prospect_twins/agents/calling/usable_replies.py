"""Asking again for a short reply that can't be read, with more room if it was cut off."""

from collections.abc import Awaitable, Callable

from pydantic_ai.messages import ModelResponse
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.domain.usage import Usage

ASKED = 4
"""How often at most. With 30% of replies unreadable, one in a hundred stays so."""
MOST_ROOM = 8
"""By how much at most the bound on a reply's length is raised: a model that thinks first may use it up thinking."""


async def usable_response(
    ask: Callable[[ModelSettings], Awaitable[ModelResponse]],
    settings: ModelSettings,
    is_usable: Callable[[str], bool],
) -> tuple[ModelResponse, Usage]:
    """The first response whose text is usable or that is withheld, or else the last one; `usage` of all.

    `settings` have the usual `max_tokens`. Raises what `ask` raises.
    """
    usage = Usage()
    room = 1
    for asked in range(1, ASKED + 1):
        bound = ModelSettings(**{**settings, "max_tokens": room * settings["max_tokens"]})
        response = await ask(bound)
        usage += usage_of(response)
        if (
            is_withheld(response.finish_reason)
            or asked == ASKED
            or (is_usable(response.text or "") and response.finish_reason != "length")
        ):
            break
        if response.finish_reason == "length":
            room = min(2 * room, MOST_ROOM)
    return response, usage


def is_withheld(finish_reason: str | None) -> bool:
    """Whether a provider says that the model declined, or that its filter took away what the model wrote: so are
    refusals told that have a field of their own (`refusal`, `stop_reason`, `blockReason`). Asking again is of no use.
    """
    return finish_reason == "content_filter"
