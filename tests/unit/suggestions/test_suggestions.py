"""Suggestions: what sets the results apart, what the library holds, and nothing that was said already.

The encoder is planted: a picture's vector is the sum of the vectors of what it shows, so the right answer is known.
"""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.plan.edits import AddTerm, SetPlace, apply
from agent.plan.query_plan import QueryPlan
from agent.suggestions.phrase_bank import SLICE, PhraseBank
from agent.suggestions.term_suggestions import LEAST, MOST, suggest
from agent.suggestions.vocabulary import phrases
from tools.encoders.hashing import HashEncoder
from tools.encoders.protocols import Models
from tools.null_texts import NullTexts
from tools.search.query import Counts, Found, Hit
from tools.types import Collection

DIM = 512
offered = partial(suggest, budget_s=60)  # a loaded machine must not cut the vocabulary
SYNONYMS = {"puppy": "dog", "kitten": "cat", "sea": "ocean"}


class PlantedEncoder(HashEncoder):
    """Hash vectors for words, but a synonym lies near its twin. Counts its calls; `slow_s` for each."""

    def __init__(self, salt, slow_s=0.0):
        super().__init__(salt, dim=DIM)
        self.texts = 0
        self.slow_s = slow_s

    def encode_texts(self, texts, /):
        time.sleep(self.slow_s)
        self.texts += len(texts)
        own = super().encode_texts(texts)
        twins = super().encode_texts([SYNONYMS.get(t, t) for t in texts])
        mixed = own + 3 * twins
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True) if len(texts) else own


def planted(salt, **more):
    return Models("planted", PlantedEncoder(f"content-{salt}", **more), PlantedEncoder(f"style-{salt}", **more))


def collection(models, shows, looks=None, lat=None, lon=None):
    """One picture for each list of phrases: its content vector is their sum with a little noise."""
    rng = np.random.default_rng(0)
    count = len(shows)

    def vectors(encoder, lists):
        rows = [encoder.encode_texts(words).sum(axis=0) if words else np.zeros(DIM) for words in lists]
        rows = np.reshape(rows, (count, DIM)) + 0.3 * rng.standard_normal((count, DIM)) / np.sqrt(DIM)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    nowhere = np.full(count, np.nan)
    return Collection(
        image_ids=tuple(f"{n:016x}" for n in range(count)),
        paths=tuple(f"{n}.jpg" for n in range(count)),
        content=vectors(models.content, shows),
        style=vectors(models.style, looks or [[]] * count),
        lat=nowhere if lat is None else np.asarray(lat, dtype=float),
        lon=nowhere if lon is None else np.asarray(lon, dtype=float),
        taken=np.full(count, np.datetime64("NaT"), dtype="datetime64[s]"),
        version=1,
    )


def found(collection, rows, band="likely"):
    shares = dict.fromkeys(("content", "style", "place", "like"), 0.0)
    hits = tuple(Hit(collection.image_ids[r], collection.paths[r], 1.0, band, shares) for r in rows)
    return Found(hits, len(hits), Counts(len(collection), len(collection), len(hits)))


def looking_for(*texts):
    plan = QueryPlan()
    for text in texts:
        plan = apply(plan, AddTerm(text=text))
    return plan


HARBOURS = [["harbour", "sailing boat", "seagull"]] * 20
OTHERS = [["dog"], ["cat"], ["castle"], ["pizza"], ["bicycle"], ["bridge"]] * 30


@pytest.fixture(scope="module")
def models():
    return planted("a")


@pytest.fixture(scope="module")
def pictures(models):
    looks = [["etching"]] * 20 + [["oil painting"], ["watercolour"]] * 90
    return collection(models, HARBOURS + OTHERS, looks)


def test_what_sets_the_results_apart_is_suggested(models, pictures):
    got = offered(looking_for("harbour"), found(pictures, range(20)), pictures, models)
    assert LEAST <= len(got) <= MOST
    content = [s.text for s in got if s.channel == "content"]
    assert set(content[:2]) == {"sailing boat", "seagull"}
    assert next(s.text for s in got if s.channel == "style") == "etching"


def test_nothing_of_the_plan_is_suggested_nor_what_says_the_same(models):
    shows = [["dog", "puppy", "ball"]] * 20 + [["cat"], ["castle"], ["pizza"]] * 30
    pictures = collection(models, shows)
    got = [s.text for s in offered(looking_for("dog"), found(pictures, range(20)), pictures, models)]
    assert "ball" in got
    assert not {"dog", "puppy"} & set(got)
    assert not any("dog" in text.split() for text in got)


def test_a_plan_in_words_of_its_own_blocks_by_meaning(models):
    pictures = collection(models, [["kitten", "sofa"]] * 20 + [["castle"], ["pizza"], ["bridge"]] * 30)
    got = [s.text for s in offered(looking_for("cat"), found(pictures, range(20)), pictures, models)]
    assert "sofa" in got
    assert not {"cat", "kitten"} & set(got)


def test_suggestions_differ_from_each_other(models):
    pictures = collection(models, [["ocean", "sea", "umbrella"]] * 20 + [["castle"], ["pizza"], ["bridge"]] * 30)
    got = [s.text for s in offered(looking_for("holiday"), found(pictures, range(20)), pictures, models)]
    assert len({"ocean", "sea"} & set(got)) == 1
    assert "umbrella" in got


def test_an_empty_plan_says_what_the_library_holds(models, pictures):
    got = [s.text for s in offered(QueryPlan(), None, pictures, models)]
    held = {
        "harbour",
        "sailing boat",
        "seagull",
        "dog",
        "puppy",
        "cat",
        "kitten",
        "castle",
        "pizza",
        "bicycle",
        "bridge",
    }
    assert set(got[:3]) <= held
    assert {"oil painting", "watercolour", "etching"} & set(got)


def test_weak_results_are_used_when_there_are_no_better_ones(models, pictures):
    got = offered(looking_for("unicorn"), found(pictures, range(20), band="weak"), pictures, models)
    assert "sailing boat" in [s.text for s in got]


def test_a_handful_of_pictures_gives_no_far_fetched_ideas(models):
    few = collection(models, [["harbour"]] * 4 + [["dog"], ["cat"], ["castle"], ["pizza"]])
    assert offered(looking_for("harbour"), found(few, range(4)), few, models) == ()
    assert offered(QueryPlan(), None, few, models) == ()


def test_every_suggestion_can_be_clicked(models, pictures):
    plan = looking_for("harbour")
    for suggestion in offered(plan, found(pictures, range(20)), pictures, models):
        assert apply(plan, suggestion.edit()) != plan
        assert suggestion.reason


@pytest.mark.parametrize("missing", ["collection", "models", "pictures"])
def test_without_pictures_or_models_there_are_none(models, pictures, missing):
    none = collection(models, [])
    given = {
        "collection": (None, models),
        "models": (pictures, None),
        "pictures": (none, models),
    }[missing]
    assert offered(looking_for("x"), None, *given) == ()


def test_hits_that_left_the_library_are_passed_over(models, pictures):
    gone = Found((Hit("f" * 16, "gone.jpg", 1.0, "likely", {}),), 1, Counts(200, 200, 1))
    assert isinstance(offered(looking_for("harbour"), gone, pictures, models), tuple)


def test_the_vocabulary_is_encoded_once(pictures):
    models = planted("once")
    suggest(QueryPlan(), None, pictures, models, budget_s=60)
    once = models.content.texts
    assert once == len(phrases("content"))
    suggest(QueryPlan(), None, pictures, models, budget_s=60)
    assert models.content.texts == once


def test_a_slow_encoder_is_given_its_time_and_no_more(pictures):
    models = planted("slow", slow_s=0.05)
    suggest(QueryPlan(), None, pictures, models, budget_s=0.0)
    assert models.content.texts == SLICE
    for _ in range(len(phrases("content")) // SLICE + 1):
        suggest(QueryPlan(), None, pictures, models, budget_s=0.0)
    assert models.content.texts == len(phrases("content"))


def test_the_bank_follows_the_library(models):
    words = PhraseBank("content", phrases("content")[:100])
    words.grow(models.content, budget_s=60)
    one = collection(models, [["man"], ["woman"], ["child"]])
    first = words.spread(one)
    assert words.spread(one) is first
    other = collection(models, [["man"], ["woman"], ["child"], ["baby"]])
    assert words.spread(other) is not first


def test_places_are_suggested_where_pictures_were_taken(models):
    lat = [46.95] * 20 + [np.nan] * 30
    lon = [7.45] * 20 + [np.nan] * 30
    pictures = collection(models, [["bridge"]] * 20 + [["dog"], ["cat"], ["castle"]] * 10, lat=lat, lon=lon)
    got = offered(looking_for("river"), found(pictures, range(20)), pictures, models)
    places = [s for s in got if s.channel == "place"]
    assert len(places) == 1
    assert places[0].edit() == SetPlace(name=places[0].text, weight=places[0].weight)
    with_place = apply(looking_for("river"), SetPlace(name="Bern"))
    assert not [s for s in offered(with_place, found(pictures, range(20)), pictures, models) if s.channel == "place"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(phrases("content")), max_size=4), st.integers(0, 60), st.integers(0, 9))
def test_suggestions_are_few_distinct_and_new(models, pictures, texts, first, count):
    plan = looking_for(*texts)
    got = offered(plan, found(pictures, range(first, first + count)), pictures, models)
    assert len(got) <= MOST
    assert len({s.text for s in got}) == len(got)
    assert not {t.text for t in plan.terms} & {s.text for s in got}


def test_the_vocabulary_is_large_and_clean():
    for channel, least in (("content", 800), ("style", 300)):
        words = phrases(channel)
        assert len(words) >= least
        assert all(word == word.strip() and word == word.casefold() and len(word) < 40 for word in words)
    assert not set(phrases("style")) & set(phrases("content")), "a phrase belongs to the channel that sees it best"


def test_with_null_texts_only_things_that_part_the_results_are_suggested(models):
    shows = [["harbour", "seagull", "sailing boat"]] * 10 + [["harbour", "seagull"]] * 10 + OTHERS
    pictures = collection(models, shows)
    rng = np.random.default_rng(2)
    noise = rng.standard_normal((60, DIM)).astype(np.float32)
    nulls = NullTexts.of(noise / np.linalg.norm(noise, axis=1, keepdims=True))
    results = found(pictures, range(20))
    free = [s.text for s in offered(looking_for("harbour"), results, pictures, models) if s.channel == "content"]
    parting = [s.text for s in offered(looking_for("harbour"), results, pictures, models, nulls=nulls)]
    assert "seagull" in free
    assert "sailing boat" in parting
    assert "seagull" not in parting  # all of them show one
