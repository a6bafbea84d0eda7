"""By what people are found again, and what tells two of them apart."""

from datetime import date

import pytest

from prospect_twins.domain.contact_columns import is_e_mail_column, is_phone_column
from prospect_twins.domain.contacts import birthdays, mailboxes, phone_numbers
from prospect_twins.domain.identity import Description, Identity, identity
from prospect_twins.domain.written_numbers import birth_dates

TODAY = date(2026, 6, 15)


def of(
    name: str | None = None, e_mail: str = "", phone: str = "", born: str = "", *, title: str | None = None
) -> Identity | None:
    return identity(
        Description(
            name,
            title,
            tuple(mailboxes(e_mail)),
            tuple(phone_numbers(phone)),
            birthdays(birth_dates(born, TODAY)),
        )
    )


def finds(one: Identity | None, other: Identity | None) -> bool:
    """Whether a row of `other` finds whom a row of `one` made known."""
    assert one is not None
    assert other is not None
    return bool({one.lead_id, *one.keys} & {*other.sought})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of("Ann Lee", "Ann@Example.com "), of("LEE, Ann M.", "mailto:ann@example.com")),
        (of("Ann Lee", "ann@example.com"), of("Dr. Ánn  Lee", "ａnn@example.com")),
        (of("Ann Lee", "ann@example.com"), of("LEE Ann", "ann@example.com")),
        (of("Ann Lee", "ann@example.com", "+1 555 010 2003"), of("Ann Lee", "new@example.com", "(555) 010-2003")),
        (of("Ann Lee", phone="+1 (555) 010-2003"), of("Ann Lee", "n/a", "001 555 010 2003 ext. 7")),
        (of("Ann Lee", phone="+1 (555) 010-2003"), of("ann lee", phone="5550102003")),
        (of("Ann Lee", phone="020 7946 0958"), of("ann lee", phone="+44 (0)20 7946 0958")),
        (of("Ann Lee", born="1984-03-04"), of("ann lee", phone="000-000-0000", born="1984-03-04")),
        (of("Ann Lee", born="3/4/1984"), of("Ann Lee", born="04.03.1984")),
        (of("John Lee Jr.", "lee@example.com"), of("John Lee", "lee@example.com")),
        (of("Jürgen Müller", phone="0171/3948271"), of("Juergen Mueller", phone="+49 171 3948271")),
        (of("Łukasz Żak", phone="+48 601 928 374"), of("LUKASZ ZAK", phone="601928374")),
        (of("Søren Ågård", "s@x.com"), of("Soeren Aagaard", "s@x.com")),
        (of("IŞIL ÇAĞLAR", "i@x.com"), of("Işıl Çağlar", "i@x.com")),
        (of("Ægir Þórsson", "a@x.com"), of("AEGIR THORSSON", "a@x.com")),
        (of("Eva Groß", "e@x.com"), of("EVA GROSS", "e@x.com")),
        (of("山田 太郎", "y@x.com"), of("山田太郎", "y@x.com")),
        (of("Ann Lee", phone="089 / 482 91 73"), of("Ann Lee", phone="(089) 4829173")),
        (of("Ann Lee", phone="0171/3948271"), of("Ann Lee", phone="0049 171 3948271")),
        (of("Ann Lee", phone="347/9184726"), of("Ann Lee", phone="+39 347 918 4726")),
        (of("Ann Lee", phone="+45 91 82 73 64"), of("Ann Lee", phone="91827364")),
        (of("Ann Lee", phone="91827364"), of("Ann Lee", phone="+65 9182 7364")),
        (of("Ann Lee", phone="+39 02 9184726"), of("Ann Lee", phone="02 9184726")),
        (of("Ann Lee", phone="555-201-7788/555-201-7799"), of("Ann Lee", phone="555 201 7799")),
        (of("Ann Lee", phone="555-201-7788 ::: 555-201-7799"), of("Ann Lee", phone="555 201 7799")),
        (of("Ann Lee", "a@x.com; b@x.com"), of("Ann Lee", "b@x.com")),
        (of("Ann Lee", phone="555 201 7788"), of(None, phone="555-201-7788")),
        (of(None, "ann@example.com"), of(None, "ANN@example.com")),
        (of("Ann Lee", "ann@example.com"), of(None, "ann@example.com")),
    ],
)
def test_the_same_person_is_found_however_they_are_written(one: Identity, other: Identity) -> None:
    assert finds(one, other)
    assert finds(other, other)


def test_who_has_no_name_is_found_when_they_have_one() -> None:
    nameless, named = of(None, "ann@example.com"), of("Ann Lee", "ann@example.com")
    assert nameless
    assert named
    assert {*nameless.keys} & {*named.nameless}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of("Ann Lee", "lee@example.com"), of("Bob Lee", "lee@example.com")),
        (of("Ann Lee", phone="555 010 2003"), of("Bob Day", phone="555 010 2003")),
        (of("Ann Lee", phone="+1 555 123 4567"), of("Ann Lee", phone="+44 555 123 4567")),
        (of("Ann Lee", born="1984-03-04"), of("Ann Lee", born="1999-03-04")),
        (of("Ann & Bob Lee", "lee@example.com"), of("Ann Lee", "lee@example.com")),
        (of("Ann and Bob Lee", "lee@example.com"), of("Ann Lee", "lee@example.com")),
    ],
)
def test_two_people_have_no_key_in_common(one: Identity, other: Identity) -> None:
    assert not finds(one, other)
    assert one.lead_id != other.lead_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of("Mr. Smith", "s@example.com"), of("Mrs. Smith", "s@example.com")),
        (of("Smith", "s@example.com", title="Herr"), of("Smith", "s@example.com", title="Frau")),
        (of("John Smith Jr.", "s@example.com"), of("John Smith Sr.", "s@example.com")),
        (of("Henry Ford II", "s@example.com"), of("Henry Ford III", "s@example.com")),
    ],
)
def test_what_a_name_says_beside_its_words_makes_another_id(one: Identity, other: Identity) -> None:
    assert one.lead_id != other.lead_id


@pytest.mark.parametrize(
    "address",
    ["noemail@noemail.com", "test@test.com", "none@none.com", "na@na.com", "no@email.com", "unknown@unknown.com",
     "x@x.x", "-@-.com", "noreply@example.com", "no-reply@shop.example", "n/a", "N.A@example.com", "acme@acme.com",
     "ann@mail.invalid", "nobody@example.com"],
)  # fmt: skip
def test_an_address_that_fills_the_field_is_nobodys(address: str) -> None:
    assert not list(mailboxes(address))


@pytest.mark.parametrize("address", ["a@x.com", "ann@example.com", "noah@noahs-ark.com", "user1@test.com", "no1@x.org"])
def test_an_address_of_somebody_is(address: str) -> None:
    assert list(mailboxes(address)) == [(address, False)]


@pytest.mark.parametrize(
    "number",
    ["000-000-0000", "123-456-7890", "+1 (123) 456-7890", "1234567", "0123456789", "987-654-3210", "999 999 9999",
     "555-0100", "(212) 555-1212", "5555555", "12", "5.55E+09", "n/a"],
)  # fmt: skip
def test_a_number_that_fills_the_field_is_nobodys(number: str) -> None:
    assert not list(phone_numbers(number))


@pytest.mark.parametrize("day", ["01/01/1900", "1970-01-01", "11.11.1111", "1900-01-01", "1984-02-30", "0/0/00"])
def test_a_day_that_fills_the_field_is_nobodys(day: str) -> None:
    assert birthdays(birth_dates(day, TODAY)) == ()


@pytest.mark.parametrize(
    "column",
    ["Phone", "Mobile", "Cell", "Home Phone", "Work Phone", "Telephone", "Phone 1 - Value", "Person - Phone - Work",
     "Phone__c", "mobilephone", "telephone1", "Téléphone", "Handynummer", "WhatsApp", "Contact: Phone"],
)  # fmt: skip
def test_a_persons_own_number_is_known(column: str) -> None:
    assert is_phone_column(column)


@pytest.mark.parametrize(
    "column",
    ["Last Phone Call", "Number of Phone Calls", "Doctor Phone", "Employer Phone", "Company Phone", "Spouse Phone",
     "Agent Phone", "Phone Type", "Cancellation Date", "Microphone", "Fax", "Phone Owner", "Website", "Home", "Number"],
)  # fmt: skip
def test_a_number_of_somebody_else_or_of_nothing_is_not(column: str) -> None:
    assert not is_phone_column(column)


@pytest.mark.parametrize(
    "column", ["Email", "E-mail 1 - Value", "Email Address", "Personal Email", "emailaddress1", "Correo electrónico"]
)
def test_a_persons_own_address_is_known(column: str) -> None:
    assert is_e_mail_column(column)


@pytest.mark.parametrize(
    "column",
    ["Website Email", "Mailing City", "Email Opt Out", "Owner Email", "Last Email", "Emails Sent", "Spouse's Email",
     "Company Email", "Address"],
)  # fmt: skip
def test_an_address_of_somebody_else_or_of_nothing_is_not(column: str) -> None:
    assert not is_e_mail_column(column)
