"""Follow-ups: a session that goes on where another has ended, with the same people or some of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.domain.errors import InvalidInput, InvalidProspectIds
from prospect_twins.domain.labels import AnswerLabels
from prospect_twins.domain.named_options import option_key
from prospect_twins.domain.question_forms import QuestionKind, Value
from prospect_twins.domain.question_values import chosen_options
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.text import folded

LONGEST_THREAD = 20
"""Sessions that a twin's thread is followed back, at most."""

UNCLEAR = "unclear"
"""The sentiment of an answer that has no labels."""


@dataclass(frozen=True, slots=True)
class ParentAnswers:
    """Whom a follow-up is for, by what they answered before. Every field that is given narrows; within one, any of its
    entries will do.
    """

    sentiments: tuple[str, ...] = ()
    """Some of `SENTIMENTS`; "unclear" where there are no labels."""
    themes: tuple[str, ...] = ()
    """Themes of the answer, in any spelling (`text.folded`)."""
    stance_min: int | None = None
    stance_max: int | None = None
    values: tuple[str | int, ...] = ()
    """Options or a scale's points: what was chosen, is among what was chosen, or was ranked first."""

    def match(self, kind: QuestionKind, value: Value | None, labels: AnswerLabels | None) -> bool:
        """Whether an answer to a question of `kind` is meant; what was not labelled, or has no value, can't be."""
        if self.sentiments and (labels.sentiment.value if labels else UNCLEAR) not in self.sentiments:
            return False
        if self.themes:
            spoken = set(map(folded, labels.themes)) if labels else set()
            if spoken.isdisjoint(map(folded, self.themes)):
                return False
        if self.stance_min is not None or self.stance_max is not None:
            stance = labels.stance if labels else None
            if stance is None or not (self.stance_min or 1) <= stance <= (self.stance_max or 5):
                return False
        return not self.values or not set(map(_key, self.values)).isdisjoint(map(_key, chosen_options(kind, value)))


def _key(value: str | int) -> str:
    """A point is the same as its digit: a command line knows no numbers."""
    return option_key(str(value))


@dataclass(frozen=True, slots=True)
class ParentTarget:
    """Somebody whom a parent session asked, and what their twin answered, if it did."""

    lead_id: str
    answered: bool
    value: Value | None
    labels: AnswerLabels | None


def meant_by_follow_up(
    people: Sequence[ParentTarget], named: Sequence[str], kind: QuestionKind, wanted: ParentAnswers | None
) -> list[str]:
    """The lead ids among the parent's `people` that a follow-up is for, in their order.

    `named`: ids that the request names, all of whom the parent must have asked; `wanted`: what they must have answered.
    Raises InvalidProspectIds for a named id that is not among `people`, InvalidInput if nobody is left.
    """
    known = {person.lead_id for person in people}
    if unknown := [lead_id for lead_id in named if lead_id not in known]:
        raise InvalidProspectIds(unknown, "not among those whom the parent session asked; leave them out")
    meant = [
        person.lead_id
        for person in people
        if wanted is None or (person.answered and wanted.match(kind, person.value, person.labels))
    ]
    if not meant:
        raise _nobody(wanted)
    return meant


def _nobody(wanted: ParentAnswers | None) -> InvalidInput:
    if wanted is None:
        field, reason = "parent_session_id", "nobody who answered it is left to ask"
    else:
        field, reason = "parent_answers", "nobody answered the parent session like that; widen it"
    return InvalidInput(f"Not valid: {field}: {reason}.", [{"place": field, "reason": reason}])


def remembered(thread: Sequence[Exchange], others: Sequence[Exchange], limit: int) -> list[Exchange]:
    """What a twin is reminded of, oldest first: its thread, then the newest others, `limit` in all.

    `thread` begins with the nearest, `others` with the newest. The nearest of the thread is there whatever the limit:
    a follow-up that doesn't know what it follows makes no sense.
    """
    kept = list(thread[: max(limit, 1)])
    kept += others[: max(limit - len(kept), 0)]
    return sorted(kept, key=lambda exchange: exchange.answered_at)
