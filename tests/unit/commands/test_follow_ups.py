"""Whom a follow-up is for, as it is typed, and what it costs, as it is told."""

import io
from dataclasses import replace

import pytest

from prospect_twins.commands.ask import lead_ids_in
from prospect_twins.commands.costs import confirm_cost, print_estimate
from prospect_twins.commands.follow_ups import parent_answers
from prospect_twins.commands.terminal import Terminal
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.estimates import Budget, Estimate, QuotaLeft
from prospect_twins.domain.spending import CostLimits
from prospect_twins.domain.threads import ParentAnswers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], None),
        (["sentiment=negative", "sentiment=mixed"], ParentAnswers(sentiments=("negative", "mixed"))),
        (["theme=monthly price", "stance=1..2"], ParentAnswers(themes=("monthly price",), stance_min=1, stance_max=2)),
        (["stance=4"], ParentAnswers(stance_min=4, stance_max=4)),
        (["value=Plan A=B"], ParentAnswers(values=("Plan A=B",))),
        (["value=4"], ParentAnswers(values=("4", 4))),
    ],
)
def test_each_field_is_read(typed: list[str], meant: ParentAnswers | None) -> None:
    assert parent_answers(typed) == meant


@pytest.mark.parametrize("typed", ["mood=bad", "sentiment", "theme=", "sentiment=angry", "stance=0", "stance=5..4"])
def test_what_can_t_be_read_is_refused_with_what_can(typed: str) -> None:
    with pytest.raises(InvalidInput, match="--answered"):
        parent_answers([typed])


def test_any_id_can_be_typed() -> None:
    assert lead_ids_in(r" A, B/outcomes,,Lee\, Ann ,%2F") == ["A", "B/outcomes", "Lee, Ann", "%2F"]


def estimate(cost_usd: float | None) -> Estimate:
    return Estimate("openai-chat:gpt-5", 60, 66, 58_692, 12_870, 0, cost_usd, None, QuotaLeft(100, 0), ["By list."])


@pytest.mark.parametrize(
    ("cost_usd", "told"),
    [(None, "not known"), (0.0, "no charge"), (0.004, "less than $0.01"), (1234.5, "about $1,234.50")],
)
def test_a_cost_is_told_in_words(cost_usd: float | None, told: str) -> None:
    out = io.StringIO()
    print_estimate(Terminal(file=out, width=200), estimate(cost_usd), notes=False)
    assert told in out.getvalue()
    assert "60 prospects, 66 calls of openai-chat:gpt-5" in out.getvalue()
    assert "By list." not in out.getvalue()


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (CostLimits(2.0, 5.0), "a session may cost $2.00, $1.25 of $5.00 for today are spent or set aside; $2.00 are"),
        (CostLimits(None, 1.3), "limited: $1.25 of $1.30 for today are spent or set aside; $0.05 are left, too little"),
    ],
    ids=["enough", "too little"],
)
def test_what_is_left_of_a_limit_is_told(limits: CostLimits, told: str) -> None:
    out = io.StringIO()
    limited = replace(estimate(1.0), budget=Budget(limits, 1.25))
    print_estimate(Terminal(file=out, width=200), limited, notes=False)
    assert told in out.getvalue()


def test_from_a_dollar_on_it_wants_a_yes_where_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(InvalidInput, match=r"about \$1\.00; say --yes"):
        confirm_cost(estimate(1.0), yes=False)
    for cost, yes in ((1.0, True), (0.99, False), (None, False), (0.0, False)):
        confirm_cost(estimate(cost), yes=yes)
