"""Erasing a person takes its locks in the order in which everybody does: sessions first, then the tenant's quota."""

import asyncio

from prospect_twins.app import Stores
from tests.factories import TENANT, add_prospects, create_session


async def test_erasing_does_not_lock_each_other_out_with_a_session_that_ends(stores: Stores) -> None:
    """The first session ends by the erasure and gives quota back; the second is in the hands of one who ends it, and
    gives quota back too. Each would wait for what the other holds.
    """
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A"], "QS-1")
    await create_session(stores, ["A", "B"], "QS-2")
    async with stores.database.transaction() as ending:
        await ending.execute("SELECT FROM sessions WHERE session_id = 'QS-2' FOR NO KEY UPDATE")
        erasing = asyncio.create_task(stores.erasure.erase(TENANT, "A"))
        await _waits_for_a_lock(stores)
        await ending.execute("UPDATE quota_usage SET used = used WHERE tenant_id = %s", (TENANT,))
    assert await erasing == 2


async def _waits_for_a_lock(stores: Stores) -> None:
    async with asyncio.timeout(60):
        while not await stores.database.rows(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ):
            pass
