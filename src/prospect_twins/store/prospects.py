"""Prospects, per tenant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from prospect_twins.domain.errors import ProspectNotFound
from prospect_twins.domain.prospects import (
    PERSONA_FIELDS,
    KnownPerson,
    Persona,
    Prospect,
    ProspectPatch,
    Upserted,
    upsert,
)
from prospect_twins.domain.same_person import facts_of
from prospect_twins.store.database import Connection, Database, only_row
from prospect_twins.store.rows import persona_from, prefix_query, prospect_from, search_words

_COLUMNS = sql.SQL(", ").join(map(sql.Identifier, PERSONA_FIELDS))


@dataclass(frozen=True, slots=True)
class ProspectFilter:
    """Which prospects: `fields` maps persona fields to accepted values, any case; `search` matches word beginnings."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    search: str | None = None


@dataclass(frozen=True, slots=True)
class StoredProspect:
    """A prospect, and when it was made and changed."""

    prospect: Prospect
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ProspectPage:
    """One page of prospects."""

    prospects: Sequence[Persona]
    total_count: int


class ProspectStore:
    """The prospects of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, tenant_id: str, lead_id: str) -> StoredProspect:
        """All that is known of one person. Raises ProspectNotFound."""
        row = await self._database.row(
            "SELECT * FROM prospects WHERE tenant_id = %s AND lead_id = %s", (tenant_id, lead_id)
        )
        if row is None:
            raise ProspectNotFound
        return StoredProspect(prospect_from(row), row["created_at"], row["updated_at"])

    async def find(self, tenant_id: str, wanted: ProspectFilter, *, page: int, page_size: int) -> ProspectPage:
        """One page of those that match, by lead id, and how many match in all."""
        where, parameters = _where(tenant_id, wanted)
        parameters |= {"limit": page_size, "offset": (page - 1) * page_size}
        async with self._database.transaction() as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            counted = await connection.execute(
                sql.SQL("SELECT count(*) AS total FROM prospects WHERE {}").format(where), parameters
            )
            total = (await only_row(counted))["total"]
            cursor = await connection.execute(
                sql.SQL("SELECT {} FROM prospects WHERE {} ORDER BY lead_id LIMIT %(limit)s OFFSET %(offset)s").format(
                    _COLUMNS, where
                ),
                parameters,
            )
            return ProspectPage([persona_from(row) for row in await cursor.fetchall()], total)

    async def find_ids(self, tenant_id: str, wanted: ProspectFilter, limit: int) -> tuple[list[str], int]:
        """(the lead ids of at most `limit` that match, how many match in all)."""
        where, parameters = _where(tenant_id, wanted)
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                sql.SQL(
                    "SELECT lead_id, count(*) OVER () AS total FROM prospects WHERE {} ORDER BY lead_id LIMIT %(limit)s"
                ).format(where),
                parameters | {"limit": limit},
            )
            rows = await cursor.fetchall()
        return [row["lead_id"] for row in rows], rows[0]["total"] if rows else 0

    async def count(self, tenant_id: str) -> int:
        """How many prospects the tenant has."""
        row = await self._database.row("SELECT count(*) AS n FROM prospects WHERE tenant_id = %s", (tenant_id,))
        return int(row["n"]) if row else 0

    async def known_by(self, tenant_id: str, keys: Sequence[str]) -> Sequence[KnownPerson]:
        """Who is known by any of the keys, or has one of them for an id."""
        rows = await self._database.rows(
            """SELECT key, lead_id, full_name, gender, age, attributes
               FROM (SELECT key, lead_id FROM prospect_keys WHERE tenant_id = %(tenant)s AND key = ANY(%(keys)s)
                     UNION ALL
                     SELECT lead_id, lead_id FROM prospects WHERE tenant_id = %(tenant)s AND lead_id = ANY(%(keys)s))
                     AS found (key, lead_id)
               JOIN prospects p USING (lead_id) WHERE p.tenant_id = %(tenant)s""",
            {"tenant": tenant_id, "keys": list(keys)},
        )
        return [
            KnownPerson(
                row["key"],
                row["lead_id"],
                facts_of(row["full_name"], row["gender"], row["age"], row["attributes"]),
            )
            for row in rows
        ]

    async def upsert_prospects(
        self,
        tenant_id: str,
        patches: Sequence[ProspectPatch],
        *,
        overwrite_names: bool = False,
        dry_run: bool = False,
    ) -> Upserted:
        """Apply patches (distinct lead ids) in one transaction, or only tell what they would do.

        A patch that contradicts who is known under its id is left out, unless `overwrite_names`. One import at a time
        writes a tenant's prospects: of two that bring the same new person, the second must see what the first has
        stored, and there is no row yet to lock.
        """
        async with self._database.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", (tenant_id,))
            known = await _known(connection, tenant_id, [patch.lead_id for patch in patches])
            after, upserted = upsert(patches, known, overwrite_names=overwrite_names)
            if dry_run:
                return upserted
            changed = [prospect for lead_id, prospect in after.items() if prospect != known.get(lead_id)]
            async with connection.cursor() as cursor:
                await cursor.executemany(
                    sql.SQL(
                        """INSERT INTO prospects (tenant_id, {columns}, attributes, notes, transcripts, search,
                                                  name_words, created_at, updated_at)
                           SELECT %(tenant_id)s, {values}, %(attributes)s, %(notes)s, %(transcripts)s,
                                  array_to_tsvector(%(words)s::text[]), %(name_words)s, t, t
                           FROM date_trunc('milliseconds', now()) AS t
                           ON CONFLICT (tenant_id, lead_id) DO UPDATE SET {updates}, attributes = excluded.attributes,
                               notes = excluded.notes, transcripts = excluded.transcripts, search = excluded.search,
                               name_words = excluded.name_words,
                               updated_at = excluded.updated_at"""
                    ).format(
                        columns=_COLUMNS,
                        values=sql.SQL(", ").join(map(sql.Placeholder, PERSONA_FIELDS)),
                        updates=sql.SQL(", ").join(
                            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in PERSONA_FIELDS[1:]
                        ),
                    ),
                    [_row(tenant_id, prospect) for prospect in changed],
                )
            kept = [patch for patch in patches if patch.lead_id in after]
            replaced = [
                patch.lead_id
                for patch in kept
                if (before := known.get(patch.lead_id)) and before.facts.contradiction(patch.facts)
            ]
            await _keep_keys(connection, tenant_id, kept, replaced)
        return upserted


async def _keep_keys(
    connection: Connection, tenant_id: str, patches: Sequence[ProspectPatch], replaced: Sequence[str]
) -> None:
    """Adds what people are known by, but for the key that is their id. `replaced`: who is somebody else from now on."""
    if replaced:
        await connection.execute(
            "DELETE FROM prospect_keys WHERE tenant_id = %s AND lead_id = ANY(%s)", (tenant_id, replaced)
        )
    pairs = {(key, patch.lead_id) for patch in patches for key in patch.keys if key != patch.lead_id}
    if pairs:
        keys, lead_ids = zip(*sorted(pairs), strict=True)
        await connection.execute(
            """INSERT INTO prospect_keys (tenant_id, key, lead_id)
               SELECT %s, * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING""",
            (tenant_id, list(keys), list(lead_ids)),
        )


async def _known(connection: Connection, tenant_id: str, lead_ids: Sequence[str]) -> dict[str, Prospect]:
    cursor = await connection.execute(
        "SELECT * FROM prospects WHERE tenant_id = %s AND lead_id = ANY(%s) ORDER BY lead_id FOR NO KEY UPDATE",
        (tenant_id, list(lead_ids)),
    )
    return {row["lead_id"]: prospect_from(row) for row in await cursor.fetchall()}


def _row(tenant_id: str, prospect: Prospect) -> dict[str, Any]:
    persona = prospect.persona
    return {name: getattr(persona, name) for name in PERSONA_FIELDS} | {
        "lead_classification": persona.lead_classification.value if persona.lead_classification else None,
        "tenant_id": tenant_id,
        "attributes": Jsonb(dict(prospect.attributes)),
        "notes": Jsonb(list(prospect.notes)),
        "transcripts": Jsonb(list(prospect.transcripts)),
        "name_words": search_words(persona.full_name),
        "words": search_words(persona.lead_id, persona.full_name, persona.occupation, *prospect.attributes.values()),
    }


def _where(tenant_id: str, wanted: ProspectFilter) -> tuple[sql.Composed, dict[str, Any]]:
    conditions: list[sql.Composable] = [sql.SQL("tenant_id = %(tenant_id)s")]
    parameters: dict[str, Any] = {"tenant_id": tenant_id}
    for name, values in wanted.fields.items():
        conditions.append(sql.SQL("lower({}) = ANY({})").format(sql.Identifier(name), sql.Placeholder(name)))
        parameters[name] = [value.lower() for value in values]
    if wanted.search is not None and (query := prefix_query(wanted.search)) is not None:
        conditions.append(sql.SQL("search @@ %(search)s::tsquery"))
        parameters["search"] = query
    return sql.SQL(" AND ").join(conditions), parameters
