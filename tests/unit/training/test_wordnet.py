"""WordNet's files, a few lines of them made up: which nouns become things, which quotations sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.tagger.thing_list import SHOWN, thing_words
from training.tagger.wordnet import read_wordnet

NOUNS = """  1 a licence stands here
00000100 06 n 01 art 0 000 | products of creativity
00000200 06 n 02 spoutbox 0 spout_box 0 001 @ 00000900 n 0000 | a box with a spout; "he filled the spoutbox slowly"
00000300 06 n 01 dabwork 0 001 @ 00000100 n 0000 | a picture of dabs
00000400 05 n 02 Genus_Foo 0 genus_Foo 0 000 | a genus
00000500 09 n 01 worry 0 000 | a thought; "we want pictures of it"
00000600 18 n 01 louse 0 000 | (offensive) an unpleasant person
00000700 17 n 01 Bigrock 0 001 @i 00000900 n 0000 | a rock
00000800 20 n 01 silver 0 000 | a plant; "a silver hedge"
"""
VERBS = """00000100 30 v 01 flee 0 000 01 + 08 00 | run away; "the baker fled from the oven"; "flee at once" """


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("data.noun", NOUNS), ("data.verb", VERBS), ("data.adj", ""), ("data.adv", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "index.adj").write_text("  a licence\nsilver a 1 0 1 0 00000001  \n", encoding="utf-8")
    return tmp_path


def test_concrete_nouns_are_things_and_statements_are_sentences(folder: Path) -> None:
    found = read_wordnet(folder)
    assert found.things == ["spoutbox", "spout box", "silver"]
    assert found.sentences == ["the baker fled from the oven", "he filled the spoutbox slowly"]


def test_words_that_can_only_be_things(folder: Path) -> None:
    assert thing_words(folder, looks=["pen and ink"]) == [*SHOWN, "spoutbox"]
    assert thing_words(folder, looks=["rusty spoutboxes"]) == list(SHOWN)


def test_a_folder_without_it_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_wordnet(tmp_path)
