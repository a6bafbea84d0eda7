"""A reader over bytes, and a store of prospects in memory."""

import io
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from prospect_twins.domain.prospects import Prospect, ProspectPatch, UpsertCount
from prospect_twins.services.importing import BadRow, ParsedProspect, ProspectSource

TODAY = date(2026, 6, 15)


class ProspectsInMemory:
    """A `ProspectWriter` that applies patches as the port says and checks what it is promised."""

    def __init__(self) -> None:
        self.tenants: dict[str, dict[str, Prospect]] = {}
        self.batches: list[int] = []

    async def upsert_prospects(
        self,
        tenant_id: str,
        patches: Sequence[ProspectPatch],
        *,
        overwrite_names: bool = False,
        dry_run: bool = False,
    ) -> UpsertCount:
        ids = [patch.lead_id for patch in patches]
        assert ids == sorted(set(ids)), "ids are sorted, and each is there once"
        self.batches.append(len(patches))
        stored = self.tenants.get(tenant_id, {})
        known = dict(stored)
        created = updated = nameless = 0
        misnamed = set()
        for patch in patches:
            before = known.get(patch.lead_id)
            if not overwrite_names and patch.misnames(before):
                misnamed.add(patch.lead_id)
                continue
            known[patch.lead_id] = patch.applied_to(before)
            created += before is None
            updated += before is not None and before != known[patch.lead_id]
            nameless += known[patch.lead_id].persona.full_name is None
        if not dry_run:
            self.tenants[tenant_id] = known
        unchanged = len(patches) - created - updated - len(misnamed)
        return UpsertCount(created, updated, unchanged, nameless, frozenset(misnamed))


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
