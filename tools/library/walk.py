"""Which files below some folders may be pictures, and what was skipped.

It knows names and folders and opens no file. Nothing is skipped silently: hidden, unreadable and duplicate folders are
reported.

    walked = walk(["/home/a/Pictures"]); walked.files, walked.left_out, walked.skipped
"""

from __future__ import annotations

import os
import stat
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.library.facts.sidecars import SUFFIXES as SIDECAR_SUFFIXES
from tools.library.raw import RAW_SUFFIXES
from tools.types import Skipped

CATALOGUE_NAME = "catalogue.sqlite"
"""A folder that holds this file is a Docent library; its thumbnails are not pictures to index."""

_NAMES = "jpg jpeg jpe jfif mpo png apng webp tif tiff gif bmp dib heic heif hif avif jp2 j2k jpx"
READABLE_SUFFIXES = frozenset(f".{name}" for name in _NAMES.split(" "))
SUFFIXES = READABLE_SUFFIXES | RAW_SUFFIXES

UNSUPPORTED = {".jxl": "JPEG XL", ".psd": "Photoshop", ".psb": "Photoshop", ".xcf": "GIMP"}
"""Pictures by their name that no decoder here reads; they are named instead of being passed over."""

_COARSE_NS = 3_000_000_000

_SYSTEM_FOLDERS = frozenset({"@eaDir", "__MACOSX", "$RECYCLE.BIN", "System Volume Information", "lost+found"})


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as the walk found it. `path` is absolute. With a ctime of 0 its content is compared."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int = 0

    @property
    def stat(self) -> tuple[int, int, int, int]:
        """Size, mtime, inode and ctime: all of them are the same in an unchanged file."""
        return self.size, self.mtime_ns, self.inode, self.ctime_ns

    @classmethod
    def of(cls, path: str, found: os.stat_result) -> SeenFile:
        """Times in whole seconds are what file systems keep that would not show a second change within that time."""
        coarse = found.st_mtime_ns % 1_000_000_000 == 0 and found.st_ctime_ns % 1_000_000_000 == 0
        settled = not coarse or found.st_ctime_ns < time.time_ns() - _COARSE_NS
        return cls(path, found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns if settled else 0)


@dataclass
class Walk:
    """`files` in walking order; `skipped` could not be read; `left_out` was passed over on purpose; `roots` were walked
    and may be swept, except below `blind`; `missing` were asked for and are not there; `sidecars`, by folder and
    name, may speak of a picture beside them (with size and time); `other_files` are neither."""

    files: list[SeenFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    left_out: list[Skipped] = field(default_factory=list)
    missing: list[Skipped] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    sidecars: dict[str, dict[str, str]] = field(default_factory=dict)
    other_files: int = 0


def walk(folders: Sequence[str | Path]) -> Walk:
    """Walk folders (a file stands for itself). Overlapping ones, links and loops are walked once."""
    found = Walk()
    seen: dict[tuple[int, int], str] = {}
    seen_files: set[str] = set()
    links: list[str] = []
    roots = [os.path.abspath(os.path.expanduser(os.fspath(folder))) for folder in folders]
    for root in sorted(dict.fromkeys(roots), key=lambda path: path.count(os.sep)):  # outer folders first
        if not os.path.exists(root):
            found.missing.append(
                Skipped(_shown(root), "there is no such file or folder.", "Check its spelling, or plug in its disk.")
            )
        elif not _speakable(root, found):
            continue
        elif os.path.isdir(root):
            if _key(root) not in seen:
                found.folders.append(root)
                _walk_folder(root, found, seen, seen_files, links)
            found.roots.append(root)
        else:
            found.roots.append(root)
            _note_sidecars(os.path.dirname(root), found)
            _take(root, os.path.basename(root), found, seen_files)
    while links:  # after all real folders, so that a picture is known by its real path where it has one
        _walk_folder(links.pop(0), found, seen, seen_files, links)
    return found


class Below:
    """Whether a path is one of some roots or lies in one; fast for many roots, when files are given one by one."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = frozenset(roots)
        self._prefixes = tuple(root.rstrip(os.sep) + os.sep for root in roots if not os.path.isfile(root))

    def __call__(self, path: str) -> bool:
        return path in self._roots or path.startswith(self._prefixes)


def count_below(root: str, ordered: Sequence[str]) -> int:
    """How many of the paths, which are in order, are `root` or lie in it."""
    folder = root.rstrip(os.sep)
    within = bisect_left(ordered, folder + chr(ord(os.sep) + 1)) - bisect_left(ordered, folder + os.sep)
    return within + bisect_right(ordered, root) - bisect_left(ordered, root)


def _walk_folder(
    root: str, found: Walk, seen: dict[tuple[int, int], str], seen_files: set[str], links: list[str]
) -> None:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            key = _key(folder)
            if key in seen:
                found.left_out.append(
                    Skipped(_shown(folder), f"it is the same folder as {_shown(seen[key])}.", "Nothing to do.")
                )
                continue
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            found.blind.append(folder)
            found.skipped.append(
                Skipped(_shown(folder), f"the folder cannot be read ({error.strerror}).", "Check its permissions.")
            )
            continue
        seen[key] = folder
        if any(entry.name == CATALOGUE_NAME for entry in entries):
            found.left_out.append(Skipped(_shown(folder), "it is a Docent library.", "Nothing to do."))
            continue
        inner: list[str] = []
        found.sidecars[folder] = {entry.name: _stamp(entry) for entry in entries if _is_sidecar(entry)}
        for entry in entries:
            _sort_entry(entry, found, links if entry.is_symlink() else inner, seen_files)
        waiting.extend(reversed(inner))


def _sort_entry(entry: os.DirEntry[str], found: Walk, inner: list[str], seen_files: set[str]) -> None:
    """Put one entry of a folder where it belongs."""
    try:
        is_folder = entry.is_dir()
    except OSError:
        is_folder = False  # a link that leads in a circle: reported as a file that cannot be read
    if is_folder and (entry.name.startswith(".") or entry.name in _SYSTEM_FOLDERS):
        kind = "a hidden folder" if entry.name.startswith(".") else "a folder of the system"
        found.left_out.append(
            Skipped(_shown(entry.path), f"it is {kind}.", "Name it on the command line to index it all the same.")
        )
    elif is_folder:
        if _speakable(entry.path, found):
            inner.append(entry.path)
    else:
        _take(entry.path, entry.name, found, seen_files)


def _note_sidecars(folder: str, found: Walk) -> None:
    """For pictures that are given one by one: what lies beside them."""
    if folder in found.sidecars:
        return
    try:
        with os.scandir(folder) as entries:
            found.sidecars[folder] = {entry.name: _stamp(entry) for entry in entries if _is_sidecar(entry)}
    except OSError:
        found.blind.append(folder)


def _is_sidecar(entry: os.DirEntry[str]) -> bool:
    return entry.name.lower().endswith(SIDECAR_SUFFIXES) and not entry.name.startswith(".")


def _stamp(entry: os.DirEntry[str]) -> str:
    """Size and time; a change of either has the sidecar read again."""
    try:
        stat = entry.stat()
    except OSError:
        return "?"
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def _take(path: str, name: str, found: Walk, seen_files: set[str]) -> None:
    suffix = os.path.splitext(name)[1].lower()
    if suffix in UNSUPPORTED:
        remedy = "Save a copy as JPEG, PNG or TIFF beside it."
        found.skipped.append(Skipped(_shown(path), f"Docent does not read {UNSUPPORTED[suffix]} files.", remedy))
        return
    if suffix not in SUFFIXES:
        found.other_files += suffix not in SIDECAR_SUFFIXES
        return
    if name.startswith("."):
        found.left_out.append(Skipped(_shown(path), "it is a hidden file.", "Rename it to index it."))
        return
    if path in seen_files or not _speakable(path, found):
        return
    seen_files.add(path)
    try:
        found_stat = os.stat(path)
    except OSError as error:
        cause = "it is a link to nothing." if os.path.islink(path) else f"it cannot be read ({error.strerror})."
        if not os.path.islink(path):
            found.blind.append(path)
        found.skipped.append(Skipped(_shown(path), cause, "Repair or remove it."))
        return
    if not stat.S_ISREG(found_stat.st_mode):  # opening a pipe would wait for ever
        found.skipped.append(Skipped(_shown(path), "it is a pipe or a device and no file.", "Remove or rename it."))
        return
    found.files.append(SeenFile.of(path, found_stat))


def is_speakable(path: str) -> bool:
    """Whether a name is text: one that is not could be stored nowhere that speaks UTF-8 (JSON, the page)."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _speakable(path: str, found: Walk) -> bool:
    if is_speakable(path):
        return True
    found.skipped.append(Skipped(_shown(path), "its name is not valid UTF-8.", "Rename it, for instance with convmv."))
    found.blind.append(path)
    return False


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _key(folder: str) -> tuple[int, int]:
    found = os.stat(folder)
    return found.st_dev, found.st_ino
