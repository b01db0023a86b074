"""Indexing: from folders to a library of their pictures.

It knows the order of a run (walk, compare, decode ahead, encode in batches, commit, sweep), nothing of the page or the
command. What changed is found by size, times and inode, then by content, so that only new content reaches the encoders.

    report = index(library, ["~/Pictures"], load("pocket"))
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from tools.encoders.library_fit import keep_fitted
from tools.encoders.protocols import Models
from tools.errors import BadRequest, LibraryFull
from tools.library.catalogue import KnownFile
from tools.library.compact import compact
from tools.library.decoder_warnings import quiet_decoders
from tools.library.encoding import encode_batch
from tools.library.fact_store import settle_pictures
from tools.library.interrupt import ctrl_c_sets
from tools.library.library import Library
from tools.library.loader import Prepared, ahead, prepare
from tools.library.reembed import reembed as make_again
from tools.library.refresh import Refresh
from tools.library.report import IndexReport, Progress, ProgressCallback
from tools.library.verification import broken_pictures
from tools.library.walk import Below, SeenFile, Walk, count_below, walk
from tools.library.writer import NewPicture, Writer
from tools.types import ImageId, Skipped

BATCH = 32
"""Pictures per encoder call and per commit: what a kill can lose."""

_STAY = "They stay in the library; to remove them: docent index --sweep FOLDER."

MANY_HOLES = 1000
"""Rows that no picture uses, from which on (if they are the larger part) their room is given back after a run."""


def index(
    library: Library,
    folders: Sequence[str | Path],
    models: Models,
    *,
    progress: ProgressCallback | None = None,
    batch: int = BATCH,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    reembed: bool = False,
    verify: bool = False,
    sweep: bool = False,
) -> IndexReport:
    """Add, update and sweep what lies in `folders` (or single files). Can be stopped and run again at any time.

    Ctrl-C (in the main thread) or setting `cancel` ends the run after the batch in flight; what is done is kept.
    `reembed` makes the vectors of a library of other models again first. `verify` compares the content of every file
    with the library's, whatever its size and times say. A folder that is gone, or holds no picture any more, is taken
    for an absent disk, and its pictures stay, unless `sweep` says that they are to go. Words that are learned from the
    library's own pictures are learned anew at the end when it has grown enough.

    Raises: BadRequest when none of the folders exists; WrongModels without `reembed`; LibraryBusy; LibraryFull, with
    what was committed before kept.
    """
    started = time.monotonic()
    if not folders:
        raise BadRequest("No folder was given.", remedy="Name one: docent index FOLDER.")
    walked = walk(folders)
    if walked.missing and not walked.roots and not sweep:
        names = ", ".join(item.path for item in walked.missing)
        raise BadRequest(f"There is no folder {names}.", remedy="Check its spelling, or plug in the disk it is on.")
    stop = cancel or threading.Event()
    if reembed:
        with ctrl_c_sets(stop):
            renewed = make_again(library, models, progress=progress, cancel=stop)
        if renewed.cancelled:
            return IndexReport(cancelled=True, seconds=time.monotonic() - started)
    with library.writing() as writer, ctrl_c_sets(stop), quiet_decoders():
        writer.use(models)
        run = _Run(writer, models, walked, stop=stop, progress=progress, batch=max(1, batch), sweep=sweep)
        run.compare(verify=verify)
        workers = workers or max(2, min(8, os.cpu_count() or 2))
        run.encode_changes(workers=workers)
        Refresh(writer, walked, progress=progress).run(stop=stop, workers=workers)
        run.finish()
        if writer.holes() > max(MANY_HOLES, len(run.known_ids)):  # as after all vectors were lost
            compact(writer)
        with suppress(LibraryFull):  # the pictures matter more than one more way back
            writer.catalogue.snapshot(writer.folder)
    keep_fitted(models, library)
    return replace(run.report(), seconds=time.monotonic() - started)


class _Run:
    """The state of one run: what is known, what waits for the next commit, and the counts."""

    def __init__(
        self,
        writer: Writer,
        models: Models,
        walked: Walk,
        *,
        stop: threading.Event,
        progress: ProgressCallback | None,
        batch: int,
        sweep: bool,
    ) -> None:
        self.writer = writer
        self.models = models
        self.walked = walked
        self.stop = stop
        self.progress = progress
        self.batch = batch
        self.known_files = writer.catalogue.known_files()
        self.known_ids = writer.catalogue.image_ids()
        self.lost = self._lost_vectors()
        self.known_ids -= self.lost
        self.away = 0
        if sweep:
            walked.roots += [item.path for item in walked.missing]
            known = sorted(self.known_files)
            walked.missing = [item for item in walked.missing if not count_below(item.path, known)]
        else:
            self._spare_absent_folders()
        self.bare = set(writer.catalogue.resting())  # a deleted picture's thumbnail went with it
        self.vanished = self._vanished()
        self.unclaimed: dict[ImageId, list[str]] = {}
        for path, file in self.vanished.items():
            self.unclaimed.setdefault(file.image_id, []).append(path)
        self.changes: list[SeenFile] = []
        self.waiting: dict[ImageId, Prepared] = {}
        self.thumbnails: dict[ImageId, bytes] = {}
        self.files: list[tuple[SeenFile, ImageId]] = []
        self.gone: list[str] = []
        self.new_skipped: list[Skipped] = []
        self.skipped = list(walked.skipped)
        self.counts = dict.fromkeys(("added", "updated", "unchanged", "moved", "removed", "encoded", "restored"), 0)
        self.done = 0
        self.cancelled = False

    def _lost_vectors(self) -> set[ImageId]:
        """Pictures whose vectors are gone or are not the ones that were written: they are encoded again."""
        gone, wrong = broken_pictures(self.writer.stores, self.writer.catalogue.checksums())
        if gone:
            self.writer.fill_up()  # rows keep their numbers; new ones follow
        return {*gone, *wrong}

    def _spare_absent_folders(self) -> None:
        """Folders that are gone, or hold no picture where there were some: their files are counted and not swept."""
        found, known = sorted(seen.path for seen in self.walked.files), sorted(self.known_files)
        for folder in self.walked.folders:
            before = count_below(folder, known)
            if before and not count_below(folder, found):
                cause = f"no picture is left in it, and it held {before:,} before: is its disk not here?"
                self.walked.skipped.append(Skipped(folder, cause, _STAY))
                self.walked.blind.append(folder)
                self.away += before
        for position, item in enumerate(self.walked.missing):
            if before := count_below(item.path, known):
                cause = f"it is not there now, and held {before:,} pictures: is its disk not here?"
                self.walked.missing[position] = Skipped(item.path, cause, _STAY)
                self.away += before

    def _vanished(self) -> dict[str, KnownFile]:
        """Known files below the walked folders that the walk did not meet, unless it could not look there."""
        met = {seen.path for seen in self.walked.files}
        walked, blind = Below(self.walked.roots), Below(self.walked.blind)
        return {
            path: file
            for path, file in self.known_files.items()
            if path not in met and walked(path) and not blind(path)
        }

    def compare(self, *, verify: bool) -> None:
        """Sort files into unchanged, moved with their folder (the same size, times and inode under another path) and to
        be read; all are with `verify`."""
        if verify:
            self.changes = list(self.walked.files)
            return
        by_stat = {file.stat: file.image_id for file in self.vanished.values() if file.inode and file.ctime_ns}
        for seen in self.walked.files:
            before = self.known_files.get(seen.path)
            if before is not None and before.image_id in self.lost:
                self.changes.append(seen)
                continue
            if before is not None and before.ctime_ns and before.stat == seen.stat:
                self.counts["unchanged"] += 1
                self._tell(seen.path)
                continue
            moved = by_stat.get(seen.stat) if before is None else None
            if moved is not None and moved not in self.lost and self._claim(moved):
                self.counts["moved"] += 1
                self.files.append((seen, moved))
                self._tell(seen.path)
            else:
                self.changes.append(seen)

    def encode_changes(self, *, workers: int) -> None:
        """Read, encode and commit what is new or changed, batch by batch."""
        results = ahead(
            lambda seen: prepare(seen, known=self.known_ids, lacking=self.bare),
            self.changes,
            workers=workers,
            depth=2 * self.batch,
        )
        with closing(results):
            for prepared in results:
                self._take(prepared)
                if len(self.waiting) >= self.batch or len(self.files) >= 16 * self.batch:
                    self._commit()
                if self.stop.is_set():
                    self.cancelled = True
                    break
        self._commit()

    def finish(self) -> None:
        """Sweep vanished files, clear old skip entries, remember the folders. A cancelled run sweeps nothing."""
        if self.cancelled:
            return
        catalogue = self.writer.catalogue
        before = {item.path for item in catalogue.skipped()}
        solved = set(filter(Below(self.walked.roots), before)) - {item.path for item in self.skipped}
        self.counts["removed"] = sum(map(len, self.unclaimed.values()))
        with catalogue.transaction():
            catalogue.remove_files(self.vanished)
            settle_pictures(catalogue, {file.image_id for file in self.vanished.values()})
            catalogue.run_many("DELETE FROM skipped WHERE path = ?", [(path,) for path in solved])
            catalogue.put_skipped(self.skipped)
            for folder in self.walked.folders:
                catalogue.add_folder(folder)
            for folder in catalogue.folders():
                if folder in self.walked.roots and not os.path.isdir(folder):  # swept, with all that was in it
                    catalogue.run("DELETE FROM folders WHERE path = ?", folder)
            if self.vanished:
                catalogue.bump_version()
        for image_id in {file.image_id for file in self.vanished.values()}:
            if not catalogue.paths(image_id):  # a deleted picture must not be found again
                self.writer.thumbnails.remove(image_id)

    def report(self) -> IndexReport:
        return IndexReport(
            found=len(self.walked.files),
            skipped=(*self.walked.missing, *self.skipped),
            left_out=tuple(self.walked.left_out),
            other_files=self.walked.other_files,
            cancelled=self.cancelled,
            away=self.away,
            **self.counts,
        )

    def _take(self, prepared: Prepared) -> None:
        """Queue one prepared file for the next commit."""
        seen, image_id = prepared.seen, prepared.image_id
        before = self.known_files.get(seen.path)
        if prepared.trouble is not None:
            self._skip(prepared.trouble)
        else:
            if prepared.decoded is not None and image_id not in self.known_ids and image_id not in self.waiting:
                self.waiting[image_id] = prepared
            elif prepared.thumbnail and image_id in self.known_ids:
                self.thumbnails[image_id] = prepared.thumbnail
            self.files.append((seen, image_id))
            self._count(before, image_id)
        self._tell(seen.path)

    def _count(self, before: KnownFile | None, image_id: ImageId) -> None:
        if before is not None:
            self.counts["unchanged" if before.image_id == image_id else "updated"] += 1
        elif self._claim(image_id):
            self.counts["moved"] += 1
        else:
            self.counts["added"] += 1

    def _claim(self, image_id: ImageId) -> bool:
        """Whether a vanished file held these bytes; each one explains one new path."""
        paths = self.unclaimed.get(image_id)
        if not paths:
            return False
        paths.pop()
        return True

    def _skip(self, trouble: Skipped) -> None:
        self.skipped.append(trouble)
        self.new_skipped.append(trouble)
        if trouble.path in self.known_files:
            self.gone.append(trouble.path)  # what it held before can no longer be shown

    def _commit(self) -> None:
        if not (self.waiting or self.files or self.gone or self.new_skipped):
            return
        waiting = list(self.waiting.values())
        images = [item.decoded.image for item in waiting if item.decoded is not None]
        encoded = encode_batch(self.models, images)
        refused = {waiting[position].image_id: cause for position, cause in encoded.refused.items()}
        for seen, image_id in self.files:
            if image_id in refused:
                self._skip(Skipped(seen.path, refused[image_id], "Save it again as JPEG or PNG, then index again."))
        kept = [waiting[position] for position in encoded.kept]
        self.writer.commit(
            [_new_picture(item) for item in kept],
            content=encoded.content,
            style=encoded.style,
            files=[(seen, image_id) for seen, image_id in self.files if image_id not in refused],
            gone=self.gone,
            skipped=self.new_skipped,
            thumbnails=self.thumbnails,
        )
        self.counts["encoded"] += len(kept)
        for item in kept:
            self.counts["restored"] += item.image_id in self.lost
            self.known_ids.add(item.image_id)
            self.lost.discard(item.image_id)
        self.waiting, self.files, self.gone, self.new_skipped, self.thumbnails = {}, [], [], [], {}

    def _tell(self, path: str) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(Progress(self.done, len(self.walked.files), path, len(self.skipped)))


def _new_picture(item: Prepared) -> NewPicture:
    decoded = item.decoded
    assert decoded is not None
    return NewPicture(
        item.image_id,
        item.seen.size,
        decoded.width,
        decoded.height,
        decoded.format,
        decoded.facts,
        item.thumbnail,
    )
