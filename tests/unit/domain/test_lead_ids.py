import pytest

from prospect_twins.domain.lead_ids import check_lead_id, derived_lead_id


@pytest.mark.parametrize(
    "text", ["LEAD-1", "2026/0017", "a.b", "a,b", "%2F?#", "a b", "é-1", "outcomes", "outcomes/A", "x" * 128]
)
def test_an_id_that_every_route_reaches_is_taken(text: str) -> None:
    assert check_lead_id(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is blank"),
        ("NULL", "is blank"),
        ("#N/A", "is blank"),
        ("-", "is blank"),
        ("A/outcomes", "web address"),
        ("A/outcomes/1", "web address"),
        ("a/b/outcomes", "web address"),
        (".", "is blank"),
        ("a/..", "web address"),
        ("a//b", "web address"),
        ("/a", "web address"),
        ("a\u200bb", "can't be seen"),
        ("a\u202eb", "can't be seen"),
        ("a\tb", "can't be seen"),
        (" a", "can't be seen"),
        ("1.2E+05", "scientific notation"),
        ("x" * 129, "128"),
    ],
)
def test_an_id_that_some_route_can_t_reach_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_lead_id(text)


def test_both_ways_to_write_an_accent_are_one_id() -> None:
    assert check_lead_id("Zoe\u0301-1") == check_lead_id("Zo\u00e9-1")


def test_an_id_tells_nothing_of_who_it_is() -> None:
    found = derived_lead_id("e-mail", "ann@example.com", "ann lee")
    assert found.startswith("LEAD-")
    assert len(found) == 21
    assert check_lead_id(found) == found
