import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.prospects import (
    PERSONA_FIELDS,
    LeadClassification,
    Persona,
    Prospect,
    ProspectPatch,
)

ANN = Prospect(
    Persona("L1", LeadClassification.WARM, full_name="Ann", age="34"),
    {"City": "Dover", "Pets": "two"},
    ("first note",),
    ("hello",),
)


def test_a_patch_of_an_unknown_prospect_makes_one() -> None:
    patch = ProspectPatch("L2", {"lead_classification": "hot", "age": "50"}, {"City": "Salem", "Fax": None})
    assert patch.applied_to(None) == Prospect(Persona("L2", LeadClassification.HOT, age="50"), {"City": "Salem"})


def test_a_patch_leaves_what_it_does_not_mention() -> None:
    assert ProspectPatch("L1").applied_to(ANN) == ANN
    assert ProspectPatch("L1", {"age": "35"}).applied_to(ANN).persona.full_name == "Ann"


def test_none_clears_a_field_and_removes_an_attribute_and_an_empty_list_removes_the_notes() -> None:
    after = ProspectPatch("L1", {"age": None}, {"Pets": None}, notes=()).applied_to(ANN)
    assert after.persona.age is None
    assert after.attributes == {"City": "Dover"}
    assert after.notes == ()
    assert after.transcripts == ("hello",)


def test_an_attribute_is_the_same_in_any_case() -> None:
    """Else a twin is told two things that contradict each other."""
    after = ProspectPatch("L1", attributes={"CITY": "Salem"}).applied_to(ANN)
    assert after.attributes == {"CITY": "Salem", "Pets": "two"}
    assert ProspectPatch("L1", attributes={"pets": None}).applied_to(ANN).attributes == {"City": "Dover"}
    both = ProspectPatch("L1", attributes={"Fax": "1", "FAX": "2"})
    assert both.applied_to(ANN).attributes == {"City": "Dover", "Pets": "two", "Fax": "1", "FAX": "2"}


def test_a_classification_outside_the_enum_is_refused() -> None:
    with pytest.raises(ValueError, match="lukewarm"):
        ProspectPatch("L1", {"lead_classification": "lukewarm"}).applied_to(ANN)


texts = st.none() | st.text(max_size=3)
entries = st.none() | st.lists(st.text(max_size=3), max_size=2).map(tuple)
patches = st.builds(
    ProspectPatch,
    lead_id=st.just("L1"),
    fields=st.dictionaries(
        st.sampled_from([f for f in PERSONA_FIELDS if f not in ("lead_id", "lead_classification")]), texts
    ),
    attributes=st.dictionaries(st.sampled_from(["City", "CITY", "Pets", "Fax", "fax"]), texts),
    notes=entries,
    transcripts=entries,
)


@given(patches, patches, st.none() | st.just(ANN))
def test_two_patches_joined_do_what_they_do_one_after_the_other(
    first: ProspectPatch, later: ProspectPatch, known: Prospect | None
) -> None:
    assert first.then(later).applied_to(known) == later.applied_to(first.applied_to(known))


@given(patches, st.none() | st.just(ANN))
def test_applying_a_patch_again_changes_nothing(patch: ProspectPatch, known: Prospect | None) -> None:
    once = patch.applied_to(known)
    assert patch.applied_to(once) == once
