import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import BadRow, ParsedProspect, json_rows
from prospect_twins.services.importing.json_rows import cut_elements

Prospects = Callable[..., list[Prospect]]
Reasons = Callable[..., list[tuple[int, str]]]
Read = Callable[..., list[ParsedProspect | BadRow]]

PEOPLE = [{"lead_id": "1", "age": 30}, {"lead_id": "2", "age": 40}]


@pytest.mark.parametrize(
    "file",
    [
        json.dumps(PEOPLE),
        json.dumps(PEOPLE, indent=2),
        "\n\n  " + json.dumps(PEOPLE),
        json.dumps({"prospects": PEOPLE}),
        json.dumps({"prospects": PEOPLE}, indent=2),
        json.dumps({"totalSize": 2, "done": True, "records": PEOPLE}),
        json.dumps({"results": PEOPLE, "paging": {"next": {"after": "x"}}}),
        "\n".join(map(json.dumps, PEOPLE)),
        "\n\n".join(map(json.dumps, PEOPLE)) + "\n",
        "\n".join(json.dumps(person, indent=2) for person in PEOPLE),
    ],
)
def test_a_list_bare_or_wrapped_and_lines_of_objects_say_the_same(file: str, prospects: Prospects) -> None:
    assert [(p.persona.lead_id, p.persona.age) for p in prospects(file)] == [("1", "30"), ("2", "40")]


def test_unknown_keys_become_attributes_and_nested_ones_compact_json(prospects: Prospects) -> None:
    [ann] = prospects(
        '[{"lead_id": 7, "attributes": {"City": "Dover", "Pets": ["cat", "dog"]}, "Score": 4.0, "Vip": true, '
        '"address": {"zip": "01"}, "Fax": null}]'
    )
    assert ann.persona.lead_id == "7"
    assert ann.attributes == {
        "City": "Dover",
        "Pets": '["cat","dog"]',
        "Score": "4",
        "Vip": "true",
        "address": '{"zip":"01"}',
    }


def test_hubspots_properties_are_columns(prospects: Prospects) -> None:
    [ann] = prospects(
        '{"results": [{"id": "7", "properties": {"firstname": "Ann", "lastname": "Lee", "city": "Dover"}}]}'
    )
    assert (ann.persona.lead_id, ann.persona.full_name, ann.attributes) == ("7", "Ann Lee", {"city": "Dover"})


def test_notes_may_be_a_text_a_list_or_dated_entries_which_are_put_in_order(prospects: Prospects) -> None:
    people = prospects(
        json.dumps(
            [
                {"lead_id": "1", "notes": "one"},
                {"lead_id": "2", "notes": ["one", "", "two"]},
                {
                    "lead_id": "3",
                    "notes": [
                        {"date": "2026-02-01", "text": "later"},
                        {"text": "first", "date": "2026-01-01", "by": "Sam"},
                    ],
                },
                {"lead_id": "4", "notes": [{"text": "undated"}, {"date": "2020-01-01", "text": "old"}]},
            ]
        )
    )
    assert [person.notes for person in people] == [
        ("one",),
        ("one", "two"),
        ("2026-01-01, Sam: first", "2026-02-01: later"),
        ("undated", "2020-01-01: old"),
    ]


def test_a_broken_element_costs_one_row(read: Read) -> None:
    file = '[\n{"lead_id": "1"},\n{"lead_id": "2",, },\n3, "four",\n[{"lead_id": "5"}],\n{"lead_id": "6"}\n]'
    rows = read(file)
    assert [row.patch.lead_id for row in rows if isinstance(row, ParsedProspect)] == ["1", "6"]
    bad = [row for row in rows if isinstance(row, BadRow)]
    assert [(row.row, row.line) for row in bad] == [(2, 3), (3, 4), (4, 5)]
    assert "line 3" in bad[0].reason
    assert "four" not in bad[1].reason


def test_a_broken_line_of_json_lines_costs_one_row(read: Read) -> None:
    rows = read('{"lead_id": "1"}\n{"lead_id": "2"\n{"lead_id": "3", "notes": ["{"]}\n')
    assert [isinstance(row, BadRow) for row in rows] == [False, True, False]
    assert rows[1].line == 2


@pytest.mark.parametrize("end", ['{"lead_id": "2", "na', '{"lead_id": "2"', "", ",", '"'])
def test_a_file_that_breaks_off_says_so(end: str, read: Read) -> None:
    *good, last = read('[{"lead_id": "1"},\n' + end)
    assert len(good) == 1
    assert isinstance(last, BadRow)
    assert "breaks off" in last.reason
    assert last.line == 2


@pytest.mark.parametrize("deep", ['{"lead_id": "1", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "[" * 100_000])
def test_nesting_without_end_costs_one_row(deep: str, reasons: Reasons) -> None:
    [(_, reason), *_] = reasons(f'[{deep}, {{"lead_id": "2"}}]')
    assert "nested too deeply" in reason or "breaks off" in reason


def test_a_row_too_long_to_keep_is_refused_and_the_next_one_read(read: Read) -> None:
    long = json.dumps({"lead_id": "1", "notes": ["x\n" * 90_000] * 20}, indent=1)
    bad, good = read(f'[\n{long},\n{{"lead_id": "2"}}]')
    assert isinstance(bad, BadRow)
    assert "longer than" in bad.reason
    assert good.line == 2 + long.count("\n") + 1


def test_rows_about_nobody_are_refused_one_by_one_but_a_file_about_nobody_at_once(reasons: Reasons, read: Read) -> None:
    [(line, reason)] = reasons('[{"lead_id": "1"}, {"town": "Troy"}]')
    assert line == 1
    assert reason.startswith("it doesn't tell who it is about")
    with pytest.raises(InvalidInput, match="job, town"):
        read('[{"job": "Cook", "town": "Troy"}]')


@pytest.mark.parametrize("written", ["9007199254740993.0", "12345678901234567.0", "1.2345678901234568e+18"])
def test_an_id_whose_digits_a_decimal_number_lost_is_refused(written: str, reasons: Reasons) -> None:
    [(_, reason)] = reasons(f'[{{"id": {written}, "name": "Ann"}}]')
    assert reason.endswith("export the column as text")


def test_a_decimal_number_of_which_no_digit_can_be_lost_is_a_plain_id(read: Read) -> None:
    written = ("501.0", "9007199254740991.0", "1.2e10", "12345678901234567")
    rows = read("".join(f'{{"id": {number}, "name": "Ann"}}\n' for number in written))
    ids = [row.patch.lead_id for row in rows if isinstance(row, ParsedProspect)]
    assert ids == ["501", "9007199254740991", "12000000000", "12345678901234567"]


def test_an_empty_list_is_no_error(read: Read) -> None:
    assert read("[]", "x=age") == []


def test_digits_without_end_and_not_a_number_do_no_harm(prospects: Prospects, reasons: Reasons) -> None:
    [ann] = prospects('[{"lead_id": "1", "age": NaN, "Score": Infinity}]')
    assert ann.persona.age is None
    assert ann.attributes == {}
    [(_, reason)] = reasons('[{"lead_id": "1", "age": ' + "9" * 5_000 + "}]")
    assert "too many digits" in reason


def test_lone_surrogates_are_refused_without_repeating_them_and_nul_is_dropped(
    reasons: Reasons, prospects: Prospects
) -> None:
    first, second = (
        reason
        for _, reason in reasons('[{"lead_id": "1", "full_name": "A\\ud800"}, {"lead_id": "2", "x": ["\\udfff"]}]')
    )
    assert first.startswith("full_name holds characters that are broken")
    assert second.startswith("x holds characters that are broken")
    [ann] = prospects('[{"lead_id": "3", "x": "a\\u0000b"}]')
    assert ann.attributes == {"x": "ab"}


def test_keys_that_cannot_be_shown_are_cleaned(read: Read) -> None:
    [row] = read(
        '[{"lead_id": "1", "full\\ud800\\u0000_name": "Ann", "a\\nb\\u200b": "c", "attributes": {"\\u0000d": "e"}}]'
    )
    assert isinstance(row, ParsedProspect)
    prospect = row.patch.applied_to(None)
    assert prospect.persona.full_name == "Ann"
    assert prospect.attributes == {"a b": "c", "d": "e"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(alphabet='ab"\\{}[],:\n é', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='ab"\\{}', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.lists(st.dictionaries(st.text(max_size=3), json_values, max_size=3), max_size=4)


@given(objects, st.sampled_from([None, 1]), st.integers(1, 9))
def test_a_list_is_cut_into_its_elements_wherever_chunks_end(
    values: list[dict[str, object]], indent: int | None, size: int
) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=False)[1:]
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    found = list(cut_elements(chunks, in_list=True))
    assert [json.loads(element.text) for element in found] == values
    assert [element.fault for element in found] == [None] * len(values)
    for element in found:
        assert text.split("\n")[element.line - 1].lstrip(" ,").startswith("{")


@given(st.text(alphabet='{}[]",:\\ab1 \n', max_size=30))
def test_no_text_makes_the_cutter_fail_or_lose_anything_but_space_and_what_follows_the_list(text: str) -> None:
    found = "".join(element.text for element in cut_elements(list(text)))
    kept = [char for char in found if not char.isspace() and char != ","]
    everything = [char for char in text if not char.isspace() and char != ","]
    assert everything[: len(kept)] == kept


def test_the_look_ahead_ends_so_that_memory_does_not_grow(monkeypatch: pytest.MonkeyPatch, read: Read) -> None:
    monkeypatch.setattr(json_rows, "LOOK_AHEAD_ROWS", 2)
    file = json.dumps([{"lead_id": "1"}, {"lead_id": "2"}, {"lead_id": "3", "Late": "x"}])
    assert len(read(file)) == 3
    with pytest.raises(InvalidInput, match="no column 'Late'"):
        read(file, "Late=occupation")
