"""The event log, read after a cursor."""

from collections.abc import Sequence

from psycopg import sql

from prospect_twins.domain.events import Event, EventType, FailureReason
from prospect_twins.store.database import Database, Row
from prospect_twins.store.rows import RESPONSE_COLUMNS, failed_prospect_from, response_from, summary_from

_AFTER = sql.SQL(
    """SELECT e.session_id, e.seq AS event_seq, e.event_type, e.occurred_at, e.responded, e.total, e.reason, {response},
              CASE WHEN e.event_type = 'session_completed' THEN s.summary END AS summary,
              CASE WHEN e.event_type <> 'response_received' THEN s.error_message END AS error_message
       FROM events e
       JOIN sessions s USING (session_id)
       LEFT JOIN targets t ON t.session_id = e.session_id AND t.seq = e.seq AND t.state = 'answered'
       WHERE e.session_id = %s AND e.seq > %s ORDER BY e.seq LIMIT %s"""
).format(response=RESPONSE_COLUMNS)


class EventStore:
    """The events of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def after(self, session_id: str, seq: int, limit: int = 500) -> Sequence[Event]:
        """At most `limit` events with numbers above `seq`, in order, with the data that they tell of."""
        rows = await self._database.rows(_AFTER, (session_id, seq, limit))
        failed: list[Row] = []
        if rows and rows[-1]["event_type"] != EventType.RESPONSE_RECEIVED:
            failed = await self._database.rows(
                """SELECT lead_id, error_code, error_message FROM targets
                   WHERE session_id = %s AND state = 'failed' ORDER BY position""",
                (session_id,),
            )
        return [_event(row, failed) for row in rows]

    async def last_seq(self, tenant_id: str, session_id: str) -> tuple[int, bool] | None:
        """(the newest event's number, whether the session has ended), or None where there is no such session."""
        row = await self._database.row(
            """SELECT last_seq, status IN ('completed', 'failed') AS ended FROM sessions
               WHERE tenant_id = %s AND session_id = %s""",
            (tenant_id, session_id),
        )
        return (row["last_seq"], row["ended"]) if row else None


def _event(row: Row, failed: Sequence[Row]) -> Event:
    event_type = EventType(row["event_type"])
    return Event(
        session_id=row["session_id"],
        seq=row["event_seq"],
        event_type=event_type,
        occurred_at=row["occurred_at"],
        responded=row["responded"],
        total=row["total"],
        response=response_from(row) if row["answer"] is not None else None,
        summary=summary_from(row["summary"]) if row["summary"] else None,
        reason=FailureReason(row["reason"]) if row["reason"] else None,
        error_message=row["error_message"],
        failed_prospects=[failed_prospect_from(target) for target in failed] if event_type.is_terminal else (),
    )
