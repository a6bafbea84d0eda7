"""Idempotency keys: what was done is kept as JSON for a day, in the transaction that did it.

The columns `status_code` and `location` are of earlier versions, which kept whole HTTP replies; their bodies have all
that is read here.
"""

from prospect_twins.domain.errors import IdempotencyInProgress, IdempotencyKeyReused
from prospect_twins.domain.receipts import IdempotencyKey
from prospect_twins.store.database import Connection, Database, only_row

_KEPT = "24 hours"
_LEASE = "15 minutes"
"""How long a request may be in flight before its process is taken for dead and the key may be used again."""


class IdempotencyStore:
    """What was done under an `Idempotency-Key` (contract 6)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, tenant_id: str, key: IdempotencyKey, session_id: str | None) -> str | None:
        """Claim `key` for work that spans transactions; what it gave, as JSON, if it has been done before.

        `session_id`: the session whose prospects' words that may hold; it goes when one of them is erased.

        Raises IdempotencyKeyReused, IdempotencyInProgress. A claim ends with `keep` or `release`.
        """
        async with self._database.transaction() as connection:
            kept = await find_kept(connection, tenant_id, key)
            if kept is None:
                await connection.execute(
                    # A session that the tenant does not have is the work's to refuse.
                    """INSERT INTO idempotency_keys (tenant_id, key, request_hash, session_id, expires_at)
                        VALUES (%(tenant_id)s, %(key)s, %(request_hash)s,
                                (SELECT session_id FROM sessions
                                 WHERE tenant_id = %(tenant_id)s AND session_id = %(session_id)s),
                                now() + %(lease)s::interval)""",
                    {
                        "tenant_id": tenant_id,
                        "key": key.key,
                        "request_hash": key.request_hash,
                        "session_id": session_id,
                        "lease": _LEASE,
                    },
                )
            return kept

    async def keep(self, tenant_id: str, key: IdempotencyKey, done: str) -> None:
        """End a claim: what was `done`, as JSON, is told again for a day."""
        await self._database.rows(
            """UPDATE idempotency_keys SET body = %s, expires_at = now() + %s::interval
                WHERE tenant_id = %s AND key = %s RETURNING key""",
            (done, _KEPT, tenant_id, key.key),
        )

    async def release(self, tenant_id: str, key: IdempotencyKey) -> None:
        """End a claim of what was not done, as for a refusal: the key may be used again."""
        await self._database.rows(
            "DELETE FROM idempotency_keys WHERE tenant_id = %s AND key = %s AND body IS NULL RETURNING key",
            (tenant_id, key.key),
        )


async def find_kept(connection: Connection, tenant_id: str, key: IdempotencyKey) -> str | None:
    """What was done under `key`, as JSON, or None where it is free; then it stays locked until the transaction ends.

    Raises IdempotencyKeyReused, IdempotencyInProgress.
    """
    lock = await connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(%s || chr(31) || %s, 6)) AS locked", (tenant_id, key.key)
    )
    if not (await only_row(lock))["locked"]:
        raise IdempotencyInProgress
    await connection.execute(
        "DELETE FROM idempotency_keys WHERE tenant_id = %s AND key = %s AND expires_at < now()", (tenant_id, key.key)
    )
    cursor = await connection.execute(
        "SELECT request_hash, body FROM idempotency_keys WHERE tenant_id = %s AND key = %s",
        (tenant_id, key.key),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    if row["request_hash"] != key.request_hash:
        raise IdempotencyKeyReused
    if row["body"] is None:
        raise IdempotencyInProgress
    return str(row["body"])


async def keep(
    connection: Connection, tenant_id: str, key: IdempotencyKey, done: str, lead_id: str | None = None
) -> None:
    """Keep what was `done`, as JSON, in the caller's transaction, which holds the lock that `find_kept` took.

    `lead_id`: the person whose words it holds; it goes when they are erased.
    """
    await connection.execute(
        """INSERT INTO idempotency_keys (tenant_id, key, request_hash, body, lead_id, expires_at)
            VALUES (%s, %s, %s, %s, %s, now() + %s::interval)""",
        (tenant_id, key.key, key.request_hash, done, lead_id, _KEPT),
    )
