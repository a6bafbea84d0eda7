"""Which exchanges fit into a prompt, and how they are written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.twin.person_record import PromptBudgets, person_record
from prospect_twins.agents.twin.remembered import exchange_block, recalled
from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.domain.question_forms import Value
from prospect_twins.domain.questions import Exchange

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def memory(kinds: str, words: int = 4) -> list[Exchange]:
    """One exchange for each letter, oldest first: `t` of the thread, `o` another."""
    return [
        Exchange(f"Question {n}?", "word " * words, FIRST + timedelta(days=n), in_thread=kind == "t")
        for n, kind in enumerate(kinds, 1)
    ]


def numbers(kept: list[tuple[int, Exchange]]) -> list[int]:
    return [number for number, _ in kept]


def test_the_thread_is_kept_before_newer_exchanges() -> None:
    assert numbers(recalled(memory("otoot"), 3, 1000)) == [2, 4, 5]
    assert numbers(recalled(memory("tto"), 2, 1000)) == [1, 2]


def test_tokens_cut_the_oldest_others_before_the_thread() -> None:
    each = estimated_tokens("Question 1?") + estimated_tokens("word " * 4) + 12
    assert numbers(recalled(memory("otoo"), 9, 2 * each)) == [2, 4]
    assert numbers(recalled(memory("otoo"), 9, 4 * each)) == [1, 2, 3, 4]


@pytest.mark.parametrize(("most", "tokens"), [(0, 0), (0, 1000), (5, 0)])
def test_what_a_question_follows_is_there_whatever_the_budget(most: int, tokens: int) -> None:
    assert numbers(recalled(memory("tto"), most, tokens)) == [2]
    assert numbers(recalled(memory("oo"), most, tokens)) == ([] if tokens == 0 or most == 0 else [1, 2])


def test_its_answer_is_cut_at_the_beginning_rather_than_crowding_out_the_person() -> None:
    (long,) = memory("t", words=2000)
    ((_, kept),) = recalled([replace(long, answer=f"Start {long.answer} the end.")], 5, 100)
    assert kept.answer.startswith("[beginning left out] word ")
    assert kept.answer.endswith("the end.")
    assert estimated_tokens(kept.answer) <= 100


@pytest.mark.parametrize(
    ("value", "words"), [("Plan <A>", "Plan &lt;A&gt;"), (4, "4 of 5"), (("B", "A"), "B; A"), ((), "nothing")]
)
def test_what_was_chosen_stands_with_the_answer_as_data(value: Value, words: str) -> None:
    (exchange,) = memory("o")
    assert f"</answered>\n<chose>{words}</chose>\n</exchange>" in exchange_block(replace(exchange, value=value), "e1")


def test_a_person_s_record_tells_of_the_conversation_at_hand_and_says_what_is_left_out() -> None:
    record = person_record(Prospect(Persona("A")), memory("otoo"), PromptBudgets(memory_exchanges=2)).text
    assert record.index("2 earlier exchanges left out") < record.index("Question 2?") < record.index("Question 4?")
    assert '<exchange e2 conversation="this">' in record
    assert "<exchange e4>" in record
