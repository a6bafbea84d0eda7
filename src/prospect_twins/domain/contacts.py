"""E-mail addresses, phone numbers and birth dates as they are compared, without those that only fill a field."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from prospect_twins.domain.written_numbers import WrittenDate

_E_MAIL = re.compile(r"[^\s<>@,;:\"']+@[^\s<>@,;:\"']+\.[^\s<>@,;:\"'.]+")
_NOBODYS = frozenset((
    "no", "none", "na", "nil", "null", "nan", "test", "testing", "unknown", "undefined", "example", "nomail", "noemail",
    "noreply", "donotreply", "dontreply", "nobody", "noone", "notprovided", "notavailable", "notgiven", "noaddress",
    "notapplicable", "missing", "blank", "invalid", "fake", "dummy", "nowhere", "sample", "placeholder", "abc", "xxx",
    "asdf", "qwerty", "keine", "keinemail", "ninguno", "notiene", "sinemail", "sincorreo", "aucun",
    "anonymous", "declined", "refused",
))  # fmt: skip
_EVERYBODYS = frozenset((
    "info", "office", "sales", "contact", "admin", "administrator", "support", "hello", "team", "mail", "service",
    "reception", "enquiries", "inquiries", "billing", "accounts", "accounting", "hr", "marketing", "help", "post",
    "postmaster", "webmaster", "kontakt", "buero", "empfang", "contacto", "contato", "ventas", "oficina", "accueil",
    "bureau",
))  # fmt: skip
"""Mailboxes that an office shares: they tell no more than where somebody works."""
_NO_HOSTS = _NOBODYS - {"example", "test", "testing", "abc", "xxx", "sample"}
"""But for words that are the names of real or reserved domains."""
_NO_DOMAINS = ("invalid", "localhost", "local", "test")

_EXTENSION = re.compile(r"(?:ext\.?|extension|x|durchwahl|poste|#)\s*\d+\s*$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[;|,\n]|:::|\bor\b")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 18
"""E.164 has 15 with the country's code; some dial 001 or the like before it."""
_COMPARED_DIGITS = 9
"""Digits of a number without its country's code; some countries' have eight."""
_RUNS = ("01234567890123456789", "98765432109876543210")
_FILLING_NUMBERS = frozenset(("5550100", "5551212", "5555555"))

_FILLING_DAYS = frozenset((
    date(1, 1, 1), date(1111, 11, 11), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1),
    date(1901, 1, 1), date(1904, 1, 1), date(1911, 11, 11), date(1970, 1, 1),
))  # fmt: skip
"""Days on which calendars of programs begin, and what is typed to get past a form."""


class Mailbox(NamedTuple):
    """An e-mail address as it is compared."""

    address: str
    shared: bool
    """Whether it is an office's: info@…"""


def mailboxes(text: str) -> Iterator[Mailbox]:
    """The e-mail addresses in `text`, as addresses are compared, without those that are nobody's."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("mailto:", " ")
    return (box for match in _E_MAIL.finditer(plain) if (box := _mailbox(match[0])))


def _mailbox(address: str) -> Mailbox | None:
    local, _, domain = address.rpartition("@")
    names = domain.split(".")
    plain, host = (re.sub(r"[\W_]+", "", part) for part in (local, names[0]))
    if names[-1] in _NO_DOMAINS or plain in _NOBODYS or host in _NO_HOSTS or local == names[0]:
        return None
    return Mailbox(address, plain in _EVERYBODYS)


class PhoneNumber(NamedTuple):
    """A phone number as it is compared."""

    digits: str
    """The whole number with its country's code; without one, the last nine digits."""
    abroad: bool
    """Whether it has its country's code."""

    @property
    def ends(self) -> tuple[str, ...]:
        """What it may have in common with itself without the country's code, or with it."""
        if not self.abroad:
            return (self.digits,)
        return tuple(self.digits[-length:] for length in (_COMPARED_DIGITS, _COMPARED_DIGITS - 1))


def phone_numbers(text: str) -> Iterator[PhoneNumber]:
    """The phone numbers in `text`, without those that only fill the field (000-0000)."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("(0)", "")
    if _SCIENTIFIC.fullmatch(plain):
        return
    for part in _BETWEEN_NUMBERS.split(plain):
        # 0171/3948271 is one number, and 555-201-7788/89 two of which the second is only an end.
        pieces = part.split("/")
        whole = [part] if len(_digits(pieces[0])) < _FEWEST_DIGITS else pieces
        yield from (number for piece in whole if (number := _phone_number(_EXTENSION.sub("", piece).strip())))


def _digits(text: str) -> str:
    return "".join(map(str, map(unicodedata.decimal, re.findall(r"\d", text))))


def _phone_number(number: str) -> PhoneNumber | None:
    digits = _digits(number)
    abroad = number.lstrip("( ").startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if not abroad and len(digits) == 11 and digits.startswith("1"):  # as North Americans write it
        abroad = True
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS or len(set(digits)) < 3:
        return None
    bare = digits.removeprefix("1") if len(digits) == 11 else digits
    if any(bare in run for run in _RUNS) or (len(bare) in (7, 10) and bare[-7:] in _FILLING_NUMBERS):
        return None
    return PhoneNumber(digits if abroad else digits[-_COMPARED_DIGITS:], abroad)


def birthdays(written: WrittenDate | None, day_first: Callable[[], bool | None] = lambda: None) -> tuple[str, ...]:
    """The days that a birth date may mean, of which one is right; none if it only fills the field.

    `day_first` is asked where there are two: whether the day comes first, if that is known.
    """
    if written is None:
        return ()
    days = written.readings()
    if len(days) > 1 and (first := day_first()) is not None:
        days = {day for day in (written.day_first if first else written.month_first,) if day}
    return () if days & _FILLING_DAYS else tuple(sorted(day.isoformat() for day in days))
