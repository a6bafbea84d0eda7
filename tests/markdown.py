"""What the tests read of the documentation's pages: code blocks, links, tables."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    language: str
    text: str


def pages() -> list[Path]:
    """The pages that people read: those of the repository's root, and those of `docs/`."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(language, text) for language, text in _BLOCK.findall(page)]


def links(page: str) -> list[str]:
    return _LINK.findall(_BLOCK.sub("", page))


def anchors(page: str) -> set[str]:
    """The fragments by which the page's headings can be linked to, as GitHub makes them."""
    headings = _HEADING.findall(_BLOCK.sub("", page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
