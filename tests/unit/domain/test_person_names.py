import pytest

from prospect_twins.domain.person_names import may_be_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "ann  LEE"),
        ("Ann Lee", "Ann M. Lee"),
        ("Ann Marie Lee", "Ann Lee"),
        ("Lee, Ann", "Ann Lee"),
        ("Lee, Ann M.", "Dr. Ann Lee, PhD"),
        ("Ánn Lée", "Ann Lee"),
        ("A. Lee", "Ann Lee"),
        ("Ann Lee", "Ann Lee-Day"),
        ("O'Brien, Pat", "Pat O\N{RIGHT SINGLE QUOTATION MARK}Brien"),
        ("Ann", "Ann Lee"),
        ("李 雷", "李雷"),
        ("\uff21nn Lee", "Ann Lee"),
        ("Mr. Lee", "Ann Lee"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Zoe Day"),
        ("Ann Lee", "Bob Lee"),
        ("Ann Lee", "Ann Day"),
        ("A. Lee", "Bob Lee"),
        ("A. L.", "Zoe Lee"),
        ("Ann Lee Lee", "Lee Day Lee"),
        ("李雷", "韩梅梅"),
        ("?", "!"),
    ],
)
def test_names_of_two_people_are_not(one: str, other: str) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)
