"""What the documentation's site needs besides its pages: links to files outside of `docs/` become their names.

A test follows those links in the repository, where they lead somewhere; on the site they would not.
"""

import re
from pathlib import PurePosixPath
from typing import Any

_LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+)([^)\s]*)\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The page without links that leave `docs/` (MkDocs calls it for every page)."""
    depth = len(PurePosixPath(page.file.src_uri).parents) - 1

    def kept(link: re.Match[str]) -> str:
        return link[1] if link[2].count("../") > depth else link[0]

    return _LINK.sub(kept, markdown)
