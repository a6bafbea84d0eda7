"""Follow-ups: whom of a parent's people they are for, and what each twin remembers of the thread."""

from collections.abc import Mapping, Sequence

from prospect_twins.domain.errors import NotCompleted, SessionNotFound
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.threads import LONGEST_THREAD, ParentTarget, meant_by_follow_up, remembered
from prospect_twins.domain.work import NewSession
from prospect_twins.store.database import Connection
from prospect_twins.store.rows import LABELS, form_from, value_from


async def followed_up(connection: Connection, new: NewSession) -> list[str]:
    """The lead ids that the follow-up `new` asks, in its parent's order.

    Raises SessionNotFound, NotCompleted (both of the parent), InvalidProspectIds for ids that the parent did not ask,
    InvalidInput if nobody is meant. Locks the prospects against deletion: they are there until the transaction ends.
    """
    cursor = await connection.execute(
        "SELECT status, form FROM sessions WHERE tenant_id = %s AND session_id = %s",
        (new.tenant_id, new.parent_session_id),
    )
    parent = await cursor.fetchone()
    if parent is None:
        raise SessionNotFound
    if not SessionStatus(parent["status"]).is_terminal:
        raise NotCompleted("The parent session is still running; follow it up when it has ended.")
    asked = await connection.execute(
        """SELECT lead_id, t.state = 'answered' AS answered, t.value, t.analysis
           FROM targets t JOIN prospects p USING (tenant_id, lead_id)
           WHERE t.session_id = %(parent)s AND t.tenant_id = %(tenant_id)s
             AND CASE WHEN %(lead_ids)s::text[] = '{}' THEN t.state = 'answered'
                      ELSE lead_id = ANY(%(lead_ids)s::text[]) END
           ORDER BY t.position FOR KEY SHARE OF p""",
        {"parent": new.parent_session_id, "tenant_id": new.tenant_id, "lead_ids": list(new.prospect_ids)},
    )
    people = [
        ParentTarget(
            row["lead_id"],
            row["answered"],
            value_from(row["value"]),
            LABELS.validate_python(row["analysis"]) if row["analysis"] else None,
        )
        for row in await asked.fetchall()
    ]
    return meant_by_follow_up(people, new.prospect_ids, form_from(parent["form"]).kind, new.parent_answers)


_REMEMBERED = """WITH RECURSIVE thread AS (
           SELECT session_id, parent_session_id, 1 AS distance
           FROM sessions WHERE tenant_id = %(tenant_id)s AND session_id = %(parent)s
           UNION ALL
           SELECT s.session_id, s.parent_session_id, distance + 1
           FROM thread JOIN sessions s ON s.session_id = thread.parent_session_id
           WHERE distance < %(longest)s
       )
       SELECT asked.lead_id, s.question, e.answer, e.answered_at, e.value, e.distance
       FROM unnest(%(lead_ids)s::text[]) AS asked(lead_id)
       CROSS JOIN LATERAL (
           (SELECT session_id, answer, answered_at, value, distance
            FROM thread JOIN targets t USING (session_id)
            WHERE t.lead_id = asked.lead_id AND t.state = 'answered')
           UNION ALL
           (SELECT session_id, answer, answered_at, value, NULL
            FROM targets t
            WHERE t.tenant_id = %(tenant_id)s AND t.lead_id = asked.lead_id AND t.state = 'answered'
              AND t.session_id IS DISTINCT FROM %(besides)s
              AND t.session_id NOT IN (SELECT session_id FROM thread)
            ORDER BY t.answered_at DESC LIMIT %(limit)s)
       ) AS e
       JOIN sessions s USING (session_id)
       ORDER BY e.distance, e.answered_at DESC"""
"""Each person's answers in the thread, the nearest first, and their newest others."""


async def memories(
    connection: Connection,
    tenant_id: str,
    lead_ids: Sequence[str],
    limit: int,
    *,
    parent_session_id: str | None,
    besides: str | None = None,
) -> Mapping[str, Sequence[Exchange]]:
    """What each twin is reminded of (`domain.threads.remembered`), by lead id; who has no exchange is left out.

    `parent_session_id`: whose thread is remembered first, its own parents with it. `besides`: a session that is not
    remembered: the one that is being asked.
    """
    cursor = await connection.execute(
        _REMEMBERED,
        {
            "tenant_id": tenant_id,
            "parent": parent_session_id,
            "longest": LONGEST_THREAD,
            "lead_ids": list(lead_ids),
            "besides": besides,
            "limit": limit,
        },
    )
    threads: dict[str, list[Exchange]] = {}
    others: dict[str, list[Exchange]] = {}
    for row in await cursor.fetchall():
        in_thread = row["distance"] is not None
        exchange = Exchange(row["question"], row["answer"], row["answered_at"], value_from(row["value"]), in_thread)
        (threads if in_thread else others).setdefault(row["lead_id"], []).append(exchange)
    return {
        lead_id: remembered(threads.get(lead_id, ()), others.get(lead_id, ()), limit)
        for lead_id in threads.keys() | others.keys()
    }
