"""A reader over bytes, and a store of prospects in memory."""

import io
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from prospect_twins.domain.prospects import KnownPerson, Prospect, ProspectPatch, Upserted, upsert
from prospect_twins.services.importing import BadRow, ParsedProspect, ProspectSource

TODAY = date(2026, 6, 15)


class ProspectsInMemory:
    """A `ProspectWriter` that applies patches as the port says and checks what it is promised."""

    def __init__(self) -> None:
        self.tenants: dict[str, dict[str, Prospect]] = {}
        self.batches: list[int] = []
        self._keys: set[tuple[str, str, str]] = set()

    async def upsert_prospects(
        self,
        tenant_id: str,
        patches: Sequence[ProspectPatch],
        *,
        overwrite_names: bool = False,
        dry_run: bool = False,
    ) -> Upserted:
        ids = [patch.lead_id for patch in patches]
        assert ids == sorted(set(ids)), "ids are sorted, and each is there once"
        self.batches.append(len(patches))
        stored = self.tenants.get(tenant_id, {})
        after, upserted = upsert(patches, stored, overwrite_names=overwrite_names)
        if not dry_run:
            self.tenants[tenant_id] = stored | after
            self._keys |= {(tenant_id, key, patch.lead_id) for patch in patches for key in patch.keys}
        return upserted

    async def known_by(self, tenant_id: str, keys: Sequence[str]) -> Sequence[KnownPerson]:
        stored = self.tenants.get(tenant_id, {})
        known = {(key, lead_id) for tenant, key, lead_id in self._keys if tenant == tenant_id}
        known |= {(lead_id, lead_id) for lead_id in stored}
        wanted = set(keys)
        return [KnownPerson(key, lead_id, stored[lead_id].facts) for key, lead_id in known if key in wanted]


@pytest.fixture
def writer() -> ProspectsInMemory:
    return ProspectsInMemory()


Read = Callable[..., list[ParsedProspect | BadRow]]


@pytest.fixture
def read() -> Read:
    def read(data: bytes | str, *mappings: str, anonymous: bool = False) -> list[ParsedProspect | BadRow]:
        raw = data.encode() if isinstance(data, str) else data
        return list(ProspectSource(io.BytesIO(raw), mappings, today=TODAY, anonymous=anonymous))

    return read


@pytest.fixture
def prospects(read: Read) -> Callable[..., list[Prospect]]:
    """The prospects of a file that has no bad rows."""

    def prospects(data: bytes | str, *mappings: str) -> list[Prospect]:
        rows = read(data, *mappings)
        assert not [row for row in rows if isinstance(row, BadRow)]
        return [row.patch.applied_to(None) for row in rows if isinstance(row, ParsedProspect)]

    return prospects


@pytest.fixture
def reasons(read: Read) -> Callable[..., list[tuple[int, str]]]:
    """The line and reason of every bad row."""

    def reasons(data: bytes | str, *mappings: str) -> list[tuple[int, str]]:
        return [(row.line, row.reason) for row in read(data, *mappings) if isinstance(row, BadRow)]

    return reasons
