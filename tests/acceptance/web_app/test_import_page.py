"""Importing in the page: what a file would do is seen before anything is stored."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.unit.services.importing.workbooks import Book, Page

from .conftest import AXE, Tab

pytestmark = pytest.mark.browser

FILE = (
    "Lead ID,Full Name,Who,Sex,Annual Income,Favourite colour\n"
    "DRY-1,Ida Dry,x,1,a lot,blue\n"
    "DRY-2,Otis Dry,y,2,$50k,red\n"
    ",,z,1,,green\n"
)


def column(tab: Tab, name: str) -> Locator:
    return tab.page.locator(".columns > ul > li", has=tab.page.get_by_text(name, exact=True)).first


async def figure(tab: Tab, name: str) -> str:
    return await tab.page.locator(".figures > div", has_text=re.compile(f"^{name}")).locator("dd").inner_text()


async def test_what_a_file_would_do_is_seen_changed_and_then_done(tab: Tab) -> None:
    page = tab.page
    await tab.sign_in()
    await tab.choose_file("leads.csv", FILE)
    await expect(page.get_by_role("heading", name="What the import would do")).to_be_visible()
    await expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    assert [await figure(tab, name) for name in ("New", "Updated", "Unchanged", "Left out")] == ["2", "0", "0", "1"]
    await expect(page.locator(".reasons")).to_contain_text("1 row: it doesn't tell who it is about")
    await expect(page.get_by_label("What to look at")).to_contain_text("Annual Income: 1 value was not understood")

    await expect(column(tab, "Full Name")).to_contain_text("Ida Dry")
    await expect(column(tab, "Full Name")).to_contain_text("recognised by its name")
    await expect(page.get_by_label("Field for Full Name").locator("option:checked")).to_have_text("Full name")
    await expect(page.get_by_label("Field for Favourite colour").locator("option:checked")).to_have_text(
        "A further fact"
    )
    await expect(column(tab, "Favourite colour")).to_contain_text("no field has this name")
    await expect(column(tab, "Annual Income")).to_contain_text("1 value not understood, kept as written: a lot")

    await page.get_by_label("Field for Who").select_option("Notes")
    await expect(column(tab, "Who")).to_contain_text("as you said")
    await page.get_by_role("button", name="Say what a value of Sex means").click()
    await expect(page.get_by_label("Value 1 of Sex", exact=True)).to_have_value("1")
    await page.get_by_label("Meaning of value 1 of Sex").fill("female; she = her")
    await page.get_by_label("Keep rows that do not tell who they are about").check()
    await page.get_by_role("button", name="Import 3 rows").click()
    await expect(page.get_by_role("heading", name="3 rows imported")).to_be_visible()
    await page.goto(f"{tab.service.address}/#/prospects/DRY-1")
    await expect(page.get_by_text("female; she = her")).to_be_visible()
    await expect(page.get_by_text("x", exact=True)).to_be_visible()

    await tab.choose_file("leads.csv", FILE.replace("DRY-2,Otis Dry", "DRY-2,Zoe Poe"))
    await expect(page.get_by_role("heading", name="What the import would do")).to_be_visible()
    await expect(page.locator(".reasons")).to_contain_text("somebody of another name is known under its id")
    await page.get_by_label("Take the file’s names").check()
    await expect(page.locator(".reasons")).not_to_contain_text("another name")


async def test_a_file_without_known_columns_is_mapped_rather_than_refused(tab: Tab) -> None:
    page = tab.page
    await tab.sign_in()
    await tab.choose_file("liste.csv", "Wer;Wo\nIda Nirgend;Dover\nOtis Nirgend;Bath\n")
    await expect(page.get_by_role("heading", name="Nothing would be imported")).to_be_visible()
    warnings = page.get_by_label("What to look at")
    await expect(warnings).to_contain_text("Nothing in the file tells who the people are")
    await expect(page.get_by_role("button", name=re.compile("^Import"))).to_be_disabled()
    assert "--" not in await page.locator("main").inner_text(), "no command line in the page"
    await page.get_by_label("Field for Wer").select_option("Full name")
    await expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    await page.get_by_label("Field for Wo").select_option("Full name")
    await expect(page.get_by_role("alert").filter(has_text="mapped 2 times")).to_be_visible()
    await page.get_by_label("Field for Wo").select_option("A further fact")
    await page.get_by_role("button", name="Import 2 rows").click()
    await expect(page.get_by_role("heading", name="2 rows imported")).to_be_visible()


async def test_a_file_that_cannot_be_read_says_why_and_another_can_be_chosen(tab: Tab) -> None:
    page = tab.page
    await tab.sign_in()
    await tab.choose_file("leads.pdf", "%PDF-1.7 …")
    await expect(page.get_by_role("alert").filter(has_text="a PDF")).to_be_visible()
    await tab.choose_file("leads.csv", FILE)
    await expect(page.get_by_role("heading", name="What the import would do")).to_be_visible()


async def test_a_file_that_is_read_wrongly_at_first_can_be_told_about(tab: Tab) -> None:
    """A workbook whose first sheet holds no people, and a file whose one delimiter looks like another."""
    page = tab.page
    await tab.sign_in()
    raw = Page([["ida@x.com", "+1 555 010 2003"], ["otis@x.com", "+1 555 010 2004"]], name="Raw")
    people = Page([["Lead ID", "Full Name"], ["BOOK-1", "Ida Book"]], name="Leads")
    await tab.choose_file("leads.xlsx", Book([raw, people]).bytes())
    await expect(page.get_by_role("alert").filter(has_text="looks like a person")).to_be_visible()
    await page.get_by_label("Sheet, by its name or number").fill("Leads")
    await expect(page.get_by_role("button", name="Import 1 row")).to_be_enabled()

    await tab.choose_file("leads.csv", "Lead ID|Last, First\nBAR-1|Bar, Ida\nBAR-2|Bar, Otis\n")
    await page.get_by_label("Between cells").select_option("semicolons")
    await expect(page.get_by_text("Read as CSV, utf-8, semicolons between cells.")).to_be_visible()
    await page.get_by_label("Between cells").select_option("bars")
    await expect(column(tab, "Last, First")).to_contain_text("Bar, Ida")
    await expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()


async def test_a_dry_run_fits_a_phone_and_passes_the_accessibility_rules(tab: Tab) -> None:
    page = tab.page
    await tab.sign_in()
    await tab.choose_file("leads.csv", FILE)
    await page.get_by_role("button", name="Say what a value of Sex means").click()
    await page.get_by_label("Meaning of value 1 of Sex").fill("female")
    await expect(column(tab, "Sex")).to_contain_text("as you said")
    await page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    for width, scheme in ((320, "light"), (390, "dark"), (1280, "light")):
        await page.set_viewport_size({"width": width, "height": 760})
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await tab.picture(f"dry-run-{width}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.evaluate(AXE.read_text())
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        found = await page.evaluate("rules => axe.run(document, rules)", rules)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], width
