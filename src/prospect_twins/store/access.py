"""Tenants and their API keys. Only a key's hash is stored; a key is shown once, when it is made."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prospect_twins.store.database import Database

KEYS_CHANNEL = "prospect_twins_keys"
"""Notified when a key has been revoked."""

_PREFIX = "pt_"


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """An API key, without what makes it one."""

    key_id: str
    tenant_id: str
    created_at: datetime
    revoked_at: datetime | None


class AccessStore:
    """Tenants and their keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_key(self, tenant_id: str) -> tuple[str, str]:
        """(key id, key) of a new key; the tenant is made if it is new. The key can't be read again."""
        key_id, key = secrets.token_hex(4), _PREFIX + secrets.token_urlsafe(32)
        async with self._database.transaction() as connection:
            await connection.execute("INSERT INTO tenants (tenant_id) VALUES (%s) ON CONFLICT DO NOTHING", (tenant_id,))
            await connection.execute(
                "INSERT INTO api_keys (key_id, tenant_id, key_hash) VALUES (%s, %s, %s)",
                (key_id, tenant_id, _hash(key)),
            )
        return key_id, key

    async def tenant_of(self, key: str) -> str | None:
        """The tenant whose key this is, or None for an unknown or revoked key."""
        row = await self._database.row(
            "SELECT tenant_id FROM api_keys WHERE key_hash = %s AND revoked_at IS NULL", (_hash(key),)
        )
        return row["tenant_id"] if row else None

    async def list_keys(self, tenant_id: str | None) -> Sequence[KeyInfo]:
        """The keys of a tenant, or of all."""
        rows = await self._database.rows(
            """SELECT key_id, tenant_id, created_at, revoked_at FROM api_keys
               WHERE %s::text IS NULL OR tenant_id = %s ORDER BY tenant_id, created_at""",
            (tenant_id, tenant_id),
        )
        return [KeyInfo(**row) for row in rows]

    async def revoke_key(self, tenant_id: str, key_id: str) -> bool:
        """Whether there was such a key; revoking twice keeps the first time."""
        row = await self._database.row(
            """WITH revoked AS (
                   UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = %s AND key_id = %s
                   RETURNING key_id
               )
               SELECT pg_notify(%s, key_id) FROM revoked""",
            (tenant_id, key_id, KEYS_CHANNEL),
        )
        return row is not None

    async def ensure_tenant(self, tenant_id: str) -> None:
        """Make the tenant, unless there is one."""
        await self._database.row(
            "INSERT INTO tenants (tenant_id) VALUES (%s) ON CONFLICT DO NOTHING RETURNING tenant_id", (tenant_id,)
        )

    async def has_tenant(self, tenant_id: str) -> bool:
        """Whether there is such a tenant."""
        return await self._database.row("SELECT 1 FROM tenants WHERE tenant_id = %s", (tenant_id,)) is not None

    async def set_daily_answers(self, tenant_id: str, daily_answers: int | None) -> bool:
        """Set a tenant's own quota; None for the setting's default. Whether there is such a tenant."""
        row = await self._database.row(
            "UPDATE tenants SET daily_answers = %s WHERE tenant_id = %s RETURNING tenant_id", (daily_answers, tenant_id)
        )
        return row is not None


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
