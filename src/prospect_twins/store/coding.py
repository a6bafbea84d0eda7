"""Coding: which answers have no codes yet, who reads them at the moment, and what was read out of them.

A claim is a lease on some answers: it ends by itself, so that what a killed worker had claimed goes to others.
"""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from prospect_twins.domain.questions import Question
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.work import Coded, CodingClaim, Uncoded
from prospect_twins.store import costs
from prospect_twins.store.database import Database
from prospect_twins.store.rows import ANALYSIS, form_from

_RUNNING = (SessionStatus.PENDING.value, SessionStatus.IN_PROGRESS.value)
_COMPLETED = (SessionStatus.COMPLETED.value,)


class CodingStore:
    """Implements `CodingDesk` (domain/ports.py)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, session_id: str, *, ended: bool, least: int, most: int, without: Sequence[int], lease_s: float
    ) -> CodingClaim | None:
        """Claims at most `most` uncoded answers, oldest first, `without` those at these positions.

        None, and nothing claimed, if fewer than `least` are free, or if the session is not (`ended`: completed; else:
        running). Locks the answers that it claims; what others have locked it passes over.
        """
        # Before any is locked: whoever codes the rest passes over locked ones.
        if least > 1 and (await self.uncoded(session_id, ended=ended, without=without)).free < least:
            return None
        async with self._database.transaction() as connection:
            found = await connection.execute(
                "SELECT question, context, form FROM sessions WHERE session_id = %s AND status = ANY(%s)",
                (session_id, list(_COMPLETED if ended else _RUNNING)),
            )
            session = await found.fetchone()
            if session is None:
                return None
            locked = await connection.execute(
                """SELECT position, answer FROM targets
                   WHERE session_id = %s AND state = 'answered' AND analysis IS NULL
                     AND (coding_until IS NULL OR coding_until < clock_timestamp()) AND position <> ALL(%s::integer[])
                   ORDER BY seq LIMIT %s FOR UPDATE SKIP LOCKED""",
                (session_id, list(without), most),
            )
            free = await locked.fetchall()
            if len(free) < max(least, 1):
                return None
            claim = CodingClaim(
                session_id,
                Question(session["question"], session["context"], form=form_from(session["form"])),
                tuple(row["position"] for row in free),
                tuple(row["answer"] for row in free),
                ended,
            )
            await connection.execute(
                """UPDATE targets SET coding_until = clock_timestamp() + make_interval(secs => %s)
                   WHERE session_id = %s AND position = ANY(%s)""",
                (lease_s, session_id, list(claim.positions)),
            )
            return claim

    async def renew(self, claim: CodingClaim, lease_s: float) -> None:
        """Keep the claim for `lease_s` seconds from now."""
        async with self._database.connection() as connection:
            await connection.execute(
                """UPDATE targets SET coding_until = clock_timestamp() + make_interval(secs => %s)
                   WHERE session_id = %s AND position = ANY(%s) AND analysis IS NULL""",
                (lease_s, claim.session_id, list(claim.positions)),
            )

    async def save(self, claim: CodingClaim, coded: Coded) -> int:
        """Store the codes and add what they took to the session's usage; how many answers were coded by it.

        Locks the session row. An answer that has been coded meanwhile, or whose person was erased, is passed over.
        Nothing is written to a session that has ended since the claim: its summary has been written without.
        """
        read = [
            (position, code) for position, code in zip(claim.positions, coded.codes, strict=True) if code is not None
        ]
        async with self._database.transaction() as connection:
            found = await connection.execute(
                """SELECT session_id, tenant_id, status, usage, quota_day, cost_day_limit_usd, cost_counted_usd
                   FROM sessions WHERE session_id = %s AND status = ANY(%s) FOR NO KEY UPDATE""",
                (claim.session_id, list(_COMPLETED if claim.ended else _RUNNING)),
            )
            session = await found.fetchone()
            if session is None:
                return 0
            stored = await connection.execute(
                """UPDATE targets SET analysis = c.analysis, coding_until = NULL
                   FROM unnest(%s::integer[], %s::jsonb[]) AS c(position, analysis)
                   WHERE targets.session_id = %s AND targets.position = c.position
                     AND targets.state = 'answered' AND targets.analysis IS NULL""",
                (
                    [position for position, _ in read],
                    [Jsonb(ANALYSIS.dump_python(code, mode="json")) for _, code in read],
                    claim.session_id,
                ),
            )
            if len(read) < len(claim.positions):
                await connection.execute(
                    """UPDATE targets SET coding_until = NULL
                       WHERE session_id = %s AND position = ANY(%s) AND analysis IS NULL""",
                    (claim.session_id, list(claim.positions)),
                )
            await costs.spend(connection, session, coded.usage)
            return stored.rowcount

    async def give_back(self, claim: CodingClaim) -> None:
        """Let others code it at once."""
        await self.renew(claim, 0)

    async def uncoded(self, session_id: str, *, ended: bool, without: Sequence[int] = ()) -> Uncoded:
        """How many answers have no codes yet, and how many of them are claimed; none if the session is not as told."""
        row = await self._database.row(
            """SELECT count(*) FILTER (WHERE coding_until >= clock_timestamp()) AS claimed, count(*) AS uncoded,
                      coalesce(max(s.tenant_id), '') AS tenant_id
               FROM targets JOIN sessions s USING (session_id)
               WHERE session_id = %s AND s.status = ANY(%s) AND state = 'answered' AND analysis IS NULL
                 AND position <> ALL(%s::integer[])""",
            (session_id, list(_COMPLETED if ended else _RUNNING), list(without)),
        )
        if row is None:
            return Uncoded(0, 0)
        return Uncoded(row["uncoded"] - row["claimed"], row["claimed"], row["tenant_id"])
