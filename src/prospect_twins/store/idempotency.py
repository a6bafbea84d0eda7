"""Idempotency keys: the first answer is kept for a day, in the transaction that did the work."""

from prospect_twins.domain.errors import IdempotencyInProgress, IdempotencyKeyReused
from prospect_twins.domain.replies import IdempotencyKey, KeptReply
from prospect_twins.store.database import Connection, Database, only_row

_KEPT = "24 hours"
_LEASE = "15 minutes"
"""How long a request may be in flight before its process is taken for dead and the key may be used again."""


class IdempotencyStore:
    """Replies that are kept for their `Idempotency-Key` (contract 6)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, tenant_id: str, key: IdempotencyKey, session_id: str | None) -> KeptReply | None:
        """Claim `key` for work that spans transactions; the first reply instead, if there is one.

        `session_id`: the session whose prospects' words the reply may hold; it goes when one of them is erased.

        Raises IdempotencyKeyReused, IdempotencyInProgress. A claim ends with `keep` or `release`.
        """
        async with self._database.transaction() as connection:
            reply = await find_reply(connection, tenant_id, key)
            if reply is None:
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
            return reply

    async def keep(self, tenant_id: str, key: IdempotencyKey, reply: KeptReply) -> None:
        """End a claim: the reply is given again for a day."""
        await self._database.rows(
            """UPDATE idempotency_keys SET status_code = %s, location = %s, body = %s,
                       expires_at = now() + %s::interval
                WHERE tenant_id = %s AND key = %s RETURNING key""",
            (reply.status_code, reply.location, reply.body, _KEPT, tenant_id, key.key),
        )

    async def release(self, tenant_id: str, key: IdempotencyKey) -> None:
        """End a claim without a reply, as for a refusal: the key may be used again."""
        await self._database.rows(
            "DELETE FROM idempotency_keys WHERE tenant_id = %s AND key = %s AND status_code IS NULL RETURNING key",
            (tenant_id, key.key),
        )


async def find_reply(connection: Connection, tenant_id: str, key: IdempotencyKey) -> KeptReply | None:
    """The first reply to `key`, or None where it is free; then it stays locked until the transaction ends.

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
        "SELECT request_hash, status_code, location, body FROM idempotency_keys WHERE tenant_id = %s AND key = %s",
        (tenant_id, key.key),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    if row["request_hash"] != key.request_hash:
        raise IdempotencyKeyReused
    if row["status_code"] is None:
        raise IdempotencyInProgress
    return KeptReply(row["status_code"], row["body"], row["location"])


async def keep_reply(
    connection: Connection, tenant_id: str, key: IdempotencyKey, reply: KeptReply, lead_id: str | None = None
) -> None:
    """Keep the reply in the caller's transaction, which holds the lock that `find_reply` took.

    `lead_id`: the person whose words the reply holds; it goes when they are erased.
    """
    await connection.execute(
        """INSERT INTO idempotency_keys
                   (tenant_id, key, request_hash, status_code, location, body, lead_id, expires_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, now() + %s::interval)""",
        (tenant_id, key.key, key.request_hash, reply.status_code, reply.location, reply.body, lead_id, _KEPT),
    )
