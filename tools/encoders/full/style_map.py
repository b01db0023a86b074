"""From style phrases to the style space: the vector of the pictures that a phrase describes.

It knows vectors only. The vector is a weighted mean of two estimates:
- the *prototype*: the pictures that the content model ranks first for the phrase, as the centroid of their styles;
- the *ridge map* from Stable Diffusion's text vectors to such prototypes, fitted over a bank of style phrases, for
  phrases whose own prototype is noise.
The leave-one-out agreement of the map with the prototypes is its confidence.

    fit = fit_map(gallery, bank); fit.place(words.encode(texts), content.encode_texts(texts))    # float32 (T, 512)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.types import Float32, Float64

FEWEST_PICTURES = 40
"""Below it a phrase's top pictures are most of the library, and every prototype is near the library's mean."""
GALLERY = 2_000
"""Pictures kept for prototypes: enough for some of every style; 4 MB in half precision."""
RIDGE = 0.3  # relative to the mean eigenvalue of the bank's Gram matrix
SHARPNESS = 1.0  # of the softmax over z-scores of the first pictures
PROTOTYPE_SHARE = 0.75
FLAT_AGREEMENT = 0.15
FLAT_COHERENCE = 0.01
"""Below either the map is called flat: it does not distinguish styles."""
SURE_COHERENCE = 0.05
"""Coherence from which a phrase is fully trusted (docs/experiments/full.md)."""
LEAST_CONFIDENCE = 0.3
"""Lower bound of a term's confidence, so that its slider always has an effect."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """Pictures of a library: row i of both is one picture. `content`: float32 (G, C); `style`: float32 (G, 512)."""

    content: Float32
    style: Float32

    def __len__(self) -> int:
        return len(self.style)


@dataclass(frozen=True, eq=False)
class Bank:
    """Style phrases in both languages. `words`: float32 (P, W), the style text encoder's; `content`: float32 (P, C)."""

    words: Float32
    content: Float32


@dataclass(frozen=True, eq=False)
class StyleMap:
    """`ridge`: float32 (W + 1, 512), its last row the constant. `level`, `spread`: float32 (W,), of the bank's words.
    `phrases`: float32 (P, C), the bank encoded by the content model.

    `agreement`: leave-one-out cosine, -1..1: whether similar phrases give similar styles. `coherence`: mean cosine
    between the pictures of one prototype, -1..1, 0 when they share no style.
    """

    gallery: Gallery
    phrases: Float32
    level: Float32
    spread: Float32
    ridge: Float32
    agreement: float
    coherence: float
    pictures: int

    def place(self, words: Float32, content: Float32) -> Float32:
        """float32 (T, 512), unit-norm rows: style vectors of texts, given as encoded by both encoders."""
        mapped = _unit(_with_constant((words - self.level) / self.spread) @ self.ridge)
        prototypes, _ = prototypes_of(self.gallery, content, self.phrases)
        share = PROTOTYPE_SHARE
        return _unit(share * prototypes + (1.0 - share) * mapped).astype(np.float32)

    def confidence(self, content: Float32) -> Float32:
        """float32 (T,), LEAST_CONFIDENCE..1: how far the pictures found for each text (encoded by the content model)
        share one style."""
        _, coherence = prototypes_of(self.gallery, content, self.phrases)
        sure: Float32 = np.clip(coherence / SURE_COHERENCE, LEAST_CONFIDENCE, 1.0).astype(np.float32)
        return sure

    @property
    def is_flat(self) -> bool:
        """Whether style words cannot be distinguished here."""
        return not (self.agreement >= FLAT_AGREEMENT and self.coherence >= FLAT_COHERENCE)


def fit_map(gallery: Gallery, bank: Bank, *, pictures: int, ridge: float = RIDGE) -> StyleMap:
    """The map of a library's gallery; `pictures` is how many the library has."""
    prototypes, coherence = prototypes_of(gallery, bank.content, bank.content)
    targets = prototypes.astype(np.float64)  # (P, 512), unit
    level, spread = bank.words.mean(0), bank.words.std(0) + 1e-6
    inputs = (bank.words.astype(np.float64) - level) / spread  # (P, W)
    constant = targets.mean(0)
    gram = inputs @ inputs.T  # (P, P): the bank is smaller than the text vectors are long
    strength = ridge * float(np.trace(gram)) / len(gram)
    inverse = np.linalg.inv(gram + strength * np.eye(len(gram)))
    weights = inputs.T @ (inverse @ (targets - constant))  # (W, 512)
    return StyleMap(
        gallery=gallery,
        phrases=bank.content,
        level=level.astype(np.float32),
        spread=spread.astype(np.float32),
        ridge=np.vstack([weights, constant]).astype(np.float32),
        agreement=_leave_one_out(gram @ inverse, targets),
        coherence=float(coherence.mean()),
        pictures=pictures,
    )


def prototypes_of(gallery: Gallery, texts: Float32, phrases: Float32) -> tuple[Float32, Float32]:
    """float32 (T, 512), unit-norm rows: the centred style of the pictures ranked first for each text; and float32 (T,),
    the mean cosine between those pictures' centred styles.

    `phrases` is the bank. A picture's score is taken relative to its scores over the whole bank, else a hub
    picture would lead each ranking.
    """
    centre = gallery.style.mean(0)
    usual = gallery.content @ phrases.mean(0)  # (G,)
    scores = texts @ gallery.content.T - usual  # (T, G)
    scores = (scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-6)
    first = exemplar_count(len(gallery))
    rows = np.argpartition(-scores, first - 1, axis=1)[:, :first]  # (T, m)
    picked = np.take_along_axis(scores, rows, axis=1)
    weights = np.exp(SHARPNESS * (picked - picked.max(1, keepdims=True)))
    weights /= weights.sum(1, keepdims=True)
    exemplars = _unit(gallery.style - centre)[rows]  # (T, m, 512)
    centroids = np.einsum("tm,tmd->td", weights, exemplars)
    with_itself = np.sum(weights**2, axis=1)
    coherence = (np.sum(centroids**2, axis=1) - with_itself) / np.maximum(1.0 - with_itself, 1e-6)
    return _unit(centroids), coherence.astype(np.float32)


def exemplar_count(pictures: int) -> int:
    """How many pictures make a prototype: one in 25, 5 at least, 30 at most."""
    return min(pictures, int(np.clip(pictures // 25, 5, 30)))


def pick_gallery(content: Float32, style: Float32, *, most: int = GALLERY) -> Gallery:
    """At most `most` pictures of a library, spread evenly over its rows."""
    rows = np.unique(np.linspace(0, len(style) - 1, min(most, len(style))).round().astype(int))
    return Gallery(np.ascontiguousarray(content[rows]), np.ascontiguousarray(style[rows]))


def _leave_one_out(hat: Float64, targets: Float64) -> float:
    """Mean cosine of each phrase's prototype with the prediction of a map fitted without it, the phrases' mean taken
    off both.

    Source: for a linear smoother the residual without i is (y_i - ŷ_i) / (1 - h_ii), Allen 1974 (PRESS).
    """
    centred = targets - targets.mean(0)
    residual = (centred - hat @ centred) / np.maximum(1.0 - np.diag(hat), 1e-6)[:, None]
    foretold = centred - residual
    lengths = np.linalg.norm(foretold, axis=1) * np.linalg.norm(centred, axis=1)
    return float(np.mean(np.sum(foretold * centred, axis=1) / np.maximum(lengths, 1e-9)))


def _with_constant(rows: Float32) -> Float32:
    return np.concatenate([rows, np.ones((len(rows), 1), dtype=rows.dtype)], axis=1)


def _unit(rows: npt.NDArray[np.floating]) -> Float32:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
