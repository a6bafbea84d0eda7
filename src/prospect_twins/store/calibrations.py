"""What a tenant's confidence is worth: one fitted curve for each kind of question."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from prospect_twins.domain.confidence import UNCALIBRATED, Calibrator, KindCalibration
from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.store.database import Database

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredCalibration:
    """`calibration` is None where another version of the product wrote it, which has to be fitted again."""

    kind: str
    calibration: KindCalibration | None
    fitted_at: datetime


class CalibrationStore:
    """Each tenant's calibrations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, tenant_id: str, calibrations: Mapping[QuestionKind, KindCalibration]) -> None:
        """Store these kinds in place of what was stored of them; the others stay. One transaction.

        Answers given from now on are scored by it; those given before keep their score.
        """
        async with self._database.transaction() as connection, connection.cursor() as cursor:
            await cursor.executemany(
                """INSERT INTO calibrations (tenant_id, question_kind, calibration, fitted_at)
                   VALUES (%s, %s, %s, date_trunc('milliseconds', now()))
                   ON CONFLICT (tenant_id, question_kind) DO UPDATE
                   SET calibration = excluded.calibration, fitted_at = excluded.fitted_at""",
                [
                    (tenant_id, kind.value, Jsonb(Calibrator({kind.value: calibration}).to_json()))
                    for kind, calibration in calibrations.items()
                ],
            )

    async def all(self, tenant_id: str) -> list[StoredCalibration]:
        """The tenant's calibrations, by kind of question."""
        rows = await self._database.rows(
            """SELECT question_kind, calibration, fitted_at FROM calibrations
               WHERE tenant_id = %s ORDER BY question_kind""",
            (tenant_id,),
        )
        return [
            StoredCalibration(
                row["question_kind"],
                calibrator_from(row["calibration"]).kinds.get(row["question_kind"]),
                row["fitted_at"],
            )
            for row in rows
        ]

    async def remove(self, tenant_id: str, kinds: Sequence[QuestionKind]) -> list[str]:
        """Forget these kinds, whose answers are then scored by the raw component again. Returns those there were."""
        rows = await self._database.rows(
            """DELETE FROM calibrations WHERE tenant_id = %s AND question_kind = ANY(%s::text[])
               RETURNING question_kind""",
            (tenant_id, [kind.value for kind in kinds]),
        )
        return sorted(row["question_kind"] for row in rows)


def calibrator_from(stored: Mapping[str, Any] | None) -> Calibrator:
    """A stored kind's calibrator. One that can't be read leaves answers uncalibrated rather than unanswered."""
    if stored is None:
        return UNCALIBRATED
    try:
        return Calibrator.from_json(stored)
    except (ValueError, KeyError, TypeError) as error:
        _log.warning("a stored calibration is not used: %s", error)
        return UNCALIBRATED
