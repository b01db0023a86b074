"""What names say: dates of the usual forms in file and folder names, and screenshots.

A name is the weakest source of a date and is marked as such; the file's own time is none.

    name_readings("/a/1999-08/IMG-20190704-WA0012.jpg")   # taken_at "2019-07-04", source "file name"
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from tools.library.facts.model import FactValue, Reading
from tools.library.facts.moments import read_moment

_DAY = r"(?P<y>(?:18|19|20)\d\d)(?P<s>[-_. ]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
_CLOCK = (
    r"(?:(?:[-_T. ]{1,2}| at |, | um | à | a las | alle ore )"
    r"(?P<h>\d{1,2})(?P<t>[-_.:h]?)(?P<n>[0-5]\d)(?:(?P=t)(?P<c>[0-5]\d)(?:[-_.]?\d{3})?)?(?!\d)"
    r"(?:[ \u202f]?(?P<half>[AP])M)?)"
)
_GLUED_CLOCK = r"(?P<gh>[01]\d|2[0-3])(?P<gn>[0-5]\d)(?P<gc>[0-5]\d)(?:\d{3})?(?!\d)"
_MOMENT = re.compile(rf"(?<!\d){_DAY}(?:{_GLUED_CLOCK}|(?!\d){_CLOCK}?)", re.I)
_MONTH = re.compile(r"(?<![\d.-])((?:18|19|20)\d\d)[-_.](0[1-9]|1[0-2])(?![\d]|[-_.]\d)")
_YEAR = re.compile(r"(?:(?:19|20)\d\d)")
_YEAR_AT_EDGE = re.compile(r"((?:19|20)\d\d)[ _-]+[^\W\d].*|.*[^\W\d][ _-]+((?:19|20)\d\d)")
_NO_YEAR_OF_PICTURES = re.compile(
    r"back ?up|scan|export|archiv|sync|old|copy|import|upload|takeout|photoshop|version", re.I
)
_MILLISECONDS = re.compile(r"(?:FB_IMG_|received_|mmexport|IMG_FB_|wx_camera_|signal-attachment-)(1\d{12})(?!\d)", re.I)
_UNIVERSAL = re.compile(r"PXL_", re.I)
"""Names of the Pixel's camera say the time at Greenwich."""

_SCREENSHOT = re.compile(
    r"(?:screen[ _-]?(?:shot|capture|grab)|bildschirmfoto|capture d[’'_ ]?[eé]cran|captura de pantalla|captura de tela"
    r"|schermata|skärmavbild|skjermbilde|schermafbeelding|zrzut ekranu"
    r"|снимок экрана|スクリーンショット|截屏|截图|屏幕截图)",
    re.I,
)
_DEEPEST = 4


def name_readings(path: str) -> list[Reading]:
    """What a file's name says, and what its folders do, the nearest first."""
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0]
    values: dict[str, FactValue] = {}
    moment = moment_in(stem)
    if moment:
        values["taken_at"] = moment
    parents = [part for part in folder.replace("\\", "/").split("/") if part][-_DEEPEST:]
    if _SCREENSHOT.match(stem) or (parents and _SCREENSHOT.match(parents[-1])):
        values["screenshot"] = True
    readings = [Reading("file name", values)] if values else []
    dated = folder_moment(parents)
    return readings + ([Reading("folder name", {"taken_at": dated})] if dated else [])


def moment_in(stem: str) -> str | None:
    """The moment that a file name says; None for a name without one. A year alone is a number."""
    stamp = _MILLISECONDS.search(stem)
    if stamp:
        return datetime.fromtimestamp(int(stamp[1]) // 1000, UTC).isoformat()
    for match in _MOMENT.finditer(stem):
        day = f"{match['y']}-{match['m']}-{match['d']}"
        hour, minute, second = (match["gh"] or match["h"], match["gn"] or match["n"], match["gc"] or match["c"])
        text = f"{day} {hour}:{minute}:{second or 0} {match['half'] or ''}" if hour else day
        text += "M" if hour and match["half"] else ""
        found = read_moment(text, offset="Z" if _UNIVERSAL.match(stem) else "")
        if found:
            return found
    month = _MONTH.search(stem)
    return read_moment(f"{month[1]}-{month[2]}") if month else None


def folder_moment(parents: list[str]) -> str | None:
    """The day, month or year that the nearest dated folder is named for: "1999-08", "2018/07", "Norway 2018"."""
    for at in range(len(parents) - 1, -1, -1):
        name = parents[at]
        match = _MOMENT.search(name)
        found = read_moment(f"{match['y']}-{match['m']}-{match['d']}") if match else None
        if found:
            return found
        month = _MONTH.search(name)
        if month:
            return f"{month[1]}-{month[2]}"
        if _YEAR.fullmatch(name):
            return _nested(name, parents[at + 1 : at + 3])
        edge = _YEAR_AT_EDGE.fullmatch(name)
        if edge and not _NO_YEAR_OF_PICTURES.search(name):
            return str(edge[1] or edge[2])
    return None


def _nested(year: str, inside: list[str]) -> str:
    """Folders of years that hold folders of months, and those of days."""
    parts = [year]
    for name in inside:
        number = re.fullmatch(r"(\d\d)(?:[ _-].*)?", name)
        if number is None:
            break
        parts.append(number[1])
    return read_moment("-".join(parts)) or year
