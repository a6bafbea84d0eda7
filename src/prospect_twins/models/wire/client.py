"""The HTTP client that the providers' own clients speak through."""

import json
from collections.abc import Sequence
from typing import Any

import httpx2
from openai import DefaultAioHttpClient

from prospect_twins.models.wire.optional_fields import Body
from prospect_twins.models.wire.replies import decoded, error_body, generated_anyway, read_reply_body
from prospect_twins.models.wire.reply_values import Asked, NoReply
from prospect_twins.models.wire.stepping import LeftOut, ProviderAnswer, json_or_text

SPARE_CONNECTIONS = 16
"""Beside those of the answers, for summaries. Above the limit, calls would wait for a connection unseen."""
KEEP_ALIVE_S = 60.0
CONNECT_S = 10.0
READ_S = 600.0
"""Only a backstop: each call has a time-out of its own."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one reply, unpacked; 96 long embeddings take 5 MB."""

_OF_THE_TRANSFER = frozenset({"content-length", "content-encoding", "transfer-encoding", "content-type"})


class ProviderClient(DefaultAioHttpClient):
    """Sends again without what the server refuses (see `stepping`), and gives back what is needed of a reply (see
    `replies`). One for each model. The transport is aiohttp, which takes less CPU a call than httpx's own.

    `omits` names what is left out from the start. Raises UnusableModel if one of them isn't known.
    """

    def __init__(self, connections: int, omits: Sequence[str] = ()) -> None:
        super().__init__(
            limits=httpx2.Limits(
                max_connections=connections + SPARE_CONNECTIONS,
                max_keepalive_connections=connections + SPARE_CONNECTIONS,
                keepalive_expiry=KEEP_ALIVE_S,
            ),
            timeout=httpx2.Timeout(READ_S, connect=CONNECT_S),
        )
        self._left_out = LeftOut(omits)

    async def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Send a request to a provider; fields that it refuses are left out, its reply is put into the usual form."""
        if stream or request.method != "POST":
            return await super().send(request, stream=stream, **options)
        asked = Asked(request.url.path, request.content)

        def read_body() -> Body:
            body = json.loads(asked.request)
            return body if isinstance(body, dict) else {}

        async def exchange(body: Body | None) -> ProviderAnswer:
            return await self._exchange(request if body is None else _with_body(request, body), asked, options)

        response: httpx2.Response = (await self._left_out.answer(read_body, exchange)).response
        return response

    async def _exchange(self, request: httpx2.Request, asked: Asked, options: dict[str, Any]) -> ProviderAnswer:
        response = await super().send(request, stream=True, **options)
        try:
            text = decoded(await _read(response), response.charset_encoding)
            if response.status_code >= 400:
                body = json_or_text(text)
                if written := generated_anyway(response.status_code, body):
                    return _answer(response, 200, read_reply_body(json.dumps(written), asked))
                return _answer(response, response.status_code, error_body(response.status_code, body, asked.path))
            return _answer(response, response.status_code, read_reply_body(text, asked))
        except NoReply as none:
            return _answer(response, none.status, none.error)
        finally:
            await response.aclose()


async def _read(response: httpx2.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > MOST_BYTES:
                raise NoReply(502, f"The server sent more than {MOST_BYTES // 1024**2} MB.")
            chunks.append(chunk)
    except httpx2.DecodingError as error:
        raise NoReply(502, "The server sent a reply that can't be unpacked.") from error
    return b"".join(chunks)


def _answer(response: httpx2.Response, status: int, body: Any) -> ProviderAnswer:
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _OF_THE_TRANSFER]
    is_text = isinstance(body, str)
    content = body.encode("utf-8", "replace") if is_text else json.dumps(body).encode()
    headers.append(("content-type", "text/plain; charset=utf-8" if is_text else "application/json"))
    rebuilt = httpx2.Response(status, headers=headers, content=content, request=response.request)
    return ProviderAnswer(status, body, rebuilt)


def _with_body(request: httpx2.Request, body: Body) -> httpx2.Request:
    headers = [item for item in request.headers.multi_items() if item[0].lower() != "content-length"]
    return httpx2.Request(
        request.method, request.url, headers=headers, content=json.dumps(body).encode(), extensions=request.extensions
    )
