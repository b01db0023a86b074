"""Different pages of one layout are results of their own, with the real models; a copy of one is folded behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from agent import open_session
from tools.encoders import load
from tools.library import Library, index

CASE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "dup_documents" / "p"


@pytest.mark.skipif(not CASE.is_dir(), reason="needs the shared cases")
def test_forty_documents_are_forty_results(tmp_path):
    models = load("pocket")
    with Library.create(tmp_path / "library") as library:
        index(library, [CASE], models)
        reply = open_session(library, planner="rules", models=models, page_size=60).say("document")
        assert len(reply.hits) == 40
        assert all(not hit.duplicates for hit in reply.hits)
        with Image.open(CASE / "page_0.png") as image:
            (tmp_path / "more").mkdir()
            image.convert("RGB").resize((image.width * 3 // 4, image.height * 3 // 4)).save(tmp_path / "more" / "a.jpg")
        index(library, [tmp_path / "more"], models)
        hits = open_session(library, planner="rules", models=models, page_size=60).say("document").hits
        assert len(hits) == 40
        folded = [{Path(hit.path).name, *(Path(library.picture(i).path).name for i in hit.duplicates)}
                  for hit in hits if hit.duplicates]  # fmt: skip
        assert folded == [{"page_0.png", "a.jpg"}]
