"""Estimates what a question would take: nothing is stored or reserved."""

from collections.abc import Sequence
from dataclasses import replace

from prospect_twins.domain.answerers import Answerer, Answerers
from prospect_twins.domain.errors import CostLimitExceeded
from prospect_twins.domain.estimates import Audience, Budget, Estimate, Stage
from prospect_twins.domain.image_tokens import image_tokens
from prospect_twins.domain.ports import AudienceSource
from prospect_twins.domain.questions import Question
from prospect_twins.domain.spending import ASK_FEWER, NO_COST, RAISE_LIMITS, CostLimits, ExpectedCost
from prospect_twins.domain.work import NewSession, SummarySize

SAMPLE = 300
"""People whose prompts are written out to be measured; of more than that, these stand for all."""


class Estimator:
    """`limits`: those on costs that hold here, besides the workers' own."""

    def __init__(self, audiences: AudienceSource, answerers: Answerers, limits: CostLimits) -> None:
        self._audiences = audiences
        self._answerers = answerers
        self._limits = limits

    async def limits(self) -> CostLimits:
        """The strictest limits on costs that hold at the moment."""
        limits = self._limits
        for answerer in await self._answerers.now():
            limits = limits.stricter(answerer.cost_limits)
        return limits

    async def estimate(self, new: NewSession) -> Estimate:
        """By those who would answer it; the dearest, where they disagree, and a note that says so.

        Raises what creating the session would, but for the quota: whether it is enough stands in the estimate.
        """
        answerers = await self._answerers.now()
        estimates = [await self._by(answerer, new) for answerer in answerers]
        limits = await self.limits()
        dearest = max(estimates, key=lambda made: (made.cost_usd is None, made.cost_usd or 0.0, made.calls))
        budget = replace(dearest.budget, limits=limits) if dearest.budget and limits else None
        return replace(dearest, budget=budget, notes=[*_disagreement(answerers), *dearest.notes])

    async def expected(self, new: NewSession) -> ExpectedCost:
        """What is to be set aside for a new session. Raises what `estimate` does, and CostLimitExceeded."""
        limits = await self.limits()
        if not limits:
            return NO_COST
        return _checked((await self.estimate(new)).cost_usd, limits, ASK_FEWER)

    async def expected_of_summary(self, size: SummarySize) -> ExpectedCost:
        """The same of a summary written anew, and of labelling what is not labelled yet."""
        limits = await self.limits()
        if not limits:
            return NO_COST
        costs: list[float | None] = []
        for answerer in await self._answerers.now():
            stages = answerer.plan.summary_stages(size.question, size.answers, size.unlabelled)
            costs.append(answerer.cost_usd(stages))
        dearest = None if None in costs else max(cost for cost in costs if cost is not None)
        return _checked(dearest, limits, RAISE_LIMITS)

    async def _by(self, answerer: Answerer, new: NewSession) -> Estimate:
        model = answerer.model
        name = model.partition(":")[2] or model
        audience = await self._audiences.look(new, name, SAMPLE, answerer.memory_exchanges)
        question = Question(new.question, new.context, new.image.shown if new.image else None, new.form)
        answers, *rest = answerer.plan.stages(question, audience)
        image_size, rule = image_tokens(model, new.image.width, new.image.height) if new.image else (0, "")
        pictures = image_size * answers.calls
        stages = [Stage(answers.model, answers.calls, answers.input_tokens + pictures, answers.output_tokens), *rest]
        return Estimate(
            model=model,
            total_prospects=audience.total,
            calls=sum(stage.calls for stage in stages),
            input_tokens=round(sum(stage.input_tokens for stage in stages)),
            output_tokens=round(sum(stage.output_tokens for stage in stages)),
            image_tokens=pictures,
            cost_usd=answerer.cost_usd(stages),
            price=answerer.price_of(model),
            quota=audience.quota,
            budget=Budget(answerer.cost_limits, audience.day_cost_usd),
            notes=[
                *_notes(answerer, audience, stages),
                *([f"The picture: {image_size} tokens a call ({rule})."] if rule else []),
            ],
        )


def _checked(cost_usd: float | None, limits: CostLimits, advice: str) -> ExpectedCost:
    """Raises CostLimitExceeded where it is more than a session may cost, or not known."""
    if cost_usd is None:
        most = limits.session_usd if limits.session_usd is not None else limits.day_usd
        raise CostLimitExceeded(
            "What this costs is not known, and costs are limited; whoever runs the service can set "
            "PROSPECT_TWINS_MODEL_PRICE and CODING_MODEL_PRICE.",
            {"estimated_usd": None, "limit_usd": most},
        )
    cost = ExpectedCost(cost_usd, limits, advice)
    cost.check()
    return cost


def _disagreement(answerers: Sequence[Answerer]) -> list[str]:
    """Said where the workers are not all set alike."""
    if len(answerers) == 1:
        return []
    models = list(dict.fromkeys(answerer.model for answerer in answerers))
    run = f"run {' and '.join(models)}" if len(models) > 1 else "are not all set alike"
    return [f"The workers that would answer {run}: these are the figures of the dearest."]


def _notes(answerer: Answerer, audience: Audience, stages: list[Stage]) -> list[str]:
    notes = ["Tokens are estimated from the length of the prompts, at four characters a token."]
    if len(audience.sample) < audience.total:
        notes.append(f"The prompts of {len(audience.sample)} of {audience.total} people were measured.")
    if audience.written is None:
        notes.append(
            "How long answers get is assumed, since nothing is known of answers by this model yet; a model that "
            "thinks first writes several times as much."
        )
    prices = {stage.model: answerer.price_of(stage.model) for stage in stages if stage.calls}
    unpriced = sorted(model for model, price in prices.items() if price is None)
    if unpriced:
        notes.append(f"No price is known of {' and '.join(unpriced)}.")
    elif any(price.is_listed and price.input_usd_per_mtok for price in prices.values() if price):
        notes.append("The cost is by list price; what a provider takes off for cached prompts is not.")
    if audience.total > audience.quota.remaining:
        notes.append(f"Today's quota has {audience.quota.remaining} answers left, fewer than would be asked for.")
    return notes
