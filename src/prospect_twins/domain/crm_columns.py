"""Which columns of a CRM's export say what of a prospect: one table, no code to change for another CRM.

Where the names of CRMs were looked up:
- Salesforce: field labels of reports, API names of the data loader, Financial Services Cloud's person fields.
- HubSpot: labels and internal names of contact exports.
- Microsoft Dynamics 365: the Dataverse table Contact (learn.microsoft.com, reference/entities/contact), and the
  "(Do Not Modify)" columns of its Excel export.
- Pipedrive: exports of people, whose columns begin with what they are about ("Person - Name", "Deal - Title").
- Zoho: "CRM modules and fields" (zoho.com/developer/help/api/modules-fields.html), API names such as Designation.
- Google Contacts: its CSV of today ("Organization Title") and of before ("Organization 1 - Title").
- Outlook, on the desktop and on the web: its CSV ("Title" is Mr or Mrs there, "Job Title" the occupation).
- Close: its lead export (primary_contact_…). Apollo: its contact export. Mailchimp: its audience export (FNAME, LEID).
- LinkedIn: Connections.csv ("Position"). AgencyBloc: import templates ("Individual: First Name").
- SuiteCRM and SugarCRM: the labels of contacts and leads (modules/*/language/en_us.lang.php).
- Copper: "Default fields for all records" (support.copper.com): "Person Name".
- Insightly: its API's contact (api.insightly.com): BACKGROUND. Capsule: its API's party: about.
- Brevo: "Create a file to import your contacts" (help.brevo.com): EXT_ID. HawkSoft: its partner API: clientNumber.
- Freshsales, Nutshell, Constant Contact, Klaviyo, GoHighLevel, ActiveCampaign: the fields that their help pages and
  APIs name. All of them go by names that others use, too.

What people call such columns in their own sheets is here as well, and in `column_words` for eight more languages.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from prospect_twins.domain.column_words import COLUMN_WORDS

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
        "Lead ID 18",
        "Contact ID 18",
        "ID",
        "UUID",
        "(Do Not Modify) Contact",
        "(Do Not Modify) Lead",
        "Apollo Contact Id",
        "LEID",
        "EXT_ID",
        "Client Number",
        "Account ID",
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
        "Person - Label",
        "Person - Labels",
        "Lead - Label",
        "Lead - Labels",
    ),
    "full_name": (
        "Full Name",
        "Contact Name",
        "primary_contact_name",
        "Lead Name",
        "Prospect Name",
        "Person Name",
        "Customer Name",
        "Client Name",
        "Display Name",
        "Name",
    ),
    "first_name": ("First Name", "Given Name", "Forename", "primary_contact_first_name", "FNAME", "First"),
    "middle_name": ("Middle Name", "Middle Initial", "Additional Name"),
    "last_name": ("Last Name", "Family Name", "Surname", "primary_contact_last_name", "LNAME", "Last"),
    "name_suffix": ("Suffix", "Name Suffix"),
    "age": ("Age", "Current Age", "Age in Years", "Age Group", "Age Range"),
    "birth_date": ("Birthdate", "Birth Date", "Date of Birth", "DOB", "Birthday", "Person Birthdate"),
    "occupation": (
        "Occupation",
        "Job Title",
        "Organization Title",
        "Organization 1 - Title",
        "primary_contact_title",
        "Designation",
        "Title",
        "Person Title",
        "Profession",
        "Job",
        "Position",
    ),
    "gender": ("Gender", "Sex", "Gender Identity", "Person Gender Identity", "gendercode"),
    "marital_status": ("Marital Status", "Civil Status", "Relationship Status", "Marital State", "familystatuscode"),
    "education_level": (
        "Education Level",
        "Education",
        "Level of Education",
        "Highest Education",
        "Highest Degree",
        "Degree",
        "Qualification",
        "educationcode",
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
        "Photo",
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
        "Background",
        "About",
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
    """What a column's name tells, and how surely."""

    target: str
    """A persona field, one of NAME_PARTS, `birth_date`, or one of LISTS."""
    rank: int
    """The place in the table's row: lower is surer."""


def normalised(column: str) -> str:
    """A column's name without case, accents, spaces, punctuation, and what Salesforce puts around a custom field's."""
    bare = re.sub(r"__p?c$", "", column.strip().casefold())
    bare = re.sub(r"^[a-z][a-z0-9]*?__", "", bare)
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare)
        bare = unicodedata.normalize("NFKC", "".join(char for char in apart if not unicodedata.combining(char)))
    return re.sub(r"[\W_]+", "", bare)


_ABOUT_A_PERSON = re.compile(
    r"\s*(?:person|people|individual|contact|lead|prospect|client|customer|member|properties|fields)"
    r"(?:\s+[-–—/>›]\s+|\s*:\s*|\.)(?P<field>.+)",
    re.IGNORECASE | re.DOTALL,
)
"""Pipedrive's "Person - Job title", AgencyBloc's "Individual: First Name", "Contact.FirstName"."""

_OTHERS = frozenset({"leadtitle"})
"""Names that mean something else than they seem to: Pipedrive's "Lead - Title" is what the business is called."""

_PREFIXED, _LOCAL = 100, 200
"""Added to the rank of a name that was recognised without its prefix, or in another language than English."""

_BY_NAME: Mapping[str, Recognised] = {
    normalised(name): Recognised(target, rank)
    for target, names in COLUMN_NAMES.items()
    for rank, name in enumerate(names)
}
_BY_WORD: Mapping[str, Recognised] = {
    normalised(word): Recognised(target, _LOCAL + rank)
    for words in COLUMN_WORDS.values()
    for target, names in words.items()
    for rank, word in enumerate(names)
}


_MEASURED = re.compile(
    r"(?P<field>.*\S)\s*[(\[{]\s*(?:in\s+)?(?:"
    r"years?|yrs?\.?|years old|jahren?|ans|años|anos|anni|jaar|lat|лет"
    r"|[$€£¥₹]|[a-z]{2}\$|usd|eur|euros?|gbp|dollars?|pounds?|cad|aud|nzd|chf|inr|rupees|jpy|cny|brl|mxn|zar|pln|czk|sek|nok|dkk"
    r"|[$€£]?\s*(?:/|per|a|p\.?)\s*(?:year|yr|annum|a\.?|jahr|an)|yearly|annual(?:ly)?|gross"
    r"|[dmy]{1,4}([-/. ][dmy]{1,4}){2}|m\s*/\s*f|f\s*/\s*m|male\s*/\s*female|hot\s*/\s*warm\s*/\s*cold"
    r"|optional|required|mandatory|if known|\*"
    r")\s*[)\]}]\s*\*?",
    re.IGNORECASE | re.DOTALL,
)
"""A name with its unit or form: "Age (years)", "Income [USD per year]", "Birthday (dd.mm.yyyy)", "Email (required)"."""


@lru_cache(maxsize=4096)
def recognise(column: str) -> Recognised | None:
    """What a column of this name holds, or None if the table doesn't know it ("Note 2" is a "Note")."""
    name = normalised(column)
    if name in _OTHERS:
        return None
    if field := _BY_NAME.get(name) or _BY_WORD.get(name):
        return field
    if prefixed := _ABOUT_A_PERSON.fullmatch(column):
        inner = recognise(prefixed["field"])
        return inner._replace(rank=inner.rank + _PREFIXED) if inner else None
    if measured := _MEASURED.fullmatch(column):
        return recognise(measured["field"])
    counted = _BY_NAME.get(name.rstrip("0123456789"))
    return counted if counted and counted.target in LISTS else None


def recognise_together(columns: Iterable[str]) -> dict[str, Recognised]:
    """What the columns of one file hold, those that are known.

    "Name" beside "Surname" or "Vorname", and "Nome" beside "Cognome", are the other half of the name. Where they
    are the whole of it after all, the row's values tell (`Draft.join_name`).
    """
    known = {column: field for column in columns if (field := recognise(column))}
    halves = {
        field.target: column
        for column, field in known.items()
        if field.target == "last_name" or (field.target == "first_name" and normalised(column) in _BY_WORD)
    }
    if len(halves) == 1:
        other = "last_name" if "first_name" in halves else "first_name"
        whole = [column for column in known if may_be_half(column)]
        if len(whole) == 1 and not any(field.target == other for field in known.values()):
            known[whole[0]] = Recognised(other, _LOCAL)
    return known


def may_be_half(column: str) -> bool:
    """Whether a column of this name has the whole name, or the half of it that another column hasn't."""
    return normalised(column) in _EITHER


_EITHER = frozenset(map(normalised, ("Name", "Nom", "Nombre", "Nome", "Naam")))

_HONORIFIC = re.compile(r"[^\W\d_]+")
_HONORIFICS = frozenset((
    "mr", "mister", "mrs", "missus", "ms", "miss", "mx", "dr", "prof", "rev", "hon", "sir", "dame", "lord", "lady",
    "madam", "messrs", "herr", "hr", "frau", "fr", "fraulein", "m", "mme", "mlle", "mm", "monsieur", "madame",
    "mademoiselle", "sr", "sra", "srta", "senor", "senora", "senorita", "don", "dona", "sig", "sigra", "signor",
    "signora", "dott", "dottssa", "dhr", "mevr", "mevrouw", "mw", "pan", "pani", "shri", "smt", "sri", "mag", "med",
    "phd", "esq", "г", "н", "жа", "господин", "госпожа", "さん", "様",
))  # fmt: skip
_AND = frozenset({"and", "und", "et", "y", "e", "i", "en", "or", "oder"})


@lru_cache(maxsize=4096)
def is_honorific(text: str) -> bool:
    """Whether a text only says how to address a person ("Mrs.", "Herr Dr.", "Mr & Mrs"); that is no occupation."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFKC", "".join(char for char in apart if not unicodedata.combining(char)))
    words = [word for word in _HONORIFIC.findall(plain.replace("dott.ssa", "dottssa")) if word not in _AND]
    return bool(words) and all(word in _HONORIFICS for word in words)


_CLASSIFYING = {"hot", "warm", "cold"}
_FILLERS = {"lead", "leads", "prospect", "contact", "customer", "very"}


@lru_cache(maxsize=4096)
def classification(text: str) -> str | None:
    """`hot`, `warm` or `cold` if the text says just that ("Hot", "2 - WARM", "🔥 hot lead"), else None."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    said = [word for word in words if word in _CLASSIFYING]
    return said[0] if len(said) == 1 and set(words) - _CLASSIFYING <= _FILLERS else None
