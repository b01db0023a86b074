"""The cue lexicon: files of phrases, and the patterns that are built from them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from agent.language import cues
from agent.language.cues import any_of, phrases, words_of
from agent.language.cues.cue_actions import BEFORE, BEHIND
from agent.language.cues.cue_actions import cues as actions

FOLDER = Path(cues.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
SOURCES = "\n".join(path.read_text("utf-8") for path in FOLDER.parents[1].rglob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_its_phrases_mean_and_holds_each_once(name: str) -> None:
    first = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
    assert [phrase for phrase, count in Counter(phrases(name)).items() if count > 1] == []
    assert all(phrase == phrase.casefold() for phrase in phrases(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_read_by_somebody(name: str) -> None:
    assert f'"{name}"' in SOURCES or f"'{name}'" in SOURCES or name.startswith("dates_")


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_matches_every_phrase_of_its_file(name: str) -> None:
    pattern = re.compile(rf"(?:{any_of(name)})")
    for phrase in phrases(name):
        assert pattern.fullmatch(phrase.replace("*", ""))
        assert pattern.fullmatch(phrase.replace("*", "ing").replace("'", "’"))


def test_the_longest_phrase_comes_first() -> None:
    match = re.match(any_of("drop_verbs", "drop_verbs_of_terms"), "forget about it")
    assert match is not None
    assert match.group() == "forget about"


def test_an_unknown_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        any_of("no_such_cues")


def test_words_are_looked_up_in_several_files_at_once() -> None:
    assert {"sunny", "mauve", "teal"} & words_of("settings", "colours") == {"sunny", "teal"}


@pytest.mark.parametrize("listed", [BEFORE, BEHIND])
def test_a_cue_has_one_action(listed: dict[str, tuple[str, ...]]) -> None:
    all_phrases = [phrase for names in listed.values() for name in names for phrase in phrases(name)]
    assert len(all_phrases) == len(set(all_phrases))


def test_cues_act_on_what_stands_behind_or_before_them() -> None:
    before, behind = actions()
    assert (before["no"], before["get rid of"], behind["is fine"]) == ("avoid", "drop", "allow")
