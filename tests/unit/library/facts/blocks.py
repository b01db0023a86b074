"""Metadata blocks made by hand, as programs write them and as an enemy would."""

from __future__ import annotations

import io
import struct
from typing import Any

from tests.unit.library.pictures import drawing
from tools.library.decode import decode
from tools.library.decoder_warnings import quiet_decoders
from tools.library.facts import Facts


def xmp(properties: str, *, elements: str = "") -> bytes:
    """A packet: attributes of its one description, and elements in it."""
    spaces = (
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("exif", "http://ns.adobe.com/exif/1.0/"),
        ("exifEX", "http://cipa.jp/exif/1.0/"),
        ("tiff", "http://ns.adobe.com/tiff/1.0/"),
        ("xmp", "http://ns.adobe.com/xap/1.0/"),
        ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
        ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
        ("mwg-rs", "http://www.metadataworkinggroup.com/schemas/regions/"),
        ("lr", "http://ns.adobe.com/lightroom/1.0/"),
        ("GCamera", "http://ns.google.com/photos/1.0/camera/"),
    )
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces)
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{rdf}"><rdf:Description rdf:about="" {declared} {properties}>{elements}'
        f'</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 200}<?xpacket end="w"?>'
    ).encode()


def bag(name: str, *items: str, kind: str = "Bag") -> str:
    """A list property as an element."""
    inside = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{inside}</rdf:{kind}></{name}>"


def iptc(*records: tuple[int, bytes]) -> bytes:
    """Records of the second kind, in their order."""
    return b"".join(b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(data)) + data for number, data in records)


def with_iptc(jpeg: bytes, block: bytes) -> bytes:
    """A JPEG with a Photoshop segment that holds the records."""
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    segment = b"Photoshop 3.0\0" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def picture(format: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    drawing(1).save(file, format, **options)
    return file.getvalue()


def facts_of(data: bytes, name: str = "x.jpg") -> Facts:
    with quiet_decoders():
        return decode(io.BytesIO(data), name).facts


def values_of(facts: Facts) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts.values.items()}


def hostile_exif(entries: int = 600) -> bytes:
    """A directory of nothing but GPS pointers, all at one other, of texts that claim to be endless: each text is read
    for each pointer."""
    second = 8 + 2 + 12 * entries + 4
    pointers = struct.pack(">HHII", 0x8825, 4, 1, second) * entries
    texts = struct.pack(">HHII", 0x001D, 2, 0x7FFFFFFF, 8) * entries
    directories = (struct.pack(">H", entries) + table + b"\0\0\0\0" for table in (pointers, texts))
    return b"MM\0*" + struct.pack(">I", 8) + b"".join(directories)


def circular_exif(entries: int = 1200) -> bytes:
    """A directory whose pointers lead back to itself."""
    table = struct.pack(">HHII", 0x8825, 4, 1, 8) * entries
    return b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", entries) + table + b"\0\0\0\0"
