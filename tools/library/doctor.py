"""Integrity check of a library, and repair of what can be repaired.

It checks that the catalogue, the vector files and the thumbnails agree, that every vector is the one that was written
for its picture (CRC), and, given the models, that a sample of pictures encodes to the stored vectors.

    report = examine(path, models=None, repair=False); report.ok, report.findings
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.encoders.protocols import Models
from tools.library.catalogue import Catalogue
from tools.library.catalogue_file import connect
from tools.library.decoder_warnings import quiet_decoders
from tools.library.disk_errors import REBUILD, named_storage_errors
from tools.library.encoding import encode_batch
from tools.library.fact_report import fact_notes
from tools.library.loader import prepare
from tools.library.paths import THUMBNAILS, VECTORS
from tools.library.thumbnails import Thumbnails, is_whole
from tools.library.vectors import FlatVectors
from tools.library.verification import broken_pictures
from tools.library.walk import CATALOGUE_NAME, SeenFile
from tools.types import CHANNELS, Channel, ImageId

SAME_COSINE = 0.995
"""Least cosine between a stored and a fresh vector of the same bytes: other batch sizes and processors move the last
digits, a shifted row or another model falls far below."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `kind` groups findings; `repaired` after a run with `repair=True`."""

    kind: str
    message: str
    remedy: str
    repaired: bool = False


@dataclass(frozen=True)
class DoctorReport:
    """`pictures` were checked row by row, `reencoded` of them by encoding them again. `notes` need no action."""

    pictures: int
    files: int
    reencoded: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is left to repair."""
        return all(finding.repaired for finding in self.findings)


@dataclass
class Examination:
    """What a check found, in the terms that a repair needs."""

    catalogue: Catalogue
    folder: Path
    findings: list[Finding]
    notes: list[str]
    broken: list[ImageId]
    thumbnails_missing: list[ImageId]
    strays: list[Path]
    holes: int = 0
    pictures: int = 0
    files: int = 0
    reencoded: int = 0


def examine(folder: Path, *, models: Models | None = None, sample: int = 16) -> Examination:
    """Check everything, change nothing. `sample` pictures (all of them when it exceeds their number) are encoded again
    when `models` are the library's own.

    Raises: LibraryError when the catalogue cannot be read at all.
    """
    with named_storage_errors(folder), quiet_decoders():
        catalogue = Catalogue(connect(folder / CATALOGUE_NAME))
        try:
            found = Examination(catalogue, folder, [], [], [], [], [])
            with catalogue.transaction(write=False):
                _check_catalogue(found)
                _check_vectors(found)
                _check_leftovers(found)
                if all(finding.kind != "catalogue" for finding in found.findings):  # else anything may stand in it
                    found.notes += fact_notes(catalogue)
            _check_thumbnails(found)
            _check_folders(found)
            if models is not None:
                _check_models(found, models, sample)
            return found
        finally:
            catalogue.close()


def _check_catalogue(found: Examination) -> None:
    answers = [row[0] for row in found.catalogue.all("PRAGMA integrity_check(20)")]
    answers = [] if answers == ["ok"] else answers
    answers += [f"{row[0]} row refers to nothing" for row in found.catalogue.all("PRAGMA foreign_key_check")]
    wrong = found.catalogue.wrong_rows()
    answers += [f"{count} rows of {table} are not as they were written" for table, count in wrong.items()]
    if answers:
        found.findings.append(
            Finding(
                "catalogue",
                f"The catalogue is damaged: {'; '.join(answers[:3])}.",
                REBUILD,
            )
        )


def _stores(found: Examination) -> dict[Channel, FlatVectors]:
    files = found.catalogue.vector_files()
    return {
        channel: FlatVectors(found.folder / VECTORS / files[channel].file, dim=files[channel].dim)
        for channel in CHANNELS
        if channel in files
    }


def _check_vectors(found: Examination) -> None:
    """Every picture's rows are there, of unit norm, and the ones that were written for it."""
    rows = found.catalogue.checksums()
    found.pictures = len(rows)
    found.files = int(found.catalogue.one("SELECT COUNT(*) FROM files"))
    if not rows:
        return
    lost, wrong = broken_pictures(_stores(found), rows)
    found.broken = lost + wrong
    remedy = "They are made again by: docent index."
    if lost:
        found.findings.append(Finding("vectors", f"{len(lost)} pictures have lost their vectors.", remedy))
    if wrong:
        found.findings.append(
            Finding("vectors", f"{len(wrong)} pictures have vectors that are not the ones written for them.", remedy)
        )


def _check_leftovers(found: Examination) -> None:
    """Rows without a file, bytes behind the last row, files that nothing refers to."""
    next_row = found.catalogue.next_row()
    present = int(found.catalogue.one("SELECT COUNT(DISTINCT image_id) FROM files"))
    found.holes = next_row - present
    if found.holes:
        found.notes.append(f"{found.holes} vector rows belong to vanished pictures; --repair gives their room back.")
    used = {entry.file for entry in found.catalogue.vector_files().values()}
    plan = found.catalogue.meta("reembed")
    if plan is not None:
        used |= {file for _, file in json.loads(plan).values()}
        done, goal = found.catalogue.meta("reembed_next"), found.catalogue.meta("reembed_models") or "auto"
        found.findings.append(
            Finding(
                "models",
                f"Making the vectors again was begun and not finished ({done} of {next_row} rows).",
                f"Open the page, which goes on with it, or say: docent index --reembed --models {goal}.",
            )
        )
    folder = found.folder / VECTORS
    if folder.is_dir():
        found.strays += [path for path in folder.iterdir() if path.is_file() and path.name not in used]
    tail = sum(max(0, len(store) - next_row) for store in _stores(found).values())
    if tail:
        found.notes.append(f"{tail} rows of an unfinished batch lie at the end; the next indexing cuts them off.")


def _check_thumbnails(found: Examination) -> None:
    thumbnails = Thumbnails(found.folder / THUMBNAILS)
    wanted = {row[0] for row in found.catalogue.all("SELECT DISTINCT image_id FROM files")}
    there: set[str] = set()
    for path in thumbnails.files():
        if path.suffix == ".webp" and path.stem in wanted and _whole(path):
            there.add(path.stem)
        elif path.suffix != ".webp" or path.stem not in wanted:
            found.strays.append(path)
    found.thumbnails_missing = sorted(wanted - there)
    if found.thumbnails_missing:
        found.findings.append(
            Finding(
                "thumbnails",
                f"{len(found.thumbnails_missing)} thumbnails are missing or cut off.",
                "They are made again when they are shown, or now with: docent doctor --repair.",
            )
        )
    if found.strays:  # what a killed batch leaves: harmless, so no finding
        found.notes.append(f"{len(found.strays)} files in the library belong to no picture; --repair removes them.")


def _whole(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(12)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return False
    return is_whole(head, size=size)


def _check_folders(found: Examination) -> None:
    for path in found.catalogue.folders():
        if not os.path.isdir(path):
            found.findings.append(
                Finding(
                    "folders",
                    f"The folder {path} is not there now; its pictures stay in the library.",
                    "Plug in its disk, or index the place it has moved to.",
                )
            )


def _check_models(found: Examination, models: Models, sample: int) -> None:
    files = found.catalogue.vector_files()
    strangers = [channel for channel, entry in files.items() if getattr(models, channel).name != entry.encoder]
    if strangers:
        found.notes.append(f"The vectors were not compared: they are {found.catalogue.meta('models')}'s.")
        return
    broken = set(found.broken)
    entries = [row for row in found.catalogue.present() if row[0] not in broken]
    chosen = entries if sample >= len(entries) else random.Random(0).sample(entries, sample)
    worst: list[str] = []
    for start in range(0, len(chosen), 32):
        worst += _differing(found, models, chosen[start : start + 32])
    if worst:
        found.findings.append(
            Finding(
                "vectors",
                f"{len(worst)} of {found.reencoded} pictures encode to other vectors than the stored ones"
                f" (for instance {worst[0]}).",
                "Make all vectors again with: docent index --reembed FOLDER.",
            )
        )


def _differing(found: Examination, models: Models, entries: Iterable[tuple[Any, ...]]) -> list[str]:
    """Paths of those whose stored vectors differ from fresh ones; files that changed since are left to the next run."""
    fresh = []
    for entry in entries:
        prepared = prepare(SeenFile(entry[2], 1, 0, 0), known=frozenset())
        if prepared.image_id == entry[0] and prepared.decoded is not None:
            fresh.append((entry, prepared.decoded.image))
    encoded = encode_batch(models, [image for _, image in fresh])
    found.reencoded += len(encoded.kept)
    rows = np.array([fresh[position][0][1] for position in encoded.kept], dtype=np.int64)
    low = np.ones(len(rows), dtype=bool)
    for channel, vectors in (("content", encoded.content), ("style", encoded.style)):
        stored = _stores(found)[channel].rows()[rows]  # type: ignore[index]
        low &= np.einsum("nd,nd->n", stored, vectors) >= SAME_COSINE
    return [fresh[position][0][2] for position, good in zip(encoded.kept, low, strict=True) if not good]
