"""XMP: what programs and people wrote about a picture, out of a packet or a sidecar.

The packet is RDF in XML. Only what is named in `_READERS` is looked at; entities are refused, and so is a giant packet.
Parsing is defusedxml's; the choice is in docs/decisions/0031-reading-xmp-and-iptc.md.

    xmp_reading(image.info["xmp"], source="xmp").values["keywords"]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from tools.library.facts.camera_names import camera_name
from tools.library.facts.clean import LONGEST_WORD, clean_list, clean_text, number
from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import read_moment

MOST_BYTES = 2 << 20
"""A packet with a whole development history has some 200 kB."""

MOST_ITEMS = 1000

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
}

Properties = dict[str, list[Element | str]]
"""By prefixed name: the elements or attributes that give it, in order."""


def xmp_reading(packet: bytes | str, *, source: str) -> Reading:
    """What a packet says. Never raises for what it holds: `trouble` is the cause when it cannot be read."""
    try:
        root = _parse(packet)
    except _Refused as error:
        return Reading(source, {}, f"the XMP packet is not read: {error}.")
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        return Reading(source, {}, f"the XMP packet is damaged ({clean_text(error, longest=100)}).")
    properties = _properties(root)
    values: dict[str, FactValue] = {}
    for name, read in _READERS.items():
        try:
            found = read(properties)
        except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError):
            continue  # an odd property is no fact; the others still count
        if found not in (None, "", ()):
            values[name] = found
    return Reading(source, values)


class _Refused(ValueError):
    """The packet is larger than any, or declares what XMP never needs."""


def _parse(packet: bytes | str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    data = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    if len(data) > MOST_BYTES:
        raise _Refused("it is larger than any")
    data = data.strip(b"\0 \r\n\t")
    if not data:
        raise ValueError("it is empty")
    end = data.rfind(b">")  # programs fill packets up with what is no XML
    try:
        root: Element = fromstring(data[: end + 1] if end > 0 else data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _Refused("it declares a document type or entities, which XMP never does") from error
    return root


def _properties(root: Element) -> Properties:
    """Properties of every description, as attributes and as elements."""
    found: Properties = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, text in description.attrib.items():
            _put(found, name, text)
        for child in description:
            _put(found, child.tag, child)
    return found


def _put(found: Properties, name: Any, value: Element | str) -> None:
    if not isinstance(name, str) or not name.startswith("{"):
        return
    space, _, local = name[1:].partition("}")
    prefix = NAMESPACES.get(space)
    if prefix is not None:
        found.setdefault(f"{prefix}:{local}", []).append(value)


def _items(value: Element | str) -> Iterator[str]:
    """The texts of a property: its own, or those of its list, the default language first."""
    if isinstance(value, str):
        yield value
        return
    items = list(islice(value.iter(f"{_RDF}li"), MOST_ITEMS))
    if not items:
        yield value.text or ""
        return
    items.sort(key=lambda item: item.get(_LANG, "x-default") != "x-default")
    for item in items:
        yield item.text or ""


def _text(properties: Properties, *names: str) -> str:
    for name in names:
        for value in properties.get(name, ()):
            for item in _items(value):
                if text := clean_text(item):
                    return text
    return ""


def _list(properties: Properties, *names: str) -> tuple[str, ...]:
    return clean_list(item for name in names for value in properties.get(name, ()) for item in _items(value))


def _keywords(properties: Properties) -> tuple[str, ...]:
    """Flat subjects; of hierarchies ("Places|Norway", "Places/Norway") the last word where there are no flat ones."""
    flat = _list(properties, "dc:subject")
    paths = flat or _list(properties, "lr:hierarchicalSubject", "digiKam:TagsList", "MicrosoftPhoto:LastKeywordXMP")
    return flat or clean_list(re.split(r"[|/]", path)[-1] for path in paths)


def _people(properties: Properties) -> tuple[str, ...]:
    """Named in the picture, by IPTC's list or by face regions (Metadata Working Group, Microsoft)."""
    names: list[str] = list(_list(properties, "Iptc4xmpExt:PersonInImage"))
    for value in properties.get("mwg-rs:Regions", []):
        if not isinstance(value, str):
            names.extend(_faces(value))
    for value in properties.get("MP:RegionInfo", []):
        if not isinstance(value, str):
            names.extend(_named(value, "http://ns.microsoft.com/photo/1.2/t/Region#", "PersonDisplayName"))
    return clean_list(names)


def _faces(regions: Element) -> Iterator[str]:
    space = "http://www.metadataworkinggroup.com/schemas/regions/"
    for region in regions.iter():
        kind = region.get(f"{{{space}}}Type") or region.findtext(f"{{{space}}}Type") or ""
        if kind.strip().casefold() in ("face", "pet", ""):
            name = region.get(f"{{{space}}}Name") or region.findtext(f"{{{space}}}Name")
            if name:
                yield name


def _named(root: Element, space: str, local: str) -> Iterator[str]:
    name = f"{{{space}}}{local}"
    for element in root.iter():
        found = element.get(name) or (element.text if element.tag == name else None)
        if found:
            yield found


_COORDINATE = re.compile(
    r"\s*(\d{1,3}(?:\.\d+)?)(?:,\s*(\d{1,2}(?:\.\d+)?))?(?:,\s*(\d{1,2}(?:\.\d+)?))?\s*([NSEW])\s*", re.I
)


def _degrees(text: str, letters: str, limit: float) -> float | None:
    """ "33,51.408S", "33,51,24.5S" or "-33.8568". Source: XMP specification part 2, GPSCoordinate."""
    match = _COORDINATE.fullmatch(text)
    if match is None:
        return number(text, low=-limit, high=limit)
    letter = match[4].upper()
    minutes, seconds = float(match[2] or 0), float(match[3] or 0)
    if letter not in letters or minutes >= 60.5 or seconds >= 60.5:
        return None
    degrees = float(match[1]) + minutes / 60 + seconds / 3600
    degrees = -degrees if letter in "SW" else degrees
    return number(degrees, low=-limit, high=limit)


def _position(properties: Properties) -> tuple[float, float] | None:
    lat = _degrees(_text(properties, "exif:GPSLatitude"), "NS", 90.0)
    lon = _degrees(_text(properties, "exif:GPSLongitude"), "EW", 180.0)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return lat, lon


def _altitude(properties: Properties) -> float | None:
    metres = number(_text(properties, "exif:GPSAltitude"), low=-10_000, high=10_000)
    below = _text(properties, "exif:GPSAltitudeRef") == "1"
    return None if metres is None else number(-abs(metres) if below else metres, low=-500, high=10_000)


def _taken_at(properties: Properties) -> str | None:
    """The moment of the picture, else of its making as a file; the date of a change is none."""
    offset = _text(properties, "exifEX:OffsetTimeOriginal", "exif:OffsetTimeOriginal")
    names = ("exif:DateTimeOriginal", "photoshop:DateCreated", "exif:DateTimeDigitized", "xmp:CreateDate")
    for name in names:
        moment = read_moment(_text(properties, name), offset=offset)
        if moment is not None:
            return moment
    return None


def _rating(properties: Properties) -> float | None:
    said = number(_text(properties, "xmp:Rating"), low=-1, high=5)
    percent = number(_text(properties, "MicrosoftPhoto:Rating"), low=1, high=100)
    return said if said is not None or percent is None else float(1 + round((percent - 1) / 24.5))


def _camera(properties: Properties) -> str | None:
    return camera_name(_text(properties, "tiff:Make"), _text(properties, "tiff:Model"))


def _is_screenshot(properties: Properties) -> bool | None:
    return True if _text(properties, "exif:UserComment").casefold() in ("screenshot", "screen shot") else None


def _is_motion_photo(properties: Properties) -> bool | None:
    return True if _text(properties, "GCamera:MotionPhoto", "GCamera:MicroVideo") == "1" else None


def _caption(properties: Properties) -> str:
    said = _text(properties, "dc:description", "exif:UserComment")
    return "" if said.casefold() in ("screenshot", "screen shot", "default") else said


def _iso(properties: Properties) -> float | None:
    said = _text(properties, "exif:ISOSpeedRatings", "exifEX:PhotographicSensitivity")
    return number(said, low=1, high=1e7)


_READERS: dict[str, Callable[[Properties], FactValue | None]] = {
    "taken_at": _taken_at,
    "position": _position,
    "altitude": _altitude,
    "title": lambda found: _text(found, "dc:title", "photoshop:Headline", "Iptc4xmpCore:Headline"),
    "caption": _caption,
    "keywords": _keywords,
    "people": _people,
    "credit": lambda found: _text(found, "photoshop:Credit", "dc:creator"),
    "copyright": lambda found: _text(found, "dc:rights"),
    "rating": _rating,
    "label": lambda found: _text(found, "xmp:Label")[:LONGEST_WORD],
    "camera": _camera,
    "lens": lambda found: _text(found, "exifEX:LensModel", "aux:Lens"),
    "focal_length": lambda found: number(_text(found, "exif:FocalLength"), low=0.1, high=20_000),
    "aperture": lambda found: number(_text(found, "exif:FNumber"), low=0.3, high=200),
    "exposure": lambda found: number(_text(found, "exif:ExposureTime"), low=1e-6, high=1e6),
    "iso": _iso,
    "orientation": lambda found: number(_text(found, "tiff:Orientation"), low=1, high=8),
    "screenshot": _is_screenshot,
    "motion_photo": _is_motion_photo,
}
