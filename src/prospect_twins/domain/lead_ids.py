"""What an id of a prospect may be, and how a prospect who comes without one gets theirs.

An id has to be reachable by every route, through whatever proxies and clients stand between: one rule for all ways in.
"""

import base64
import hashlib
import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from prospect_twins.domain.blank_words import is_blank_field
from prospect_twins.domain.person_names import name_key

MAX_LEAD_ID = 128
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_SUBORDINATE = "outcomes"
"""What the API keeps beneath a prospect's path: `A/outcomes` would be both a person and another's outcomes."""

_E_MAIL = re.compile(r"[^\s<>@,;:\"']+@[^\s<>@,;:\"']+\.[^\s<>@,;:\"'.]+")
_EXTENSION = re.compile(r"(?:ext\.?|extension|x|durchwahl|poste|#)\s*\d+\s*$", re.IGNORECASE)
FEWEST_PHONE_DIGITS = 7
_COMPARED_PHONE_DIGITS = 9
"""From the end: what a number has in common however its country is written (+1, 001, 1, or not at all)."""


def check_lead_id(text: str) -> str:
    """`text` itself. Raises ValueError that says, as the end of a sentence, why it can't be an id and what to do."""
    if is_blank_field(text):
        raise ValueError("is blank; give the prospect an id")
    if not text.isprintable() or text != text.strip():
        raise ValueError("holds characters that can't be seen; remove them")
    first, *rest = text.split("/")
    if {"", ".", ".."} & {first, *rest} or _SUBORDINATE in rest:  # proxies and clients rewrite the dots
        raise ValueError(
            f"can't stand in a web address; something other than dots and '{_SUBORDINATE}' has to stand around each '/'"
        )
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError("was turned into scientific notation by a spreadsheet; export the column as text")
    if len(text) > MAX_LEAD_ID:
        raise ValueError(f"is longer than {MAX_LEAD_ID:,} characters; shorten it")
    return text


def e_mail_key(text: str) -> str | None:
    """The first e-mail address in `text`, as addresses are compared; None if there is none."""
    found = _E_MAIL.search(unicodedata.normalize("NFKC", text).casefold().removeprefix("mailto:"))
    return found[0] if found else None


def phone_key(text: str) -> str | None:
    """The last digits of a phone number; None if it is none, or one that only fills the field (000-0000)."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("(0)", "")
    if _SCIENTIFIC.fullmatch(plain):
        return None
    number = _EXTENSION.sub("", re.split(r"[;/|]|\bor\b", plain)[0])
    digits = "".join(str(unicodedata.decimal(char)) for char in number if char.isdecimal())
    if len(digits) < FEWEST_PHONE_DIGITS or len(set(digits)) < 3:
        return None
    return digits[-_COMPARED_PHONE_DIGITS:]


def derived_lead_id(*parts: str) -> str:
    """An id that is the same whenever the same parts come, and from which they can't be read."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return "LEAD-" + base64.b32encode(digest[:10]).decode()


class KnownBy(StrEnum):
    """What tells who a prospect is, the surest first."""

    ID = "id"
    E_MAIL = "e-mail"
    PHONE = "phone"
    BIRTH_DATE = "birth date"
    NAME = "name"
    CONTENT = "content"


class Identity(NamedTuple):
    lead_id: str
    by: KnownBy


def identity(
    name: str | None, e_mail: str | None, phone: str | None, birth_date: str | None, *more: str
) -> Identity | None:
    """The id of whom these describe, by the surest of them; None if they describe nobody.

    The name always counts: a couple may share an address, and an office a phone. `more`, what else tells people apart,
    is used only where a name stands alone.
    """
    key = name_key(name) if name else ""
    if e_mail and (address := e_mail_key(e_mail)):
        return Identity(derived_lead_id("e-mail", address, key), KnownBy.E_MAIL)
    if phone and (digits := phone_key(phone)):
        return Identity(derived_lead_id("phone", digits, key), KnownBy.PHONE)
    if not key:
        return None
    if birth_date:
        return Identity(derived_lead_id("birth date", birth_date, key), KnownBy.BIRTH_DATE)
    return Identity(derived_lead_id("name", key, *more), KnownBy.NAME)
