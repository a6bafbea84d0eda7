"""What all wire models share: how times and texts travel, and the pieces that several of them have."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.text import check_text

SESSIONS_PATH = "/api/v1/qa/sessions"


def utc_text(moment: datetime) -> str:
    """`2024-01-15T10:30:00.000Z`: UTC, milliseconds exactly (contract 4)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


_BLANK_OFFSET = re.compile(r"^(\d{4}-\d\d-\d\d[Tt ]\d\d:?\d\d\S*) (\d\d(?::?\d\d)?)$")
_NUMBER = re.compile(r"[-+\s]*[\d._]+\s*")


def _written_moment(value: object) -> object:
    """A time as it was meant: an unescaped '+' in a URL arrives as a space. Raises ValueError for a bare number, which
    Pydantic would take for seconds or milliseconds since 1970, whichever looks likelier.
    """
    if not isinstance(value, str):
        return value
    if _NUMBER.fullmatch(value):
        raise ValueError("write a date, or a date, a time and an offset, as in 2024-01-15T10:30:00Z")
    return _BLANK_OFFSET.sub(r"\1+\2", value)


Timestamp = Annotated[
    datetime,
    PlainSerializer(utc_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2024-01-15T10:30:00.000Z"]}),
]
"""A time on its way out."""


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _given(value: object) -> object:
    """An empty field of a form is none."""
    return None if isinstance(value, str) and not value.strip() else value


Moment = Annotated[datetime, BeforeValidator(_written_moment), AfterValidator(_in_utc)]
"""A time on its way in; without an offset it is UTC, without a time the beginning of its day."""

Text = Annotated[str, AfterValidator(check_text)]
"""Text without NUL and lone surrogates, which no database stores."""


GivenMoment = Annotated[
    Moment | None,
    BeforeValidator(_given),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "maxLength": 0}]}),
]
"""A time that may be left out, or left empty."""


class Wire(BaseModel):
    """The base of all wire models: the texts under their fields are the descriptions in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)


class RequestBody(Wire):
    """What a client sends. A misspelt field is refused: a question whose picture or options stand under another name
    would be asked, and paid for, without them. Any other field that we don't have is ignored, as the specification's
    clients may expect.
    """

    other_names: ClassVar[Mapping[str, str]] = {}
    """Names that a field of ours may be given by mistake, in plain letters, and the field."""

    @model_validator(mode="before")
    @classmethod
    def _no_misspelt_fields(cls, sent: Any) -> Any:
        known = {_plain(field): field for field in cls.model_fields}
        for name in sent if isinstance(sent, dict) else ():
            if name not in cls.model_fields:
                alike = get_close_matches(_plain(name), known, 1, _ALIKE)
                meant = known[alike[0]] if alike else cls.other_names.get(_plain(name))
                if meant:  # the name itself may be anything, so it is not given back (contract 3)
                    raise ValueError(f"it has a field that is not known; did you mean {meant}?")
        return sent


_ALIKE = 0.92
"""A letter too few or too many in a short name; "question_id" is no "question_kind"."""


def _plain(name: str) -> str:
    return "".join(char for char in name[:60].casefold() if char.isalnum())


class PersonaBase(Wire):
    """A prospect's card."""

    lead_id: str
    lead_classification: LeadClassification | None = None
    full_name: str | None = None
    age: str | None = None
    occupation: str | None = None
    gender: str | None = None
    marital_status: str | None = None
    education_level: str | None = None
    annual_income: str | None = None
    profile_image_url: str | None = None

    @classmethod
    def of(cls, persona: Persona) -> "PersonaBase":
        """The wire form of a persona."""
        return cls(
            lead_id=persona.lead_id,
            lead_classification=persona.lead_classification,
            full_name=persona.full_name,
            age=persona.age,
            occupation=persona.occupation,
            gender=persona.gender,
            marital_status=persona.marital_status,
            education_level=persona.education_level,
            annual_income=persona.annual_income,
            profile_image_url=persona.profile_image_url,
        )


class UsageView(Wire):
    """What model calls took; null where the provider does not say, or the price is not known."""

    model_config = ConfigDict(from_attributes=True)

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    calls: int


class IntervalView(Wire):
    """An estimate with its 95% interval (bootstrap over people)."""

    model_config = ConfigDict(from_attributes=True)

    estimate: float
    low: float
    high: float
