"""Estimates what a question would take: nothing is stored or reserved."""

from collections.abc import Sequence
from dataclasses import replace

from prospect_twins.domain.answerers import Answerer, Answerers
from prospect_twins.domain.estimates import Audience, Estimate, Stage
from prospect_twins.domain.image_tokens import image_tokens
from prospect_twins.domain.ports import AudienceSource
from prospect_twins.domain.sessions import Question
from prospect_twins.domain.work import NewSession

SAMPLE = 300
"""People whose prompts are written out to be measured; of more than that, these stand for all."""


class Estimator:
    def __init__(self, audiences: AudienceSource, answerers: Answerers) -> None:
        self._audiences = audiences
        self._answerers = answerers

    async def estimate(self, new: NewSession) -> Estimate:
        """By those who would answer it; the dearest, where they disagree, and a note that says so.

        Raises what creating the session would, but for the quota: whether it is enough stands in the estimate.
        """
        answerers = await self._answerers.now()
        estimates = [await self._by(answerer, new) for answerer in answerers]
        dearest = max(estimates, key=lambda made: (made.cost_usd is None, made.cost_usd or 0.0, made.calls))
        return replace(dearest, notes=[*_disagreement(answerers), *dearest.notes])

    async def _by(self, answerer: Answerer, new: NewSession) -> Estimate:
        model = answerer.model
        name = model.partition(":")[2] or model
        audience = await self._audiences.look(new, name, SAMPLE, answerer.memory_exchanges)
        question = Question(new.question, new.context, new.image.shown if new.image else None, new.form)
        answers, *rest = answerer.plan.stages(question, audience)
        each, rule = image_tokens(model, new.image.width, new.image.height) if new.image else (0, "")
        pictures = each * answers.calls
        stages = [Stage(answers.model, answers.calls, answers.input_tokens + pictures, answers.output_tokens), *rest]
        costs = [_cost_usd(answerer, stage) for stage in stages]
        return Estimate(
            model=model,
            total_prospects=audience.total,
            calls=sum(stage.calls for stage in stages),
            input_tokens=round(sum(stage.input_tokens for stage in stages)),
            output_tokens=round(sum(stage.output_tokens for stage in stages)),
            image_tokens=pictures,
            cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
            price=answerer.price_of(model),
            quota=audience.quota,
            notes=[
                *_notes(answerer, audience, stages),
                *([f"The picture: {each} tokens a call ({rule})."] if rule else []),
            ],
        )


def _cost_usd(answerer: Answerer, stage: Stage) -> float | None:
    price = answerer.price_of(stage.model)
    if price is None:
        return None if stage.calls else 0.0
    return price.of(stage.input_tokens, stage.output_tokens)


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
