"""From a file to a small upright RGB picture with its metadata.

It knows formats and their errors, nothing of catalogues or models. Every error becomes one `UnreadableImage` with cause
and remedy; broken metadata never costs a picture.

    with open("a.jpg", "rb") as file: decoded = decode(file, "a.jpg")
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import Any, BinaryIO

from PIL import Image, UnidentifiedImageError

from tools.errors import UnreadableImage
from tools.library.decoder_warnings import quiet_decoders
from tools.library.facts import Facts, read_embedded
from tools.library.frames import choose_frame
from tools.library.pixels import eight_bit, shrink, to_rgb, working_size
from tools.library.raw import is_raw, open_raw

WORKING_SHORT_PX = 360
"""Short side given to the encoders, which read 224 to 260 px; style also reads texture. 360 is the largest size at
which the common 12-megapixel JPEG (4000 x 3000) can be decoded at an eighth of its size."""

WORKING_LONG_PX = 960

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "DIB", "HEIF", "AVIF", "JPEG2000")
"""Only these decoders are tried: a file named .png that holds anything else is refused."""

LARGE_PIXELS = 40_000_000
"""Pictures above this are decoded one at a time, so that a folder of huge files does not exhaust memory."""

MOST_PIXELS = 2 * (Image.MAX_IMAGE_PIXELS or 89_478_485)
"""Pillow refuses to open what claims more."""

_RAW_TAGS, _SENSOR_TAGS, _ORIENTATION = {50706}, {33422, 330, 37500}, 274
"""DNGVersion; CFAPattern, SubIFDs, MakerNote. Source: Adobe, Digital Negative Specification 1.7; TIFF/EP."""

_large_turn = threading.Lock()


@dataclass(frozen=True)
class Decoded:
    """A picture ready for the encoders: `image` is RGB, upright, at working size; `width`, `height` are the original's
    pixels after orientation."""

    image: Image.Image
    width: int
    height: int
    format: str
    facts: Facts


def decode(file: BinaryIO, path: str) -> Decoded:
    """Decode an open file, by its content: of an animation a frame that shows something, of a TIFF the largest page.
    `path` tells only whether what begins as a TIFF is a camera's RAW file.

    Raises: UnreadableImage whose message is the cause, whatever went wrong inside the decoders.
    """
    _register_formats()
    try:
        if is_raw(file, PurePath(path).suffix) and not _is_plain_tiff(file):
            return _decode_raw(file)
        with Image.open(file, formats=FORMATS) as image:
            if _tags(image).keys() & _RAW_TAGS:
                return _decode_raw(file)
            facts = None
            if getattr(image, "n_frames", 1) > 1:
                if image.format != "TIFF":
                    image.load()  # before anything that would swallow what is wrong with it
                facts = read_embedded(image, file, format=image.format or "")
            choose_frame(image)
            pixels = image.width * image.height
            if pixels > MOST_PIXELS:
                raise Image.DecompressionBombError(f"{pixels} pixels")  # of a page behind the one that Pillow checked
            with _large_turn if pixels > LARGE_PIXELS else nullcontext():
                return _finish(image, file, format=image.format or "", facts=facts)
    except UnreadableImage:
        raise
    except UnidentifiedImageError as error:
        if (raw := _as_raw(file)) is not None:
            return raw
        raise unreadable(error) from error
    except Exception as error:  # decoders raise nearly every builtin on damaged files
        raise unreadable(error) from error


def read_picture(path: str) -> Decoded:
    """Decode a picture that need not be in any library, such as an example given by path.

    Raises: UnreadableImage naming the file, the cause and the remedy.
    """
    with named_trouble(path), quiet_decoders(), open(path, "rb") as file:
        return decode(file, path)


def read_facts(path: str) -> Facts:
    """What a picture file says about itself, without decoding its pixels where its container allows that.

    Raises: UnreadableImage naming the file, the cause and the remedy.
    """
    _register_formats()
    with named_trouble(path), quiet_decoders(), open(path, "rb") as file:
        try:
            if is_raw(file, PurePath(path).suffix) and not _is_plain_tiff(file):
                return _raw_facts(file)
            with Image.open(file, formats=FORMATS) as image:
                if _tags(image).keys() & _RAW_TAGS:
                    return _raw_facts(file)
                if image.format == "PNG":
                    image.load()  # text may stand behind the pixels
                return read_embedded(image, file, format=image.format or "")
        except UnidentifiedImageError as error:
            if _begins_as_tiff(file):  # a sensor's data under another name
                return _raw_facts(file)
            raise unreadable(error) from error
        except Exception as error:  # decoders raise nearly every builtin on damaged files
            raise unreadable(error) from error


@contextmanager
def named_trouble(path: str) -> Iterator[None]:
    """What goes wrong inside with this file becomes UnreadableImage naming the file, the cause and the remedy."""
    try:
        yield
    except UnreadableImage as error:
        raise UnreadableImage(f"Cannot read {path}: {error.message}", remedy=error.remedy) from error
    except OSError as error:
        known = unreadable(error)
        raise UnreadableImage(f"Cannot read {path}: {known.message}", remedy=known.remedy) from error


def _decode_raw(file: BinaryIO) -> Decoded:
    image, (width, height) = open_raw(file)
    facts = read_embedded(image, file, format="RAW")
    small = shrink(eight_bit(image), short_px=WORKING_SHORT_PX, long_px=WORKING_LONG_PX)
    return Decoded(_bare(to_rgb(small)), width, height, "RAW", facts)


def _is_plain_tiff(file: BinaryIO) -> bool:
    """A TIFF without anything of a camera's sensor in it, named like a RAW file."""
    try:
        with Image.open(file, formats=("TIFF",)) as image:
            return not _tags(image).keys() & {*_RAW_TAGS, *_SENSOR_TAGS}
    except Exception:  # other RAW files are no TIFF, or one that Pillow cannot read
        return False
    finally:
        file.seek(0)


def _as_raw(file: BinaryIO) -> Decoded | None:
    """What begins as a TIFF and is none that Pillow knows may be a sensor's data under another name."""
    if not _begins_as_tiff(file):
        return None
    try:
        return _decode_raw(file)
    except Exception:  # then what Pillow said of it stands
        return None


def _begins_as_tiff(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) in (b"II*\x00", b"MM\x00*")


def _raw_facts(file: BinaryIO) -> Facts:
    file.seek(0)
    return read_embedded(Image.new("RGB", (1, 1)), file, format="RAW")


def _tags(image: Image.Image) -> Mapping[int, Any]:
    """A TIFF's own tags; none of other formats."""
    return getattr(image, "tag_v2", None) or {}


def _finish(image: Image.Image, file: BinaryIO, *, format: str, facts: Facts | None) -> Decoded:
    """`facts` are those of the first page or frame, which carries them for the file; None where there is one."""
    width, height = image.size
    target = working_size(image.size, short_px=WORKING_SHORT_PX, long_px=WORKING_LONG_PX)
    image.draft(None, target)
    image.load()
    if facts is None:
        facts = read_embedded(image, file, format=format)
    elif format == "TIFF":  # every page lies its own way
        turned = _tags(image).get(_ORIENTATION, 1)
        facts = replace(facts, orientation=turned if turned in range(1, 9) else 1)
    small = shrink(eight_bit(image), short_px=WORKING_SHORT_PX, long_px=WORKING_LONG_PX)
    upright = _upright(to_rgb(small), facts.orientation)
    if facts.orientation >= 5:
        width, height = height, width
    return Decoded(_bare(upright), width, height, "JPEG" if format == "MPO" else format, facts)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Source: EXIF 2.32, tag 0x0112 Orientation."""


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _bare(image: Image.Image) -> Image.Image:
    """A picture that owns its pixels and carries no metadata."""
    own = image if type(image) is Image.Image else image.copy()
    own.info = {}
    return own


@cache
def _register_formats() -> None:
    import pillow_heif

    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False)


COPY_AGAIN = "Copy it again from where it came from, or restore it from a backup."


def unreadable(error: Exception) -> UnreadableImage:
    """Cause and remedy, in words, of an exception from a decoder or the file system."""
    cause, remedy = _cause(error)
    return UnreadableImage(cause, remedy=remedy)


def _cause(error: Exception) -> tuple[str, str]:
    text = " ".join(str(error).split())
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        return "it claims more pixels than Docent decodes.", "Save a copy of at most 170 megapixels."
    if isinstance(error, FileNotFoundError):
        return "it is no longer there.", "Index the folder again."
    if isinstance(error, PermissionError):
        return "it may not be read.", "Give yourself permission to read it, then index again."
    if isinstance(error, ImportError):
        return f"the reader for it cannot be loaded ({text[:120]}).", "Install Docent again."
    if isinstance(error, MemoryError):
        return "there is not enough memory to decode it.", "Save a smaller copy, or close other programs."
    if isinstance(error, UnidentifiedImageError):
        return "it is no picture that can be read: its beginning is damaged or of another kind.", COPY_AGAIN
    if any(word in text.lower() for word in ("truncated", "not processed", "unexpected end", "end of file")):
        return f"it ends too early ({text[:120]}).", COPY_AGAIN
    return f"it is damaged ({type(error).__name__}: {text[:120]}).", COPY_AGAIN
