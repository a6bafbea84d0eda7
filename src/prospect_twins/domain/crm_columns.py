"""Which columns of a CRM's export say what of a prospect: one table, no code to change for another CRM.

The names are those of Salesforce's lead, contact and person-account exports (field labels of its reports, API names of
its data loader, Financial Services Cloud's person fields), of HubSpot's contact exports (labels and internal names),
and what people call such columns in their own sheets.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

NAME_PARTS = ("first_name", "middle_name", "last_name", "name_suffix")
"""Joined by spaces, in this order, to a `full_name`."""

ALTERNATIVES: Mapping[str, tuple[str, ...]] = {"full_name": NAME_PARTS, "age": ("birth_date",)}
"""Fields that may come whole or from something else; a file's whole one wins."""

LISTS = ("notes", "transcripts")
"""Targets that several columns may fill ("Note 1", "Note 2"): each cell is one more entry."""

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "lead_id": (
        "Lead ID",
        "Prospect ID",
        "Contact ID",
        "Record ID",
        "Record ID - Contact",
        "hs_object_id",
        "Lead Number",
        "Person Account ID",
        "Person ID",
        "Customer ID",
        "Client ID",
        "Member ID",
        "External ID",
        "Account ID",
        "Lead ID 18",
        "Contact ID 18",
        "ID",
        "UUID",
    ),
    "lead_classification": (
        "Lead Classification",
        "Lead Rating",
        "Rating",
        "Lead Temperature",
        "Temperature",
        "Lead Heat",
        "Classification",
        "Lead Status",
        "hs_lead_status",
    ),
    "full_name": (
        "Full Name",
        "Contact Name",
        "Lead Name",
        "Prospect Name",
        "Customer Name",
        "Client Name",
        "Display Name",
        "Name",
    ),
    "first_name": ("First Name", "Given Name", "Forename"),
    "middle_name": ("Middle Name", "Middle Initial"),
    "last_name": ("Last Name", "Family Name", "Surname"),
    "name_suffix": ("Suffix", "Name Suffix"),
    "age": ("Age", "Current Age", "Age in Years", "Age Group", "Age Range"),
    "birth_date": ("Birthdate", "Birth Date", "Date of Birth", "DOB", "Birthday", "Person Birthdate"),
    "occupation": (
        "Occupation",
        "Job Title",
        "Title",
        "Person Title",
        "Profession",
        "Job",
        "Position",
    ),
    "gender": ("Gender", "Sex", "Gender Identity", "Person Gender Identity"),
    "marital_status": ("Marital Status", "Civil Status", "Relationship Status", "Marital State"),
    "education_level": (
        "Education Level",
        "Education",
        "Level of Education",
        "Highest Education",
        "Highest Degree",
        "Degree",
        "Qualification",
    ),
    "annual_income": (
        "Annual Income",
        "Income",
        "Yearly Income",
        "Personal Income",
        "Gross Annual Income",
        "Annual Salary",
        "Salary",
        "Household Income",
        "Annual Household Income",
        "Income Range",
    ),
    "profile_image_url": (
        "Profile Image URL",
        "Profile Image",
        "Profile Picture URL",
        "Profile Picture",
        "Photo URL",
        "Avatar URL",
        "Avatar",
        "Picture URL",
        "Image URL",
    ),
    "notes": (
        "Notes",
        "Note",
        "Agent Notes",
        "Lead Notes",
        "Contact Notes",
        "Call Notes",
        "Sales Notes",
        "Description",
        "Lead Description",
        "Contact Description",
        "Comments",
        "Comment",
        "Remarks",
    ),
    "transcripts": (
        "Transcripts",
        "Transcript",
        "Call Transcript",
        "Chat Transcript",
        "Email Transcript",
        "Conversation",
        "Conversations",
        "Message",
    ),
}
"""Target to the columns that fill it, the surest first: where a file has two of them, the first one wins.

A company's figures (Annual Revenue, Industry, Company) are not the person's, so they are left to be attributes.
"""


class Recognised(NamedTuple):
    target: str
    """A persona field, one of NAME_PARTS, `birth_date`, or one of LISTS."""
    rank: int
    """The place in the table's row: lower is surer."""


def normalised(column: str) -> str:
    """A column's name without case, spaces, punctuation, and what Salesforce puts around a custom field's name."""
    bare = re.sub(r"__p?c$", "", column.strip().casefold())
    bare = re.sub(r"^[a-z][a-z0-9]*?__", "", bare)
    return re.sub(r"[\W_]+", "", bare)


_BY_NAME: Mapping[str, Recognised] = {
    normalised(name): Recognised(target, rank)
    for target, names in COLUMN_NAMES.items()
    for rank, name in enumerate(names)
}


def recognise(column: str) -> Recognised | None:
    """What a column of this name holds, or None if the table doesn't know it ("Note 2" is a "Note")."""
    name = normalised(column)
    if found := _BY_NAME.get(name):
        return found
    counted = _BY_NAME.get(name.rstrip("0123456789"))
    return counted if counted and counted.target in LISTS else None


_CLASSIFYING = {"hot", "warm", "cold"}
_FILLERS = {"lead", "leads", "prospect", "contact", "customer", "very"}


def classification(text: str) -> str | None:
    """`hot`, `warm` or `cold` if the text says just that ("Hot", "2 - WARM", "🔥 hot lead"), else None."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    said = [word for word in words if word in _CLASSIFYING]
    return said[0] if len(said) == 1 and set(words) - _CLASSIFYING <= _FILLERS else None
