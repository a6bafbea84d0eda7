"""Contract 5: the picture shown with a question."""

import base64
import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image as Pillow

from prospect_twins.settings import Settings
from tests.api.expecting import expect_error, places
from tests.api.running import SESSIONS, Tenant, running_api
from tests.conftest import fresh_database

MIME_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SECRET = b"GPS 52.5163, 13.3777"


def picture(kind: str = "PNG", size: tuple[int, int] = (12, 8), **save: Any) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, (200, 30, 90)).save(out, kind, **save)
    return out.getvalue()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def post_picture(tenant: Tenant, encoded: str | None, mime_type: str | None = None) -> Any:
    await tenant.know("A")
    body: dict[str, Any] = {"question": "What do you see?", "prospect_ids": ["A"]}
    given = {"image_base64": encoded, "image_mime_type": mime_type}
    return await tenant.post(body | {name: value for name, value in given.items() if value is not None})


@pytest.mark.parametrize("kind", MIME_TYPES)
@pytest.mark.parametrize("told", [True, False], ids=["its type is told", "its type is sniffed"])
async def test_clause_05_png_jpeg_and_webp_are_served_to_the_owner(tenant: Tenant, kind: str, told: bool) -> None:
    """At `image_url`, with the type that the bytes have."""
    created = await post_picture(tenant, b64(picture(kind)), MIME_TYPES[kind] if told else None)
    assert created.status_code == 201, created.text
    session = await tenant.get(created.json()["session_id"])
    assert session["image_url"] == f"{SESSIONS}/{session['session_id']}/image"
    served = await tenant.client.get(session["image_url"])
    assert served.status_code == 200
    assert served.headers["content-type"] == MIME_TYPES[kind]
    assert served.headers["cache-control"].startswith("private")
    with Pillow.open(io.BytesIO(served.content)) as seen:
        assert (seen.format, seen.size) == (kind, (12, 8))


async def test_clause_05_a_session_without_a_picture_has_no_image(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    assert (await tenant.get(session_id))["image_url"] is None
    expect_error(await tenant.client.get(f"{SESSIONS}/{session_id}/image"), 404, "SESSION_NOT_FOUND")


async def test_clause_05_a_picture_is_shown_to_its_owner_only(tenant: Tenant, stranger: Tenant) -> None:
    session_id = (await post_picture(tenant, b64(picture()))).json()["session_id"]
    theirs = expect_error(await stranger.client.get(f"{SESSIONS}/{session_id}/image"), 404, "SESSION_NOT_FOUND")
    nobodys = expect_error(await stranger.client.get(f"{SESSIONS}/QS-none/image"), 404, "SESSION_NOT_FOUND")
    assert theirs["message"] == nobodys["message"]
    unsigned = await tenant.client.get(f"{SESSIONS}/{session_id}/image", headers={"Authorization": ""})
    expect_error(unsigned, 401, "UNAUTHENTICATED")


async def test_clause_05_a_picture_is_encoded_anew_and_its_metadata_dropped(tenant: Tenant) -> None:
    """Neither EXIF, nor comments, nor what was hung on to the file's end is stored or served."""
    exif = Pillow.Exif()
    exif[0x010E] = SECRET.decode()
    sent = picture("JPEG", exif=exif, comment=SECRET) + b"PK\x03\x04" + SECRET
    assert sent.count(SECRET) == 3
    created = await post_picture(tenant, b64(sent))
    served = await tenant.client.get(f"{SESSIONS}/{created.json()['session_id']}/image")
    assert served.status_code == 200
    assert SECRET not in served.content
    assert served.content != sent
    stored = await tenant.stores.database.rows("SELECT data FROM images")
    assert all(SECRET not in bytes(row["data"]) for row in stored)


async def test_clause_05_the_same_picture_is_stored_once(tenant: Tenant, stranger: Tenant) -> None:
    """Once per content hash, whoever sends it and however often."""
    encoded = b64(picture(size=(17, 3)))
    before = (await tenant.counts())["images"]
    served = set()
    for owner in (tenant, stranger, tenant):
        created = await post_picture(owner, encoded)
        served.add((await owner.client.get(f"{SESSIONS}/{created.json()['session_id']}/image")).content)
    assert (await tenant.counts())["images"] == before + 1
    (content,) = served
    row = await tenant.stores.database.row(
        "SELECT content_hash FROM images WHERE content_hash = %s", (hashlib.sha256(content).digest(),)
    )
    assert row is not None


GOOD = b64(picture())


@pytest.mark.parametrize(
    "encoded",
    [
        GOOD[:40] + "\n" + GOOD[40:], GOOD + "\r\n", " " + GOOD, "data:image/png;base64," + GOOD,
        base64.urlsafe_b64encode(picture()).decode().rstrip("="), base64.encodebytes(picture()).decode(),
    ],
    ids=lambda encoded: f"{encoded[:16]!r}-{len(encoded)}",
)  # fmt: skip
async def test_clause_05_base64_may_have_line_breaks_a_prefix_and_either_alphabet(tenant: Tenant, encoded: str) -> None:
    created = await post_picture(tenant, encoded, "image/png")
    assert created.status_code == 201, created.text


async def test_clause_05_a_still_gif_is_taken_and_served_as_png(tenant: Tenant) -> None:
    created = await post_picture(tenant, b64(picture("GIF")), "image/gif")
    assert created.status_code == 201, created.text
    served = await tenant.client.get(f"{SESSIONS}/{created.json()['session_id']}/image")
    assert served.headers["content-type"] == "image/png"
    with Pillow.open(io.BytesIO(served.content)) as seen:
        assert seen.convert("RGB").getpixel((0, 0)) == (200, 30, 90)


async def test_clause_05_a_gif_that_moves_is_refused_with_what_to_send(tenant: Tenant) -> None:
    frames = [Pillow.new("P", (8, 8), at) for at in range(2)]
    moving = picture("GIF", save_all=True, append_images=frames)
    error = expect_error(await post_picture(tenant, b64(moving)), 422, "VALIDATION_ERROR")
    assert "send a still image" in error["message"]


async def test_clause_05_image_jpg_is_image_jpeg(tenant: Tenant) -> None:
    created = await post_picture(tenant, b64(picture("JPEG")), "image/jpg")
    assert created.status_code == 201, created.text


async def test_clause_05_empty_text_is_no_image(tenant: Tenant) -> None:
    created = await post_picture(tenant, "")
    assert created.status_code == 201, created.text
    assert (await tenant.get(created.json()["session_id"]))["image_url"] is None
    error = expect_error(await post_picture(tenant, "", "image/png"), 422, "VALIDATION_ERROR")
    assert places(error) == ["image_mime_type"]


@pytest.mark.parametrize(
    "encoded",
    [
        "=", GOOD[:-1], GOOD + "=", "data:image/png," + GOOD, "data:image/png;base64,", GOOD[:-1] + "*", "🦩",
        "AAAA" * 10,
        b64(b"GIF89a" + b"\0" * 40),
        b64(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), b64(picture()[:50]), b64(picture("JPEG")[:-200]),
    ],
    ids=lambda encoded: f"{encoded[:16]!r}-{len(encoded)}",
)  # fmt: skip
async def test_clause_05_what_is_not_base64_of_a_picture_is_refused(tenant: Tenant, encoded: str) -> None:
    error = expect_error(await post_picture(tenant, encoded), 422, "VALIDATION_ERROR")
    assert places(error) == ["image_base64"]
    assert (await tenant.counts())["sessions"] == 0


@pytest.mark.parametrize("kind", MIME_TYPES)
@pytest.mark.parametrize("told", ["image/gif", "image/*", "text/html", "", "png", "image/svg+xml", "IMAGE"])
async def test_clause_05_the_mime_type_must_agree_with_the_bytes(tenant: Tenant, kind: str, told: str) -> None:
    error = expect_error(await post_picture(tenant, b64(picture(kind)), told), 422, "VALIDATION_ERROR")
    assert places(error) == ["image_mime_type"]


async def test_clause_05_one_kind_of_picture_does_not_pass_for_another(tenant: Tenant) -> None:
    for kind in MIME_TYPES:
        for other in set(MIME_TYPES) - {kind}:
            refused = await post_picture(tenant, b64(picture(kind)), MIME_TYPES[other])
            assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == ["image_mime_type"]


async def test_clause_05_a_mime_type_without_a_picture_is_refused(tenant: Tenant) -> None:
    assert places(expect_error(await post_picture(tenant, None, "image/png"), 422, "VALIDATION_ERROR")) == [
        "image_mime_type"
    ]


def png_of(width: int, height: int, padding: int = 0) -> bytes:
    """A PNG by its header, whose pixels may be missing; `padding` bytes of nothing in a chunk before them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * (width + 1) * height)) if width * height < 1_000_000 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + (chunk(b"paDd", b"\0" * padding) if padding else b"")
        + rows
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5000, 5001), (25_000_001, 1), (2**31 - 1, 2**31 - 1), (100_000, 100_000)], ids=str)
async def test_clause_05_more_than_25_megapixels_are_refused_by_the_header(
    tenant: Tenant, size: tuple[int, int]
) -> None:
    """Hardly a hundred bytes that claim gigapixels: no decoder sees them."""
    bomb = png_of(*size)
    assert len(bomb) < 200
    error = expect_error(await post_picture(tenant, b64(bomb)), 422, "VALIDATION_ERROR")
    assert places(error) == ["image_base64"]
    assert "25 megapixels" in error["message"]


async def test_clause_05_ten_megabytes_decoded_are_taken_and_more_refused(tenant: Tenant) -> None:
    """Measured after decoding: 10 MB are 14 MB of base64, within the limit of a body."""
    overhead = len(png_of(4, 4, padding=1)) - 1
    limit = 10 * 1024 * 1024
    fits = png_of(4, 4, padding=limit - overhead)
    assert len(fits) == limit
    assert (await post_picture(tenant, b64(fits))).status_code == 201
    error = expect_error(await post_picture(tenant, b64(fits + b"\0")), 422, "VALIDATION_ERROR")
    assert places(error) == ["image_base64"]


async def test_clause_05_a_model_that_sees_no_images_refuses_at_once(postgres: str, api_settings: Settings) -> None:
    """422 IMAGE_NOT_SUPPORTED before anything is stored; the same question without a picture is taken."""
    blind = api_settings.model_copy(update={"model_sees_images": False})
    with fresh_database(postgres) as url:
        async with running_api(blind, url) as api, api.tenant() as tenant:
            expect_error(await post_picture(tenant, b64(picture())), 422, "IMAGE_NOT_SUPPORTED")
            assert set((await tenant.counts()).values()) == {0}
            assert (await post_picture(tenant, None)).status_code == 201
