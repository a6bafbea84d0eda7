"""Prospects as they travel: all that is known of one, and pages of them."""

from prospect_twins.api.schemas.base import PersonaBase, Timestamp, Wire


class ProspectDetail(PersonaBase):
    """All that is known of a prospect."""

    attributes: dict[str, str]
    """Free facts, by the name of the column or field they came from."""
    notes: list[str]
    transcripts: list[str]
    created_at: Timestamp
    updated_at: Timestamp


class ProspectListResponse(Wire):
    """One page of prospects."""

    prospects: list[PersonaBase]
    total_count: int
    page: int
    page_size: int
    total_pages: int


class ProspectIdsResponse(Wire):
    """The ids of all who match."""

    lead_ids: list[str]
    """At most as many as one session may ask."""
    total_count: int
