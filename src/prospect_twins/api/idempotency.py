"""The `Idempotency-Key` header of any POST (contract 6)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, BinaryIO

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from prospect_twins.api.context import ApiContext
from prospect_twins.domain.receipts import IdempotencyKey

IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key and body get the first answer again for 24 hours.",
    ),
]


async def idempotency_key(request: Request, key: IdempotencyHeader = None) -> IdempotencyKey | None:
    """The request's key with the hash of what it stands for; None without the header."""
    if key is None:
        return None
    return IdempotencyKey(key, hash_request(request, await request.body()))


def hash_request(request: Request, body: bytes) -> bytes:
    """SHA-256 of what a key stands for: method, path, query and body."""
    return hashlib.sha256(_head(request) + body).digest()


def _head(request: Request) -> bytes:
    return f"{request.method} {request.url.path}?{request.url.query}\n".encode()


async def hash_stream(request: Request, file: BinaryIO) -> bytes:
    """The same of a body that was spooled to a file, which is rewound."""
    digest = hashlib.sha256(_head(request))
    while chunk := await asyncio.to_thread(file.read, 1024 * 1024):
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


Idempotency = Annotated[IdempotencyKey | None, Depends(idempotency_key)]


def json_response(body: str, status: int = 200, *, location: str | None = None) -> Response:
    """JSON that is written already, as a response."""
    headers = {"Location": location} if location else None
    return Response(body, status, headers=headers, media_type="application/json")


async def once(
    provided: ApiContext,
    tenant_id: str,
    key: IdempotencyKey | None,
    work: Callable[[], Awaitable[BaseModel]],
    *,
    session_id: str | None = None,
) -> Response:
    """Do `work` and reply with what it gives, or reply as the first time; what it raises is not kept.

    `session_id` where the reply holds words of that session's prospects.
    """
    if key is None:
        return json_response((await work()).model_dump_json())
    kept = await provided.idempotency.claim(tenant_id, key, session_id)
    if kept is not None:
        return json_response(kept)
    try:
        body = (await work()).model_dump_json()
    except BaseException:
        await provided.idempotency.release(tenant_id, key)
        raise
    await provided.idempotency.keep(tenant_id, key, body)
    return json_response(body)
