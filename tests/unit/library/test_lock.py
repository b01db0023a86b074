"""One writer at a time, and a lock left by the dead stands in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tools.errors import LibraryBusy
from tools.library.lock import LOCK_NAME, WriterLock, is_at_work

ROOT = Path(__file__).resolve().parents[3]


def test_a_second_writer_is_told_who_has_it(tmp_path):
    with WriterLock(tmp_path):
        assert is_at_work(tmp_path)
        with pytest.raises(LibraryBusy, match=str(os.getpid())):
            WriterLock(tmp_path).__enter__()
    assert not is_at_work(tmp_path)
    with WriterLock(tmp_path):
        pass


def test_a_lock_file_of_a_dead_process_is_taken_over(tmp_path):
    code = (
        "import os, pathlib, sys; from tools.library.lock import WriterLock;"
        " WriterLock(pathlib.Path(sys.argv[1])).__enter__(); os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert (tmp_path / LOCK_NAME).exists()
    assert not is_at_work(tmp_path)
    with WriterLock(tmp_path):
        pass


def test_looking_whether_somebody_writes_never_stands_in_a_writers_way(tmp_path):
    assert not is_at_work(tmp_path)
    over, found = threading.Event(), []

    def look() -> None:
        while not over.is_set():
            found.append(is_at_work(tmp_path))

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(300):
        with WriterLock(tmp_path):
            pass
    over.set()
    looking.join()
    assert found
