"""No library adds a variable to the environment behind the command's back: another thread may be reading the table."""

from __future__ import annotations

import os
import subprocess
import sys

AFTER_THE_START = """
import os, sys
from tools.environment import settle_environment

settle_environment()

def told(event, arguments):
    if event == "os.putenv" and os.fsdecode(arguments[0]) not in os.environ:
        print(os.fsdecode(arguments[0]))

sys.addaudithook(told)
import ui
import tools.encoders.load, tools.encoders.pocket.models, tools.encoders.full.openclip
import tools.encoders.full.vae, tools.encoders.full.style_texts, tools.encoders.full.recipes
"""


def test_what_is_imported_later_finds_its_variables_there():
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", AFTER_THE_START], env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
