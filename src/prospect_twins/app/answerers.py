"""Asks the live workers what they run, and reads it as settings: those by which a question would be answered."""

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from prospect_twins.agents.call_plan import SessionCalls
from prospect_twins.agents.twin.person_record import PromptBudgets
from prospect_twins.domain.answerers import Answerer
from prospect_twins.domain.estimates import Price
from prospect_twins.domain.spending import CostLimits
from prospect_twins.domain.work import WorkerReport
from prospect_twins.models.catalog import is_small, sees_images
from prospect_twins.models.errors import UnusableModel
from prospect_twins.models.prices import ModelPrices
from prospect_twins.settings import Settings
from prospect_twins.store.workers import WorkerStore

_TOLD = (
    "model", "coding_model", "embedding_model", "draws", "check_answers",
    "memory_exchanges", "memory_tokens", "person_tokens", "worker_concurrency", "embedded_parallel",
    "session_deadline_s", "summary_timeout_s", "stalled_s", "max_prospects", "daily_answers",
    "max_cost_usd", "max_cost_usd_per_day", "model_price", "coding_model_price", "embedding_model_price",
)  # fmt: skip
"""The settings of a worker that an estimate, a refusal or a label may depend on."""
_FEWEST = ("max_prospects", "daily_answers", "session_deadline_s")
_FRESH_S = 1.0


def setup_of(settings: Settings) -> Mapping[str, Any]:
    """What a worker with these settings tells of itself. Whether its model sees images, only its environment knows."""
    seeing = sees_images(settings.model, settings.model_sees_images)
    return settings.model_dump(mode="json", include=set(_TOLD)) | {"model_sees_images": seeing}


def answerer_of(settings: Settings) -> Answerer:
    """Who answers by these settings."""
    labeller = settings.model_that_labels
    return Answerer(
        model=settings.model,
        sees_images=sees_images(settings.model, settings.model_sees_images),
        memory_exchanges=settings.memory_exchanges,
        plan=SessionCalls(
            settings.model,
            labeller,
            PromptBudgets(settings.memory_exchanges, settings.memory_tokens, settings.person_tokens),
            draws=settings.draws,
            small=is_small(settings.model),
            labeller_is_small=is_small(labeller),
            checked=settings.check_answers == "model",
        ),
        price_of=prices_of(settings).of,
        cost_limits=cost_limits(settings),
    )


def cost_limits(settings: Settings) -> CostLimits:
    """What a session and a tenant's day may cost; the day's limit is the session's if it is not set."""
    day = settings.max_cost_usd if settings.max_cost_usd_per_day is None else settings.max_cost_usd_per_day
    return CostLimits(settings.max_cost_usd, day)


def check_prices(settings: Settings) -> None:
    """Raises UnusableModel if costs are limited, and those of a configured model are not known."""
    if not cost_limits(settings):
        return
    prices = prices_of(settings)
    used = (
        ("MODEL", settings.model, "0.15,0.60"),
        ("CODING_MODEL", settings.model_that_labels, "0.15,0.60"),
        ("EMBEDDING_MODEL", settings.embedding_model, "0.02"),
    )
    for name, model, example in used:
        if prices.of(model) is None:
            raise UnusableModel(
                f"Limits on costs can't be kept: the price of '{model}' is not known; say it with "
                f"PROSPECT_TWINS_{name}_PRICE={example} (US dollars per million tokens; 0 for one of your own)."
            )


def prices_of(settings: Settings) -> ModelPrices:
    """The list prices, but for those that the settings name."""
    embedding = settings.embedding_model_price
    named = (
        ("EMBEDDING_MODEL", settings.embedding_model, None if embedding is None else (embedding, 0.0)),
        ("CODING_MODEL", settings.model_that_labels, settings.coding_model_price),
        ("MODEL", settings.model, settings.model_price),
    )
    return ModelPrices(
        {model: Price(f"PROSPECT_TWINS_{name}_PRICE", *price) for name, model, price in named if price is not None}
    )


class LiveAnswerers:
    """Implements `Answerers` (domain/answerers.py). Where no worker is alive the own settings count: who asks will work
    itself, or the workers that are started will be set likewise. What workers tell is read at most once a second.
    """

    def __init__(self, own: Settings, workers: WorkerStore) -> None:
        self._own = own
        self._workers = workers
        self._reports: Sequence[WorkerReport] = ()
        self._read_at = -math.inf

    async def now(self) -> Sequence[Answerer]:
        """Those who would answer a question now."""
        return [answerer_of(settings) for settings in await self.settings()]

    async def are_alive(self) -> bool:
        """Whether any worker runs."""
        return bool(await self._alive())

    async def settings(self) -> Sequence[Settings]:
        """The own settings, each time with what some live workers tell; one for all workers that tell the same."""
        own = self._own.model_dump()
        distinct: list[dict[str, Any]] = []
        for report in await self._alive():
            reported = {name: value for name, value in report.setup.items() if name in Settings.model_fields}
            if reported not in distinct:
                distinct.append(reported)
        return [Settings(**(own | reported)) for reported in distinct] or [self._own]

    async def strictest(self) -> Settings:
        """The newest of `settings`, with the tightest of their limits."""
        candidates = await self.settings()
        return candidates[0].model_copy(
            update={name: min(getattr(candidate, name) for candidate in candidates) for name in _FEWEST}
        )

    async def _alive(self) -> Sequence[WorkerReport]:
        if time.monotonic() - self._read_at > _FRESH_S:
            self._reports = await self._workers.alive(self._own.stalled_s)
            self._read_at = time.monotonic()
        return self._reports
