"""Suppresses the decoders' own messages about damaged files: the skipped list reports them instead.

It knows warnings, loggers and libtiff's handlers, no pictures.

    with quiet_decoders(): decode(file, path)
"""

from __future__ import annotations

import ctypes
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import PIL
from PIL import Image

_quiet_lock = threading.Lock()
_quiet_depth = 0
_quiet_state: warnings.catch_warnings | None = None


@contextmanager
def quiet_decoders() -> Iterator[None]:
    """Ignore what Pillow and its plugins warn about while this is open.

    Python's warning filters are one per process, so overlapping users share one change and the last one undoes it.
    """
    global _quiet_depth, _quiet_state
    _hush_libraries()
    with _quiet_lock:
        if _quiet_depth == 0:
            _quiet_state = warnings.catch_warnings()
            _quiet_state.__enter__()
            warnings.filterwarnings("ignore", module=r"PIL(\.|$)")
            warnings.filterwarnings("ignore", module=r"(pillow_heif|exifread)(\.|$)")
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        _quiet_depth += 1
    try:
        yield
    finally:
        with _quiet_lock:
            _quiet_depth -= 1
            if _quiet_depth == 0 and _quiet_state is not None:
                _quiet_state.__exit__(None, None, None)
                _quiet_state = None


@cache
def _hush_libraries() -> None:
    """Once per process: Pillow's and exifread's loggers, and what libtiff prints to standard error by itself."""
    logging.getLogger("PIL.TiffImagePlugin").setLevel(logging.CRITICAL + 1)
    logging.getLogger("exifread").setLevel(logging.CRITICAL + 1)
    site = Path(PIL.__file__).parent.parent
    for library in [*site.glob("pillow.libs/libtiff*"), *site.glob("PIL/.dylibs/libtiff*")]:
        try:
            libtiff = ctypes.CDLL(str(library))
            for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
                handler = getattr(libtiff, name)
                handler.argtypes, handler.restype = [ctypes.c_void_p], ctypes.c_void_p
                handler(None)  # Source: TIFFError(3tiff): a NULL handler suppresses the messages
        except (OSError, AttributeError):
            continue  # another build of Pillow: its messages then show, nothing else changes
