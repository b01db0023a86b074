"""A library of generated pictures with dates and positions, and a session over it with hashed vectors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from agent.session.conversation import Session
from agent.session.opening import open_session
from tests.unit.session.echo import Echo
from tools.encoders.hashing import hash_models
from tools.library import Library, index

CAPITALS = ((46.948, 7.447), (48.857, 2.352), (41.893, 12.483), None)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """40 pictures of noise, four a year, three of each four in Bern, Paris or Rome."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(1)
    for n in range(40):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"20{10 + n // 4}:06:01 12:00:00"
        where = CAPITALS[n % 4]
        if where:
            gps = exif.get_ifd(0x8825)
            gps[1], gps[2], gps[3], gps[4] = "N", (where[0], 0.0, 0.0), "E", (where[1], 0.0, 0.0)
        pixels = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{n:02}.jpg", exif=exif)
    library = Library.create(tmp_path_factory.mktemp("library"))
    index(library, [folder], hash_models())
    yield library
    library.close()


@pytest.fixture
def session(library: Library) -> Session:
    return open_session(library, Echo(), hash_models())
