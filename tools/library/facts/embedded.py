"""What a picture file says about itself: every block in it, each read apart.

It knows which container keeps which block where. Pixels are not needed; a broken block costs its own facts.

    embedded = read_embedded(image, file, format="JPEG"); embedded.values["taken_at"]
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from PIL import Image

from tools.library.facts.directory import raw_entry
from tools.library.facts.exif import WRITTEN_BY_CAMERAS, Tags, comment_text, exif_readings, read_tags, tags_of_block
from tools.library.facts.heif import turns_itself
from tools.library.facts.iptc import iptc_reading
from tools.library.facts.jpeg2000 import metadata_boxes
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.png import photoshop_iptc, png_reading, raw_profile
from tools.library.facts.settle import Facts, settle
from tools.library.facts.xmp import xmp_reading

VERSION = 1
"""Grows when more is read out of files: pictures of an older one are read again, without being encoded."""

_XMP_TAG, _IPTC_TAG, _EXIF_DIRECTORY, _COMMENT_TAG = 0x02BC, 0x83BB, 0x8769, 0x9286
_TIFF_LIKE = ("TIFF", "RAW")
"""The file itself is one EXIF block."""

_MAY_MOVE = ("GIF", "PNG", "WEBP", "AVIF", "HEIF")
_MOST_BLOCK = 4 << 20


def read_embedded(image: Image.Image, file: BinaryIO, *, format: str) -> Facts:
    """Facts of an opened picture and the file behind it. Never raises for what the metadata holds."""
    boxes = _safely(lambda: metadata_boxes(file), {}) if format == "JPEG2000" else {}
    tags, readings = _exif(image, file, format, boxes)
    packet = _xmp_packet(image, file, format, boxes)
    if packet:
        readings.append(xmp_reading(packet, source="xmp"))
    block = _iptc_block(image, file, format)
    if block:
        readings.append(iptc_reading(block))
    if format == "PNG":
        said = png_reading(image.info)
        readings += [said] if said else []
    if format in _MAY_MOVE and _safely(lambda: getattr(image, "is_animated", False), False):
        readings.append(Reading("container", {"animated": True}))
    turned = _orientation(image, tags, file, readings, format=format)
    return settle(readings, orientation=turned, embedded=readings)


def _safely(read: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return read()
    except Exception:  # Pillow and struct raise nearly every builtin on damaged containers
        return otherwise


def _exif(image: Image.Image, file: BinaryIO, format: str, boxes: dict[str, bytes]) -> tuple[Tags, list[Reading]]:
    """exifread's tags, from the block that the container holds, else from the file itself."""
    block = boxes.get("exif") or image.info.get("exif") or raw_profile(image.info, "exif", "APP1")
    if isinstance(block, bytes) and len(block) > _MOST_BLOCK:
        return {}, [Reading("exif", {}, "the EXIF block is not read: it is larger than any camera's.")]
    source: BinaryIO
    if isinstance(block, bytes) and len(block) > 8 and format not in _TIFF_LIKE:
        block = block.removeprefix(b"Exif\x00\x00")
        tags, trouble = tags_of_block(block)
        source = io.BytesIO(block)
    elif format in (*_TIFF_LIKE, "JPEG", "MPO"):
        tags, trouble = read_tags(file)
        source = file
    else:
        return {}, []
    readings = exif_readings(tags, trouble)
    comment = "" if not tags else _safely(lambda: _comment(source), "")
    return tags, _with_comment(readings, comment)


def _comment(source: BinaryIO) -> str:
    return comment_text(raw_entry(source, _COMMENT_TAG, via=_EXIF_DIRECTORY)[:4096])


def _with_comment(readings: list[Reading], comment: str) -> list[Reading]:
    """The user comment, which exifread passes over: a caption where there is none, or Apple's mark of a screenshot."""
    said: dict[str, FactValue] = {}
    if comment.casefold() in ("screenshot", "screen shot"):
        said["screenshot"] = True
    elif comment and comment.casefold() not in WRITTEN_BY_CAMERAS:
        said["caption"] = comment
    if not said:
        return readings
    first = next((reading for reading in readings if reading.source == "exif"), None)
    others = [reading for reading in readings if reading is not first]
    known = first or Reading("exif")
    return [Reading("exif", {**said, **known.values}, known.trouble), *others]


def _xmp_packet(image: Image.Image, file: BinaryIO, format: str, boxes: dict[str, bytes]) -> bytes | str:
    found = boxes.get("xmp") or image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not found and format in _TIFF_LIKE:
        found = _safely(lambda: raw_entry(file, _XMP_TAG), b"")
    found = found or raw_profile(image.info, "xmp")
    return found if isinstance(found, (bytes, str)) else b""


def _iptc_block(image: Image.Image, file: BinaryIO, format: str) -> bytes:
    resources = image.info.get("photoshop")
    if isinstance(resources, dict):
        found = resources.get(0x0404)
        return found if isinstance(found, bytes) else b""
    if format in _TIFF_LIKE:
        return bytes(_safely(lambda: raw_entry(file, _IPTC_TAG), b""))
    profile = raw_profile(image.info, "iptc", "8bim")
    return photoshop_iptc(profile) if profile else b""


def _orientation(image: Image.Image, tags: Tags, file: BinaryIO, readings: list[Reading], *, format: str) -> int:
    """1..8. TIFF is turned by Pillow as it loads; HEIF and AVIF by their decoders, which then say 1 in EXIF."""
    left_over = image.info.get("original_orientation")  # what the HEIF reader found in EXIF and set to 1
    if isinstance(left_over, int) and 2 <= left_over <= 8 and not turns_itself(file):
        return left_over
    if format == "TIFF":
        value = _safely(lambda: int(image.getexif().get(0x0112, 1)), 1)
        return value if value in range(1, 9) else 1
    values = getattr(tags.get("Image Orientation"), "values", None)
    if isinstance(values, list) and values and values[0] in range(1, 9):
        return int(values[0])
    said = next((reading.values["orientation"] for reading in readings if "orientation" in reading.values), 1)
    turns = said if isinstance(said, (int, float)) and format not in ("HEIF", "AVIF") else 1
    return int(turns) if int(turns) in range(1, 9) else 1
