"""XML in pieces, from files that nobody vouches for."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO
from xml.parsers.expat import ParserCreate

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.damage import reported_as_damage

_BLOCK_BYTES = 64 * 1024
_MAX_TOKEN_BYTES = 16 * 1024 * 1024
"""The parser keeps a tag in memory until it ends; no honest one is so long."""

DAMAGED = "The workbook is damaged; open it in a spreadsheet program, save it anew, and import that."


class Handler:
    """What is done at each element's beginning and end, and with the text in between. Names come without a prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def text(self, text: str) -> None:
        """Text stands within the current element; it may come in pieces."""
        ...


def local(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes without the prefixes of their names."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


@lru_cache(maxsize=1024)
def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def parse(stream: BinaryIO, handler: Handler) -> Iterator[None]:
    """Parses piece by piece, and yields after each. Raises InvalidInput if it is no XML, or not a safe one."""
    parser = ParserCreate()
    parser.buffer_text = True

    def root(name: str, attributes: dict[str, str]) -> None:
        """Most files have no prefixes, and then no element pays for taking them off."""
        prefixed = ":" in name
        start = (lambda name, attributes: handler.start(_bare(name), attributes)) if prefixed else handler.start
        parser.StartElementHandler = start
        parser.EndElementHandler = (lambda name: handler.end(_bare(name))) if prefixed else handler.end
        start(name, attributes)

    parser.StartElementHandler = root
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refused
    waiting, last = 0, -1
    with reported_as_damage(DAMAGED):
        while block := stream.read(_BLOCK_BYTES):
            parser.Parse(block, False)
            waiting = waiting + len(block) if parser.CurrentByteIndex == last else 0
            last = parser.CurrentByteIndex
            if waiting > _MAX_TOKEN_BYTES:
                raise InvalidInput(DAMAGED)
            yield
        parser.Parse(b"", True)
    yield


def _refused(*declaration: object) -> None:
    """A document type is the way to entities that expand without end (https://owasp.org/www-community/
    vulnerabilities/XML_External_Entity_(XXE)_Processing); no spreadsheet program writes one.
    """
    raise InvalidInput(DAMAGED)


def parse_all(stream: BinaryIO, handler: Handler) -> None:
    """Parse the whole stream, telling `handler` of all that is in it."""
    for _ in parse(stream, handler):
        pass
