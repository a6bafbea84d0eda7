"""Settings as users set them: in the environment, with the quotes and spaces that files and shells leave on."""

import pytest

from prospect_twins.settings import Settings


@pytest.mark.parametrize(
    "written",
    [
        "https://crm.example,http://localhost:5173",
        " https://crm.example , http://localhost:5173/ ,",
        '"https://crm.example/,http://localhost:5173"',
        "'https://crm.example', 'http://localhost:5173'",
        '["https://crm.example", "http://localhost:5173"]',
        "https://crm.example,http://localhost:5173\r\n",
    ],
)
def test_origins_are_listed_with_commas(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECT_TWINS_ALLOWED_ORIGINS", written)
    assert Settings().allowed_origins == ("https://crm.example", "http://localhost:5173")
