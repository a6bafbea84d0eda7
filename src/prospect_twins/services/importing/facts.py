"""What a file is read as: what the person says of it, and what had to be assumed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the person says of the file. What they leave out is told from the file itself."""

    encoding: str | None = None
    """A name of Python's codecs, such as "windows-1251"."""
    delimiter: str | None = None
    """One character, or "tab"."""
    sheet: str | None = None
    """A sheet's name, or its number from 1."""


@dataclass(slots=True)
class FileFacts:
    """How a file was read. Grows while it is read: what is passed over on the way is added to `remarks`."""

    format: str = ""
    """"CSV", "JSON", "JSON Lines", "vCard", "Excel workbook", "OpenDocument spreadsheet", "XML spreadsheet" or "HTML
    table"."""
    encoding: str | None = None
    encoding_guessed: bool = False
    """Whether another encoding would have been possible too."""
    delimiter: str | None = None
    sheet: str | None = None
    remarks: list[str] = field(default_factory=list)
    """What a person should look at, a sentence or two each. They never repeat a person's values."""
