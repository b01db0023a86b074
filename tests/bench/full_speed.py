"""How fast the full set is on this machine, with random weights of the real size: speed does not depend on them.

Prints JSON, asserts nothing. For each encoder and number format: pictures a second through the whole pipeline (from
Pillow pictures to vectors), through the bare forward pass on a batch that is ready, and their ratio; then how far the
rankings of both formats agree (share of the first 20 pictures in common, mean over queries).

    python -m tests.bench.full_speed --pictures 16 --data ../shared/data
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from tests.unit.encoders.checkpoints import write_clip, write_style
from tools.encoders.full.folders import ClipPart
from tools.encoders.full.processor import has_fast_bfloat16
from tools.encoders.full.vae import VaeStatistics
from tools.encoders.openclip import OpenClipContent
from tools.types import Float32

NEIGHBOURS = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=16, help="pictures in a timed run")
    parser.add_argument("--ranked", type=int, default=0, help="pictures whose rankings are compared; 0: not compared")
    parser.add_argument("--data", type=Path, help="folder of flickr8k, for real pictures; noise without it")
    parser.add_argument("--device", default="auto")
    arguments = parser.parse_args()
    os.environ["DOCENT_DEVICE"] = arguments.device
    pictures = _pictures(arguments.data, max(arguments.pictures, arguments.ranked))
    found: dict[str, Any] = {"threads": torch.get_num_threads(), "fast_bfloat16": has_fast_bfloat16()}
    with tempfile.TemporaryDirectory() as scratch:
        weights = write_clip(Path(scratch) / "clip", vit_b_16=True)
        style = write_style(Path(scratch) / "style", full_size=True, with_decoder=False)
        part = ClipPart(weights, folder=weights.parent)
        found["content"] = _compare(lambda dtype: OpenClipContent.load(part, precision=dtype), pictures, arguments)
        found["style"] = _compare(lambda dtype: VaeStatistics.load(style, precision=dtype), pictures, arguments)
    print(json.dumps(found, indent=1))


def _compare(load: Callable[[torch.dtype], Any], pictures: Sequence[Image.Image], arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    vectors: dict[str, Float32] = {}
    for dtype in (torch.bfloat16, torch.float32):
        encoder = load(dtype)
        encode = encoder.encode_images if hasattr(encoder, "encode_images") else encoder.measure
        label = encoder.compute.label
        found[label] = _rates(encoder, encode, pictures[: arguments.pictures])
        if arguments.ranked:
            vectors[label] = encode(pictures[: arguments.ranked])
    if len(vectors) == 2:
        found["overlap_top_20"] = round(_overlap(*vectors.values()), 4)
    return found


def _rates(encoder: Any, encode: Callable[..., Float32], pictures: Sequence[Image.Image]) -> dict[str, float]:
    prepare = getattr(encoder, "_prepare", None) or _to_pixels()
    compute = encoder.compute
    size = min(compute.batch, len(pictures))
    ready = torch.stack([prepare(picture) for picture in pictures[:size]]).to(compute.device, compute.dtype)
    ready = ready.to(memory_format=torch.channels_last)
    ratios, rates = [], []
    with torch.inference_mode():
        encoder._forward(ready[:1])
        for _ in range(3):  # side by side, so that other programs weigh on both alike
            bare = _rate(lambda: _finish(encoder._forward(ready)), size)
            whole = _rate(lambda: encode(pictures), len(pictures))
            ratios.append(whole / bare)
            rates.append((whole, bare))
    whole, bare = max(rates)
    return {
        "pipeline_per_s": round(whole, 2),
        "bare_per_s": round(bare, 2),
        "ratio": round(float(np.median(ratios)), 3),
        "batch": size,
    }


def _rate(run: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    run()
    return count / (time.perf_counter() - start)


def _finish(result: torch.Tensor) -> torch.Tensor:
    return result.float().cpu()  # waits for an accelerator


def _to_pixels() -> Callable[[Image.Image], torch.Tensor]:
    from tools.encoders.full.vae import to_pixels

    return to_pixels


def _overlap(one: Float32, two: Float32) -> float:
    """Share of each picture's nearest pictures that both formats give, after standardising each column."""
    shared = []
    orders = []
    for rows in (one, two):
        standard = (rows - one.mean(0)) / (one.std(0) + 1e-6)
        standard /= np.linalg.norm(standard, axis=1, keepdims=True)
        near = standard @ standard.T - 2 * np.eye(len(rows))
        orders.append(np.argsort(-near, axis=1)[:, :NEIGHBOURS])
    for ours, theirs in zip(*orders, strict=True):
        shared.append(len(set(ours) & set(theirs)) / NEIGHBOURS)
    return float(np.mean(shared))


def _pictures(data: Path | None, count: int) -> list[Image.Image]:
    if data is None:
        draw = np.random.default_rng(0)
        return [Image.fromarray(draw.integers(0, 255, (480, 360, 3), dtype=np.uint8)) for _ in range(count)]
    files = sorted((data / "flickr8k/images").glob("*"))[:count]
    return [Image.open(file).convert("RGB").resize((480, 360)) for file in files]


if __name__ == "__main__":
    main()
