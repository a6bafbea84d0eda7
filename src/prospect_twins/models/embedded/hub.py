"""The official model hub: one file at a pinned revision, over plain HTTPS."""

from dataclasses import dataclass
from typing import ClassVar

from prospect_twins.models.embedded.weights import CHUNK, Sink, SourceFailed

CONNECT_S = 5
"""Short, since other sources stand behind this one and many networks drop what they don't let through."""
SILENCE_S = 20


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a public repository on the model hub, or at any address that serves it."""

    url: str
    name: str = "the model hub"
    working_space: ClassVar[int] = 0

    async def copy(self, sink: Sink) -> None:
        """Download the file into `sink`, from where it left off."""
        import aiohttp  # Half a second that a process without downloads should not pay.

        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_S, sock_connect=CONNECT_S, sock_read=SILENCE_S)
        start = sink.position
        headers = {"Range": f"bytes={start}-"} if start else {}
        try:
            # trust_env: proxies are taken from the environment, as everywhere else.
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True, auto_decompress=False) as session,
                session.get(self.url, headers=headers) as response,
            ):
                if response.status not in (200, 206):
                    raise SourceFailed(f"answered {response.status} {response.reason}")
                to_skip = start if response.status == 200 else 0
                async for chunk in response.content.iter_chunked(CHUNK):
                    if wanted := chunk[to_skip:]:
                        await sink.write(wanted)
                    to_skip = max(0, to_skip - len(chunk))
        except aiohttp.ClientConnectorError as error:
            raise SourceFailed("out of reach") from error
        except TimeoutError as error:
            raise SourceFailed("no answer in time") from error
        except aiohttp.ClientError as error:
            raise SourceFailed(str(error) or type(error).__name__) from error
