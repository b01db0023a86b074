"""Nothing that a name holds reaches the terminal as a command to it, and no text ends in a traceback."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from agent.cli import printing
from agent.cli.terminal import visible, visible_json
from tools.library import IndexReport
from tools.types import Skipped

OBEYED = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


@given(st.text())
def test_what_is_shown_is_one_line_that_no_terminal_obeys(text):
    assert not OBEYED & set(visible(text))
    assert visible(visible(text)) == visible(text)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_shown_as_safely_and_means_the_same(value):
    shown = visible_json(value)
    assert not OBEYED & set(shown) - {"\n"}
    assert json.loads(shown) == value
    assert "\n" not in visible_json(value, indent=None)


def test_lone_surrogates_are_shown_by_their_number():
    assert visible("a\udcff\ud800") == r"a\udcff\ud800"
    assert json.loads(visible_json("a\ud800")) == "a\ud800"


def test_what_is_passed_over_is_counted_and_one_folder_is_one_line(capsys, tmp_path):
    deep = "/photos" + "/" + "d" * 300
    bad = [Skipped(f"{deep}/{number}.jpg", "it may not be read.", "Give yourself permission.") for number in range(50)]
    one = Skipped("/photos/x.jpg", "it is damaged.", "Copy it again.")
    left_out = [Skipped(f"/photos/.{number}", "it is a hidden folder.", "Name it.") for number in range(7)]
    left_out.append(Skipped("/photos/lib", "it is a Docent library.", "Nothing to do."))
    printing.index_report(IndexReport(skipped=(*bad, one), left_out=tuple(left_out), other_files=3), tmp_path)
    out = " ".join(capsys.readouterr().out.split())
    assert "7 because it is a hidden folder, 1 because it is a Docent library, 3 other files" in out
    assert out.count("it may not be read") == 1
    assert "skipped 50 in" in out
    assert "and 47 more" in out
    assert "skipped /photos/x.jpg: it is damaged." in out
