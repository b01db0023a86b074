"""Scenes stay as they were said: messages in, the plan's terms out."""

from __future__ import annotations

import pytest

from agent import open_session


def terms(*messages: str) -> list[tuple[str, str, float]]:
    session = open_session(library=None, planner="embedded")
    for message in messages:
        reply = session.say(message)
    return [(t.text, t.channel, t.weight) for t in reply.plan.terms]


@pytest.mark.parametrize(
    "scene",
    [
        "a man on a surfboard at sunset",
        "two dogs on a beach",
        "seen through a window",
        "a police horse in front of a shop window",
        "A woman sitting in a chair and smiling at the camera",
        "A black and white dog is running along a blue board",
        "a little girl in a red coat on a swing",
    ],
)
def test_a_scene_is_one_term(scene: str) -> None:
    ((text, channel, weight),) = terms(scene)
    assert text.removeprefix("a ").removeprefix("A ") == scene.removeprefix("a ").removeprefix("A ")
    assert (channel, weight) == ("content", 0.7)


def test_a_list_is_separate_wishes() -> None:
    assert [text for text, _, _ in terms("dogs, beach, sunset")] == ["dogs", "beach", "sunset"]
    assert [text for text, _, _ in terms("cats and dogs")] == ["cats", "dogs"]


def test_a_scene_is_cut_where_channel_or_sign_changes() -> None:
    assert terms("a man on a surfboard, in the style of Hokusai, no people") == [
        ("man on a surfboard", "content", 0.7),
        ("Hokusai", "style", 0.7),
        ("people", "content", -0.7),
    ]


@pytest.mark.parametrize(
    ("message", "style"),
    [
        ("a photograph of a horse", "photograph"),
        ("a horse, photographed", "photographed"),
        ("a painting of a horse", "painting"),
        ("a pencil sketch of a horse", "pencil sketch"),
        ("a horse as a cartoon", "cartoon"),
        ("a horse in oils", "oils"),
    ],
)
def test_the_medium_is_style(message: str, style: str) -> None:
    assert set(terms(message)) == {("horse", "content", 0.7), (style, "style", 0.7)}


def test_a_phrase_is_changed_from_within() -> None:
    assert [t for t, _, _ in terms("two dogs on a beach", "make the dogs cats")] == ["two cats on a beach"]
    assert [t for t, _, _ in terms("two dogs on a beach", "no dogs after all")] == ["beach"]
    assert [t for t, _, _ in terms("two dogs on a beach", "forget the beach")] == ["two dogs"]


def test_more_of_a_part_keeps_the_rest() -> None:
    assert terms("two dogs on a beach", "more beach") == [
        ("two dogs on a beach", "content", 0.7),
        ("beach", "content", 0.4),
    ]


def test_a_caption_after_another_is_a_further_scene() -> None:
    said = terms("A brown dog is running after a ball", "and a dog runs through the grass with a red ball")
    assert [text for text, _, _ in said] == [
        "A brown dog is running after a ball",
        "a dog runs through the grass with a red ball",
    ]


@pytest.mark.parametrize("message", ["with a red collar", "and a dog", "at night", "no people", "in black and white"])
def test_attributes_and_additions_refine(message: str) -> None:
    assert terms("cats", message)[0][0] == "cats"


def test_another_scene_is_a_new_topic() -> None:
    session = open_session(library=None, planner="embedded")
    session.say("cats in Italy")
    reply = session.say("boats on the water")
    assert reply.act == "new"
    assert [t.text for t in reply.plan.terms] == ["boats on the water"]
    assert reply.plan.place is not None
    assert reply.plan.place.name == "Italy"


def test_the_same_with_something_else_is_a_swap() -> None:
    assert [t for t, _, _ in terms("cats", "same thing with foxes")] == ["foxes"]
