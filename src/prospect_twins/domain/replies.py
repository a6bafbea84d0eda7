"""Idempotency (contract 6): what was answered to a request that carried an `Idempotency-Key`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The client's key, with a SHA-256 of the request that it stands for (method, path, body)."""

    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class KeptReply:
    """An answer as it was first given, to be given again."""

    status_code: int
    body: str
    location: str | None = None
