"""The training's own parts: looks, labels, split, losses and measures."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from tools.encoders.pocket.style_features import FEATURES, SCALED
from tools.encoders.pocket.style_network import StyleHeads
from training.pocket.style_artist_whitening import HandShares, Training, fit_hand
from training.pocket.style_artists import KIN
from training.pocket.style_fit import Sampler, contrast_by_label, triples_loss
from training.pocket.style_labels import label_table
from training.pocket.style_large import as_a_library_reads_it, seen_large, unpack
from training.pocket.style_look_words import SettleSettings, plain_truth, settle_looks
from training.pocket.style_measure import looks_triples, nearest_same, precision_at, style_among_others
from training.pocket.style_mix import mixed
from training.pocket.style_names import NameSettings, learn_names, maker_vectors
from training.pocket.style_pictures import FAMILIES, FINE, Row
from training.pocket.style_split import COMMITTED, WIDE, side
from training.pocket.style_words import HELD, LOOKS, MOVEMENTS, RELATED, held_phrases, phrases, related
from training.pocket.style_words_loss import words_loss


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_look_keeps_shape_and_can_be_worn_again(family: str) -> None:
    look = FAMILIES[family](np.random.default_rng(3))
    for height, width in ((40, 61), (64, 33)):
        pixels = np.random.default_rng(0).random((height, width, 3)).astype(np.float32)
        kept = pixels.copy()
        made = look(pixels)
        assert made.shape == pixels.shape
        assert np.isfinite(made).all()
        np.testing.assert_array_equal(pixels, kept)


def test_every_family_has_words_and_every_relative_exists() -> None:
    known = set(LOOKS) | set(MOVEMENTS)
    assert set(RELATED) == set(FAMILIES)
    for family in FAMILIES:
        true, maybe = related(family)
        assert true
        assert (true | maybe) <= known


def test_held_phrases_are_not_trained_on() -> None:
    trained = {phrase.lower() for name in (*LOOKS, *MOVEMENTS) for phrase in phrases(name)}
    for name in HELD:
        assert not trained & {phrase.lower() for phrase in held_phrases(name)}


def test_kin_point_at_movements_with_pictures() -> None:
    assert {movement for kin in KIN.values() for movement in kin} <= set(MOVEMENTS)


def art(artist: str, source: str = "a.webp") -> Row:
    return Row("wikiart", artist=artist, tags=("Cubism",), source=source)


def test_a_held_artist_is_held_with_all_works() -> None:
    assert {side(art("Titian", f"{i}.webp"), COMMITTED) for i in range(50)} == {"artist"}


def test_transfers_in_a_held_artists_style_are_held_too() -> None:
    assert side(Row("transfer", artist="Titian"), COMMITTED) == "artist"


def test_what_the_committed_side_holds_out_the_wide_one_does_too() -> None:
    for number in range(300):
        row = art(f"Artist {number}", f"{number}.webp")
        assert side(row, WIDE) or not side(row, COMMITTED)


def test_some_works_of_a_known_artist_are_held() -> None:
    sides = [side(art("Rembrandt", f"{i}.webp"), COMMITTED) for i in range(400)]
    assert 0.04 < sides.count("work") / 400 < 0.2


def test_labels_know_true_false_and_unknown() -> None:
    rows = [Row("look", family="gray"), art("Juan Gris"), Row("transfer")]
    table = label_table(rows, np.zeros((3, FEATURES), dtype=np.float32))
    at = {(c.group, c.name): i for i, c in enumerate(table.concepts)}
    assert table.truth[0, at["look", "gray"]] == 1
    assert table.truth[0, at["look", "sepia"]] == 0
    assert table.truth[1, at["movement", "Cubism"]] == 1
    assert table.truth[1, at["artist", "Juan Gris"]] == 1
    assert (table.truth[2] == -1).all()


def test_photographs_are_found_inside_resource_files(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (420, 450, 3)).astype(np.uint8)
    held = [io.BytesIO(), io.BytesIO(), io.BytesIO()]
    Image.fromarray(noise).save(held[0], "WEBP")
    Image.fromarray(noise[:50, :50]).save(held[1], "WEBP")  # too small
    Image.new("RGB", (450, 420), "gray").save(held[2], "JPEG")  # no colour
    content = b"rcc\0" + b"RIFFxxxxWEBP and no picture".join(h.getvalue() for h in held)
    (tmp_path / "erase.rcc").write_bytes(content)
    (tmp_path / "puzzles.rcc").write_bytes(content)
    (found,) = unpack(tmp_path, tmp_path / "large")
    assert Path(found).name.startswith("erase_")
    with Image.open(found) as picture:
        assert picture.size == (450, 420)
    assert unpack(tmp_path, tmp_path / "large") == [found]


def test_a_package_without_photographs_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="gcompris"):
        unpack(tmp_path, tmp_path / "large")


def test_a_large_photograph_is_seen_in_parts_of_its_own_proportions() -> None:
    rng = np.random.default_rng(0)
    picture = Image.new("RGB", (1600, 900))
    seen = [seen_large(picture, rng) for _ in range(20)]
    assert all(abs(s.width / s.height - 16 / 9) < 0.05 for s in seen)
    assert len({s.size for s in seen}) > 10
    assert min(as_a_library_reads_it(seen[0], rng, rate=1.0).size) <= 360


def test_the_hand_is_turned_less_by_what_it_was_told_that_rounding_adds() -> None:
    rng = np.random.default_rng(0)
    owners = np.repeat(np.arange(12), 6)
    features = rng.normal(0, 1, (72, FEATURES)).astype(np.float32)
    features[:, :40] += 3 * rng.normal(0, 1, (12, 40))[owners]
    rounding = np.zeros((72, FEATURES), dtype=np.float32)
    rounding[:, :20] = rng.normal(0, 1, (72, 20))
    rows = [art(f"Maker {owner}") for owner in owners]
    training = Training(features, rows, label_table(rows, features), rounding)
    cosines = {}
    for times in (0.0, 30.0):
        heads = StyleHeads()
        heads.centre.copy_(torch.from_numpy(features.mean(0)))
        heads.scale.copy_(torch.from_numpy(features.std(0)))
        fit_hand(heads, training, shares=HandShares(shrink=0.5, rounding=times))
        exact, half = (heads.standardise(torch.from_numpy(f))[:, :SCALED] for f in (features, features + rounding))
        cosines[times] = float(F.cosine_similarity(heads.hand(exact), heads.hand(half)).mean().detach())
    assert 1 - cosines[30.0] < 0.5 * (1 - cosines[0.0])


def test_the_hand_looks_past_what_differs_inside_a_look() -> None:
    rng = np.random.default_rng(1)
    owners, shown = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    content = 3 * rng.normal(0, 1, (6, 40))
    features = rng.normal(0, 1, (144, FEATURES)).astype(np.float32)
    features[:72, 40:80] += rng.normal(0, 1, (12, 40))[owners]
    features[:72, :40] += 2 * rng.normal(0, 1, (12, 40))[owners]  # artists differ in what they show, too
    features[72:, :40] += content[shown]
    rows = [art(f"Maker {owner}") for owner in owners]
    rows += [
        Row("look", block=0, photo=int(p), look=int(look), family="gray") for look, p in zip(owners, shown, strict=True)
    ]
    none = np.zeros((4, FEATURES), dtype=np.float32)
    training = Training(features, rows, label_table(rows, features), none)
    read = {}
    for looks in (0.0, 3.0):
        heads = StyleHeads()
        fit_hand(heads, training, shares=HandShares(shrink=0.3, looks=looks, looks_between=0.0))
        weight = heads.hand.weight.detach()
        shown_as = torch.from_numpy(content).float() @ weight[:, :40].T
        read[looks] = float(shown_as.norm() / weight[:, 40:80].norm())
    assert read[3.0] < 0.8 * read[0.0]


def test_settling_the_looks_leaves_the_movements_where_they_were() -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    rows = [Row("look", family=name) for name in ("plain", "gray", "edges", "pencil") for _ in range(5)] + [art("Gris")]
    table = label_table(rows, np.zeros((len(rows), FEATURES), dtype=np.float32))
    sentences = {text: unit(rng.normal(0, 1, 384)) for concept in table.concepts for text in concept.texts}
    features = rng.normal(0, 1, (len(rows), FEATURES)).astype(np.float32)
    features[:, :20] += 4 * rng.normal(0, 1, (5, 20))[np.repeat(np.arange(5), 5)[: len(rows)]]
    training = Training(features, rows, table, np.zeros((2, FEATURES), dtype=np.float32))
    assert not plain_truth(training)[5:20, [c.name for c in table.concepts].index("photo")].any()
    heads = StyleHeads()
    edges, cubism = (torch.from_numpy(sentences[text])[None] for text in ("edges", "cubism"))
    works = heads.pictures(torch.from_numpy(features)).detach()
    before = [heads.words(text).detach() for text in (edges, cubism)]
    settle_looks(heads, training, sentences, settings=SettleSettings(steps=60, pictures=21))
    after = [heads.words(text).detach() for text in (edges, cubism)]
    moved = [float(1 - (a * b).sum()) for a, b in zip(before, after, strict=True)]
    assert moved[1] < 0.5 * moved[0]
    assert (after[0] @ works[10:15].T).mean() > (before[0] @ works[10:15].T).mean()


def test_a_text_that_names_a_maker_is_their_vector_and_no_other_text_changes() -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    rows = [art(f"Maker {owner}") for owner in range(5) for _ in range(4)] + [art("Once Only")]
    table = label_table(rows, np.zeros((len(rows), FEATURES), dtype=np.float32))
    sentences = {text: unit(rng.normal(0, 1, 384)) for concept in table.concepts for text in concept.texts}
    features = rng.normal(0, 1, (len(rows), FEATURES)).astype(np.float32)
    heads = StyleHeads()
    texts = torch.from_numpy(np.stack([sentences["Maker 3"], sentences["sepia"], sentences["Once Only"]]))
    before = heads.words(texts).detach()
    learn_names(heads, Training(features, rows, table, np.zeros((2, FEATURES), dtype=np.float32)), sentences)
    after = heads.words(texts).detach()
    assert heads.makers.shape == (5, 512)
    assert float(after[0] @ heads.makers[3]) > 0.95
    assert F.cosine_similarity(after[1:], before[1:]).min() > 0.95


def test_a_makers_vector_tells_their_works_from_those_that_share_their_school() -> None:
    rng = np.random.default_rng(0)
    school = unit(rng.normal(0, 1, 512))
    own = [unit(rng.normal(0, 1, 512)) for _ in range(4)]
    works = [unit(2 * school + own[i] + 0.02 * rng.normal(0, 1, 512)) for i in range(4) for _ in range(6)]
    rows = [art(f"Maker {i}") for i in range(4) for _ in range(6)]
    z = torch.from_numpy(np.stack(works))
    names, vectors = maker_vectors(z, rows, settings=NameSettings())
    assert names == [f"Maker {i}" for i in range(4)]
    means = F.normalize(z.view(4, 6, -1).mean(1), dim=1)
    gaps = [(v[0] @ z[:6].T).min() - (v[0] @ z[6:].T).max() for v in (vectors, means)]
    assert gaps[0] > 1.3 * gaps[1]


def unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def looks_space(*, by_look: bool) -> np.ndarray:
    """Five photographs in three looks, told apart by look alone or by photograph alone."""
    basis = np.eye(8, dtype=np.float32)
    return np.stack([[basis[look if by_look else 3 + photo] for look in range(3)] for photo in range(5)])


def test_triples_are_all_right_or_all_wrong_where_they_must_be() -> None:
    assert looks_triples(looks_space(by_look=True)).tolist() == [1, 1, 1]
    assert looks_triples(looks_space(by_look=False)).tolist() == [0, 0, 0]


def test_the_losses_prefer_the_space_that_the_measure_prefers() -> None:
    right, wrong = (torch.from_numpy(looks_space(by_look=b)).flatten(0, 1) for b in (True, False))
    labels, none = torch.arange(3).repeat(5), torch.zeros(0, 8)
    assert triples_loss(right, 3, none, temperature=0.1) < triples_loss(wrong, 3, none, temperature=0.1)
    assert contrast_by_label(right, labels, temperature=0.1) < contrast_by_label(wrong, labels, temperature=0.1)


def test_blended_photographs_keep_their_looks_and_show_something_new() -> None:
    torch.manual_seed(0)
    contents, looks = torch.randn(5, 1, 12), torch.randn(1, 3, 12)
    features = (contents + looks).flatten(0, 1)  # photo-major
    torch.testing.assert_close(mixed(features, 3, most=0.0), features)
    blended = mixed(features, 3, most=1.2).view(5, 3, 12)
    torch.testing.assert_close(blended[:, 1] - blended[:, 0], (looks[:, 1] - looks[:, 0]).expand(5, 12))
    moved = blended[:, 0] - features.view(5, 3, 12)[:, 0]
    assert (moved.norm(dim=1) > 0.1).all()
    differences = (contents[1:, 0] - contents[0, 0]).T  # (12, 4): all that photographs of the block differ by
    left = moved.T - differences @ torch.linalg.lstsq(differences, moved.T).solution
    assert float(left.abs().max()) < 1e-4


def test_a_step_draws_blocks_of_looks_that_hardly_change_a_photograph() -> None:
    names = {0: ("plain", "gray"), 1: ("plain", FINE[0])}
    rows = [Row("look", block, photo, n, names[block][n]) for block in names for photo in range(3) for n in range(2)]
    sampler = Sampler(rows, np.random.default_rng(0))
    drawn = [sampler.look_blocks(1, 1) for _ in range(8)]
    assert {rows[some[0][0]].block for some in drawn} == {0, 1}
    assert {rows[some[1][0]].block for some in drawn} == {1}
    without = Sampler(rows[:6], np.random.default_rng(0))
    assert [len(block) for block in without.look_blocks(1, 1)] == [6]


def test_unknown_pairs_do_not_move_the_words_loss() -> None:
    torch.manual_seed(0)
    z, words = F.normalize(torch.randn(6, 8), dim=1), F.normalize(torch.randn(3, 8), dim=1)
    truth = torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]])
    other = z.clone()
    other[3] = F.normalize(other[3] - words[0] * (other[3] @ words[0]) + 0.9 * words[0], dim=0)
    keep = truth.clone()
    keep[3] = -1
    same = words_loss(z, words, keep, temperature=0.1)
    torch.testing.assert_close(words_loss(other, words, keep, temperature=0.1), same)


def test_measures_on_spaces_with_known_answers() -> None:
    rows = np.eye(4, dtype=np.float32)[[0, 0, 1, 1]]
    assert nearest_same(rows, ["a", "a", "b", "b"]) == 1
    assert nearest_same(rows, ["a", "b", "a", "b"]) == 0
    assert style_among_others(rows, ["a", "a", "b", "b"], ["x", "y", "x", "y"], k=1) == 1
    wanted = np.array([[True, False, True, False]])
    assert precision_at(rows[:1], rows, wanted, k=2).tolist() == [0.5]
