"""Idempotency (contract 6): what was done under an `Idempotency-Key`, from which its reply is written again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The client's key, with a SHA-256 of the request that it stands for (method, path, body)."""

    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class SessionReceipt:
    """A session as it was created."""

    session_id: str
    created_at: datetime
    total_prospects: int
    estimated_completion_time: int | None
    """Seconds, as it was foreseen then; None while no worker had answered anything."""
