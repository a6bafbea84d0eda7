"""Fidelity over HTTP: what is compared, for whom, and when."""

from typing import Any

import pytest

from prospect_twins.domain.answers import TwinAnswer
from prospect_twins.domain.confidence import Confidence, ConfidenceComponents
from prospect_twins.domain.work import Answered
from tests.api.expecting import expect_error, parse_time
from tests.api.routes import FIDELITY
from tests.api.running import PROSPECTS, Tenant

PEOPLE = [f"L{number:02}" for number in range(20)]
SCALE = {"question_kind": "scale"}


async def answered_session(tenant: Tenant, point: int = 4) -> str:
    """Everybody's twin said `point`, with a confidence of 0.8."""
    session_id = await tenant.ask(*PEOPLE, **SCALE)
    confidence = Confidence(0.8, False, ConfidenceComponents(agreement=0.8, draws=5), "twin_2k_500", 0.82)
    answers = [Answered(lead_id, TwinAnswer("So so.", "scripted", value=point), confidence) for lead_id in PEOPLE]
    assert await tenant.settle(session_id, *answers) == len(PEOPLE)
    return session_id


async def record(tenant: Tenant, session_id: str, point: int, lead_id: str, **more: Any) -> None:
    body = {"session_id": session_id, "value": point, **more}
    response = await tenant.client.post(f"{PROSPECTS}/{lead_id}/outcomes", json=body)
    assert response.status_code == 201, response.text


async def compared(tenant: Tenant, **parameters: str) -> list[dict[str, Any]]:
    response = await tenant.client.get(FIDELITY, params=parameters)
    assert response.status_code == 200, response.text
    parse_time(response.json()["generated_at"])
    kinds: list[dict[str, Any]] = response.json()["kinds"]
    return kinds


async def test_nothing_recorded_is_nothing_compared(tenant: Tenant) -> None:
    session_id = await answered_session(tenant)
    assert await compared(tenant) == []
    assert await compared(tenant, session_id=session_id) == []


async def test_every_figure_has_its_place(tenant: Tenant) -> None:
    """Fifteen of twenty said 4 as their twins did, five said 1."""
    session_id = await answered_session(tenant)
    for number, lead_id in enumerate(PEOPLE):
        await record(tenant, session_id, 4 if number < 15 else 1, lead_id)
    (kind,) = await compared(tenant)
    agreement, similarity = kind["agreement"], kind["distribution_similarity"]
    assert (kind["question_kind"], kind["compared"], kind["note"]) == ("scale", "value", None)
    assert (kind["pairs"], kind["people"], kind["sessions"]) == (20, 20, 1)
    assert agreement["estimate"] == 0.75
    assert 0.5 <= agreement["low"] < 0.75 < agreement["high"] <= 0.95
    assert kind["within_one"]["estimate"] == 0.75
    assert kind["mean_absolute_difference"]["estimate"] == 0.75
    assert (similarity["measure"], similarity["estimate"]) == ("ks", 0.75)
    assert kind["base_rate"] == 0.75
    calibration = kind["calibration"]
    assert calibration["ece"] == pytest.approx(0.05)
    assert calibration["brier"] == pytest.approx(0.75 * 0.04 + 0.25 * 0.64)
    assert calibration["auroc"] == 0.5
    assert calibration["calibrated_share"] == 0


async def test_sessions_and_times_narrow_it(tenant: Tenant) -> None:
    first, second = await answered_session(tenant), await answered_session(tenant, 2)
    for lead_id in PEOPLE[:12]:
        await record(tenant, first, 4, lead_id, occurred_at="2026-01-10T12:00:00Z")
        await record(tenant, second, 4, lead_id, occurred_at="2026-02-10T12:00:00Z")
    assert [kind["pairs"] for kind in await compared(tenant)] == [24]
    for narrowed, agreement in (
        ({"session_id": first}, 1),
        ({"session_id": second}, 0),
        ({"date_to": "2026-01-31T00:00:00Z"}, 1),
        ({"date_from": "2026-01-31T00:00:00Z"}, 0),
    ):
        (kind,) = await compared(tenant, **narrowed)
        assert (kind["pairs"], kind["agreement"]["estimate"]) == (12, agreement)
    assert await compared(tenant, date_from="2026-02-10T12:00:00Z") == []


async def test_what_was_corrected_erased_or_only_noted_is_not_compared(tenant: Tenant) -> None:
    session_id = await answered_session(tenant)
    for lead_id in PEOPLE:
        await record(tenant, session_id, 1, lead_id, occurred_at="2026-01-10T12:00:00Z")
    for lead_id in PEOPLE[:10]:
        await record(tenant, session_id, 4, lead_id, occurred_at="2026-01-11T12:00:00Z")
    (kind,) = await compared(tenant)
    assert (kind["pairs"], kind["agreement"]["estimate"]) == (20, 0.5)
    path = f"{PROSPECTS}/{PEOPLE[0]}/outcomes"
    await tenant.client.post(path, json={"session_id": session_id, "note": "Not sure she meant it."})
    (kind,) = await compared(tenant)
    assert kind["agreement"]["estimate"] == 0.5
    newest = (await tenant.client.get(path)).json()["outcomes"][1]
    assert newest["value"] == 4
    assert (await tenant.client.delete(f"{path}/{newest['outcome_id']}")).status_code == 204
    (kind,) = await compared(tenant)
    assert kind["agreement"]["estimate"] == 0.45
    assert (await tenant.client.delete(f"{PROSPECTS}/{PEOPLE[1]}")).status_code == 204
    (kind,) = await compared(tenant)
    assert (kind["pairs"], kind["people"]) == (19, 19)


async def test_another_tenants_people_and_sessions_are_absent(tenant: Tenant, stranger: Tenant) -> None:
    session_id = await answered_session(tenant)
    await answered_session(stranger)
    for lead_id in PEOPLE:
        await record(tenant, session_id, 4, lead_id)
    assert await compared(stranger) == []
    theirs = await stranger.client.get(FIDELITY, params={"session_id": session_id})
    nobodys = await stranger.client.get(FIDELITY, params={"session_id": "QS-none"})
    one, other = (expect_error(response, 404, "SESSION_NOT_FOUND") for response in (theirs, nobodys))
    assert {**one, "timestamp": None} == {**other, "timestamp": None}
