"""What was learnt of a server is tried anew after a while; what a user leaves out stays out."""

import pytest

from prospect_twins.models.wire.optional_fields import Body
from prospect_twins.models.wire.stepping import RELEARNT_AFTER_S, LeftOut, ProviderAnswer

BODY: Body = {"model": "m", "messages": [], "seed": 7, "temperature": 0.5}


class Server:
    """Refuses the fields in `refused`, by name or without a word."""

    def __init__(self, *refused: str, names: bool = True) -> None:
        self.refused = set(refused)
        self.names = names
        self.calls: list[Body] = []

    async def send(self, body: Body | None) -> ProviderAnswer:
        sent = BODY if body is None else body
        self.calls.append(sent)
        found = sorted(self.refused & sent.keys())
        if not found:
            return ProviderAnswer(200, {})
        return ProviderAnswer(
            400, {"error": {"message": f"Unsupported parameter: '{found[0]}'" if self.names else "Bad Request"}}
        )


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def asked(left_out: LeftOut, server: Server) -> tuple[int, Body]:
    """How many calls it took, and what was sent in the last one."""
    server.calls.clear()
    answer = await left_out.answer(lambda: BODY, server.send)
    assert answer.status == 200
    return len(server.calls), server.calls[-1]


@pytest.mark.parametrize("names", [True, False])
async def test_a_server_that_was_upgraded_gets_the_field_again(names: bool) -> None:
    clock, server = Clock(), Server("seed", names=names)
    left_out = LeftOut(clock=clock)
    await asked(left_out, server)
    server.refused.clear()
    calls, sent = await asked(left_out, server)
    assert (calls, "seed" in sent) == (1, False)
    clock.now = RELEARNT_AFTER_S
    assert await asked(left_out, server) == (1, BODY)


async def test_a_server_that_still_refuses_it_is_asked_once_more_an_hour() -> None:
    clock, server = Clock(), Server("seed")
    left_out = LeftOut(clock=clock)
    await asked(left_out, server)
    clock.now = RELEARNT_AFTER_S
    assert (await asked(left_out, server))[0] == 2
    assert (await asked(left_out, server))[0] == 1


async def test_what_a_user_leaves_out_stays_out() -> None:
    clock, server = Clock(), Server()
    left_out = LeftOut(["seed"], clock)
    await asked(left_out, server)
    clock.now = 10 * RELEARNT_AFTER_S
    calls, sent = await asked(left_out, server)
    assert (calls, "seed" in sent) == (1, False)


async def test_a_refusal_that_no_field_was_to_blame_for_is_looked_into_again() -> None:
    clock, server = Clock(), Server("messages", names=False)
    left_out = LeftOut(clock=clock)

    async def calls() -> int:
        server.calls.clear()
        assert (await left_out.answer(lambda: BODY, server.send)).status == 400
        return len(server.calls)

    assert await calls() > 2
    assert await calls() == 1
    clock.now = RELEARNT_AFTER_S
    assert await calls() > 2
