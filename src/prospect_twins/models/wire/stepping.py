"""What one model's server refuses, learnt from its refusals, and left out of all later calls."""

import asyncio
import json
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from prospect_twins.domain.provider_words import configured_secrets, provider_words
from prospect_twins.models.errors import UnusableModel
from prospect_twins.models.wire.optional_fields import BY_NAME, OPTIONAL_FIELDS, Body, OptionalField
from prospect_twins.models.wire.refusals import is_refusal, may_be_a_field, refused_field

MOST_STEPS = 12
"""Steps of one call: more than there are optional fields in it, but for servers that refuse whatever comes."""
_REMEMBERED_REFUSALS = 64
RELEARNT_AFTER_S = 3600.0
"""Servers are upgraded, and one of several behind an address may be an odd one: what was learnt is tried anew."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What a server said to one request: its status, and its body as JSON or text."""

    status: int
    body: Any
    response: Any = None
    """The HTTP client's own response, for whoever sent the request."""

    @property
    def words(self) -> str:
        """What the provider said, without keys."""
        return provider_words(self.body, configured_secrets(os.environ))

    @property
    def refuses(self) -> bool:
        """Whether the request's form is refused."""
        return is_refusal(self.status, self.words)


Send = Callable[[Body | None], Awaitable[ProviderAnswer]]
"""Sends a changed body; None for the request as it is, which needs not be read then."""


class LeftOut:
    """The fields that are left out of one model's requests; shared by its calls under way.

    `names` are those that a user leaves out, for good; what a server's refusals teach is forgotten after
    RELEARNT_AFTER_S by `clock` (seconds). Raises UnusableModel if a name isn't known.
    """

    def __init__(self, names: Sequence[str] = (), clock: Callable[[], float] = time.monotonic) -> None:
        unknown = sorted(set(names) - set(BY_NAME))
        if unknown:
            raise UnusableModel(
                f"PROSPECT_TWINS_MODEL_OMITS names '{unknown[0]}', which can't be left out; it takes "
                f"{', '.join(sorted(BY_NAME))}, with commas between them."
            )
        self._fields: dict[str, OptionalField] = {name: BY_NAME[name] for name in names}
        self._clock = clock
        self._learnt_at: dict[str, float] = {}
        """When each field that the user did not name was left out first."""
        self._trying = asyncio.Lock()
        self._fruitless: dict[str, float] = {}
        """Kinds of refusals that no field was to blame for, and when that was found."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are left out, in the order in which they were refused."""
        return tuple(self._fields)

    async def answer(self, read_body: Callable[[], Body], send: Send) -> ProviderAnswer:
        """The answer to a request without what is left out, sent again while the server refuses another field of it.

        A refusal that no field makes a difference to is given back as it came first.
        """
        self._forget_old()
        known = self.names
        first = answer = await send(self._without_known(read_body()) if known else None)
        if answer.status < 400:
            return answer
        body = read_body()
        sent = self._without_known(body)
        taken: list[OptionalField] = []
        for _ in range(MOST_STEPS):
            if answer.status < 400:
                self._remember(taken, first)
                return answer
            if known == self.names and (field := refused_field(answer.status, answer.body, answer.words, sent)):
                taken.append(field)
                sent = field.without(sent)
            elif not answer.refuses:
                return answer  # another matter, and perhaps a passing one
            else:
                # One call tries, the others wait for what it finds: each by itself would ask as often again.
                async with self._trying:
                    if known == self.names:
                        return await self._tried_out(sent, taken, answer, send) or first
                known = self.names
                sent, taken = self._without_known(body), []
            answer = await send(sent)
        return first if answer.refuses else answer

    def _without_known(self, body: Body) -> Body:
        for field in self._fields.values():
            if field.is_in(body):
                body = field.without(body)
        return body

    async def _tried_out(
        self, sent: Body, taken: Sequence[OptionalField], refusal: ProviderAnswer, send: Send
    ) -> ProviderAnswer | None:
        """The answer to `sent` without the fields that a server refuses and doesn't name; None if there is none."""
        kind = re.sub(r"\d+", "#", f"{refusal.status} {refusal.words}")
        if kind in self._fruitless or not may_be_a_field(refusal.status, refusal.body, refusal.words):
            return None
        attempts = list(_attempts(sent))
        if not attempts:
            return None
        again = await send(sent)  # some refusals pass, and no field is to blame for them
        if not again.refuses:
            return again
        for attempt, fields in attempts:
            answer = await send(attempt)
            if answer.status < 400:
                if not (again := await send(sent)).refuses:
                    return again
                self._remember([*taken, *fields], refusal)
                return answer
            if not answer.refuses:
                return answer
        while len(self._fruitless) >= _REMEMBERED_REFUSALS:
            del self._fruitless[next(iter(self._fruitless))]
        self._fruitless[kind] = self._clock()
        return None

    def _forget_old(self) -> None:
        old = self._clock() - RELEARNT_AFTER_S
        for name in [name for name, learnt_at in self._learnt_at.items() if learnt_at <= old]:
            del self._learnt_at[name], self._fields[name]
        self._fruitless = {kind: found_at for kind, found_at in self._fruitless.items() if found_at > old}

    def _remember(self, fields: Sequence[OptionalField], refusal: ProviderAnswer) -> None:
        new = [field for field in fields if field.name not in self._fields]
        for field in new:
            self._fields[field.name] = field
            self._learnt_at[field.name] = self._clock()
        if new:
            _log.warning(
                "the model's server refuses %s, which is left out for an hour, then tried anew%s; the server said: %s",
                " and ".join(field.name for field in new),
                " (PROSPECT_TWINS_MODEL_OMITS leaves it out from the start)"
                if all(field.name in BY_NAME for field in new)
                else "",
                refusal.words or f"status {refusal.status}",
            )


def _attempts(body: Body) -> Iterator[tuple[Body, Sequence[OptionalField]]]:
    """Each field left out alone, then more and more of them together."""
    present = [field for field in OPTIONAL_FIELDS if field.is_in(body)]
    for field in present:
        yield field.without(body), [field]
    without, gone = body, []
    for field in OPTIONAL_FIELDS:
        if field.is_in(without):
            without = field.without(without)
            gone.append(field)
            if len(gone) > 1:
                yield without, list(gone)


def json_or_text(text: str) -> Any:
    """A body as JSON has it, or else as text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
