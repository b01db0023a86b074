"""Originals are opened to be read, never made, renamed, removed or touched: each such call of a journey is watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.unit.library.pictures import folder_of, save

ROOT = Path(__file__).resolve().parents[3]

JOURNEY = """
import json, os, sys
from pathlib import Path

photos, folder = Path(sys.argv[1]), Path(sys.argv[2])
calls = []
TOUCHING = {f"os.{name}" for name in "remove rename rmdir mkdir chmod chown utime truncate link".split()}

def watch(event, given):
    if event == "open" or event in TOUCHING:
        names = [os.fspath(each) for each in given[:2] if isinstance(each, (str, os.PathLike))]
        if any(str(name).startswith(str(photos)) for name in names):
            calls.append([event, names[0], given[1] if event == "open" else "", given[2] if event == "open" else 0])

sys.addaudithook(watch)
from tools.encoders.hashing import HashEncoder, hash_models
from tools.encoders.protocols import Models
from tools.errors import BadRequest
from tools.library import Library, index, reembed
from tools.library.decode import read_picture
from tools.library.loader import content_id_of

first = next(photos.glob("*.jpg"))
other = Models("other", HashEncoder("other content"), HashEncoder("other style"))
with Library.create(folder) as library:
    index(library, [photos], hash_models())
    index(library, [photos], hash_models())
    image_id = library.find_path(first)
    for thumbnail in (folder / "thumbnails").rglob("*.webp"):
        thumbnail.unlink()
    library.thumbnail(image_id)
    library.doctor(hash_models())
    library.doctor(hash_models(), repair=True)
    library.export(folder.parent / "out.json")
    try:
        library.export(first)
    except BadRequest:
        pass
    reembed(library, other)
    read_picture(str(first))
    content_id_of(str(first))
json.dump(calls, sys.stdout)
"""


def state(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_originals_are_opened_read_only_during_a_whole_journey(tmp_path, photos):
    folder_of(photos, 4)
    save(photos / "deep" / "a.png", 50)
    save(photos / "b.tif", 51)
    (photos / "broken.jpg").write_bytes(b"no picture")
    before = state(photos)
    done = subprocess.run(
        [sys.executable, "-c", JOURNEY, str(photos), str(tmp_path / "library")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    calls = json.loads(done.stdout)
    assert {name for _, name, _, _ in calls} >= set(before)  # the watch sees what it is to watch
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    assert [call for call in calls if call[0] != "open" or call[3] & writing] == []
    assert state(photos) == before
