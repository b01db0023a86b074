"""Repair of what the doctor found.

report = check_up(path, models=models, repair=True)
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tools.encoders.protocols import Models
from tools.errors import UnreadableImage
from tools.library.compact import compact
from tools.library.disk_errors import named_storage_errors
from tools.library.doctor import DoctorReport, Examination, Finding, examine
from tools.library.loader import read_again
from tools.library.lock import is_at_work
from tools.library.writer import Writer
from tools.types import ImageId


def check_up(folder: Path, *, models: Models | None = None, repair: bool = False, sample: int = 16) -> DoctorReport:
    """Examine a library and, on request, repair it.

    Repair removes pictures whose vectors cannot be trusted (the next indexing adds them again), makes missing
    thumbnails, removes leftovers and releases the space of vanished pictures.

    Raises: LibraryBusy when `repair` is asked for while another process writes; LibraryError for a catalogue that
    cannot be read.
    """
    if not repair:
        found = examine(folder, models=models, sample=sample)
        if is_at_work(folder):  # a batch in flight looks like one that was killed
            found.notes = ["Another process is writing to the library at this moment."]
        return _report(found)
    with Writer(folder) as writer, named_storage_errors(folder):  # holds the lock, so what is found is still so
        found = examine(folder, models=models, sample=sample)
        _forget(writer, found.broken)
        made = _make_thumbnails(writer, found.thumbnails_missing)
        for path in found.strays:
            path.unlink(missing_ok=True)
        found.holes = compact(writer)
        found.findings = [_mended(finding, found, made) for finding in found.findings]
        found.notes = [f"The room of {found.holes} vector rows was given back."] if found.holes else []
        found.notes += [f"{len(found.strays)} leftover files were removed."] if found.strays else []
        return _report(found)


def _report(found: Examination) -> DoctorReport:
    return DoctorReport(found.pictures, found.files, found.reencoded, tuple(found.findings), tuple(found.notes))


def _forget(writer: Writer, image_ids: list[ImageId]) -> None:
    """Take pictures out of the catalogue, and fill the vector files up to the rows it speaks of."""
    if not image_ids:
        return
    with writer.catalogue.transaction():
        values = [(image_id,) for image_id in image_ids]
        writer.catalogue.run_many("DELETE FROM files WHERE image_id = ?", values)
        writer.catalogue.run_many("DELETE FROM pictures WHERE image_id = ?", values)
        writer.catalogue.bump_version()
    writer.fill_up()


def _make_thumbnails(writer: Writer, image_ids: list[ImageId]) -> int:
    """How many could not be made, because no readable original is left."""
    failed = 0
    for image_id in image_ids:
        for path in writer.catalogue.paths(image_id):
            try:
                writer.thumbnails.write(image_id, read_again(path, image_id).thumbnail)
                break
            except UnreadableImage:
                continue  # another file may hold the same bytes; when none does, the count says so
        else:
            failed += bool(writer.catalogue.paths(image_id))
    return failed


def _mended(finding: Finding, found: Examination, thumbnails_failed: int) -> Finding:
    if finding.kind == "vectors" and found.broken:
        return replace(finding, remedy="Index the folders again to take them in.", repaired=True)
    if finding.kind == "thumbnails" and not thumbnails_failed:
        return replace(finding, repaired=True)
    return finding
