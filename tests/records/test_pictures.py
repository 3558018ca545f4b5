"""Pictures arrive without what cameras and programs wrote beside them, and never crash the reader."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TrackerError
from crypto.letter import Attachment
from tests.simulators.camera import (
    ADOBE,
    END,
    HEADER,
    JFIF,
    PIXELS,
    SECRET,
    SIGNATURE,
    chunk,
    exif,
    jpeg,
    png,
    segment,
)
from tracker.records import pictures
from tracker.records.errors import AttachmentDamaged, AttachmentTooLarge, AttachmentTooMany, AttachmentType
from tracker.records.fields import Attachments
from tracker.records.form import BY_KEY, LANGUAGES
from tracker.records.language import explain, translate
from tracker.records.pictures import JPEG, PNG, check_attachments, strip_picture


def test_a_jpeg_of_nothing_else_stays_as_it_is() -> None:
    plain = jpeg(segment(0xE0, JFIF), segment(0xEE, ADOBE))
    assert strip_picture(plain) == pictures.Picture(JPEG, plain)


def test_metadata_of_a_jpeg_stay_behind() -> None:
    noisy = jpeg(
        segment(0xE0, JFIF[:-2] + b"\x01\x01" + SECRET[:3]),
        segment(0xE0, b"JFXX\0" + SECRET),
        segment(0xE1, exif(1)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xE2, b"ICC_PROFILE\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xEE, ADOBE + SECRET),
        segment(0xFE, SECRET),
        b"\xff\xff\xff",  # fill bytes before the next marker
        after=SECRET + b"\xff\xd8 a second picture",
    )
    stripped = strip_picture(noisy)
    assert stripped == pictures.Picture(JPEG, jpeg(segment(0xE0, JFIF), segment(0xEE, ADOBE)))
    assert SECRET not in stripped.data


@pytest.mark.parametrize(("orientation", "turned"), [(1, False), (3, True), (6, True), (8, True), (9, False)])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_picture_that_was_to_be_shown_turned_is_known(orientation: int, turned: bool, order: str) -> None:
    assert strip_picture(jpeg(segment(0xE1, exif(orientation, order)))).turned is turned


def test_metadata_of_a_png_stay_behind() -> None:
    kept = chunk(b"gAMA", struct.pack(">I", 45455))
    noisy = png(
        kept,
        chunk(b"tEXt", b"Comment\0" + SECRET),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET)),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET),
        chunk(b"eXIf", SECRET),
        chunk(b"iCCP", SECRET),
        chunk(b"tIME", bytes(7)),
        chunk(b"pHYs", bytes(9)),
        chunk(b"prVt", SECRET),
        after=SECRET,
    )
    assert strip_picture(noisy) == pictures.Picture(PNG, png(kept))


@pytest.mark.parametrize("data", [jpeg(segment(0xE1, exif(6))), png(chunk(b"tEXt", SECRET))])
def test_stripping_twice_changes_nothing_more(data: bytes) -> None:
    once = strip_picture(data).data
    assert strip_picture(once).data == once


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"%PDF-1.7", b"<svg onload=alert(1)>", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"photo.jpg"],
)
def test_what_it_is_its_content_decides(data: bytes) -> None:
    with pytest.raises(AttachmentType):
        strip_picture(data)


@pytest.mark.parametrize("whole", [jpeg(segment(0xE0, JFIF)), png()])
def test_a_picture_cut_off_anywhere_is_refused(whole: bytes) -> None:
    for end in range(len(whole)):
        with pytest.raises((AttachmentDamaged, AttachmentType)):
            strip_picture(whole[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + segment(0xDB, bytes(65)) + b"\xff\xd9",
        b"\xff\xd8" + b"\xff\xdb\0\x01" + b"\xff\xd9",
        jpeg(segment(0xFE, b"")).replace(b"\xff\xfe\0\x02", b"\xff\xfe\0\x02stray"),
        jpeg(b"\xff\xd8"),
        SIGNATURE + HEADER + END,
        SIGNATURE + HEADER + HEADER + PIXELS + END,
        SIGNATURE + PIXELS + HEADER + END,
        SIGNATURE + HEADER + PIXELS + chunk(b"IEND", SECRET),
        png(chunk(b"CgBI", b"\0")),
        png().replace(b"IHDR\0\0\0\x01", b"IHDR\0\0\0\x02"),
    ],
)
def test_a_picture_that_does_not_keep_to_its_format_is_refused(data: bytes) -> None:
    with pytest.raises(AttachmentDamaged):
        strip_picture(data)


def strip_or_code(data: bytes) -> bytes | str:
    """The stripped bytes, or the code of the refusal."""
    try:
        return strip_picture(data).data
    except TrackerError as error:
        return error.code


STARTS = [b"\xff\xd8\xff", SIGNATURE, SIGNATURE + HEADER, jpeg()[:-30]]


@given(start=st.sampled_from(STARTS), rest=st.binary())
def test_nothing_crashes_the_reader(start: bytes, rest: bytes) -> None:
    stripped = strip_or_code(start + rest)
    if isinstance(stripped, str):
        assert stripped.startswith("attachment-")
    else:
        assert strip_or_code(stripped) == stripped


@given(at=st.integers(0, 400), value=st.integers(0, 255))
def test_a_changed_byte_crashes_nothing(at: int, value: int) -> None:
    for whole in (jpeg(segment(0xE1, exif(6))), png(chunk(b"tEXt", SECRET))):
        data = bytearray(whole)
        data[at % len(data)] = value
        stripped = strip_or_code(bytes(data))
        assert isinstance(stripped, bytes) or stripped.startswith("attachment-")


def test_sizes_and_numbers_are_bounded() -> None:
    picture = Attachment(JPEG, bytes(1_000_000))
    check_attachments([picture] * 4)
    with pytest.raises(AttachmentTooLarge):
        check_attachments([picture] * 5)
    with pytest.raises(AttachmentTooMany):
        check_attachments([Attachment(PNG, b"")] * 9)
    with pytest.raises(AttachmentType):
        check_attachments([Attachment("text/html", b"")])
    with pytest.raises(AttachmentTooLarge):
        strip_picture(bytes(pictures.SOURCE_MAX + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limit_is_told_before_and_when_it_is_passed(language: str) -> None:
    field = BY_KEY["attachments"]
    assert isinstance(field, Attachments)
    # Rounded down, in the larger megabyte: what keeps to it fits, however a phone counts.
    tenths = field.most_bytes * 10 // 2**20
    limit = f"{tenths / 10}".replace(".", "." if language == "en" else ",")
    assert limit in translate(language, "form.attachments.hint")
    assert limit in explain(language, AttachmentTooLarge("one byte more", limit=field.most_bytes))
