"""The plan of a session's calls agrees with the prompts that are really written."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic_ai.messages import ModelResponse, UserPromptPart

from prospect_twins.agents import call_plan
from prospect_twins.agents.call_plan import SessionCalls
from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.twin.layouts import PERSON_FIRST, SHARED_FIRST, Prompt, PromptLayout
from prospect_twins.agents.twin.person_record import PromptBudgets
from prospect_twins.agents.twin.prompts import OPEN_QUESTION
from prospect_twins.domain.estimates import AnswerSizes, Audience, QuotaLeft
from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind
from prospect_twins.domain.questions import Exchange, Question
from prospect_twins.domain.work import Waiting

BUDGETS = PromptBudgets()
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
CHOICE = QuestionForm(QuestionKind.SINGLE_CHOICE, ("Ten years", "Twenty years", "For life"))


def person(notes: int, exchanges: int) -> Waiting:
    prospect = Prospect(
        Persona("A", full_name="Ada Pérez", age="41", occupation="Nurse"),
        {"State": "Ohio"},
        notes=tuple(f"{n}: she would rather pay a little more and have it settled." for n in range(notes)),
        transcripts=("Ada: I would have to read up on that first. " * notes,),
    )
    memory = [Exchange(f"Question {n}?", "It depends. " * 20, FIRST + timedelta(days=n)) for n in range(exchanges)]
    return Waiting(prospect, memory)


def audience(*people: Waiting, total: int | None = None, written: AnswerSizes | None = None) -> Audience:
    return Audience(len(people) if total is None else total, people, QuotaLeft(100, 0), written)


def words(prompt: Prompt) -> str:
    """All text that a model is given."""
    texts: list[str] = []
    for message in prompt.messages:
        for part in message.parts:
            content = getattr(part, "content", "")
            if isinstance(part, UserPromptPart) and not isinstance(content, str):
                texts += [item for item in content if isinstance(item, str)]
            elif isinstance(content, str) and not isinstance(message, ModelResponse):
                texts.append(content)
    return "\n".join(texts)


@pytest.mark.parametrize("form", [FREE_TEXT, CHOICE], ids=["free", "choice"])
@pytest.mark.parametrize(("notes", "exchanges"), [(0, 0), (5, 2), (2000, 9)])
@pytest.mark.parametrize(("layout", "small"), [(SHARED_FIRST, False), (PERSON_FIRST, True)], ids=["large", "small"])
def test_an_answer_is_counted_as_its_prompt_is_written(
    layout: PromptLayout, small: bool, notes: int, exchanges: int, form: QuestionForm
) -> None:
    waiting = person(notes, exchanges)
    question = Question("Which term would you take, and why?", {"price": "$40", "product": "Term life"}, None, form)
    budgets = BUDGETS.at_most(layout.budgets) if layout.budgets else BUDGETS
    prompt = layout.prompt(layout.shared(question, 0), OPEN_QUESTION, waiting.prospect, waiting.memory, budgets, "")
    answers = SessionCalls("model", "labeller", BUDGETS, small=small).stages(question, audience(waiting))[0]
    assert answers.calls == 1
    schema = 0 if small else call_plan.REPLY_SCHEMA
    slack = 0.06 if form is FREE_TEXT else 0.12  # the schema of a value is counted on top of the prompt
    assert answers.input_tokens - schema == pytest.approx(estimated_tokens(words(prompt)), rel=slack)


def test_every_draw_is_an_answer_and_every_sixteen_answers_are_labelled_by_one_call() -> None:
    plan = SessionCalls("model", "labeller", BUDGETS, draws=3)
    answers, labels, *summary = plan.stages(Question("Why?"), audience(person(1, 0), total=33))
    assert (answers.model, answers.calls) == ("model", 99)
    assert (labels.model, labels.calls) == ("labeller", 3)
    assert [stage.model for stage in summary] == ["model", "model"]
    once = SessionCalls("model", "labeller", BUDGETS).stages(Question("Why?"), audience(person(1, 0), total=33))[0]
    assert answers.input_tokens == pytest.approx(3 * once.input_tokens, rel=0.02)


def test_what_a_summary_takes_stays_bounded() -> None:
    """Answers and labels grow with the people, the summary does not."""

    def summary(people: int) -> float:
        stages = SessionCalls("model", "labeller", BUDGETS).stages(
            Question("Why?"), audience(person(1, 0), total=people)
        )
        return sum(stage.input_tokens for stage in stages[2:])

    assert summary(50) < summary(500) == summary(5000)


def test_a_model_that_looks_for_contradictions_is_a_call_more_for_each_answer() -> None:
    plan = SessionCalls("model", "labeller", BUDGETS, draws=2, checked=True)
    answers, checks, *_ = plan.stages(Question("Why?"), audience(person(1, 0), total=10))
    assert (checks.model, checks.calls) == ("labeller", answers.calls)


def test_a_small_labeller_labels_one_answer_a_call_and_code_writes_a_small_model_s_summary() -> None:
    plan = SessionCalls("embedded", "embedded", BUDGETS, small=True, labeller_is_small=True)
    answers, labels = plan.stages(Question("Why?"), audience(person(1, 0), total=10))
    assert (answers.calls, labels.calls) == (10, 10)


def test_what_answers_were_like_lately_is_what_they_are_taken_to_be() -> None:
    lately = audience(person(1, 0), total=10, written=AnswerSizes(700, 90))
    assert SessionCalls("model", "labeller", BUDGETS).stages(Question("Why?"), lately)[0].output_tokens == 7000
