import base64
import io
import struct
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms, PngImagePlugin

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services import images
from prospect_twins.services.images import CheckedImage, checked_image

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
RED, BLUE = (250, 10, 10), (10, 10, 250)


def picture(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Pillow.Image:
    """Red on the left, blue on the right."""
    image = Pillow.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def encoded(image: Pillow.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def checked(data: bytes, mime_type: str | None = None) -> CheckedImage:
    result = checked_image(b64(data), mime_type)
    assert result is not None
    return result


def reopened(result: CheckedImage) -> Pillow.Image:
    return Pillow.open(io.BytesIO(result.image.data))


def refusal(image_base64: str | None, mime_type: str | None = None) -> tuple[str, str]:
    """Where and why an image is refused."""
    with pytest.raises(InvalidInput) as caught:
        checked_image(image_base64, mime_type)
    assert caught.value.details is not None
    [error] = caught.value.details["errors"]
    return error["place"], error["reason"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_keeps_its_format_and_looks_the_same(kind: str) -> None:
    result = checked(encoded(picture(), kind), TYPES[kind])
    assert result.image.mime_type == TYPES[kind]
    assert (result.width, result.height) == (40, 20)
    assert result.sha256 == sha256(result.image.data).hexdigest()
    pixels = reopened(result).convert("RGB")
    for at, colour in (((5, 10), RED), ((35, 10), BLUE)):
        found = pixels.getpixel(at)
        assert isinstance(found, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


def test_the_same_picture_has_the_same_hash() -> None:
    data = encoded(picture(), "PNG")
    assert checked(data).sha256 == checked(data).sha256
    assert checked(data).sha256 != checked(encoded(picture((20, 20)), "PNG")).sha256


def test_no_image_is_no_error_but_a_type_without_one_is() -> None:
    assert checked_image(None, None) is None
    assert refusal(None, "image/png")[0] == "image_mime_type"


@pytest.mark.parametrize("kind", TYPES)
def test_the_type_has_to_agree_with_the_bytes(kind: str) -> None:
    data = b64(encoded(picture(), kind))
    for mime_type in {*TYPES.values(), "image/gif", "", "text/html"} - {TYPES[kind]}:
        place, reason = refusal(data, mime_type)
        assert place == "image_mime_type"
        assert TYPES[kind] in reason
    assert checked_image(data, TYPES[kind].upper()) is not None


def test_the_common_misnomer_for_jpeg_is_understood() -> None:
    assert checked(encoded(picture(), "JPEG"), "image/jpg").image.mime_type == "image/jpeg"


TAIL = encoded(picture(), "PNG") + b"\xff\xfb\xff\xff"
"""Whose base64 has the two signs that differ between the alphabets, and padding."""


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text,
        lambda text: "\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
        lambda text: "\r\n".join(text[at : at + 64] for at in range(0, len(text), 64)) + "\r\n",
        lambda text: f" \t{text[:40]} {text[40:]}\n",
        lambda text: text.rstrip("="),
        lambda text: text.replace("/", "_").replace("+", "-"),
        lambda text: text.replace("/", "_").replace("+", "-").rstrip("="),
        lambda text: f"data:image/png;base64,{text}",
        lambda text: f"DATA:IMAGE/PNG;charset=utf-8;BASE64,\n{text}",
        lambda text: f"data:;base64,{text}",
    ],
)
def test_base64_is_read_in_every_form_that_means_the_same_bytes(written: Callable[[str], str]) -> None:
    text = b64(TAIL)
    assert text.endswith("=")
    assert "/" in text[-8:] or "+" in text[-8:]
    assert checked_image(written(text), None) == checked_image(text, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text + "=",
        lambda text: text + "====",
        lambda text: text[:40] + "!" + text[40:],
        lambda text: text[:40] + "é" + text[40:],
        lambda text: text[:40] + "\ud800" + text[40:],
        lambda text: text[:40] + "=" + text[40:],
        lambda text: text[: len(text) // 4 * 4 - 7],
        lambda text: "=",
        lambda text: "\n",
        lambda text: "data:image/png;base64,",
    ],
)
def test_what_is_no_base64_is_refused(spoil: Callable[[str], str]) -> None:
    place, reason = refusal(spoil(b64(TAIL)))
    assert place == "image_base64"
    assert "is not base64" in reason


def test_empty_text_is_no_image() -> None:
    assert checked_image("", None) is None
    assert refusal("", "image/png")[0] == "image_mime_type"


def gif(frames: int = 1, version: bytes = b"GIF89a", **save: Any) -> bytes:
    out = io.BytesIO()
    pictures = [Pillow.new("P", (40, 30), at) for at in range(frames)]
    pictures[0].putpalette([200, 30, 90, 0, 120, 40, 9, 9, 9])
    for each in pictures[1:]:
        each.putpalette([200, 30, 90, 0, 120, 40, 9, 9, 9])
    pictures[0].save(out, "GIF", save_all=frames > 1, append_images=pictures[1:], **save)
    return version + out.getvalue()[6:]


@pytest.mark.parametrize("version", [b"GIF87a", b"GIF89a"])
@pytest.mark.parametrize("told", [None, "image/gif", "IMAGE/GIF"])
def test_a_still_gif_becomes_a_png(version: bytes, told: str | None) -> None:
    result = checked(gif(version=version), told)
    assert (result.width, result.height, result.image.mime_type) == (40, 30, "image/png")
    with reopened(result) as shown:
        assert shown.format == "PNG"
        assert shown.convert("RGB").getpixel((5, 5)) == (200, 30, 90)


def test_a_gif_s_transparency_is_kept() -> None:
    with reopened(checked(gif(transparency=0))) as shown:
        assert shown.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_gif_that_moves_is_refused() -> None:
    assert refusal(b64(gif(frames=3))) == ("image_base64", "is animated; send a still image")


def test_a_gif_whose_picture_goes_beyond_its_screen_is_not_decoded() -> None:
    data = bytearray(gif())
    at = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 5 : at + 9] = b"\x00\x20\x00\x20"
    assert "megapixels" in refusal(b64(bytes(data)))[1]


def test_bits_that_belong_to_no_byte_have_to_be_zero() -> None:
    text = b64(encoded(picture(), "PNG") + b"\x00" * 2)
    assert text.endswith("A=") or text.endswith("AA==")
    spoiled = text.rstrip("=")[:-1] + "B" + "=" * text.count("=")
    assert "is not base64" in refusal(spoiled)[1]


def test_a_data_url_in_another_encoding_is_refused_with_what_to_send_instead() -> None:
    assert "encode the image in base64" in refusal("data:image/svg+xml,%3Csvg%2F%3E")[1]
    assert "encode the image in base64" in refusal("data:")[1]


def test_ten_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    data = encoded(picture(), "PNG")
    full = data + b"\0" * (images.MAX_BYTES - len(data))
    assert checked(full).width == 40
    assert "larger than 10 MB" in refusal(b64(full + b"\0"))[1]
    assert "larger than 10 MB" in refusal("A" * 20_000_000)[1]


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def jpeg_header(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10" + b"\0" * 14 + b"\xff\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame


def webp_header(chunk: bytes, body: bytes) -> bytes:
    return b"RIFF\x64\0\0\0WEBP" + chunk + struct.pack("<I", len(body)) + body


def extended_webp(width: int, height: int) -> bytes:
    return webp_header(
        b"VP8X", b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + b"\0" * 8
    )


def lossy_webp(width: int, height: int) -> bytes:
    return webp_header(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 8)


def lossless_webp(width: int, height: int) -> bytes:
    return webp_header(b"VP8L", b"\x2f" + (width - 1 | (height - 1) << 14).to_bytes(4, "little") + b"\0" * 8)


HEADERS = [png_header, jpeg_header, extended_webp, lossy_webp, lossless_webp]


@pytest.fixture
def no_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise AssertionError("a decoder saw the file")

    monkeypatch.setattr(Pillow, "open", fail)


@pytest.mark.usefixtures("no_decoder")
@pytest.mark.parametrize("header", HEADERS)
def test_more_than_25_megapixels_are_refused_before_any_decoder_sees_them(header: Callable[[int, int], bytes]) -> None:
    assert refusal(b64(header(5_020, 5_000))) == (
        "image_base64",
        "has more than 25 megapixels; make it smaller",
    )


@pytest.mark.parametrize("header", HEADERS)
def test_25_megapixels_pass_the_header_check(header: Callable[[int, int], bytes]) -> None:
    assert "damaged" in refusal(b64(header(5_000, 5_000)))[1]


@pytest.mark.usefixtures("no_decoder")
@pytest.mark.parametrize("header", [png_header, jpeg_header])
def test_an_image_without_pixels_is_refused(header: Callable[[int, int], bytes]) -> None:
    assert "no pixels" in refusal(b64(header(0, 10)))[1]


@pytest.mark.parametrize("kind", TYPES)
def test_the_header_is_read_as_pillow_reads_it(kind: str) -> None:
    reader = next(known for known in images._KINDS if known.pillow == kind)
    for size in ((1, 1), (40, 20), (333, 1_000)):
        for options in ({}, {"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}):
            if options.get("lossless") and kind != "WEBP":
                continue
            assert reader.size(encoded(picture(size), kind, **options)) == size


def test_a_header_that_says_less_than_the_decoder_finds_is_no_way_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 1_000)
    small, large = jpeg_header(10, 10), encoded(picture((100, 100)), "JPEG")
    assert refusal(b64(small + large[2:]))[0] == "image_base64"


def test_a_jpeg_in_a_thousand_passes_is_refused() -> None:
    data = encoded(picture(), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    assert checked(data).width == 40
    assert "passes" in refusal(b64(data[:-2] + data[at:-2] * 1_000 + data[-2:]))[1]


@pytest.mark.parametrize(
    "data", [b"GIF89a", b"GIF89a" + b"\0" * 50, b"<svg xmlns='x'/>", b"%PDF-1.7", b"BM" + b"\0" * 60]
)
def test_other_formats_are_refused(data: bytes) -> None:
    place, reason = refusal(b64(data))
    assert place == "image_base64"
    assert "PNG, JPEG, WebP or GIF" in reason or "damaged" in reason or "no pixels" in reason


@pytest.mark.parametrize("kind", TYPES)
def test_a_file_cut_off_anywhere_is_refused_or_whole(kind: str) -> None:
    data = encoded(picture((64, 64)), kind)
    for end in range(1, len(data) - 20, max(1, len(data) // 60)):
        assert refusal(b64(data[:end]))[0] == "image_base64"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    data = encoded(picture(), kind, save_all=True, append_images=[picture().rotate(180)], duration=100)
    assert "animated" in refusal(b64(data))[1]


def test_a_phones_jpeg_with_a_second_picture_in_it_is_its_first() -> None:
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture((8, 8))])
    result = checked(data, "image/jpeg")
    assert (result.width, result.height) == (40, 20)
    assert reopened(result).format == "JPEG"


def exif(orientation: int = 1) -> bytes:
    data = Pillow.Exif()
    data[0x0112] = orientation
    data[0x010E] = "my home address"
    data.get_ifd(0x8825)[29] = "my home address"
    return data.tobytes()


@pytest.mark.parametrize("kind", TYPES)
def test_where_a_picture_was_taken_is_not_kept(kind: str) -> None:
    data = encoded(picture(), kind, exif=exif())
    assert b"my home address" in data
    result = checked(data)
    assert b"my home address" not in result.image.data
    assert not reopened(result).getexif()
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(reopened(result).info)


def test_comments_and_text_are_not_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "my home address", zip=False)
    text.add_itxt("XML:com.adobe.xmp", "my home address")
    for data in (
        encoded(picture(), "PNG", pnginfo=text),
        encoded(picture(), "JPEG", comment=b"my home address", xmp=b"my home address"),
    ):
        assert b"my home address" in data
        assert b"my home address" not in checked(data).image.data


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    ("orientation", "size", "red"), [(3, (40, 20), (35, 10)), (6, (20, 40), (10, 5)), (8, (20, 40), (10, 35))]
)
def test_a_picture_is_turned_as_the_camera_noted(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    result = checked(encoded(picture(), kind, exif=exif(orientation)))
    assert (result.width, result.height) == size
    found = reopened(result).convert("RGB").getpixel(red)
    assert isinstance(found, tuple)
    assert found[0] > 200


def test_broken_exif_data_does_not_cost_the_picture() -> None:
    data = encoded(picture(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 20)
    assert checked(data).width == 40


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("payload", [b"PK\x03\x04 a whole archive", b"<script>alert(1)</script>", b"%PDF-1.7 /JS"])
def test_what_hangs_on_behind_or_hides_inside_does_not_survive(kind: str, payload: bytes) -> None:
    data = encoded(picture(), kind)
    hidden = [data + payload]
    if kind == "PNG":
        hidden.append(data[:33] + png_chunk(b"zzZz", payload) + data[33:])
    if kind == "JPEG":
        hidden.append(data[:2] + b"\xff\xe9" + struct.pack(">H", len(payload) + 2) + payload + data[2:])
    for polyglot in hidden:
        assert payload not in checked(polyglot).image.data


@pytest.mark.parametrize(
    ("mode", "kind", "stored"),
    [
        ("1", "PNG", "L"),
        ("L", "PNG", "L"),
        ("P", "PNG", "RGB"),
        ("LA", "PNG", "RGBA"),
        ("RGBA", "PNG", "RGBA"),
        ("RGBA", "WEBP", "RGBA"),
        ("L", "JPEG", "L"),
        ("CMYK", "JPEG", "RGB"),
    ],
)
def test_every_mode_becomes_plain_grey_colour_or_colour_with_transparency(mode: str, kind: str, stored: str) -> None:
    image = picture(mode=mode)
    if mode.endswith("A"):
        image.putalpha(128)
    assert reopened(checked(encoded(image, kind))).mode == stored


def test_a_transparent_colour_of_a_palette_stays_transparent() -> None:
    image = picture(mode="P")
    data = encoded(image, "PNG", transparency=image.getpixel((0, 0)))
    stored = reopened(checked(data))
    assert stored.getchannel("A").getpixel((0, 0)) == 0
    assert stored.getchannel("A").getpixel((39, 0)) == 255


def test_sixteen_bit_grey_is_scaled_and_not_cut_off() -> None:
    image = Pillow.new("I;16", (2, 1))
    image.putpixel((0, 0), 65_535)
    image.putpixel((1, 0), 32_768)
    stored = reopened(checked(encoded(image, "PNG")))
    assert [stored.getpixel((x, 0)) for x in (0, 1)] == [255, 128]


def test_colours_of_another_profile_become_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for kind in TYPES:
        stored = reopened(checked(encoded(picture(), kind, icc_profile=swapped)))
        found = stored.convert("RGB").getpixel((3, 10))
        assert isinstance(found, tuple)
        assert all(abs(a - b) < 25 for a, b in zip(found, BLUE, strict=True)), "what its profile calls red is blue"
        assert "icc_profile" not in stored.info


def test_a_broken_profile_is_dropped() -> None:
    assert reopened(checked(encoded(picture(), "PNG", icc_profile=b"no profile at all"))).getpixel((0, 0)) == RED


png, jpeg, webp = (encoded(picture((16, 16)), kind) for kind in TYPES)
starts = st.sampled_from([b"", png[:8], png[:33], png, jpeg[:3], jpeg[:200], jpeg, webp[:12], webp[:30], webp])


@given(starts, st.binary(max_size=300))
@example(png_header(1, 1), b"")
@example(b"\xff\xd8\xff" + b"\xff" * 5_000, b"")
@example(b"\xff\xd8\xff\xe0\xff\xff", b"\0")
def test_no_bytes_make_the_check_fail_otherwise_than_by_refusing(start: bytes, noise: bytes) -> None:
    try:
        result = checked_image(b64(start + noise), None)
    except InvalidInput:
        return
    if result is None:
        assert not start + noise
        return
    assert reopened(result).size == (result.width, result.height)


@given(st.sampled_from([png, jpeg, webp]), st.integers(0, 2_000), st.binary(min_size=1, max_size=4))
def test_no_damage_makes_the_check_fail_otherwise_than_by_refusing(data: bytes, at: int, damage: bytes) -> None:
    at %= len(data)
    try:
        result = checked_image(b64(data[:at] + damage + data[at + len(damage) :]), None)
    except InvalidInput:
        return
    assert result is not None


@given(st.text(min_size=1, max_size=60), st.none() | st.text(max_size=12))
def test_no_text_makes_the_check_fail_otherwise_than_by_refusing(text: str, mime_type: str | None) -> None:
    with pytest.raises(InvalidInput):
        checked_image(text, mime_type)


def test_a_large_picture_is_kept_whole_and_shown_to_models_scaled_down() -> None:
    result = checked(encoded(picture((4000, 1000)), "PNG"))
    assert (result.width, result.height) == (4000, 1000)
    with Pillow.open(io.BytesIO(result.shown.data)) as shown:
        assert shown.size == (2048, 512)


def test_a_picture_of_ordinary_size_is_shown_as_it_is() -> None:
    result = checked(encoded(picture((800, 600)), "PNG"))
    assert result.shown == result.image
