"""What a picture says about itself: one layer that settles each fact from ranked sources and remembers which one won.

It knows EXIF, XMP, IPTC, PNG text, sidecars and names; nothing of catalogues, models or searches.

    facts = read_embedded(image, file, format="JPEG"); facts.values["title"].source
"""

from tools.library.facts.embedded import VERSION, read_embedded
from tools.library.facts.file_names import name_readings
from tools.library.facts.model import FLAGS, LISTS, NUMBERS, STORED, TEXTS, Fact, FactValue, Reading
from tools.library.facts.settle import Facts, settle
from tools.library.facts.sidecars import Sidecars, read_sidecar

__all__ = [
    "FLAGS",
    "LISTS",
    "NUMBERS",
    "STORED",
    "TEXTS",
    "VERSION",
    "Fact",
    "FactValue",
    "Facts",
    "Reading",
    "Sidecars",
    "name_readings",
    "read_embedded",
    "read_sidecar",
    "settle",
]
