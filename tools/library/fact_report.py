"""What the doctor says of facts: which sources they came from, and which blocks could not be read.

fact_notes(catalogue)   # ["Dates: 812 from exif, 33 from xmp.", ...]
"""

from __future__ import annotations

from tools.library.catalogue import Catalogue
from tools.library.fact_store import stale, troubles

_NAMED = 5

_KINDS = {"taken_at": "Dates", "position": "Positions", "keywords": "Keywords", "people": "People"}


def fact_notes(catalogue: Catalogue) -> list[str]:
    """One note for each kind of fact that searches stand on, and those about what needs a look."""
    notes: list[str] = []
    for name, title in _KINDS.items():
        rows = catalogue.all(
            "SELECT source, COUNT(*) FROM facts WHERE name = ? AND image_id IN (SELECT image_id FROM files)"
            " GROUP BY source ORDER BY COUNT(*) DESC, source",
            name,
        )
        if rows:
            notes.append(f"{title}: {', '.join(f'{count} from {source}' for source, count in rows)}.")
    old = len(stale(catalogue))
    if old:
        notes.append(f"{old} pictures were read by an older Docent; the next indexing reads their facts.")
    broken = troubles(catalogue)
    notes += [f"Metadata of {path}: {cause}" for path, cause in broken[:_NAMED]]
    if len(broken) > _NAMED:
        notes.append(f"Metadata of {len(broken) - _NAMED} more files is damaged in part; docent export names them all.")
    return notes
