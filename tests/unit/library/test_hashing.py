"""The shipped stand-in satisfies both protocols and depends on every pixel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.library.pictures import drawing
from tools.encoders.hashing import HASH_DIM, HashEncoder, hash_models
from tools.encoders.protocols import ContentEncoder, StyleEncoder


def test_it_is_an_encoder_of_both_kinds():
    models = hash_models()
    assert isinstance(models.content, ContentEncoder)
    assert isinstance(models.style, StyleEncoder)
    assert models.content.name != models.style.name
    assert models.content.encode_images([]).shape == (0, HASH_DIM)
    assert models.content.encode_texts([]).shape == (0, HASH_DIM)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_equal_pictures_and_no_others_have_equal_vectors(one, other):
    a, b = HashEncoder().encode_images([drawing(one, size=(9, 7)), drawing(other, size=(9, 7))])
    assert np.allclose(np.linalg.norm([a, b], axis=1), 1, atol=1e-5)
    assert (float(a @ b) > 0.999) == (one == other)
    assert (HashEncoder().encode_images([drawing(one, size=(9, 7))])[0] == a).all()


def test_the_channels_share_nothing():
    models = hash_models()
    picture = [drawing(1)]
    assert abs(float(models.content.encode_images(picture)[0] @ models.style.encode_images(picture)[0])) < 0.3


def test_one_pixel_counts():
    changed = drawing(1)
    changed.putpixel((0, 0), (1, 2, 3))
    a, b = HashEncoder().encode_images([drawing(1), changed])
    assert abs(float(a @ b)) < 0.3
