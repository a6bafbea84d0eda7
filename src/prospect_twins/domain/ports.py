"""What the services need of the outside, as protocols; `app` plugs the concrete things in."""

from collections.abc import Sequence
from typing import Protocol

from prospect_twins.domain.prospects import Prospect, ProspectPatch, UpsertCount
from prospect_twins.domain.sessions import Exchange, Question, Response, Summary, SummaryStyle, TwinAnswer


class Twin(Protocol):
    """Answers one question as one prospect would (`SyntheticPersonChatAgent`)."""

    async def answer(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> TwinAnswer:
        """One answer in the first person. `memory` is oldest first. Raises ModelFault; retries are the agent's own."""
        ...


class Summarizer(Protocol):
    """Tells what the prospects said together."""

    async def summarize(
        self,
        question: Question,
        responses: Sequence[Response],
        style: SummaryStyle,
        focus_areas: Sequence[str],
    ) -> Summary:
        """A summary of all `responses` (at least one). Raises ModelFault."""
        ...


class ProspectWriter(Protocol):
    """Keeps imported prospects."""

    async def upsert_prospects(self, tenant_id: str, patches: Sequence[ProspectPatch]) -> UpsertCount:
        """Stores each prospect as `patch.applied_to(what is stored)`, all of them in one transaction.

        `patches` are sorted by lead_id and no lead_id occurs twice, so that two imports lock rows in the same order. A
        prospect that would come out as it stands is not written, and counts as unchanged.
        """
        ...
