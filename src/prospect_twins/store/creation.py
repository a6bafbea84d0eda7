"""Creates a session whole: targets, jobs, quota and kept receipt, in one transaction and mostly one statement.

The statement is long because a round trip is what costs: checking the ids, reserving the quota and writing session
and targets one after the other took the service twice the CPU.
"""

import math
from dataclasses import replace

from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from prospect_twins.domain.errors import InvalidProspectIds, QuotaExceeded
from prospect_twins.domain.pace import AnsweringPace
from prospect_twins.domain.prospects import PERSONA_FIELDS
from prospect_twins.domain.question_forms import FREE_TEXT
from prospect_twins.domain.receipts import IdempotencyKey, SessionReceipt
from prospect_twins.domain.session_flow import start
from prospect_twins.domain.work import NewSession
from prospect_twins.store import costs, quota
from prospect_twins.store.database import Connection, Database, Row, only_row
from prospect_twins.store.idempotency import find_kept, keep
from prospect_twins.store.jobs import DEFER, session_jobs
from prospect_twins.store.rows import FORM, search_words
from prospect_twins.store.threads import followed_up

_RECEIPT = TypeAdapter(SessionReceipt)

_CARD = sql.SQL("jsonb_strip_nulls(jsonb_build_object({}))").format(
    sql.SQL(", ").join(sql.SQL("{}, p.{}").format(sql.Literal(name), sql.Identifier(name)) for name in PERSONA_FIELDS)
)

# Each part runs only on what the one before gives: no session without quota, no quota with an unknown id.
_CREATE = sql.SQL(
    """WITH asked AS (
           SELECT lead_id, position - 1 AS position
           FROM unnest(%(lead_ids)s::text[]) WITH ORDINALITY AS a(lead_id, position)
       ), known AS (
           SELECT a.position, p.lead_id, p.name_words, {card} AS persona
           FROM asked a JOIN prospects p ON p.tenant_id = %(tenant_id)s AND p.lead_id = a.lead_id
           FOR KEY SHARE OF p
       ), today AS (
           SELECT (now() AT TIME ZONE 'UTC')::date AS day, date_trunc('milliseconds', now()) AS at
       ), reserved AS (
           INSERT INTO quota_usage (tenant_id, day, used, cost_usd)
           SELECT tenant_id, day, %(total)s, %(cost_usd)s FROM tenants, today
           WHERE tenant_id = %(tenant_id)s AND %(total)s = (SELECT count(*) FROM known)
             AND %(total)s <= coalesce(daily_answers, %(daily_answers)s) AND %(cost_usd)s <= %(cost_day_limit_or_all)s
           ON CONFLICT (tenant_id, day) DO UPDATE
           SET used = quota_usage.used + excluded.used, cost_usd = quota_usage.cost_usd + excluded.cost_usd
           WHERE quota_usage.used + excluded.used
                 <= (SELECT coalesce(daily_answers, %(daily_answers)s) FROM tenants t
                     WHERE t.tenant_id = excluded.tenant_id)
             AND (excluded.cost_usd = 0 OR quota_usage.cost_usd + excluded.cost_usd <= %(cost_day_limit_or_all)s)
           RETURNING day
       ), created AS (
           INSERT INTO sessions (session_id, tenant_id, question, context, image_hash, status, total_expected,
                                 queued, positions, quota_day, quota_reserved, search, form, parent_session_id,
                                 cost_limit_usd, cost_day_limit_usd, cost_counted_usd,
                                 created_at, updated_at, deadline_at)
           SELECT %(session_id)s, %(tenant_id)s, %(question)s, %(context)s, %(image_hash)s, 'pending', %(total)s,
                  %(queued)s, %(total)s, reserved.day, %(total)s,
                  array_to_tsvector(%(words)s::text[] || ARRAY(SELECT DISTINCT unnest(name_words) FROM known)),
                  %(form)s, %(parent_session_id)s,
                  %(cost_limit)s, %(cost_day_limit)s, %(cost_usd)s, at, at, at + make_interval(secs => %(deadline_s)s)
           FROM reserved, today
       ), targeted AS (
           INSERT INTO targets (session_id, position, tenant_id, lead_id, persona)
           SELECT %(session_id)s, position, %(tenant_id)s, lead_id, persona FROM known, reserved
       )
       SELECT at, today.day, reserved.day IS NOT NULL AS is_created,
              CASE WHEN reserved.day IS NOT NULL THEN {defer} END,
              ARRAY(SELECT lead_id FROM asked WHERE lead_id NOT IN (SELECT lead_id FROM known) ORDER BY position)
              AS unknown
       FROM today LEFT JOIN reserved ON true"""
).format(card=_CARD, defer=sql.SQL(DEFER))


class SessionCreation:
    """Creates sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def created(self, tenant_id: str, key: IdempotencyKey) -> SessionReceipt | None:
        """The session that `key` stands for; None where it is free. Raises what `create` does of keys."""
        async with self._database.transaction() as connection:
            return await _kept_receipt(connection, tenant_id, key)

    async def create(
        self, new: NewSession, idempotency: IdempotencyKey | None, pace: AnsweringPace | None
    ) -> SessionReceipt:
        """Store session, targets, jobs, quota and receipt, all or nothing; the receipt that the key stands for already.

        Raises InvalidProspectIds, QuotaExceeded, IdempotencyKeyReused, IdempotencyInProgress, and what `followed_up`
        does. Locks the prospects against deletion, and the tenant's quota row.
        """
        if idempotency is None and new.image is None and new.parent_session_id is None:
            async with self._database.connection() as connection:  # one statement is a transaction by itself
                return _receipt(new, await _insert(connection, new), pace)
        async with self._database.transaction() as connection:
            if idempotency is not None:
                kept = await _kept_receipt(connection, new.tenant_id, idempotency)
                if kept is not None:
                    return kept
            if new.parent_session_id is not None:
                new = replace(new, prospect_ids=await followed_up(connection, new))
            if new.image is not None:
                image, shown = new.image.image, new.image.shown
                await connection.execute(
                    """INSERT INTO images (content_hash, mime_type, data, shown) VALUES (%s, %s, %s, %s)
                       ON CONFLICT DO NOTHING""",
                    (new.image.content_hash, image.mime_type, image.data, shown.data if shown != image else None),
                )
            receipt = _receipt(new, await _insert(connection, new), pace)
            if idempotency is not None:
                await keep(connection, new.tenant_id, idempotency, _RECEIPT.dump_json(receipt).decode())
            return receipt


def _receipt(new: NewSession, created: Row, pace: AnsweringPace | None) -> SessionReceipt:
    total = len(new.prospect_ids)
    return SessionReceipt(new.session_id, created["at"], total, pace.seconds_for(total) if pace else None)


async def _kept_receipt(connection: Connection, tenant_id: str, key: IdempotencyKey) -> SessionReceipt | None:
    kept = await find_kept(connection, tenant_id, key)
    return None if kept is None else _RECEIPT.validate_json(kept)


async def _insert(connection: Connection, new: NewSession) -> Row:
    limits = new.cost.limits
    first = start(len(new.prospect_ids), new.window)
    state = first.state
    created = await only_row(
        await connection.execute(
            _CREATE,
            {
                "session_id": new.session_id,
                "tenant_id": new.tenant_id,
                "lead_ids": list(new.prospect_ids),
                "total": state.total_expected,
                "queued": state.queued,
                "question": new.question,
                "words": search_words(new.question),
                "context": Jsonb(new.context),
                "image_hash": new.image.content_hash if new.image else None,
                "deadline_s": new.deadline_s,
                "daily_answers": new.daily_answers,
                "cost_usd": new.cost.usd,
                "cost_limit": limits.session_usd,
                "cost_day_limit": limits.day_usd,
                "cost_day_limit_or_all": math.inf if limits.day_usd is None else limits.day_usd,
                "form": Jsonb(FORM.dump_python(new.form, mode="json")) if new.form != FREE_TEXT else None,
                "parent_session_id": new.parent_session_id,
                "jobs": session_jobs(new.session_id, first.jobs),
            },
        )
    )
    if created["unknown"]:
        raise InvalidProspectIds(created["unknown"])
    if not created["is_created"]:
        used, limit = await quota.usage(connection, new.tenant_id, created["day"], new.daily_answers)
        if state.total_expected <= limit - used:
            raise await costs.day_exceeded(connection, new.tenant_id, created["day"], new.cost)
        raise QuotaExceeded(
            f"{state.total_expected} answers were asked for, and {max(limit - used, 0)} of today's {limit} are left; "
            "ask fewer prospects, or wait until midnight UTC.",
            {
                "limit": limit,
                "used": used,
                "requested": state.total_expected,
                "resets_at": quota.resets_at(created["day"]),
            },
        )
    return created
