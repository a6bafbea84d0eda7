"""How a session moves on: each change under the row's lock, with its events and jobs, in one transaction.

The lock makes the order of events the order of commits (stamp-then-commit lost answers in 290 of 300 simulated
sessions), and it makes a late result lose: what is no longer waiting is not written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString, NamedTuple, TypeVar

from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from prospect_twins.domain.answers import FailedProspect
from prospect_twins.domain.errors import NotCancellable, SessionNotFound
from prospect_twins.domain.events import EventType
from prospect_twins.domain.session_flow import (
    Cancelled,
    SessionState,
    Settled,
    Summarize,
    SummaryFailed,
    SummaryWritten,
    TargetErased,
    Transition,
    advance,
)
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.summaries import Summary
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import Answered, TargetResult, usage_of_result
from prospect_twins.store import costs, quota
from prospect_twins.store.database import Connection, Cursor, Database, Row, only_row
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.rows import CONFIDENCE, GROUNDING, USAGE, summary_json, usage_from

EVENTS_CHANNEL = "prospect_twins_events"
"""Notified with `session_id:seq` after events, a hint to read them."""
CHANGED_CHANNEL = "prospect_twins_changed"
"""Notified with a session's id when its events no longer tell what they told: a person has been erased, or answers
have been labelled since."""
ABORT_CHANNEL = "prospect_twins_abort"
"""Notified with `answers:session_id` or `all:session_id` when calls in flight no longer serve: overdue, cancelled."""

T = TypeVar("T")
_TICK = timedelta(milliseconds=1)


class ProgressStore:
    """Moves sessions on."""

    def __init__(self, database: Database, jobs: JobQueue) -> None:
        self._database = database
        self._jobs = jobs

    async def settle(self, session_id: str, results: Sequence[TargetResult]) -> int:
        """Store answers and failures of one session. Returns how many counted: those that were still waited for.

        Locks the session row. A result that comes after the session's end, a second time, or for an erased person
        is dropped.
        """
        async with self._database.pipeline() as connection:
            session = await _lock(connection, session_id)
            by_lead = {_lead_id(result): result for result in results}
            waiting = await _waiting(connection, session_id, list(by_lead))
            row = await session.fetchone()
            still = await only_row(waiting)
            if row is None:
                return 0
            if SessionStatus(row["status"]).is_terminal:
                await costs.spend(connection, row, _paid(results))  # they come too late, and cost something
                return 0
            accepted = [by_lead[lead_id] for lead_id in still["lead_ids"]]
            await self._settle(connection, row, accepted, still["now"])
            return len(accepted)

    async def fail_overdue(self, session_id: str, failure: FailedProspect) -> bool:
        """Settle all that is still waiting as `failure` (its lead_id aside), and tell the workers to abort its calls.

        Returns whether anything was waiting. Locks the session row.
        """
        async with self._database.transaction() as connection:
            waited = await self._fail_waiting(connection, session_id, None, failure)
            if waited:
                await _notify_abort(connection, "answers", session_id)
            return waited

    async def fail_positions(self, session_id: str, first: int, last: int, failure: FailedProspect) -> bool:
        """Settle likewise those at positions `first` to `last`, and abort nothing."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT lead_id FROM targets WHERE session_id = %s AND position BETWEEN %s AND %s",
                (session_id, first, last),
            )
            lead_ids = [row["lead_id"] for row in await cursor.fetchall()]
            return await self._fail_waiting(connection, session_id, lead_ids, failure)

    async def complete(self, session_id: str, summary: Summary, written_from: int) -> bool:
        """Complete a session with its summary. False if it had ended before.

        A summary of other answers than the `written_from` that there are now is dropped and asked for again: one was
        erased meanwhile, and it may be quoted.
        """
        async with self._database.transaction() as connection:
            row, transition, now = await self._end(connection, session_id, SummaryWritten())
            if row is None or transition is None:
                return False
            if row["responded"] != written_from:
                await self._jobs.defer(connection, session_id, [Summarize()])
                return False
            await connection.execute(
                "UPDATE sessions SET summary = %s WHERE session_id = %s", (Jsonb(summary_json(summary)), session_id)
            )
            await self._write(connection, row, transition, now)
            return True

    async def complete_without_summary(self, session_id: str, reason: str) -> bool:
        """Complete a session of which no summary could be written. False if it had ended before."""
        async with self._database.transaction() as connection:
            row, transition, now = await self._end(connection, session_id, SummaryFailed(reason))
            if row is None or transition is None:
                return False
            await self._write(connection, row, transition, now)
            return True

    async def _end(
        self, connection: Connection, session_id: str, change: SummaryWritten | SummaryFailed
    ) -> tuple[Row | None, Transition | None, datetime]:
        """The locked session, what `change` makes of it, and the time; no transition if the session had ended."""
        row = await (await _lock(connection, session_id)).fetchone()
        now = await _now(connection)
        transition = advance(session_state(row), change, now) if row else None
        if transition is None or transition.is_noop:
            return row, None, now
        await connection.execute("SELECT pg_notify(%s, %s)", (CHANGED_CHANNEL, session_id))
        return row, transition, now

    async def cancel(self, tenant_id: str, session_id: str) -> datetime:
        """Cancel, and tell the workers to abort its calls. Returns `cancelled_at`, the first one's if repeated.

        Raises SessionNotFound, NotCancellable.
        """
        async with self._database.transaction() as connection:
            row = await (await _lock(connection, session_id)).fetchone()
            if row is None or row["tenant_id"] != tenant_id:
                raise SessionNotFound
            now = await _now(connection)
            transition = advance(session_state(row), Cancelled(), now)
            if not transition.is_noop:
                await self._write(connection, row, transition, now)
                await _notify_abort(connection, "all", session_id)
            if transition.state.cancelled_at is None:
                raise NotCancellable(row["status"])
            return transition.state.cancelled_at

    async def erase_target(self, connection: Connection, session_id: str, lead_id: str) -> None:
        """Take a deleted person out of a session, in the caller's transaction. Locks the session row.

        Their answer, card and failure go; the events that told of them stay as numbers, the counts follow.
        """
        row = await (await _lock(connection, session_id)).fetchone()
        gone = await connection.execute(
            "DELETE FROM targets WHERE session_id = %s AND lead_id = %s RETURNING state", (session_id, lead_id)
        )
        target = await gone.fetchone()
        if row is None or target is None:
            return
        await connection.execute("SELECT pg_notify(%s, %s)", (CHANGED_CHANNEL, session_id))
        state = session_state(row)
        if state.status.is_terminal:
            await connection.execute(
                """UPDATE sessions SET total_expected = total_expected - 1, responded = responded - %s,
                          failed = failed - %s, updated_at = greatest(updated_at, date_trunc('milliseconds', now()))
                   WHERE session_id = %s""",
                (int(target["state"] == "answered"), int(target["state"] == "failed"), session_id),
            )
            return
        change = TargetErased(target["state"] == "answered", target["state"] == "failed", self._jobs.window.targets)
        now = await _now(connection)
        await self._write(connection, row, advance(state, change, now), now)

    async def _fail_waiting(
        self,
        connection: Connection,
        session_id: str,
        lead_ids: Sequence[str] | None,
        failure: FailedProspect,
    ) -> bool:
        row = await (await _lock(connection, session_id)).fetchone()
        still = await only_row(await _waiting(connection, session_id, lead_ids))
        if row is None or SessionStatus(row["status"]).is_terminal or not still["lead_ids"]:
            return False
        failures = [FailedProspect(lead_id, failure.error_code, failure.message) for lead_id in still["lead_ids"]]
        await self._settle(connection, row, failures, still["now"])
        return True

    async def _settle(self, connection: Connection, row: Row, accepted: Sequence[TargetResult], now: datetime) -> None:
        """Write results of waiting targets, and what follows from them, under the lock that the caller holds."""
        if not accepted:
            return
        answers = [result for result in accepted if isinstance(result, Answered)]
        failures = [result for result in accepted if isinstance(result, FailedProspect)]
        change = Settled(len(answers), len(failures), self._jobs.window.targets)
        transition = advance(session_state(row), change, now)
        end = _Tail(row["last_seq"], row["last_answered_at"])
        tails = [end := end.next(now) for _ in answers]
        if answers:
            await _write_answers(connection, row["session_id"], answers, tails)
            await _write_events(connection, row, tails)
        if failures:
            await _write_failures(connection, row["session_id"], failures)
        used = usage_from(row["usage"]) + _paid(accepted)
        await self._write(connection, row, transition, now, end, used)

    async def _write(
        self,
        connection: Connection,
        row: Row,
        transition: Transition,
        now: datetime,
        tail: "_Tail | None" = None,
        used: Usage | None = None,
    ) -> None:
        """Write a transition's state, its terminal event and its jobs; wake the readers; give unused quota back.

        `tail`: after the answers that were written with it, if there were any.
        """
        session_id, state = row["session_id"], transition.state
        last_seq, last_answered_at = tail or _Tail(row["last_seq"], row["last_answered_at"])
        stamp = max(now, row["updated_at"], last_answered_at or now)
        if transition.terminal is not None:
            last_seq += 1
            await _write_end(connection, row, transition, last_seq, stamp)
        await connection.execute(
            """UPDATE sessions SET status = %s, total_expected = %s, responded = %s, failed = %s, queued = %s,
                      error_message = %s, last_seq = %s, last_answered_at = %s, updated_at = %s,
                      completed_at = %s, cancelled_at = %s, usage = coalesce(%s, usage)
               WHERE session_id = %s""",
            (
                state.status.value,
                state.total_expected,
                state.responded,
                state.failed,
                state.queued,
                state.error_message,
                last_seq,
                last_answered_at,
                stamp,
                stamp if state.completed_at else None,
                state.cancelled_at,
                _json(USAGE, used),
                session_id,
            ),
        )
        await costs.count(connection, row, used or usage_from(row["usage"]), ended=transition.terminal is not None)
        await self._jobs.defer(connection, session_id, transition.jobs)
        if last_seq > row["last_seq"]:
            await connection.execute("SELECT pg_notify(%s, %s)", (EVENTS_CHANNEL, f"{session_id}:{last_seq}"))


class _Tail(NamedTuple):
    """A session's last event, and when its last answer was given."""

    seq: int
    answered_at: datetime | None

    def next(self, now: datetime) -> "_Tail":
        """The place of another answer. Its time is later than the last one's, whatever the clock says (contract 16)."""
        return _Tail(self.seq + 1, now if self.answered_at is None else max(now, self.answered_at + _TICK))


def _listed(form: LiteralString, names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(form).format(sql.Identifier(name)) for name in names)


_ANSWER_COLUMNS: Mapping[str, tuple[LiteralString, Callable[[Answered], object]]] = {
    "lead_id": ("text", lambda a: a.lead_id),
    "answer": ("text", lambda a: a.answer.text),
    "model": ("text", lambda a: a.answer.model),
    "value": ("jsonb", lambda a: Jsonb(a.answer.value) if a.answer.value is not None else None),
    "grounding": ("jsonb", lambda a: _json(GROUNDING, a.answer.grounding)),
    "confidence": ("float8", lambda a: a.confidence.score),
    "confidence_parts": ("jsonb", lambda a: _json(CONFIDENCE, a.confidence)),
    "input_tokens": ("int", lambda a: a.answer.usage.input_tokens),
    "output_tokens": ("int", lambda a: a.answer.usage.output_tokens),
    "cost_usd": ("float8", lambda a: a.answer.usage.cost_usd),
    "calls": ("int", lambda a: a.answer.usage.calls),
}
"""Column of `targets`, its type, and what stands in it for an answer."""
_WRITE_ANSWERS = sql.SQL(
    """UPDATE targets SET state = 'answered', seq = a.seq, answered_at = a.answered_at, {changes}
       FROM unnest(%(seq)s::bigint[], %(answered_at)s::timestamptz[], {arrays}) AS a(seq, answered_at, {columns})
       WHERE targets.session_id = %(session_id)s AND targets.lead_id = a.lead_id"""
).format(
    changes=_listed("{0} = a.{0}", [name for name in _ANSWER_COLUMNS if name != "lead_id"]),
    arrays=sql.SQL(", ").join(
        sql.SQL("{}::{}[]").format(sql.Placeholder(name), sql.SQL(kind)) for name, (kind, _) in _ANSWER_COLUMNS.items()
    ),
    columns=_listed("{0}", _ANSWER_COLUMNS),
)


async def _write_answers(
    connection: Connection, session_id: str, answers: Sequence[Answered], tails: Sequence[_Tail]
) -> None:
    arrays = {name: [read(answer) for answer in answers] for name, (_, read) in _ANSWER_COLUMNS.items()}
    seqs, stamps = [tail.seq for tail in tails], [tail.answered_at for tail in tails]
    await connection.execute(_WRITE_ANSWERS, {"session_id": session_id, "seq": seqs, "answered_at": stamps, **arrays})


async def _write_events(connection: Connection, row: Row, tails: Sequence[_Tail]) -> None:
    """One event for each answer that was written."""
    await connection.execute(
        """INSERT INTO events (session_id, seq, event_type, occurred_at, responded, total)
           SELECT %s, e.seq, %s, e.occurred_at, e.responded, %s
           FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[]) AS e(seq, occurred_at, responded)""",
        (
            row["session_id"],
            EventType.RESPONSE_RECEIVED.value,
            row["total_expected"],
            [tail.seq for tail in tails],
            [tail.answered_at for tail in tails],
            [row["responded"] + number for number in range(1, len(tails) + 1)],
        ),
    )


async def _write_failures(connection: Connection, session_id: str, failures: Sequence[FailedProspect]) -> None:
    await connection.execute(
        """UPDATE targets SET state = 'failed', error_code = f.error_code, error_message = f.message
           FROM unnest(%s::text[], %s::text[], %s::text[]) AS f(lead_id, error_code, message)
           WHERE targets.session_id = %s AND targets.lead_id = f.lead_id""",
        (
            [failed.lead_id for failed in failures],
            [failed.error_code.value for failed in failures],
            [failed.message for failed in failures],
            session_id,
        ),
    )


async def _write_end(connection: Connection, row: Row, transition: Transition, seq: int, stamp: datetime) -> None:
    """The terminal event, the session's last; quota that was not used is given back."""
    if transition.terminal is None:
        return
    await connection.execute(
        """INSERT INTO events (session_id, seq, event_type, occurred_at, responded, total, reason)
           VALUES (%s, %s, %s, %s, %s, %s, %s)""",
        (
            row["session_id"],
            seq,
            transition.terminal.event_type.value,
            stamp,
            transition.state.responded,
            transition.state.total_expected,
            transition.terminal.reason,
        ),
    )
    unused = row["quota_reserved"] - seq + 1  # every event but this last one told of one answer
    if unused:
        await quota.give_back(connection, row["tenant_id"], row["quota_day"], unused)


def _json(adapter: TypeAdapter[T], value: T | None) -> Jsonb | None:
    return Jsonb(adapter.dump_python(value, mode="json")) if value is not None else None


def _paid(results: Sequence[TargetResult]) -> Usage:
    return sum(map(usage_of_result, results), Usage())


def _lead_id(result: TargetResult) -> str:
    return result.lead_id


def session_state(row: Mapping[str, Any]) -> SessionState:
    """The state of a session's row, as the flow sees it."""
    return SessionState(
        status=SessionStatus(row["status"]),
        total_expected=row["total_expected"],
        responded=row["responded"],
        failed=row["failed"],
        queued=row["queued"],
        positions=row["positions"],
        error_message=row["error_message"],
        cancelled_at=row["cancelled_at"],
        completed_at=row["completed_at"],
    )


async def _lock(connection: Connection, session_id: str) -> Cursor:
    return await connection.execute(
        """SELECT session_id, tenant_id, status, total_expected, responded, failed, queued, positions, error_message,
                  last_seq, last_answered_at, quota_day, quota_reserved, updated_at, completed_at, cancelled_at, usage,
                  cost_day_limit_usd, cost_counted_usd
           FROM sessions WHERE session_id = %s FOR NO KEY UPDATE""",
        (session_id,),
    )


async def _waiting(connection: Connection, session_id: str, lead_ids: Sequence[str] | None) -> Cursor:
    """Which targets still wait, and the time: a statement of its own, so that it sees what the lock waited for."""
    return await connection.execute(
        """SELECT coalesce(array_agg(lead_id ORDER BY position), '{}') AS lead_ids,
                  date_trunc('milliseconds', clock_timestamp()) AS now
           FROM targets
           WHERE session_id = %s AND state = 'waiting' AND (%s::text[] IS NULL OR lead_id = ANY(%s::text[]))""",
        (session_id, lead_ids, lead_ids),
    )


async def _now(connection: Connection) -> datetime:
    cursor = await connection.execute("SELECT date_trunc('milliseconds', clock_timestamp()) AS now")
    now: datetime = (await only_row(cursor))["now"]
    return now


async def _notify_abort(connection: Connection, calls: str, session_id: str) -> None:
    await connection.execute("SELECT pg_notify(%s, %s)", (ABORT_CHANNEL, f"{calls}:{session_id}"))
