"""What is known of a picture, as rows of the larger view: label, value, and the source that the value came from.

Values are texts of strangers: the page sets them as text, never as markup.

    fact_rows(library.facts(image_id))   # [{"label": "Title", "value": "Vintage (XMP)"}]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent.replies.wording import fraction
from tools.library.facts import Fact, FactValue

_SOURCES = {"exif": "EXIF", "xmp": "XMP", "iptc": "IPTC", "png": "PNG text", "takeout": "Google Takeout",
            "exif-modified": "date of the last change in EXIF", "container": "the file"}  # fmt: skip


def _plain(value: FactValue) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _with(before: str, unit: str) -> Callable[[FactValue], str]:
    def write(value: FactValue) -> str:
        return f"{before}{value:g}{unit}" if isinstance(value, (int, float)) else _plain(value)

    return write


def _seconds(value: FactValue) -> str:
    short = fraction(value) if isinstance(value, (int, float)) else None
    return f"{short} s" if short else _with("", " s")(value)


_ROWS: dict[str, tuple[str, Callable[[FactValue], str]]] = {
    "title": ("Title", _plain),
    "caption": ("Caption", _plain),
    "keywords": ("Keywords", _plain),
    "people": ("People", _plain),
    "credit": ("Credit", _plain),
    "copyright": ("Copyright", _plain),
    "rating": ("Rating", _with("", " of 5")),
    "label": ("Label", _plain),
    "lens": ("Lens", _plain),
    "focal_length": ("Focal length", _with("", " mm")),
    "aperture": ("Aperture", _with("f/", "")),
    "exposure": ("Exposure", _seconds),
    "iso": ("ISO", _with("", "")),
    "altitude": ("Altitude", _with("", " m")),
    "screenshot": ("Screenshot", lambda _: "yes"),
    "animated": ("Animated", lambda _: "yes"),
    "motion_photo": ("Motion photo", lambda _: "yes"),
}


def fact_rows(facts: Mapping[str, Fact]) -> list[dict[str, str]]:
    """One row a fact that is known, in the order of the page."""
    return [
        {"label": label, "value": f"{write(facts[name].value)} ({source_name(facts[name].source)})"}
        for name, (label, write) in _ROWS.items()
        if name in facts
    ]


def source_name(source: str) -> str:
    """A source as people know it."""
    return _SOURCES.get(source, source)
