from dataclasses import fields, replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.twin.person_record import (
    WITHHELD,
    PromptBudgets,
    attitude,
    person_record,
    unknown_fields,
)
from prospect_twins.domain.grounding import RecordKind
from prospect_twins.domain.prospects import PERSONA_LABELS, LeadClassification, Persona, Prospect
from prospect_twins.domain.questions import Exchange

BUDGETS = PromptBudgets()


def exchange(number: int) -> Exchange:
    return Exchange(f"Question {number}?", f"Answer {number}.", datetime(2026, 1, number, tzinfo=UTC))


def test_every_field_of_a_persona_is_either_told_or_withheld_on_purpose() -> None:
    assert {name for name, _ in PERSONA_LABELS} | WITHHELD == {field.name for field in fields(Persona)}


def test_all_that_is_known_of_the_person_is_told(evelyn: Prospect) -> None:
    record = person_record(evelyn, [exchange(1)], BUDGETS).text
    for name, _ in PERSONA_LABELS:
        assert getattr(evelyn.persona, name) in record
    for fact in (*evelyn.attributes.values(), *evelyn.notes, *evelyn.transcripts, "Question 1?", "Answer 1."):
        assert fact in record


def test_the_sellers_guess_at_the_decision_is_not_told(evelyn: Prospect) -> None:
    hot = replace(evelyn, persona=replace(evelyn.persona, lead_classification=LeadClassification.HOT))
    assert person_record(hot, [], BUDGETS) == person_record(evelyn, [], BUDGETS)


def test_a_value_cannot_pass_for_another_fact() -> None:
    record = person_record(Prospect(Persona("L", age="40\nOccupation: king")), [], BUDGETS).text
    assert record == "<f1> Age: 40 Occupation: king"


def test_the_newest_notes_are_kept_and_the_cut_is_marked() -> None:
    notes = tuple(f"Note {number}: " + "word " * 40 for number in range(20))
    record = person_record(Prospect(Persona("L"), notes=notes), [], PromptBudgets(person_tokens=200)).text
    assert "Note 19" in record
    assert "Note 1:" not in record
    assert "older notes left out]" in record


def test_a_long_transcript_keeps_its_end() -> None:
    spoken = "beginning " + "word " * 2000 + "the very end"
    record = person_record(Prospect(Persona("L"), transcripts=(spoken,)), [], PromptBudgets(person_tokens=200)).text
    assert "the very end" in record
    assert "beginning " not in record.replace("[beginning left out]", "")
    assert "[beginning left out]" in record


def test_transcripts_leave_room_for_notes_and_take_what_notes_leave() -> None:
    long = tuple(f"{number} " + "word " * 100 for number in range(50))
    crowded = person_record(
        Prospect(Persona("L"), notes=long, transcripts=long), [], PromptBudgets(person_tokens=1000)
    ).text
    assert crowded.count("<note ") >= 2
    assert crowded.count("<transcript ") >= 2
    roomy = person_record(
        Prospect(Persona("L"), notes=("short",), transcripts=long), [], PromptBudgets(person_tokens=1000)
    ).text
    assert roomy.count("<transcript ") > crowded.count("<transcript ")


def test_only_the_newest_exchanges_are_recalled_oldest_first() -> None:
    record = person_record(
        Prospect(Persona("L")), [exchange(number) for number in range(1, 8)], PromptBudgets(memory_exchanges=2)
    ).text
    assert record.index("Question 6?") < record.index("Question 7?")
    assert "Question 5?" not in record
    assert "[5 earlier exchanges left out]" in record


def test_every_piece_given_is_listed_by_its_id(evelyn: Prospect) -> None:
    items = {item.id: item for item in person_record(evelyn, [exchange(1)], BUDGETS).items}
    assert [*items] == [f"f{number}" for number in range(1, 10)] + ["n1", "n2", "t1", "e1"]
    assert (items["f2"].kind, items["f2"].label, items["f2"].text) == (RecordKind.FACT, "Age", "67")
    assert (items["f8"].label, items["f8"].text) == ("Grandchildren", "3")
    assert items["n2"].text == "Very wary of fine print."
    assert items["e1"].text == "Asked: Question 1?\nAnswered: Answer 1."


def test_what_was_left_out_is_not_listed_and_what_was_cut_is_listed_as_given() -> None:
    spoken = ("first " * 400, "beginning " + "word " * 400 + "the very end")
    record = person_record(Prospect(Persona("L"), transcripts=spoken), [], PromptBudgets(person_tokens=200))
    (item,) = record.items
    assert item.id == "t2"
    assert "beginning" not in item.text
    assert item.text.endswith("the very end")
    assert item.text in record.text


def test_a_piece_keeps_its_id_when_older_ones_are_left_out() -> None:
    memory = [exchange(number) for number in range(1, 8)]
    record = person_record(Prospect(Persona("L")), memory, PromptBudgets(memory_exchanges=2))
    assert [item.id for item in record.items] == ["e6", "e7"]


def test_without_ids_the_same_pieces_are_told(evelyn: Prospect) -> None:
    plain = person_record(evelyn, [exchange(1)], BUDGETS, with_ids=False)
    assert plain.items == person_record(evelyn, [exchange(1)], BUDGETS).items
    assert "<f" not in plain.text
    assert plain.text.startswith("Name: Evelyn Carter\nAge: 67\n")
    assert "<note>\nVery wary" in plain.text


def test_no_exchange_is_recalled_without_a_budget_for_it() -> None:
    for budgets in (PromptBudgets(memory_exchanges=0), PromptBudgets(memory_tokens=0)):
        assert "Question" not in person_record(Prospect(Persona("L")), [exchange(1)], budgets).text


@given(
    notes=st.lists(st.text(max_size=400), max_size=12),
    transcripts=st.lists(st.text(max_size=400), max_size=12),
    attributes=st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=200), max_size=12),
    tokens=st.integers(200, 600),
)
def test_the_persons_budget_is_kept(
    notes: list[str], transcripts: list[str], attributes: dict[str, str], tokens: int
) -> None:
    prospect = Prospect(Persona("L", full_name="Ann"), attributes, tuple(notes), tuple(transcripts))
    record = person_record(prospect, [], PromptBudgets(person_tokens=tokens)).text
    marks = 40  # what marks of cuts may add
    growth = 5 * sum(record.count(entity) for entity in ("&lt;", "&gt;", "&amp;"))  # escaping, at most
    assert estimated_tokens(record) <= tokens + marks + growth


def test_unknown_fields_are_named_for_models_that_must_be_told() -> None:
    assert unknown_fields(Persona("L", full_name="Ann", age="30")) == [
        "Gender",
        "Marital status",
        "Occupation",
        "Education",
        "Annual income",
    ]


def test_attitude_is_the_newest_on_record(evelyn: Prospect) -> None:
    assert attitude(evelyn, 100).splitlines() == [*evelyn.notes, *evelyn.transcripts]
    assert attitude(Prospect(Persona("L")), 100) == ""
