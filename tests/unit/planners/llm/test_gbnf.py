"""The grammar of a message's own words: whatever it lets through was said, each word once, in order."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language.span import Span
from agent.plan.edits import AddTerm, apply
from agent.plan.query_plan import QueryPlan
from agent.planners.llm.gbnf import PLACE, Line, actions, grammar_of, lines, mentions, runs

DOGS = apply(QueryPlan(), AddTerm(text="dogs"))
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\w-]+|[()|]')


class Writer:
    """Writes a random sentence of a grammar, as a model would that knows nothing: an independent reader of GBNF."""

    def __init__(self, grammar: str, seed: int) -> None:
        pairs = (line.split(" ::= ", 1) for line in grammar.splitlines())
        self.rules = {name: TOKEN.findall(body) for name, body in pairs}
        self.choose = random.Random(seed).choice

    def write(self, rule: str = "root") -> str:
        tokens = list(self.rules[rule])
        return self._options(tokens)

    def _options(self, tokens: list[str]) -> str:
        options: list[list[str]] = [[]]
        depth = 0
        for token in tokens:
            depth += (token == "(") - (token == ")")
            if token == "|" and depth == 0:
                options.append([])
            else:
                options[-1].append(token)
        return self._sequence(self.choose(options))

    def _sequence(self, tokens: list[str]) -> str:
        out, at = "", 0
        while at < len(tokens):
            if tokens[at] == "(":
                depth, end = 1, at + 1
                while depth:
                    depth += (tokens[end] == "(") - (tokens[end] == ")")
                    end += 1
                out += self._options(tokens[at + 1 : end - 1])
                at = end
                continue
            token = tokens[at]
            quoted = token.startswith('"')
            out += (
                token[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
                if quoted
                else self.write(token)
            )
            at += 1
        return out


@pytest.mark.parametrize("seed", range(40))
def test_what_the_grammar_lets_through_was_said_once_and_in_order(seed):
    message = "Foggy harbours by J. M. W. Turner, steer clear of cars and 'old' people-carriers"
    text = Writer(grammar_of(runs(message), actions(QueryPlan())), seed).write()
    assert text.endswith("end")
    at = 0
    for line in lines(text):
        found = message.find(line.text, at)
        assert found >= 0, (line.text, message[at:])
        at = found + len(line.text)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)


@given(WORDS, st.integers(0, 10**6))
def test_every_message_has_a_grammar_and_every_sentence_of_it_is_the_users(message, seed):
    text = Writer(grammar_of(runs(message), actions(QueryPlan())), seed).write()
    for line in lines(text):
        assert line.text in message
    found, places = mentions(message, lines(text))
    assert all(m.of(message) == m.text for m in found)
    assert all(0 <= p.start < p.end <= len(message) for p in places)


def test_punctuation_what_code_took_and_asking_words_make_no_run():
    message = "please show no dogs, cats since 2019"
    assert [run.words for run in runs(message, taken=[Span(message.index("since"), len(message))])] == [
        ("dogs",),
        ("cats",),
    ]
    assert not runs("")
    assert grammar_of([], actions(QueryPlan())).startswith('root ::= "end"')


def test_follow_up_roles_need_a_plan():
    assert "drop" not in actions(QueryPlan())
    assert {"drop", "more", "swap", "instead", PLACE} <= set(actions(DOGS))


def test_lines_are_read_and_unfinished_ones_left_out():
    assert lines("show: fog\nshow: fog\nlook: Turner\nnonsense\ndance: x\navoid:") == [
        Line("show", "fog"),
        Line("look", "Turner"),
    ]


def test_lines_become_mentions_of_the_message():
    message = "use owls rather than cats in the watercolour, near Bergen, very foggy"
    written = [Line("instead", "owls"), Line("swap", "cats"), Line("show", "watercolour"), Line(PLACE, "Bergen")]
    found, places = mentions(message, [*written, Line("show", "foggy"), Line("avoid", "foggy")])
    assert [(m.text, m.action, m.channel) for m in found] == [
        ("owls", "new", "content"),
        ("cats", "old", "content"),
        ("watercolour", "add", "style"),
        ("foggy", "add", "content"),
    ]
    assert found[3].strength is not None
    assert [place.of(message) for place in places] == ["Bergen"]
