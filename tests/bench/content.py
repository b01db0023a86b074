"""The content channel measured through the public encoder, on pictures that training never saw. Prints JSON.

python -m tests.bench.content --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tools.encoders import ContentEncoder, load
from tools.types import Float32
from training.pocket.content_data import Pair, read_pairs

BATCH = 64
PROMPTS = ("{}", "a picture of a {}")


def pictures(encoder: ContentEncoder, pairs: Sequence[Pair]) -> Float32:
    """(N, 512) of the pairs' pictures."""
    rows = []
    for start in range(0, len(pairs), BATCH):
        opened = [Image.open(pair.path) for pair in pairs[start : start + BATCH]]
        rows.append(encoder.encode_images(opened))
    return np.concatenate(rows)


def prompted(encoder: ContentEncoder, names: Sequence[str]) -> Float32:
    """(C, 512): each name's mean over the prompts, unit-norm."""
    mean = np.mean([encoder.encode_texts([prompt.format(name) for name in names]) for prompt in PROMPTS], axis=0)
    unit: Float32 = (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)
    return unit


def retrieval(encoder: ContentEncoder, pairs: Sequence[Pair]) -> dict[str, float]:
    """Text-to-picture recall of every caption, and picture-to-text recall (any of its own captions)."""
    seen, texts = pictures(encoder, pairs), encoder.encode_texts([text for pair in pairs for text in pair.texts])
    owner = np.repeat(np.arange(len(pairs)), [len(pair.texts) for pair in pairs])
    cosines = texts @ seen.T  # (T, N)
    own = cosines[np.arange(len(texts)), owner]
    found = (cosines > own[:, None]).sum(1)
    best_own = np.full(len(pairs), -1.0, np.float32)
    np.maximum.at(best_own, owner, own)
    found_back = (cosines > best_own[None, :]).sum(0)
    recall = {f"text_to_image_r{k}": float((found < k).mean()) for k in (1, 5, 10)}
    return recall | {f"image_to_text_r{k}": float((found_back < k).mean()) for k in (1, 5, 10)}


def zero_shot(encoder: ContentEncoder, pairs: Sequence[Pair], names: Sequence[str]) -> dict[str, float]:
    """Share of pictures nearest to their own label among `names`, in all and by style where there are styles."""
    places = {name: i for i, name in enumerate(names)}
    is_right = (pictures(encoder, pairs) @ prompted(encoder, names).T).argmax(1) == [places[p.label] for p in pairs]
    out = {"all": float(is_right.mean())}
    for style in sorted({pair.style for pair in pairs if pair.style}):
        out[style] = float(is_right[[pair.style == style for pair in pairs]].mean())
    return out


def measure(data: Path, encoder: ContentEncoder) -> dict[str, object]:
    """All numbers of this command."""
    pairs = read_pairs(data)
    held = {kind: [p for p in pairs if p.kind == kind and p.held_out] for kind in ("flickr8k", "labelled", "pacs")}
    labels = sorted({p.label for p in pairs if p.kind == "labelled"})
    contents = sorted({p.label for p in held["pacs"]})
    return {
        "encoder": encoder.name,
        "flickr8k_dev": retrieval(encoder, held["flickr8k"]),
        "pacs_held_out_half": zero_shot(encoder, held["pacs"], contents),
        f"labelled_held_out_top1_of_{len(labels)}": zero_shot(encoder, held["labelled"], labels)["all"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", default="pocket")
    known = parser.parse_args()
    print(json.dumps(measure(known.data, load(known.models).content), indent=1))


if __name__ == "__main__":
    main()
