"""Who somebody is, by what tells it of them: their e-mail addresses, phone numbers, birth date and name.

A key is a hash of one such thing and the name. Whoever has a key in common with somebody, and doesn't contradict them
in what never changes (`same_person`), is the same person. The name always counts: couples share an address, offices a
phone.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from prospect_twins.domain.contacts import Mailbox, PhoneNumber
from prospect_twins.domain.lead_ids import derived_lead_id
from prospect_twins.domain.person_names import name_key, name_keys, telling_apart


class KnownBy(StrEnum):
    """What tells who a prospect is, the surest first."""

    ID = "id"
    E_MAIL = "e-mail"
    PHONE = "phone"
    BIRTH_DATE = "birth date"
    NAME = "name"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a row is about."""

    lead_id: str
    """The row's own, or the one that they get if nobody is known by any of their keys."""
    by: KnownBy
    keys: tuple[str, ...] = ()
    """What they are known by from now on."""
    sought: tuple[str, ...] = ()
    """Keys of whom they are."""
    nameless: tuple[str, ...] = ()
    """Keys of whom they are, if those have no name, or one that is a part of theirs."""
    at_address: tuple[str, ...] = ()
    """Those of them that are of their e-mail addresses."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a source says of somebody that tells who they are."""

    name: str | None = None
    title: str | None = None
    """How to address them, where it stands beside the name: Mrs."""
    mailboxes: tuple[Mailbox, ...] = ()
    phones: tuple[PhoneNumber, ...] = ()
    birthdays: tuple[str, ...] = ()
    """The days that their birth date may mean."""
    distinguishing: tuple[str, ...] = ()
    """Where they live and work, and their gender: what tells namesakes apart, and seldom changes."""


def identity(said: Description) -> Identity | None:
    """Whom it describes, by the surest of it; None if that is nobody."""
    key = name_key(said.name) if said.name else ""
    marks = telling_apart(f"{said.title} {said.name}" if said.title else said.name) if said.name else ()
    whole = " ".join((key, *marks))
    own = sorted({box.address for box in said.mailboxes if not box.shared})
    shared = sorted({box.address for box in said.mailboxes if box.shared})
    phones = sorted(set(said.phones))
    by_mail = [("e-mail", address) for address in own]
    by_phone = [("phone abroad" if number.abroad else "phone", number.digits) for number in phones]
    by_birth = [("birth date", day) for day in said.birthdays] if key else []
    if not (by_mail or by_phone or key):  # an office of which no more is known
        by_mail = [("e-mail", address) for address in shared]
    strong = by_mail + by_phone + by_birth
    if not strong:
        return Identity(derived_lead_id("name", whole, *said.distinguishing, *shared), KnownBy.NAME) if key else None
    lead_id = derived_lead_id(*strong[0], whole)
    # Whoever leaves the country out has the last digits in common with those who don't, who differ among themselves.
    ends = [("end of phone abroad", end) for number in phones if number.abroad for end in number.ends]
    ends_sought = [
        ("phone" if number.abroad else "end of phone abroad", end) for number in phones for end in number.ends
    ]
    names = name_keys(said.name) if said.name and key else ("",)
    whom = [_key(*one, spelling) for one in strong for spelling in names]
    keys = whom + [_key(*one, spelling) for one in ends for spelling in names]
    sought = whom + [_key(*one, spelling) for one in ends_sought for spelling in names]
    # Who has no name is found by an address or a number alone, and found again once a name is known.
    nameless = [_key(*one, "") for one in by_mail + by_phone] if key else []
    return Identity(
        lead_id,
        KnownBy.E_MAIL if by_mail else KnownBy.PHONE if by_phone else KnownBy.BIRTH_DATE,
        keys=_once((*keys, *nameless)),
        sought=_once((lead_id, *sought)),
        nameless=tuple(nameless),
        at_address=tuple(nameless[: len(by_mail)]),
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
