"""Valid things with one call."""

from collections.abc import Sequence
from datetime import UTC, datetime

from prospect_twins.app import Stores
from prospect_twins.domain.answers import TwinAnswer
from prospect_twins.domain.confidence import NOTHING_MEASURED, Confidence
from prospect_twins.domain.prospects import Persona, ProspectPatch
from prospect_twins.domain.receipts import IdempotencyKey, SessionReceipt
from prospect_twins.domain.summaries import Insight, Quote, Summary
from prospect_twins.domain.work import Answered, NewSession

TENANT = "default"


async def add_prospects(stores: Stores, *lead_ids: str, tenant: str = TENANT) -> None:
    await stores.access.ensure_tenant(tenant)
    await stores.prospects.upsert_prospects(
        tenant,
        [ProspectPatch(lead_id, fields={"full_name": f"Person {lead_id}", "age": "41"}) for lead_id in lead_ids],
    )


def new_session(lead_ids: Sequence[str], session_id: str = "QS-1", **changes: object) -> NewSession:
    given: dict[str, object] = {
        "session_id": session_id,
        "tenant_id": TENANT,
        "question": "Would you pay $40 a month?",
        "prospect_ids": lead_ids,
        "context": {},
        "deadline_s": 60,
        "window": 224,
        "daily_answers": 10_000,
    }
    return NewSession(**(given | changes))  # type: ignore[arg-type]


async def create_session(
    stores: Stores,
    lead_ids: Sequence[str],
    session_id: str = "QS-1",
    key: IdempotencyKey | None = None,
    **changes: object,
) -> SessionReceipt:
    return await stores.creation.create(new_session(lead_ids, session_id, **changes), key, None)


def answered(lead_id: str, text: str = "It depends on the price.") -> Answered:
    return Answered(lead_id, TwinAnswer(text, model="scripted"), Confidence(None, False, NOTHING_MEASURED))


def summary(*quotes: Quote, text: str = "They were asked, and they answered.") -> Summary:
    return Summary(
        summary_text=text,
        key_insights=(Insight("Price matters", quotes),),
        sentiment_distribution={"neutral": max(len(quotes), 1)},
        common_themes=("price",),
        generated_at=datetime(2026, 1, 1, tzinfo=UTC),
        model="scripted",
    )


def persona(lead_id: str = "LEAD-1", **fields: str) -> Persona:
    return Persona(lead_id, **fields)  # type: ignore[arg-type]
