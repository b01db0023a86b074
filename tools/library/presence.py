"""Which files are not there at this moment: on an absent disk, moved away, deleted.

It knows paths and nothing of libraries. A disk that does not answer is not waited for.

    absent(["/media/usb/a.jpg"])
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

PATIENCE_S = 0.5


def absent(paths: Sequence[str], *, within_s: float = PATIENCE_S) -> frozenset[str]:
    """Those of the paths where there is no file now; none of those that could not be looked for in that time."""
    gone: list[str] = []

    def look() -> None:
        for path in paths:
            if not os.path.exists(path):
                gone.append(path)

    # in a thread, because a dead network disk blocks for minutes
    looking = threading.Thread(target=look, daemon=True, name="docent-presence")
    looking.start()
    looking.join(within_s)
    return frozenset(gone[:])
