"""Zip archives whose parts refer to one another, from files that nobody vouches for (ECMA-376 part 2)."""

from collections.abc import Mapping
from posixpath import join, normpath
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.damage import reported_as_damage
from prospect_twins.services.importing.spreadsheets.xml_parts import DAMAGED, Handler, local, parse_all

MAX_PART_BYTES = 2 * 1024 * 1024 * 1024
_MAX_RATIO = 400
_MAX_RELATIONS = 100_000

TOO_LARGE = "The workbook is larger than can be read; save the sheet as CSV, and import that."


class Package:
    """The parts of a zip archive, by their names in any spelling."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts = {_spelled(info.filename): info for info in archive.infolist()}
        self.uncalculated = 0
        """Formulas without a value in the sheet that was read last."""

    def __contains__(self, name: str) -> bool:
        return _spelled(name) in self._parts

    def open(self, name: str) -> BinaryIO:
        """A part to read. Raises InvalidInput if it isn't there, or expands beyond all measure."""
        info = self._parts.get(_spelled(name))
        if info is None or info.flag_bits & 1:
            raise InvalidInput(DAMAGED)
        _within_measure(info)
        with reported_as_damage(DAMAGED):
            return cast(BinaryIO, self._archive.open(info))

    def related(self, part: str) -> list[Mapping[str, str]]:
        """The parts that a part refers to: `Id`, `Type`, and `Target` as a name in the package."""
        folder, _, name = part.rpartition("/")
        listed = f"{folder}/_rels/{name}.rels".lstrip("/")
        if listed not in self:
            return []
        relationships = _Collected("Relationship")
        with self.open(listed) as stream:
            parse_all(stream, relationships)
        for relation in relationships.attributes:
            relation["Target"] = normpath(join("/" + folder, relation.get("Target", ""))).lstrip("/")
        return list(relationships.attributes)


def _spelled(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _within_measure(info: ZipInfo) -> None:
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > MAX_PART_BYTES or (ratio > _MAX_RATIO and info.file_size > 64 * 1024 * 1024):
        raise InvalidInput(TOO_LARGE)


class _Collected(Handler):
    """The attributes of all elements of one name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.attributes: list[dict[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._name and len(self.attributes) < _MAX_RELATIONS:
            self.attributes.append(local(attributes))
