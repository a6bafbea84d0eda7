"""What goes wrong inside the libraries that read packed files, when the file is damaged."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINVAL
from lzma import LZMAError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812  # a class

from prospect_twins.domain.errors import InvalidInput

_SAID_OF_DAMAGE = (
    BadZipFile,
    ZlibError,
    LZMAError,
    EOFError,
    OSError,  # of bzip2 and gzip, which have no error of their own
    ValueError,  # such as a place before the beginning of the file
    struct.error,
    RuntimeError,  # with it NotImplementedError: a way of packing that isn't known
    LookupError,  # an encoding that isn't known
    ExpatError,
)
_OF_THE_FILE = (None, EINVAL)
"""Other error numbers (no space left, input/output error) tell of the machine and not of the file."""


@contextmanager
def reported_as_damage(message: str) -> Iterator[None]:
    """Raises InvalidInput with the message for whatever a library says of a damaged file."""
    try:
        yield
    except InvalidInput:
        raise
    except _SAID_OF_DAMAGE as error:
        if isinstance(error, OSError) and error.errno not in _OF_THE_FILE:
            raise
        raise InvalidInput(message) from None
