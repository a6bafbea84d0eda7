"""The scripted model's OpenAI-compatible server, by raw HTTP on a real socket."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from prospect_twins.models.scripted.options import Fault, parse_options
from prospect_twins.models.scripted.server import ScriptedServer, build_scripted_server
from tests.scripted_service import serving

MESSAGES = [{"role": "user", "content": "Would you buy it?"}]


async def post(url: str, body: Any) -> tuple[int, Mapping[str, str], Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{url}/chat/completions", json=body) as response:
        return response.status, response.headers, await response.json()


async def ask(options: str, **body: Any) -> tuple[int, Mapping[str, str], Any]:
    async with serving(build_scripted_server(parse_options(options))) as url:
        return await post(url, {"model": "any", "messages": MESSAGES, **body})


async def test_it_answers_with_its_name_and_the_tokens_used() -> None:
    status, _, body = await ask("")
    assert status == 200
    assert body["model"] == "scripted"
    assert body["choices"][0]["message"]["content"]
    assert body["choices"][0]["finish_reason"] == "stop"
    usage = body["usage"]
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"] > 0


async def test_it_lists_itself() -> None:
    async with serving(build_scripted_server()) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/models") as response:
            assert [model["id"] for model in (await response.json())["data"]] == ["scripted"]
        async with session.get(url.removesuffix("/v1") + "/healthz") as response:
            assert response.status == 200
        async with session.get(f"{url}/embeddings") as response:
            assert response.status == 404


async def test_a_json_schema_is_followed() -> None:
    schema = {"type": "object", "properties": {"score": {"type": "integer", "minimum": 1, "maximum": 5}}}
    response_format = {"type": "json_schema", "json_schema": {"name": "vote", "schema": schema}}
    _, _, body = await ask("", response_format=response_format)
    assert 1 <= json.loads(body["choices"][0]["message"]["content"])["score"] <= 5


async def test_a_picture_is_noticed() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
    message = {"role": "user", "content": [{"type": "text", "text": "Nice?"}, picture]}
    _, _, body = await ask("", messages=[message])
    assert "picture" in body["choices"][0]["message"]["content"]


async def test_a_rate_limit_has_retry_after_in_whole_seconds_and_exactly() -> None:
    status, headers, body = await ask("rate_limited=1,retry_after=1.5")
    assert (status, headers["Retry-After"], headers["retry-after-ms"]) == (429, "2", "1500")
    assert body["error"]["code"] == "rate_limit_exceeded"
    _, headers, _ = await ask("rate_limited=1,retry_after=3")
    assert headers["Retry-After"] == "3"
    assert "retry-after-ms" not in headers


async def test_a_server_error_and_a_filtered_answer() -> None:
    assert (await ask("server_error=1"))[0] == 500
    reasons = {(await ask(f"refusal=1,seed={seed}"))[2]["choices"][0]["finish_reason"] for seed in range(6)}
    assert reasons == {"stop", "content_filter"}


async def test_a_dropped_connection_is_dropped_in_the_middle_of_the_answer() -> None:
    with pytest.raises(aiohttp.ClientPayloadError):
        await ask("dropped=1")


async def test_a_caller_that_hangs_up_is_noticed() -> None:
    server = ScriptedServer(parse_options("timeout=1"))
    async with serving(server) as url:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await post(url, {"model": "any", "messages": MESSAGES})
        async with asyncio.timeout(60):
            while server.statistics.aborted == 0:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.01)
    assert server.statistics.faults == {Fault.TIMEOUT: 1}
    assert server.statistics.in_flight == 0


async def test_many_are_answered_at_the_same_time() -> None:
    server = ScriptedServer(parse_options("latency=0.2"))
    async with serving(server) as url, aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one(number: int) -> int:
            message = {"role": "user", "content": f"Question {number}?"}
            async with session.post(f"{url}/chat/completions", json={"model": "m", "messages": [message]}) as response:
                return response.status

        assert set(await asyncio.gather(*(one(number) for number in range(300)))) == {200}
    assert server.statistics.answered == 300
    assert server.statistics.most_in_flight > 100


@pytest.mark.parametrize("body", [[], {}, {"messages": 3}, {"messages": [7]}, {"messages": [{"content": [{}]}]}])
async def test_what_is_no_chat_completion_request_is_refused(body: Any) -> None:
    async with serving(build_scripted_server()) as url:
        status, _, answer = await post(url, body)
    assert status == 400
    assert "error" in answer


async def test_streaming_is_refused_rather_than_ignored() -> None:
    assert (await ask("", stream=True))[0] == 400


@pytest.mark.parametrize(
    ("refused", "body"),
    [
        ("logprobs", {"logprobs": True}),
        ("temperature", {"temperature": 0.5}),
        ("response_format", {"response_format": {"type": "json_object"}}),
        ("json_schema", {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}),
        ("strict", {"response_format": {"type": "json_schema", "json_schema": {"schema": {}, "strict": True}}}),
        ("system", {"messages": [{"role": "system", "content": "You are Ann."}, *MESSAGES]}),
    ],
)
async def test_a_field_can_be_refused(refused: str, body: dict[str, Any]) -> None:
    status, _, answer = await ask(f"refuses=other+{refused},refusal_status=422", **body)
    assert (status, f"'{refused}'" in answer["error"]["message"]) == (422, True)
    status, _, answer = await ask(f"refuses={refused},refusal_names=no", **body)
    assert (status, refused in answer["error"]["message"]) == (400, False)
    assert (await ask(f"refuses={refused}"))[0] == 200


async def test_a_bare_reply_has_its_text_and_nothing_else() -> None:
    _, _, body = await ask("bare=yes")
    assert set(body) == {"choices", "usage"}
    assert set(body["usage"].values()) == {None}
    assert body["choices"][0].keys() == {"message", "finish_reason"}
    assert body["choices"][0]["message"].keys() == {"content"}


async def test_a_schema_that_stands_in_the_prompt_is_followed_as_well() -> None:
    schema = {"type": "object", "properties": {"score": {"type": "integer", "minimum": 1, "maximum": 5}}}
    message = {"role": "user", "content": f"Fit this schema:\n{json.dumps(schema)}"}
    _, _, body = await ask("", messages=[message])
    assert 1 <= json.loads(body["choices"][0]["message"]["content"])["score"] <= 5


@pytest.mark.parametrize("fault", [Fault.EMPTY, Fault.UNREADABLE, Fault.CUT, Fault.PAGE, Fault.ERROR_INSIDE])
async def test_what_is_no_reply_comes_with_status_200_in_every_form(fault: Fault) -> None:
    server = build_scripted_server(parse_options(f"{fault.value}=1"))
    bodies = set()
    async with serving(server) as url, aiohttp.ClientSession(auto_decompress=False) as session:
        for _ in range(40):
            async with session.post(f"{url}/chat/completions", json={"model": "m", "messages": MESSAGES}) as response:
                assert response.status == 200
                bodies.add(re.sub(rb'"created": \d+', b"", await response.read()))
    assert (
        len(bodies) == {Fault.EMPTY: 6, Fault.UNREADABLE: 6, Fault.CUT: 1, Fault.PAGE: 1, Fault.ERROR_INSIDE: 3}[fault]
    )
