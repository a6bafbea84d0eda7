"""The picture shown with a question: checked, re-encoded, free of metadata.

The size is read from the file's header by hand, before any decoder sees the file: a few bytes may claim gigapixels.
Re-encoding leaves nothing of the original but its pixels: no EXIF (where it was taken), no trailing archive or script.
"""

import base64
import binascii
import hashlib
import io
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.questions import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
MODEL_EDGE = 2048
"""Pixels a side. Providers scale larger pictures down to this or less; the rest is traffic, with each of many calls."""
MAX_SCANS = 100
"""Passes of a progressive JPEG: encoders write about ten; a few bytes each can make a decoder run for minutes."""

_DATA = "image_base64"
_TYPE = "image_mime_type"


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """A picture that may be asked with."""

    image: Image
    """As it is stored, shown to the model, and served."""
    sha256: str
    """The hash of `image.data`, in hex: the key under which it is stored once."""
    width: int
    height: int
    """Pixels, after the orientation the camera noted has been applied."""
    shown: Image
    """What the model is shown: the same, with MODEL_EDGE pixels a side at most."""


def checked_image(image_base64: str | None, image_mime_type: str | None) -> CheckedImage | None:
    """The attached image, or None if there is none. Raises InvalidInput (place: `image_base64` or `image_mime_type`).

    Accepts PNG, JPEG, WebP and GIF, told by their bytes, of at most MAX_BYTES and MAX_PIXELS, not animated, in base64
    (RFC 4648): of either alphabet, with or without padding, line breaks and a `data:` prefix. Empty text is no image.
    The format is kept, but a GIF becomes a PNG, which every model takes; the colours become sRGB.

    Takes up to some seconds of CPU for the largest images: call it by `asyncio.to_thread`, never on the event loop.
    """
    if not image_base64:
        if image_mime_type is not None:
            raise _refusal(_TYPE, "there is no image that it could be the type of; send image_base64 too")
        return None
    data = _decoded(image_base64)
    kind = next((kind for kind in _KINDS if kind.recognises(data)), None)
    if kind is None:
        raise _refusal(_DATA, "is not a PNG, JPEG, WebP or GIF image; convert it to one of them")
    if image_mime_type is not None and image_mime_type.strip().casefold() not in kind.mime_types:
        raise _refusal(_TYPE, f"the image is {kind.mime_types[0]} by its bytes; send that, or leave the type out")
    size = kind.size(data)
    if size is None:
        raise _refusal(_DATA, "is damaged: its header can't be read; send an intact image")
    _require_affordable(*size)
    if kind.pillow == "JPEG" and data.count(_START_OF_SCAN) > MAX_SCANS:
        raise _refusal(_DATA, f"is a JPEG in more than {MAX_SCANS} passes; save it again as an ordinary one")
    pixels = _decoded_pixels(data, kind)
    image = Image(kind.written_as[1], _encoded(pixels, kind))
    shown = image
    if max(pixels.size) > MODEL_EDGE:
        small = pixels.copy()
        small.thumbnail((MODEL_EDGE, MODEL_EDGE))
        shown = Image(image.mime_type, _encoded(small, kind))
    return CheckedImage(image, hashlib.sha256(image.data).hexdigest(), *pixels.size, shown)


def _refusal(field: str, reason: str) -> InvalidInput:
    return InvalidInput(f"{field}: {reason}.", [{"place": field, "reason": reason}])


def _require_affordable(width: int, height: int) -> None:
    if not width or not height:
        raise _refusal(_DATA, "has no pixels; send an intact image")
    if width * height > MAX_PIXELS:
        raise _refusal(_DATA, f"has more than {MAX_PIXELS // 1_000_000} megapixels; make it smaller")


_NOT_PLAIN = re.compile(r"[\s_-]")
_STANDARD_ALPHABET = str.maketrans("-_", "+/")
"""From the one that is safe in URLs (RFC 4648, §5)."""


def _decoded(text: str) -> bytes:
    text = "".join(text.translate(_STANDARD_ALPHABET).split()) if _NOT_PLAIN.search(text) else text
    if text[:5].casefold() == "data:":
        head, _, text = text.partition(",")
        if not head.casefold().endswith(";base64"):
            raise _refusal(_DATA, "is a data: URL that is not in base64; encode the image in base64")
    if len(text) > 4 * -(-MAX_BYTES // 3):
        raise _refusal(_DATA, f"is larger than {MAX_BYTES // 1024**2} MB; make it smaller")
    text += "=" * (-len(text) % 4)
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        data = b""
    # Strict mode lets missing work of the last group pass: bits that no byte holds (RFC 4648 §3.5) have to be zero.
    if not data or base64.b64encode(data[-(len(data) % 3 or 3) :]).decode() != text[-4:]:
        raise _refusal(_DATA, "is not base64; encode the file's bytes in base64, and send all of it")
    if len(data) > MAX_BYTES:
        raise _refusal(_DATA, f"is larger than {MAX_BYTES // 1024**2} MB; make it smaller")
    return data


Size = tuple[int, int]


def _png_size(data: bytes) -> Size | None:
    """From IHDR, which has to come first (PNG, 3rd edition, §11.2.1)."""
    if len(data) < 33 or data[8:16] != b"\0\0\0\rIHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = b"\xff\xda"
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def _jpeg_size(data: bytes) -> Size | None:
    """From the first frame header (ITU-T T.81, B.2.2), found by stepping over the segments before it."""
    at = 2
    while at + 9 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xFF:  # stray bytes, which decoders skip, and fill bytes
            at += 1
        elif marker in _STANDALONE:
            at += 2
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _webp_size(data: bytes) -> Size | None:
    """From the first chunk: lossy (RFC 6386 §9.1), lossless or extended (RFC 9649 §2.6, §2.7, §3.4)."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8 " and len(data) >= 30 and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and len(data) >= 25 and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _gif_size(data: bytes) -> Size | None:
    """The size of the logical screen (GIF89a, 18); where the picture is larger, Pillow says so before it decodes it."""
    if len(data) < 13:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


@dataclass(frozen=True, slots=True)
class _Kind:
    pillow: str
    mime_types: tuple[str, ...]
    """The registered one first, then names that are often used for it."""
    recognises: Callable[[bytes], bool]
    size: Callable[[bytes], Size | None]
    save: Mapping[str, int | bool]
    saved_as: tuple[str, str] | None = None
    """Another format, and its type; of one that not every model takes."""

    @property
    def written_as(self) -> tuple[str, str]:
        return self.saved_as or (self.pillow, self.mime_types[0])


_KINDS = (
    _Kind(
        "PNG",
        ("image/png",),
        lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
        _png_size,
        {"compress_level": 6},
    ),
    _Kind(
        "JPEG",
        ("image/jpeg", "image/jpg"),
        lambda data: data.startswith(b"\xff\xd8\xff"),
        _jpeg_size,
        {"quality": 90, "optimize": True},
    ),
    _Kind(
        "WEBP",
        ("image/webp",),
        lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
        _webp_size,
        {"quality": 90, "method": 2},
    ),
    _Kind(
        "GIF",
        ("image/gif",),
        lambda data: data.startswith((b"GIF87a", b"GIF89a")),
        _gif_size,
        {"compress_level": 6},
        saved_as=("PNG", "image/png"),
    ),
)


def _encoded(pixels: Pillow.Image, kind: _Kind) -> bytes:
    out = io.BytesIO()
    pixels.save(out, kind.written_as[0], **kind.save)
    return out.getvalue()


def _decoded_pixels(data: bytes, kind: _Kind) -> Pillow.Image:
    try:
        with Pillow.open(io.BytesIO(data), formats=[kind.pillow]) as opened:
            _require_affordable(*opened.size)
            # A JPEG may carry further pictures (a depth or brightness map from a phone); its first is what one sees.
            if kind.pillow != "JPEG" and getattr(opened, "is_animated", False):
                raise _refusal(_DATA, "is animated; send a still image")
            opened.load()
            return _plain(_upright(opened))
    except (InvalidInput, MemoryError):
        raise
    except (
        Exception
    ):  # Pillow's decoders fail in a dozen ways: OSError, SyntaxError, struct.error, EOFError, zlib.error …
        raise _refusal(_DATA, "is damaged or cut off; send an intact image") from None


def _upright(image: Pillow.Image) -> Pillow.Image:
    """Turned as its EXIF data says; upright already if that data is broken, for its pixels aren't."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # as above: there are many ways to be broken
        return image


def _plain(image: Pillow.Image) -> Pillow.Image:
    """The same picture in 8-bit sRGB or grey, with transparency if it had any, and without anything else."""
    profile = image.info.get("icc_profile")
    transparent = image.has_transparency_data
    if image.mode.startswith("I"):  # 16-bit grey; Pillow would cut off what is above 255 rather than scale it
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB"
    if image.mode != "CMYK":
        image = image.convert(mode)
    if profile and mode != "L":
        image = _to_srgb(image, profile, mode)
    plain = image.convert(mode)
    plain.info.clear()  # some of Pillow's writers copy comments and profiles from here
    return plain


def _to_srgb(image: Pillow.Image, profile: bytes, mode: str) -> Pillow.Image:
    """Applies an embedded colour profile; one that is broken or doesn't fit the image is dropped."""
    try:
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, io.BytesIO(profile), srgb, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image
