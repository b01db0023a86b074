"""From words to looks, on vectors made to have styles: what the map must find, and what it must admit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.encoders.full.bank import style_phrases
from tools.encoders.full.map_file import map_from_bytes, map_to_bytes
from tools.encoders.full.reference import LOOKS, SIDE_PX, reference_pictures
from tools.encoders.full.style_map import (
    LEAST_CONFIDENCE,
    Bank,
    Gallery,
    StyleMap,
    exemplar_count,
    fit_map,
    pick_gallery,
    prototypes_of,
)
from tools.encoders.full.style_space import StyleSpace, fit_space
from tools.encoders.library_fit import DOUBTFUL
from tools.errors import ModelBroken
from tools.types import Float32

STYLES = 12
DIM = 64


def _unit(rows: Any) -> Float32:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)


class World:
    """Pictures of twelve styles, and phrases for them that are near each other where the styles are."""

    def __init__(self, *, seed: int = 0, pictures: int = 600, phrases: int = 120) -> None:
        draw = np.random.default_rng(seed)
        heard, content, style = (draw.standard_normal((STYLES, DIM)) for _ in range(3))
        self.of_picture = draw.integers(0, STYLES, pictures)
        self.of_phrase = np.arange(phrases) % STYLES
        noise = 1.0
        self.gallery = Gallery(
            _unit(content[self.of_picture] + noise * draw.standard_normal((pictures, DIM))),
            _unit(style[self.of_picture] + noise * draw.standard_normal((pictures, DIM))),
        )
        self.bank = Bank(
            words=(heard[self.of_phrase] + noise * draw.standard_normal((phrases, DIM))).astype(np.float32),
            content=_unit(content[self.of_phrase] + noise * draw.standard_normal((phrases, DIM))),
        )
        self.asked = Bank(heard.astype(np.float32), _unit(content))

    def hit_rate(self, placed: Float32) -> float:
        """Share of pictures in the first twenty that have the style asked for."""
        first = np.argsort(-(placed @ self.gallery.style.T), axis=1)[:, :20]
        return float((self.of_picture[first] == np.arange(STYLES)[:, None]).mean())


def _fit(world: World) -> StyleMap:
    return fit_map(world.gallery, world.bank, pictures=len(world.gallery))


def test_words_lead_to_the_pictures_of_their_style() -> None:
    world = World()
    fit = _fit(world)
    assert world.hit_rate(fit.place(world.asked.words, world.asked.content)) > 0.9
    assert fit.agreement > 0.4
    assert fit.coherence > 0.2
    assert not fit.is_flat


def test_the_ridge_alone_carries_a_phrase_that_was_not_in_the_bank() -> None:
    world = World()
    fit = _fit(world)
    alone = (world.asked.words - fit.level) / fit.spread @ fit.ridge[:-1]
    assert world.hit_rate(_unit(alone)) > 0.8


def test_rankings_that_know_nothing_make_a_map_that_is_called_flat() -> None:
    world = World()
    shuffled = np.random.default_rng(3).permutation(len(world.gallery))
    fit = fit_map(Gallery(world.gallery.content[shuffled], world.gallery.style), world.bank, pictures=600)
    assert abs(fit.coherence) < 0.02
    assert fit.is_flat


def test_a_phrase_whose_pictures_share_no_style_is_doubted() -> None:
    world = World()
    fit = _fit(world)
    sure = fit.confidence(world.asked.content)
    assert sure.shape == (STYLES,)
    assert sure.min() == 1.0
    shuffled = np.random.default_rng(3).permutation(len(world.gallery))
    blind = fit_map(Gallery(world.gallery.content[shuffled], world.gallery.style), world.bank, pictures=600)
    unsure = blind.confidence(world.asked.content)
    assert unsure.mean() < DOUBTFUL
    assert unsure.min() >= LEAST_CONFIDENCE


def test_leave_one_out_is_what_leaving_one_out_gives() -> None:
    world = World(phrases=30)
    fit = _fit(world)
    targets, _ = prototypes_of(world.gallery, world.bank.content, world.bank.content)
    words = (world.bank.words - fit.level) / fit.spread
    centred = targets - targets.mean(0)
    gram = words @ words.T
    strength = 0.3 * np.trace(gram) / len(gram)
    cosines = []
    for left in range(len(words)):
        rest = np.arange(len(words)) != left
        inside = np.linalg.solve(gram[np.ix_(rest, rest)] + strength * np.eye(rest.sum()), centred[rest])
        foretold = gram[left, rest] @ inside
        cosines.append(foretold @ centred[left] / np.linalg.norm(foretold) / np.linalg.norm(centred[left]))
    assert fit.agreement == pytest.approx(np.mean(cosines), abs=1e-3)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_the_order_of_pictures_does_not_matter(seed: int) -> None:
    world = World()
    order = np.random.default_rng(seed).permutation(len(world.gallery))
    turned = Gallery(world.gallery.content[order], world.gallery.style[order])
    ours, _ = prototypes_of(world.gallery, world.asked.content, world.bank.content)
    theirs, _ = prototypes_of(turned, world.asked.content, world.bank.content)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_a_map_comes_back_from_its_bytes_for_its_own_models_only() -> None:
    fit = _fit(World())
    data = map_to_bytes(fit, made_with="a b c")
    back = map_from_bytes(data, made_with="a b c")
    assert back is not None
    assert (back.agreement, back.coherence, back.pictures) == (fit.agreement, fit.coherence, 600)
    world = World()
    np.testing.assert_allclose(
        back.place(world.asked.words, world.asked.content), fit.place(world.asked.words, world.asked.content), atol=5e-3
    )
    assert map_from_bytes(data, made_with="a b d") is None
    assert map_from_bytes(data[:-9], made_with="a b c") is None
    assert map_from_bytes(b"", made_with="a b c") is None


def test_a_gallery_is_spread_over_the_library_and_bounded() -> None:
    rows = np.arange(10_000, dtype=np.float32)[:, None]
    gallery = pick_gallery(rows, rows, most=2_000)
    assert len(gallery) == 2_000
    assert gallery.style[0, 0] == 0
    assert gallery.style[-1, 0] == 9_999
    assert len(pick_gallery(rows[:7], rows[:7])) == 7


@pytest.mark.parametrize(("pictures", "count"), [(3, 3), (40, 5), (500, 20), (100_000, 30)])
def test_exemplars_grow_with_the_library(pictures: int, count: int) -> None:
    assert exemplar_count(pictures) == count


def test_the_bank_is_a_few_hundred_phrases_each_once() -> None:
    phrases = style_phrases()
    assert 300 <= len(phrases) <= 1_000
    assert len({phrase.casefold() for phrase in phrases}) == len(phrases)
    assert all(phrase == phrase.strip() for phrase in phrases)


def _statistics(seed: int = 0) -> tuple[Float32, list[int]]:
    """Twenty contents in three looks; content shows in the first columns, and ten times as loudly as the look."""
    draw = np.random.default_rng(seed)
    content, look = draw.standard_normal((20, 1, 40)), draw.standard_normal((1, 3, 40))
    content[..., 20:] = 0
    look[..., :20] = 0
    rows = 3 * content + look + 0.3 * draw.standard_normal((20, 3, 40))
    return rows.reshape(60, 40).astype(np.float32), [0, 1, 2] * 20


def test_the_space_makes_content_small_and_keeps_looks() -> None:
    statistics, looks = _statistics()
    layers = [("a", slice(0, 20)), ("b", slice(20, 40))]
    calmed = fit_space(statistics, looks, layers).project(statistics)
    plain = fit_space(statistics, looks, layers, shrinkage=1e9).project(statistics)
    assert calmed.shape == (60, 512)

    def same_look_first(rows: Float32) -> float:
        near = rows @ rows.T - 2 * np.eye(60)
        return float((np.asarray(looks)[near.argmax(1)] == looks).mean())

    assert same_look_first(calmed) == 1.0
    assert same_look_first(plain) <= same_look_first(calmed)
    across = np.add.outer(looks, [-look for look in looks]) != 0
    assert (calmed @ calmed.T)[across].mean() < (plain @ plain.T)[across].mean()


def test_every_layer_counts_the_same() -> None:
    draw = np.random.default_rng(0)
    statistics = draw.standard_normal((80, 101)).astype(np.float32)
    layers = [("wide", slice(0, 100)), ("narrow", slice(100, 101))]
    space = fit_space(statistics, [0] * 80, layers)
    scaled = (statistics - space.shift) * space.scale
    np.testing.assert_allclose((scaled[:, :100] ** 2).sum(1).mean(), (scaled[:, 100:] ** 2).sum(1).mean(), rtol=0.1)


def test_a_space_is_the_same_every_time_and_survives_a_file() -> None:
    statistics, looks = _statistics()
    layers = [("a", slice(0, 40))]
    one, two = (fit_space(statistics, looks, layers) for _ in range(2))
    np.testing.assert_array_equal(one.projection, two.projection)
    back = StyleSpace.from_bytes(one.to_bytes())
    np.testing.assert_array_equal(back.project(statistics), one.project(statistics))
    with pytest.raises(ModelBroken):
        StyleSpace.from_bytes(b"torn")


def test_flat_pictures_and_dead_channels_stay_finite() -> None:
    statistics = np.zeros((8, 10), dtype=np.float32)
    statistics[:, 0] = np.arange(8)
    space = fit_space(statistics, [0, 1] * 4, [("a", slice(0, 10))])
    assert np.isfinite(space.project(statistics * 1e3)).all()
    assert np.isfinite(
        fit_space(np.ones((4, 10), np.float32), [0] * 4, [("a", slice(0, 10))]).project(statistics)
    ).all()


def test_reference_pictures_are_each_photograph_in_every_look() -> None:
    pictures, looks = reference_pictures()
    assert len(pictures) == len(looks) == 30 * len(LOOKS)
    assert looks[: len(LOOKS)] == list(range(len(LOOKS)))
    assert all(picture.size == (SIDE_PX, SIDE_PX) and picture.mode == "RGB" for picture in pictures)
    grey = np.asarray(pictures[1])
    assert (grey[..., 0] == grey[..., 2]).all()
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)
