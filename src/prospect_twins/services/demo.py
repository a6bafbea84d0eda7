"""Sixty people who don't exist, so that a newcomer has somebody to ask.

Written by hand in the shape of a real CRM's export: some rich, some sparse, some that contradict themselves. They are
imported like any other file: `import_prospects(stream, writer, tenant_id)`.
"""

from contextlib import AbstractContextManager
from importlib.resources import files
from typing import BinaryIO, cast


def open_demo_prospects() -> AbstractContextManager[BinaryIO]:
    """The demo prospects, LEAD-1001 to LEAD-1060, as a JSON Lines file to import."""
    return cast("AbstractContextManager[BinaryIO]", files(__package__).joinpath("demo_prospects.jsonl").open("rb"))
