"""One API for all tests of it, each with tenants of its own: what one does, no other may see."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer, ServerStatistics
from prospect_twins.settings import Settings
from tests.api.running import RunningApi, Tenant, Worked, running_api, worked_service
from tests.conftest import fresh_database


@pytest.fixture(scope="session")
def api_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    directory: Path = tmp_path_factory.mktemp("api")
    return Settings(
        data_dir=directory,
        model="scripted",
        model_sees_images=True,
        heartbeat_s=0.2,
        stalled_s=1.5,
        drain_s=2,
        keep_alive_s=0.5,
        requests_per_minute=0,
    )


@pytest.fixture(scope="session")
async def api(postgres: str, api_settings: Settings) -> AsyncIterator[RunningApi]:
    with fresh_database(postgres) as url:
        async with running_api(api_settings, url) as running:
            yield running


@pytest.fixture
async def tenant(api: RunningApi) -> AsyncIterator[Tenant]:
    async with api.tenant() as made:
        yield made


@pytest.fixture
async def stranger(api: RunningApi) -> AsyncIterator[Tenant]:
    """Another tenant on the same API."""
    async with api.tenant() as made:
        yield made


@pytest.fixture(scope="session")
async def worked(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worked]:
    """One whole service for all tests that need a worker."""
    with fresh_database(postgres) as url:
        async with worked_service(url, tmp_path_factory.mktemp("service")) as running:
            yield running


@pytest.fixture
def model(worked: Worked) -> Iterator[ScriptedServer]:
    """Its model, answering at once unless the test says otherwise."""
    worked.model.options = ScriptedOptions()
    worked.model.statistics = ServerStatistics()
    yield worked.model
    worked.model.options = ScriptedOptions()
