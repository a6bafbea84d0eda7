"""A worker, and the services that it hands its jobs to."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from prospect_twins.app.answerers import answerer_of, check_prices, cost_limits, setup_of
from prospect_twins.app.stores import Stores
from prospect_twins.domain.work import WorkerReport
from prospect_twins.services.answering import Answering
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.labelling import Labelling
from prospect_twins.services.recording import Recorder
from prospect_twins.services.spending import Spending, WorkBudget
from prospect_twins.services.summarizing import Summarizing, SummaryTime
from prospect_twins.services.timing import TimedTwin
from prospect_twins.services.turns import Turns
from prospect_twins.settings import Settings
from prospect_twins.store.labelling import LabellingStore
from prospect_twins.store.slices import SliceStore
from prospect_twins.store.upkeep import UpkeepStore
from prospect_twins.worker.runner import Worker, WorkerLimits, WorkerServices
from prospect_twins.worker.upkeep import Upkeep

if TYPE_CHECKING:
    from prospect_twins.app.models import Models

_LABELLING_CALLS = 16
"""For one session at a time."""


@asynccontextmanager
async def open_worker(settings: Settings, stores: Stores) -> AsyncIterator[Worker]:
    """A worker with its models, ready to `run`."""
    from prospect_twins.app.models import open_models  # heavy: the API process does without it

    check_prices(settings)
    setup = setup_of(settings)
    async with open_models(settings) as models, aclosing(Spending(stores.costs, cost_limits(settings))) as spending:
        timed_twin = TimedTwin(models.twin)

        def report() -> WorkerReport:
            ready, detail = models.state()
            return WorkerReport(
                models.name, ready, detail, settings.answers_in_flight, timed_twin.answer_s, setup, models.trouble()
            )

        yield Worker(
            database=stores.database,
            queue=stores.queue,
            services=_services(settings, stores, models, timed_twin, spending),
            workers=stores.workers,
            upkeep=Upkeep(
                UpkeepStore(stores.database),
                stores.queue,
                stores.progress,
                settings.stalled_s,
                settings.summary_timeout_s,
            ),
            state=report,
            limits=WorkerLimits(settings.calls_in_flight, settings.heartbeat_s, settings.stalled_s, settings.drain_s),
        )


def _services(
    settings: Settings, stores: Stores, models: "Models", twin: TimedTwin, spending: Spending
) -> WorkerServices:
    answerer = answerer_of(settings)
    turns = Turns(settings.answers_in_flight)
    answers_in_flight, summaries_in_flight = InFlight(), InFlight()
    recorder = Recorder(stores.progress)
    # Calls of one model share its places; another model has its own.
    slots = settings.calls_at_a_time(settings.model_that_labels)
    labelling_turns = turns if settings.model_that_labels == settings.model else Turns(slots)
    labelling = Labelling(
        LabellingStore(stores.database),
        models.labeller,
        labelling_turns,
        summaries_in_flight,
        WorkBudget(spending, answerer.cost_after_labels),
        lease_s=settings.stalled_s,
        parallel=min(slots, _LABELLING_CALLS),
    )
    slices = SliceStore(stores.database, settings.memory_exchanges)
    budget = WorkBudget(spending, answerer.cost_after_answers)
    summary_time = SummaryTime(min(settings.summary_timeout_s, settings.session_deadline_s / 4), models.labelling_share)
    return WorkerServices(
        answering=Answering(slices, twin, recorder, turns, answers_in_flight, budget, labelling.begin),
        summarizing=Summarizing(
            stores.summaries, stores.progress, models.summarizer, labelling, summaries_in_flight, spending, summary_time
        ),
        labelling=labelling,
        recorder=recorder,
        answers_in_flight=answers_in_flight,
        summaries_in_flight=summaries_in_flight,
        turns=(turns, labelling_turns),
    )
