"""The whole chain through the real command: index, search, refine, similar, doctor, export, and bad input."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from tests.e2e.conftest import Docent


def names(hits):
    return [hit["path"].rsplit("/", 1)[-1].removesuffix(".jpg") for hit in hits]


def looks(hits):
    return [hit["path"].rsplit("/", 2)[-2] for hit in hits]


def test_a_request_finds_the_right_thing_in_the_right_style(docent):
    ran = docent("search", "a pencil sketch of a lion", "-k", 5, "--json")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert {t["channel"] for t in answer["plan"]["terms"]} == {"content", "style"}
    hits = answer["hits"]
    assert (names(hits)[0], looks(hits)[0]) == ("lion on a rock", "pencil sketch")
    assert hits[0]["said"] == {"lion": "caption"}
    # then the lion drawn otherwise, which its caption names, and other drawings in pencil
    assert all("lion" in name or look == "pencil sketch" for name, look in zip(names(hits), looks(hits), strict=True))
    for hit in hits:
        assert set(hit["channels"]) == {"content", "style", "words", "place", "like"}
        assert sum(hit["channels"].values()) == pytest.approx(hit["score"], abs=1e-4)
        assert hit["band"] in {"likely", "maybe", "weak"}


def test_places_and_dates_are_hard_where_they_should_be(docent):
    ran = docent("search", "only in Paris", "--json")
    assert set(names(ran.json["hits"])) == {"Eiffel tower at dusk"}
    assert "no GPS" in ran.json["text"]
    dated = docent("search", "cheetahs since 2023", "--json").json
    assert {hit["taken_at"][:4] for hit in dated["hits"]} == {"2023"}


def test_a_place_can_be_left_out(docent):
    anywhere = docent("search", "a tower at dusk", "-k", 30, "--json").json
    answer = docent("search", "a tower at dusk, anywhere except Paris", "-k", 30, "--json").json
    assert answer["plan"]["filters"]["not_in"] == ["Paris"]
    assert answer["plan"]["place"] is None
    assert "Eiffel tower at dusk" in names(anywhere["hits"])
    assert "Eiffel tower at dusk" not in names(answer["hits"])
    without_position = answer["counts"]["unplaced"]
    assert without_position
    assert f"{without_position} have no GPS position, so they could be from there" in answer["text"]
    turns = ("towers in France", "nowhere in Paris though", "what is the plan?", "Paris is fine after all")
    plans = [json.loads(line) for line in docent("plan", *turns, "--json").out.splitlines()]
    assert [p["filters"]["not_in"] for p in plans] == [[], ["Paris"], ["Paris"], []]
    assert {p["place"]["name"] for p in plans} == {"France"}
    assert "not in Paris" in docent("plan", *turns[:2]).out


def test_several_requests_are_one_conversation(docent):
    ran = docent("plan", "dogs in Paris", "no people", "forget the place", "--json")
    plans = [json.loads(line) for line in ran.out.splitlines()]
    assert [len(p["terms"]) for p in plans] == [1, 2, 2]
    assert [bool(p["place"]) for p in plans] == [True, True, False]
    assert plans[1]["terms"][1]["weight"] < 0


def test_chat_in_the_terminal(docent):
    ran = docent("chat", stdin="sepia photographs\nundo\nquit\n")
    assert ran.code == 0, ran.err
    assert "sepia" in ran.out


def test_similar_by_file_by_id_and_by_a_stranger(docent, tmp_path):
    lion = docent.pictures / "photograph" / "lion on a rock.jpg"
    hits = docent("similar", lion, "--content-only", "-k", 4, "--json").json["hits"]
    assert names(hits)[:2] == ["lion on a rock"] * 2  # other looks of it; one or two may be folded or far
    again = docent("similar", hits[0]["image_id"], "--style-only", "-k", 5, "--json").json["hits"]
    assert looks(again).count(hits[0]["path"].rsplit("/", 2)[-2]) >= 3
    stranger = tmp_path / "stranger.jpg"
    from PIL import Image

    with Image.open(lion) as opened:
        opened.crop((10, 10, 240, 230)).save(stranger)
    assert "lion on a rock" in names(docent("similar", stranger, "-k", 3, "--json").json["hits"])
    near = docent("similar", lion, "--nearby", 300, "--json").json["hits"]
    assert near
    assert all(hit["distance_km"] <= 300 for hit in near)


def test_similar_takes_ids_and_files_alike(docent, tmp_path):
    from PIL import Image

    def similar(*words):
        ran = docent("similar", *words, "-k", 200, "--json")
        assert ran.code == 0, ran.err
        return {hit["path"]: hit["score"] for hit in ran.json["hits"]}, ran.json["hits"]

    lion = docent.pictures / "photograph" / "lion on a rock.jpg"
    by_path, hits = similar(lion)
    assert str(lion) not in by_path
    assert all(hit["score"] == pytest.approx(hit["channels"]["like"], abs=1e-6) for hit in hits)
    copy = shutil.copy(lion, tmp_path / "copy.jpg")
    assert similar(copy)[0] == by_path
    with Image.open(lion) as opened:
        opened.save(tmp_path / "other bytes.png")
    outside, hits = similar(tmp_path / "other bytes.png")
    assert hits[0]["path"] == str(lion)
    both = outside.keys() & by_path.keys()  # near-duplicates of the lion fold behind it
    assert len(both) > len(by_path) - 5
    assert {path: outside[path] for path in both} == pytest.approx({path: by_path[path] for path in both}, abs=1e-4)
    mixed, _ = similar(tmp_path / "other bytes.png", lion)
    assert str(lion) not in mixed


def test_similar_nearby_reads_the_position_of_a_file_from_outside(docent, tmp_path):
    from PIL import Image

    from tests.unit.library.pictures import exif, gps_of

    with Image.open(docent.pictures / "photograph" / "lion on a rock.jpg") as opened:
        opened.rotate(180).save(tmp_path / "in Paris.jpg", exif=exif(gps=gps_of(48.858, 2.294)))
    hits = docent("similar", tmp_path / "in Paris.jpg", "--nearby", 20, "--json").json["hits"]
    assert set(names(hits)) == {"Eiffel tower at dusk"}


def test_indexing_again_changes_nothing_and_follows_moves_and_losses(docent, tmp_path):
    pictures = tmp_path / "pictures"
    shutil.copytree(docent.pictures / "sepia", pictures)
    mine = Docent(tmp_path / "library", pictures)
    first = mine("index", pictures, "--json").json
    assert first["added"] == len(list(pictures.iterdir()))
    moved = next(pictures.iterdir())
    (pictures / "deeper").mkdir()
    moved.rename(pictures / "deeper" / moved.name)
    next(p for p in pictures.iterdir() if p.is_file()).unlink()
    (pictures / "broken.jpg").write_bytes(b"not a picture")
    ran = mine("index", "--json")
    assert ran.code == 1  # partial: one file was skipped
    assert (ran.json["added"], ran.json["moved"], ran.json["removed"], ran.json["encoded"]) == (0, 1, 1, 0)
    assert ran.json["skipped"][0]["path"].endswith("broken.jpg")
    assert ran.json["skipped"][0]["cause"]
    assert ran.json["skipped"][0]["remedy"]


def test_doctor_models_and_export(docent, tmp_path):
    ran = docent("doctor", "--json")
    assert ran.code == 0, ran.out
    listed = {state["name"]: state for state in docent("models", "--json").json}
    assert listed["pocket"]["present"]
    out = tmp_path / "catalogue.csv"
    assert docent("export", "--csv", out).code == 0
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(list(docent.pictures.rglob("*.jpg")))
    as_json = tmp_path / "catalogue.json"
    assert docent("export", "--json", as_json).code == 0
    assert len(json.loads(as_json.read_text())) >= 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["index", "/no/such/folder"], 2, "/no/such/folder"),
        (["search"], 2, "request"),
        (["search", "x", "-k", "0"], 2, "from 1 to 1000"),
        (["frobnicate", "x"], 2, "frobnicate"),
        (["--library", "/no/library", "search", "dogs"], 1, "docent index"),
        (["similar", "no-such-picture"], 2, "no-such-picture"),
        (["models", "pull", "nonsense", "--yes"], 2, "nonsense"),
        (["search", ""], 0, ""),
    ],
)
def test_mistakes_get_one_sentence_and_a_code(docent, words, code, says):
    ran = docent(*words)
    assert ran.code == code, ran.err
    assert says in ran.err + ran.out
    assert "Traceback" not in ran.err


def test_an_empty_folder_and_a_library_of_nothing(docent, tmp_path):
    (tmp_path / "empty").mkdir()
    mine = Docent(tmp_path / "library", tmp_path)
    ran = mine("index", tmp_path / "empty", "--json")
    assert ran.json["found"] == 0
    searched = mine("search", "dogs", "--json")
    assert searched.code == 1
    assert "no pictures yet" in searched.json["text"]


def test_the_environment_is_checked_too(docent):
    ran = docent("search", "dogs", DOCENT_PLANNER="clever")
    assert ran.code == 2
    assert "DOCENT_PLANNER" in ran.err
