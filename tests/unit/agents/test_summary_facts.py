from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.summary_facts import (
    SENTIMENTS,
    UNCLEAR,
    Observation,
    by_theme,
    counted_observations,
    focus_findings,
    in_parts,
    ranked,
    sentiment_counts,
    verified_quotes,
)
from prospect_twins.agents.tokens import estimated_tokens
from prospect_twins.domain.prospects import Persona
from prospect_twins.domain.sessions import Quote, Response


def answers(*texts: str) -> list[Response]:
    """One response a text, by LEAD-1, LEAD-2 …"""
    return [
        Response(Persona(f"LEAD-{number}"), text, datetime(2026, 1, 1, tzinfo=UTC), number, "scripted")
        for number, text in enumerate(texts, 1)
    ]


RESPONSES = answers(
    "The monthly premium is too high for me.",
    "I could pay that monthly premium easily.",
    "My children come first, whatever it costs.",
)


def observation(theme: str, *leads: str, focus: int | None = None) -> Observation:
    return Observation(theme, f"About {theme}.", tuple(Quote(lead, f"words of {lead}") for lead in leads), focus)


@given(st.lists(st.one_of(st.none(), st.sampled_from([*SENTIMENTS, "delighted", ""]))))
def test_the_counts_always_add_up_to_the_number_of_answers(labels: list[str | None]) -> None:
    counts = sentiment_counts(labels)
    assert sum(counts.values()) == len(labels)
    assert set(counts) == {*SENTIMENTS, UNCLEAR}


@given(st.lists(st.text(max_size=80), max_size=40), st.integers(1, 30), st.integers(1, 9))
def test_parts_hold_every_answer_once_and_keep_their_budget(texts: list[str], tokens: int, most: int) -> None:
    parts = in_parts(texts, tokens, most)
    assert [place for part in parts for place in part] == list(range(len(texts)))
    for part in parts:
        assert 1 <= len(part) <= most
        assert len(part) == 1 or sum(estimated_tokens(texts[place]) for place in part) <= tokens


def test_a_quote_counts_only_for_the_answer_it_stands_in() -> None:
    proposed = [
        (0, "monthly premium is too high"),
        (1, "monthly premium is too high"),
        (2, "I would buy it at once"),
        (7, "My children come first"),
        (-1, "My children come first"),
    ]
    assert verified_quotes(proposed, RESPONSES, range(3)) == (Quote("LEAD-1", "monthly premium is too high"),)


def test_an_answer_outside_the_part_that_was_read_is_not_quoted() -> None:
    assert verified_quotes([(0, "monthly premium is too high")], RESPONSES, range(1, 3)) == ()


def test_a_person_is_quoted_once_for_one_insight() -> None:
    proposed = [(0, "monthly premium"), (0, "too high for me")]
    assert verified_quotes(proposed, RESPONSES, range(3)) == (Quote("LEAD-1", "monthly premium"),)


def test_the_same_theme_is_one_observation_with_everybodys_quotes() -> None:
    merged = by_theme([observation("Price", "L1"), observation("Trust", "L2"), observation("price", "L1", "L3")])
    assert [(each.theme, each.speakers) for each in merged] == [("Price", 2), ("Trust", 1)]


def test_focus_areas_come_first_then_what_most_are_quoted_with() -> None:
    order = ranked([observation("a", "L1"), observation("b", "L1", "L2"), observation("c", "L3", focus=0)])
    assert [each.theme for each in order] == ["c", "b", "a"]


def test_a_focus_area_is_backed_by_an_observation_else_by_its_words_else_by_nothing() -> None:
    found = focus_findings(["health", "children", "climate"], [observation("doctors", "LEAD-1", focus=0)], RESPONSES)
    assert [finding.quotes for finding in found] == [
        (Quote("LEAD-1", "words of LEAD-1"),),
        (Quote("LEAD-3", "My children come first, whatever it costs."),),
        (),
    ]


def test_without_a_model_code_counts_and_quotes() -> None:
    every, words = counted_observations("What matters?", RESPONSES, ["negative", "positive", None], 5)
    assert [each.statement for each in every] == [
        "“monthly premium” comes up in 2 of 3 answers.",
        "1 of 3 answers is negative.",
        "1 of 3 answers is positive.",
    ]
    assert words == every[:1]
    said = {response.persona.lead_id: response.answer for response in RESPONSES}
    assert all(quote.text in said[quote.lead_id] for each in every for quote in each.quotes)
