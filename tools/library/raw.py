"""Camera RAW files, through the optional `rawpy` (LibRaw).

It knows nothing of EXIF or libraries: an open file in, an upright picture and the sensor's size out.

    image, (width, height) = open_raw(file)
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image

from tools.errors import UnreadableImage

_NAMES = "3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f"
RAW_SUFFIXES = frozenset(f".{name}" for name in _NAMES.split(" "))

_PREVIEW_SHORT_PX = 360

_ORDINARY = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"RIFF", b"\x00\x00\x00\x0cjP")
"""How files begin that no camera writes as RAW, whatever they are called."""

_FLIPS = {3: Image.Transpose.ROTATE_180, 5: Image.Transpose.ROTATE_90, 6: Image.Transpose.ROTATE_270}
"""Source: LibRaw, `imgdata.sizes.flip` (3 half turn, 5 counter-clockwise, 6 clockwise)."""


def is_raw(file: BinaryIO, suffix: str) -> bool:
    """Whether a file is to be read as RAW: by its beginning, and only where that leaves it open by its name."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(_ORDINARY):
        return False
    return suffix.lower() in RAW_SUFFIXES or head[8:10] == b"CR" or head[:7] == b"FUJIFIL" or head[4:12] == b"ftypcrx "


def open_raw(file: BinaryIO) -> tuple[Image.Image, tuple[int, int]]:
    """The camera's own preview where it is large enough, else the sensor's data developed at half size.

    Raises: UnreadableImage without rawpy; what LibRaw raises on a damaged file is passed on.
    """
    try:
        import rawpy
    except ImportError as error:
        raise UnreadableImage(
            "it is a camera RAW file and the reader for those is not installed.",
            remedy='Install it: pip install "docent[raw]", then index again.',
        ) from error
    file.seek(0)
    with rawpy.imread(file) as raw:
        size = (raw.sizes.width, raw.sizes.height)
        flip = _FLIPS.get(raw.sizes.flip)
        if raw.sizes.flip in (5, 6):
            size = (size[1], size[0])
        preview = _preview(raw, rawpy)
        if preview is not None:
            return (preview if flip is None else preview.transpose(flip)), size
        return Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)), size


def _preview(raw: Any, rawpy: Any) -> Image.Image | None:
    try:
        thumb = raw.extract_thumb()
    except rawpy.LibRawError:
        return None  # no preview inside, or one of a kind that LibRaw does not unpack: the caller develops instead
    if thumb.format == rawpy.ThumbFormat.JPEG:
        image: Image.Image = Image.open(io.BytesIO(thumb.data), formats=("JPEG",))
        if min(image.size) >= _PREVIEW_SHORT_PX:
            image.load()
            return image
    return None
