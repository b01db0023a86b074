"""Facts brought up to date without encoding: sidecars that came, changed or went, pictures read by an older version.

It knows a finished walk and the writer; a run that is stopped goes on where it was, because what was read is stamped.

    Refresh(writer, walked).run(stop=event, workers=2)
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from contextlib import closing
from itertools import islice

from tools.errors import UnreadableImage
from tools.library.catalogue import KnownFile
from tools.library.decode import read_facts
from tools.library.fact_store import put_embedded, put_sidecars, settle_pictures, stale, stamps
from tools.library.facts import Reading, Sidecars, read_sidecar
from tools.library.loader import ahead
from tools.library.report import Progress, ProgressCallback
from tools.library.walk import Below, SeenFile, Walk
from tools.library.writer import Writer
from tools.types import ImageId

_BATCH = 256


class Refresh:
    """One run's worth of it; `changed` counts the pictures whose facts were settled anew."""

    def __init__(self, writer: Writer, walked: Walk, *, progress: ProgressCallback | None = None) -> None:
        self._catalogue = writer.catalogue
        self._walked = walked
        self._progress = progress
        self.changed = 0

    def run(self, *, stop: threading.Event, workers: int) -> None:
        """Sidecars first, then old readings; each batch is committed, so that a kill loses one."""
        known = self._catalogue.known_files()
        self._read(self._changed_sidecars(known), known, stop=stop, workers=workers)
        self._read_again(known, stop=stop, workers=workers)

    def _changed_sidecars(self, known: dict[str, KnownFile]) -> list[tuple[str, str, list[str]]]:
        """(picture's path, new stamp, paths of its sidecars) where the stamp differs from that of the last run."""
        before = stamps(self._catalogue)
        folders: dict[str, Sidecars] = {}
        changed: list[tuple[str, str, list[str]]] = []
        met = set()
        for seen in self._walked.files:
            met.add(seen.path)
            if seen.path not in known:
                continue
            folder, name = os.path.split(seen.path)
            names = self._walked.sidecars.get(folder)
            beside: list[str] = []
            if names:
                if folder not in folders:
                    folders[folder] = Sidecars.of(names)
                beside = folders[folder].of_picture(name)
            stamp = "|".join(f"{other}:{names[other]}" for other in beside) if names else ""
            if stamp != before.get(seen.path, ""):
                changed.append((seen.path, stamp, [os.path.join(folder, other) for other in beside]))
        inside, blind = Below(self._walked.roots), Below(self._walked.blind)
        gone = (path for path in before if path not in met and inside(path) and not blind(path))
        return changed + [(path, "", []) for path in gone]

    def _read(
        self,
        changed: list[tuple[str, str, list[str]]],
        known: dict[str, KnownFile],
        *,
        stop: threading.Event,
        workers: int,
    ) -> None:
        def said(item: tuple[str, str, list[str]]) -> tuple[str, str, list[Reading]]:
            return item[0], item[1], [reading for path in item[2] if (reading := read_sidecar(path)) is not None]

        with closing(ahead(said, changed, workers=workers, depth=_BATCH)) as results:
            while not stop.is_set() and (batch := list(islice(results, _BATCH))):
                with self._catalogue.transaction():
                    for path, stamp, readings in batch:
                        put_sidecars(self._catalogue, path, stamp, readings)
                    self._settle({known[path].image_id for path, _, _ in batch if path in known})

    def _read_again(self, known: dict[str, KnownFile], *, stop: threading.Event, workers: int) -> None:
        """A file whose bytes are still those of the last run stands for its picture; one that cannot be read waits."""
        old = stale(self._catalogue)
        if not old:
            return
        chosen: dict[ImageId, str] = {}
        for seen in self._walked.files:
            file = known.get(seen.path)
            if file is not None and file.image_id in old and _same(file.stat, seen.stat):
                chosen.setdefault(file.image_id, seen.path)

        def said(item: tuple[ImageId, str]) -> tuple[ImageId, tuple[Reading, ...] | None]:
            try:
                readings = read_facts(item[1]).readings
                found = SeenFile.of(item[1], os.stat(item[1]))
            except (UnreadableImage, OSError):
                return item[0], None
            return item[0], readings if _same(known[item[1]].stat, found.stat) else None

        done = 0
        with closing(ahead(said, chosen.items(), workers=workers, depth=_BATCH)) as results:
            while not stop.is_set() and (batch := list(islice(results, _BATCH))):
                with self._catalogue.transaction():
                    read = [(image_id, readings) for image_id, readings in batch if readings is not None]
                    for image_id, readings in read:
                        put_embedded(self._catalogue, image_id, readings)
                    self._settle(image_id for image_id, _ in read)
                done += len(batch)
                if self._progress is not None:
                    self._progress(Progress(done, len(chosen), chosen[batch[-1][0]], 0))

    def _settle(self, image_ids: Iterable[ImageId]) -> None:
        ids = set(image_ids)
        settle_pictures(self._catalogue, ids)
        self.changed += len(ids)
        if ids:
            self._catalogue.bump_version()


def _same(known: tuple[int, int, int, int], seen: tuple[int, int, int, int]) -> bool:
    """Whether two looks met the same file. A ctime of 0 says nothing: then this run has compared the content."""
    return known[:3] == seen[:3] and (known[3] == seen[3] or 0 in (known[3], seen[3]))
