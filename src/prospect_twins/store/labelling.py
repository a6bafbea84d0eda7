"""Labelling: which answers have no labels yet, who reads them at the moment, and what was read out of them.

A claim is a lease on some answers: it ends by itself, so that what a killed worker had claimed goes to others.
"""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from prospect_twins.domain.questions import Question
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.work import LabelledBatch, LabellingClaim, Unlabelled
from prospect_twins.store import costs
from prospect_twins.store.database import Database
from prospect_twins.store.rows import LABELS, form_from

_RUNNING = (SessionStatus.PENDING.value, SessionStatus.IN_PROGRESS.value)
_COMPLETED = (SessionStatus.COMPLETED.value,)


class LabellingStore:
    """Implements `CodingDesk` (domain/ports.py)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, session_id: str, *, ended: bool, least: int, most: int, without: Sequence[int], lease_s: float
    ) -> LabellingClaim | None:
        """Claims at most `most` unlabelled answers, oldest first, `without` those at these positions.

        None, and nothing claimed, if fewer than `least` are free, or if the session is not (`ended`: completed; else:
        running). Locks the answers that it claims; what others have locked it passes over.
        """
        # Before any is locked: whoever labels the rest passes over locked ones.
        if least > 1 and (await self.unlabelled(session_id, ended=ended, without=without)).free < least:
            return None
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT question, context, form FROM sessions WHERE session_id = %s AND status = ANY(%s)",
                (session_id, list(_COMPLETED if ended else _RUNNING)),
            )
            session = await cursor.fetchone()
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
            claim = LabellingClaim(
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

    async def renew(self, claim: LabellingClaim, lease_s: float) -> None:
        """Keep the claim for `lease_s` seconds from now."""
        async with self._database.connection() as connection:
            await connection.execute(
                """UPDATE targets SET coding_until = clock_timestamp() + make_interval(secs => %s)
                   WHERE session_id = %s AND position = ANY(%s) AND analysis IS NULL""",
                (lease_s, claim.session_id, list(claim.positions)),
            )

    async def save(self, claim: LabellingClaim, labelled: LabelledBatch) -> int:
        """Store the labels and add what they took to the session's usage; how many answers were labelled by it.

        Locks the session row. An answer that has been labelled meanwhile, or whose person was erased, is passed over.
        Nothing is written to a session that has ended since the claim: its summary has been written without.
        """
        read = [
            (position, label)
            for position, label in zip(claim.positions, labelled.labels, strict=True)
            if label is not None
        ]
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """SELECT session_id, tenant_id, status, usage, quota_day, cost_day_limit_usd, cost_counted_usd
                   FROM sessions WHERE session_id = %s AND status = ANY(%s) FOR NO KEY UPDATE""",
                (claim.session_id, list(_COMPLETED if claim.ended else _RUNNING)),
            )
            session = await cursor.fetchone()
            if session is None:
                return 0
            stored = await connection.execute(
                """UPDATE targets SET analysis = c.analysis, coding_until = NULL
                   FROM unnest(%s::integer[], %s::jsonb[]) AS c(position, analysis)
                   WHERE targets.session_id = %s AND targets.position = c.position
                     AND targets.state = 'answered' AND targets.analysis IS NULL""",
                (
                    [position for position, _ in read],
                    [Jsonb(LABELS.dump_python(label, mode="json")) for _, label in read],
                    claim.session_id,
                ),
            )
            if len(read) < len(claim.positions):
                await connection.execute(
                    """UPDATE targets SET coding_until = NULL
                       WHERE session_id = %s AND position = ANY(%s) AND analysis IS NULL""",
                    (claim.session_id, list(claim.positions)),
                )
            await costs.spend(connection, session, labelled.usage)
            return stored.rowcount

    async def give_back(self, claim: LabellingClaim) -> None:
        """Let others label it at once."""
        await self.renew(claim, 0)

    async def unlabelled(self, session_id: str, *, ended: bool, without: Sequence[int] = ()) -> Unlabelled:
        """How many answers have no labels yet, and how many of them are claimed; none if the session is not as told."""
        row = await self._database.row(
            """SELECT count(*) FILTER (WHERE coding_until >= clock_timestamp()) AS claimed, count(*) AS unlabelled,
                      coalesce(max(s.tenant_id), '') AS tenant_id
               FROM targets JOIN sessions s USING (session_id)
               WHERE session_id = %s AND s.status = ANY(%s) AND state = 'answered' AND analysis IS NULL
                 AND position <> ALL(%s::integer[])""",
            (session_id, list(_COMPLETED if ended else _RUNNING), list(without)),
        )
        if row is None:
            return Unlabelled(0, 0)
        return Unlabelled(row["unlabelled"] - row["claimed"], row["claimed"], row["tenant_id"])
