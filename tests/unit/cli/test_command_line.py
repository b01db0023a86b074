"""The command line: what is mistyped gets one sentence and code 2, and help comes without what is behind the verbs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import main

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("search", "The request is missing. See: docent search --help."),
        ("search dogs -k 0", 'Invalid value "0" for -k. It must be from 1 to 1000. See: docent search --help.'),
        ("search dogs -k many", 'Invalid value for -k: unable to convert "many" into int. See: docent search --help.'),
        ("search dogs --planer x", "Unknown option: --planer. Did you mean --planner? See: docent search --help."),
        ("search two words", '"words" is one word too many. See: docent search --help.'),
        ("similar a --nearby", "--nearby needs a value. See: docent similar --help."),
        ("similar a --content-only --style-only", "Choose one of --content-only and --style-only."),
        ("export --json --csv out", "Choose one of --json and --csv. See: docent export --help."),
        ("doctor --no-repair", "Unknown option: --no-repair."),
        ("models push full", '"push" is one word too many. See: docent models --help.'),
        ("models pull", "Which set? Say: docent models pull full."),
        ("--models big plan dogs", 'Invalid value "big" for --models. Choose from: "auto", "pocket", "full".'),
        ("plan dogs --planner gpt", 'Invalid value "gpt" for --planner.'),
        ("--library", "--library needs a value. See: docent --help."),
        ("frobnicate", "frobnicate is neither a folder nor a verb. The verbs: open, index, search, plan,"),
        ("--frobnicate", "Unknown option: --frobnicate. See: docent open --help."),
    ],
)
def test_what_is_mistyped_gets_one_sentence(capsys, words, says):
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"docent: {says}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", ["--library {} export out", "export --library {} out", "export out --library={}"])
def test_the_library_is_named_before_or_behind_the_verb(capsys, tmp_path, words):
    absent = tmp_path / "absent"
    assert main(words.format(absent).split()) == 1
    assert str(absent) in capsys.readouterr().err


def test_the_variable_says_the_same(setting, capsys, tmp_path):
    setting("DOCENT_LIBRARY", tmp_path / "absent")
    assert main(["export", "out"]) == 1
    assert str(tmp_path / "absent") in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--help", "-h", "search --help", "models pull --help"])
def test_help_is_made_of_the_verbs(capsys, words):
    assert main(words.split()) == 0
    said = capsys.readouterr().out
    assert "--library" in said
    assert "DOCENT_LIBRARY" in said


def test_help_needs_none_of_the_libraries_behind_the_verbs():
    code = "import sys; from agent.cli import main; main(['--help']); print({'numpy', 'pydantic'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"
