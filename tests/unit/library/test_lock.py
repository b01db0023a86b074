"""One writer at a time, and a lock left by the dead stands in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.errors import LibraryBusy
from tools.library.lock import LOCK_NAME, WriterLock, is_locked

ROOT = Path(__file__).resolve().parents[3]


def test_a_second_writer_is_told_who_has_it(tmp_path):
    with WriterLock(tmp_path):
        assert is_locked(tmp_path)
        with pytest.raises(LibraryBusy, match=str(os.getpid())):
            WriterLock(tmp_path).__enter__()
    assert not is_locked(tmp_path)
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
    with WriterLock(tmp_path):
        pass
