"""Origins are compared as text, so each is brought to the form in which a browser sends it."""

import pytest

from prospect_twins.domain.origins import origin_of


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://crm.example", "https://crm.example"),
        ("https://crm.example/", "https://crm.example"),
        ("HTTPS://CRM.Example", "https://crm.example"),
        ("https://crm.example:443", "https://crm.example"),
        ("http://localhost:5173/", "http://localhost:5173"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(written: str, sent: str) -> None:
    assert origin_of(written) == sent


@pytest.mark.parametrize(
    "written",
    [
        "*", "null", "crm.example", "crm.example:8080", "//crm.example", "ftp://crm.example", "https://", "https://*.example",
        "https://crm.example/app", "https://crm.example?x=1", "https://crm.example#x", "https://me@crm.example",
        "https://crm.example:port", "https://a.example https://b.example", "https://[::1", "https://" + "x" * 80,
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(ValueError, match=r"origin|host name"):
        origin_of(written)
