import pytest

from prospect_twins.domain.lead_ids import check_lead_id, identity


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


def of(
    name: str | None = None, e_mail: str | None = None, phone: str | None = None, born: str | None = None
) -> str | None:
    found = identity(name, e_mail, phone, born)
    return found.lead_id if found else None


def test_the_same_person_gets_the_same_id_however_they_are_written() -> None:
    assert (
        of("Ann Lee", "Ann@Example.com ")
        == of("LEE, Ann M.", "mailto:ann@example.com")
        == of("Dr. Ánn  Lee", "ａnn@example.com")
    )
    assert (
        of("Ann Lee", None, "+1 (555) 010-2003")
        == of("Ann Lee", "n/a", "001 555 010 2003 ext. 7")
        == of("ann lee", "", "5550102003")
    )
    assert of("Ann Lee", None, None, "1984-03-04") == of("ann lee", None, "000-000-0000", "1984-03-04")


def test_two_people_get_two_ids() -> None:
    couple = {of("Ann Lee", "lee@example.com"), of("Bob Lee", "lee@example.com")}
    office = {of("Ann Lee", None, "555 010 2003"), of("Bob Day", None, "555 010 2003")}
    namesakes = {of("Ann Lee", None, None, "1984-03-04"), of("Ann Lee", None, None, "1999-03-04")}
    assert [len(couple), len(office), len(namesakes)] == [2, 2, 2]
    assert identity("Ann Lee", None, None, None, "Dover") != identity("Ann Lee", None, None, None, "Salem")


def test_an_id_tells_nothing_of_who_it_is() -> None:
    found = of("Ann Lee", "ann@example.com")
    assert found is not None
    assert found.startswith("LEAD-")
    assert len(found) == 21
    assert check_lead_id(found) == found
    assert of() is None
    assert of(None, "no address", "123") is None
