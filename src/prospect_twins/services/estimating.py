"""Estimates what a question would take: the same checks as asking it, and nothing stored or reserved."""

from collections.abc import Callable

from prospect_twins.domain.estimates import Audience, Estimate, Price, Stage
from prospect_twins.domain.image_tokens import image_tokens
from prospect_twins.domain.ports import AudienceSource, CallPlan
from prospect_twins.domain.sessions import Question
from prospect_twins.domain.work import NewSession
from prospect_twins.services.asking import Asking, Inquiry

SAMPLE = 300
"""People whose prompts are written out to be measured; of more than that, these stand for all."""


class Estimating:
    """`model` is the model string that answers; `price_of` knows the price of any."""

    def __init__(
        self,
        asking: Asking,
        audiences: AudienceSource,
        plan: CallPlan,
        price_of: Callable[[str], Price | None],
        model: str,
    ) -> None:
        self._asking = asking
        self._audiences = audiences
        self._plan = plan
        self._price_of = price_of
        self._model = model

    async def estimate(self, tenant_id: str, inquiry: Inquiry) -> Estimate:
        """Raises what `Asking.ask` does, but for the quota: whether it is enough stands in the estimate."""
        new = await self._asking.checked(tenant_id, inquiry)
        audience = await self._audiences.look(new, self._model.partition(":")[2] or self._model, SAMPLE)
        question = Question(new.question, new.context, new.image.shown if new.image else None, new.form)
        answers, *rest = self._plan.stages(question, audience)
        each, rule = image_tokens(self._model, new.image.width, new.image.height) if new.image else (0, "")
        pictures = each * answers.calls
        stages = [Stage(answers.model, answers.calls, answers.input_tokens + pictures, answers.output_tokens), *rest]
        costs = [self._cost_usd(stage) for stage in stages]
        return Estimate(
            model=self._model,
            total_prospects=audience.total,
            calls=sum(stage.calls for stage in stages),
            input_tokens=round(sum(stage.input_tokens for stage in stages)),
            output_tokens=round(sum(stage.output_tokens for stage in stages)),
            image_tokens=pictures,
            cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
            price=self._price_of(self._model),
            quota=audience.quota,
            notes=[
                *self._notes(new, audience, stages),
                *([f"The picture: {each} tokens a call ({rule})."] if rule else []),
            ],
        )

    def _cost_usd(self, stage: Stage) -> float | None:
        price = self._price_of(stage.model)
        if price is None:
            return None if stage.calls else 0.0
        return price.of(stage.input_tokens, stage.output_tokens)

    def _notes(self, new: NewSession, audience: Audience, stages: list[Stage]) -> list[str]:
        notes = ["Tokens are estimated from the length of the prompts, at four characters a token."]
        if len(audience.sample) < audience.total:
            notes.append(f"The prompts of {len(audience.sample)} of {audience.total} people were measured.")
        if audience.written is None:
            notes.append(
                "How long answers get is assumed, since nothing is known of answers by this model yet; a model that "
                "thinks first writes several times as much."
            )
        unpriced = sorted({stage.model for stage in stages if stage.calls and self._price_of(stage.model) is None})
        if unpriced:
            notes.append(f"No price is known of {' and '.join(unpriced)}.")
        elif any(
            price.source for stage in stages if (price := self._price_of(stage.model)) and price.input_usd_per_mtok
        ):
            notes.append("The cost is by list price; what a provider takes off for cached prompts is not.")
        if audience.total > audience.quota.remaining:
            notes.append(f"Today's quota has {audience.quota.remaining} answers left, fewer than would be asked for.")
        return notes
