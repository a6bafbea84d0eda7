"""What the scripted model sees of a call, however it came: in process or over HTTP."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# From the last opening tag before the closing one: instructions that name a tag don't open a block.
_BLOCK = r"<{tag}(?: [^<>]*)?>((?:(?!<{tag}[ >]).)*?)</{tag}>"
_REF = re.compile(r'<person ref="([^"<>]*)">')
_FACT = re.compile(r"^(?:<f\d+> )?([^:<>\n]{1,60}): (.+)$", re.MULTILINE)
_PIECE = re.compile(
    r"^<(?P<id>[fc]\d+)> [^:<>\n]*: (?P<line>[^\n]+)$"
    r"|^<(?P<tag>note|transcript|exchange) (?P<block_id>\w\d+)[^<>]*>\n(?P<content>.*?)\n</(?P=tag)>",
    re.MULTILINE | re.DOTALL,
)
_BESIDES_FACTS = re.compile(r"<(?:note|transcript|exchange)\b")
_NUMBERED = r'<{tag} n="(\d+)"[^<>]*>(.*?)</{tag}>'


@dataclass(frozen=True)
class ScriptedCall:
    """`text` is all messages joined; `schema` the JSON schema that the reply must follow, if one was given."""

    text: str
    schema: Mapping[str, Any] | None = None
    images: int = 0

    @cached_property
    def lead_id(self) -> str | None:
        """The id of the person who is spoken as; None in a call that speaks as nobody."""
        match = _REF.search(self.text)
        return html.unescape(match[1]) if match else None

    @cached_property
    def question(self) -> str:
        """The last question block, or failing that the last line."""
        return (self.blocks("question") or [self.text.strip().rpartition("\n")[2]])[-1]

    @cached_property
    def person(self) -> str:
        """The person's block as it stands, tags and all; empty if there is none."""
        blocks = re.findall(_BLOCK.format(tag="person"), self.text, re.DOTALL)
        return str(blocks[-1]) if blocks else ""

    @cached_property
    def facts(self) -> dict[str, str]:
        """The lines `Label: value` before the person's notes."""
        return {
            html.unescape(name): html.unescape(value)
            for name, value in _FACT.findall(_BESIDES_FACTS.split(self.person, maxsplit=1)[0])
        }

    @cached_property
    def pieces(self) -> dict[str, str]:
        """What was given of the person and with the question, by its ids."""
        return {
            match["id"] or match["block_id"]: html.unescape(match["line"] or match["content"])
            for match in _PIECE.finditer(self.text)
        }

    def blocks(self, tag: str) -> list[str]:
        """The contents of all blocks `tag`, as they were before they were escaped."""
        return [html.unescape(content.strip()) for content in re.findall(_BLOCK.format(tag=tag), self.text, re.DOTALL)]

    def numbered(self, tag: str) -> dict[int, str]:
        """The contents of the blocks `<tag n="…">` by their numbers."""
        blocks = re.findall(_NUMBERED.format(tag=tag), self.text, re.DOTALL)
        return {int(number): html.unescape(content.strip()) for number, content in blocks}
