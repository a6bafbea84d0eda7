"""Prospects from files: CSV, Excel, JSON, JSON Lines and vCard of any size, from any CRM.

    bytes ──formats──► Table of Records ──plan, mapping, values──► ProspectPatch ──run──► writer

`formats` tells what the bytes are; `delimited`, `json_rows`, `sheet_table` and `vcard` make rows of them.

Every step is an iterator over the one before, so memory stays constant; every row comes out as a prospect or as a
`BadRow` with its reason, so nothing is lost silently.
"""

from prospect_twins.services.importing.columns import ColumnUse
from prospect_twins.services.importing.facts import FileFacts, FileOptions
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.report import MAX_ROWS_REPORTED, ImportReport, RepeatedLine
from prospect_twins.services.importing.run import ImportManner, ImportProgress, import_prospects, spooled
from prospect_twins.services.importing.source import ProspectSource

__all__ = [
    "MAX_ROWS_REPORTED",
    "BadRow",
    "ColumnUse",
    "FileFacts",
    "FileOptions",
    "ImportManner",
    "ImportProgress",
    "ImportReport",
    "ParsedProspect",
    "ProspectSource",
    "RepeatedLine",
    "import_prospects",
    "spooled",
]
