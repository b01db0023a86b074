"""Pictures for the browser, by opaque id and of the library only: thumbnails, and larger views made on the fly.

An original is never sent: what leaves here is WebP without metadata, at most 1600 px. Paths are no part of any
address, so nothing outside the library can be asked for.

    app.include_router(picture_routes(lambda: library))
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from PIL import Image, ImageOps

from agent.page.messages import PageLibrary
from tools.errors import DocentError
from tools.library.decode import FORMATS, read_picture
from tools.library.decoder_warnings import quiet_decoders
from tools.types import ImageId

PREVIEW_LONG_PX = 1600
_QUALITY = 82
_KEPT = 16  # previews kept in memory, some 300 kB each
_ID = re.compile(r"[0-9a-f]{16}")
log = logging.getLogger(__name__)

_HEADERS = {
    # an id is the hash of a picture's bytes: what it names never changes
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def picture_routes(library: Callable[[], PageLibrary | None]) -> APIRouter:
    """`/thumb/{image_id}` and `/preview/{image_id}`; 404 for every id that the library does not have."""
    routes = APIRouter()
    previews = Previews()

    @routes.get("/thumb/{image_id}", include_in_schema=False)
    def thumb(image_id: str, request: Request) -> Response:
        return _respond(request, image_id, library(), lambda store: store.thumbnail(image_id))

    @routes.get("/preview/{image_id}", include_in_schema=False)
    def preview(image_id: str, request: Request) -> Response:
        return _respond(request, image_id, library(), lambda store: previews.get(store, image_id))

    return routes


def _respond(
    request: Request, image_id: str, library: PageLibrary | None, read: Callable[[PageLibrary], bytes]
) -> Response:
    missing = Response(status_code=404, headers={"Cache-Control": "no-store"})
    if library is None or _ID.fullmatch(image_id) is None:
        return missing
    try:
        library.picture(image_id)  # a thumbnail may outlive its picture; what left the library is not shown
        data = read(library)
    except DocentError:  # unknown id, or its thumbnail is gone
        return missing
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**_HEADERS, "ETag": tag})
    return Response(data, media_type="image/webp", headers={**_HEADERS, "ETag": tag})


class Previews:
    """The larger views made last. Two are made at a time, so that clicking about does not exhaust the memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ImageId, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(2)

    def get(self, library: PageLibrary, image_id: ImageId, /) -> bytes:
        """WebP, longest side at most 1600 px; the thumbnail when the original has moved or cannot be read.

        Raises: UnknownImage.
        """
        with self._lock:
            if image_id in self._kept:
                self._kept.move_to_end(image_id)
                return self._kept[image_id]
        picture = library.picture(image_id)
        with self._turns:
            try:
                data = render(picture.path)
            except DocentError:
                return library.thumbnail(image_id)
        with self._lock:
            self._kept[image_id] = data
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return data


def render(path: str) -> bytes:
    """A picture file as upright RGB WebP without metadata, longest side at most 1600 px.

    Raises: UnreadableImage, whatever the decoders raised.
    """
    known = read_picture(path)  # checks the file, and is the picture itself for RAW and small ones
    image = known.image
    if max(image.size) < min(PREVIEW_LONG_PX, max(known.width, known.height)) and known.format in FORMATS:
        image = _larger(path) or image
    image.thumbnail((PREVIEW_LONG_PX, PREVIEW_LONG_PX), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    image.save(target, "WEBP", quality=_QUALITY, method=2)
    return target.getvalue()


def _larger(path: str) -> Image.Image | None:
    """The picture at preview size; None when only the library's own reading brings it to upright 8-bit RGB."""
    try:
        with quiet_decoders(), Image.open(path, formats=FORMATS) as image:
            if image.mode not in ("RGB", "L", "P", "RGBA", "LA"):
                return None
            image.draft("RGB", (PREVIEW_LONG_PX, PREVIEW_LONG_PX))
            return _flat(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, Image.DecompressionBombError) as error:
        log.info("a larger view is made of the working size: %s", error)
        return None


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white, of its own pixels and without metadata."""
    if "A" in image.mode or "transparency" in image.info:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare
