"""How fast the full set is on this machine, with random weights of the real size: speed does not depend on them.

Prints JSON, asserts nothing. For each encoder and number format: pictures a second through the bare forward pass on a
batch that is ready, from Pillow pictures to vectors, and from files on disk to vectors as indexing does it (hashed,
decoded and thumbnailed by other threads); and the ratios of both to the bare pass, median of interleaved rounds, by the
clock and by the processor time spent (which other programs do not touch, and which overlapping cannot hide). Then how
far the rankings of both formats agree: share of the first 20 pictures in common, mean over queries.

`--pictures`, `--rounds`, `--parts` and `--formats` shrink it. `--weights` also ranks with a distilled VAE encoder's
trained weights.

    python -m tests.bench.full_speed --data ../shared/data --weights ../shared/weights/taef2_encoder.pth
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

from tests.bench.distilled_vae import DistilledVae
from tests.unit.encoders.checkpoints import write_clip, write_style
from tools.encoders.full import openclip, vae
from tools.encoders.full.folders import ClipPart
from tools.encoders.full.openclip import OpenClipContent
from tools.encoders.full.processor import has_fast_bfloat16
from tools.encoders.full.vae import VaeStatistics, to_pixels
from tools.library.loader import ahead, prepare
from tools.library.walk import walk
from tools.types import Float32

NEIGHBOURS = 20
INDEX_BATCH = 32
FORMATS = {"bfloat16": torch.bfloat16, "float32": torch.float32}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=12, help="pictures in a timed run (12)")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (3)")
    parser.add_argument("--side", type=int, default=1600, help="longer side of the timed files in pixels (1600)")
    parser.add_argument("--parts", nargs="*", default=["content", "style"], choices=["content", "style"])
    parser.add_argument("--formats", nargs="*", default=["bfloat16"], choices=[*FORMATS])
    parser.add_argument("--ranked", type=int, default=0, help="pictures ranked by both formats; 0: not compared")
    parser.add_argument("--weights", type=Path, help="a distilled VAE encoder's trained weights, ranked too")
    parser.add_argument("--data", type=Path, help="folder of flickr8k, for real pictures; noise without it")
    parser.add_argument("--device", default="auto")
    known = parser.parse_args()
    os.environ["DOCENT_DEVICE"] = known.device
    found: dict[str, Any] = {
        "threads": torch.get_num_threads(),
        "cores": len(os.sched_getaffinity(0)),
        "fast_bfloat16": has_fast_bfloat16(),
    }
    with tempfile.TemporaryDirectory() as scratch:
        loaders = _loaders(Path(scratch))
        files = _files(Path(scratch) / "files", known)
        pictures = _pictures(known.data, known.ranked)
        for part in known.parts:
            found[part] = {}
            for name in known.formats:
                encoder = loaders[part](FORMATS[name])
                found[part][encoder.compute.label] = _rates(encoder, files, known.rounds)
                print(json.dumps(found), flush=True)
            if known.ranked:
                rows = [_encode(loaders[part](dtype))(pictures) for dtype in FORMATS.values()]
                found[part]["random_weights"] = _agreement(*rows)
    if known.weights and known.ranked:
        rows = [DistilledVae.load(known.weights, dtype=dtype).measure(pictures) for dtype in FORMATS.values()]
        found["distilled_vae_trained_weights"] = _agreement(*rows)
    print(json.dumps(found, indent=1))


def _loaders(scratch: Path) -> dict[str, Callable[[torch.dtype], Any]]:
    """Each part's own loading code, over random weights of the real size."""
    weights = write_clip(scratch / "clip", vit_b_16=True)
    style = write_style(scratch / "style", full_size=True, with_decoder=False)
    part = ClipPart(weights, folder=weights.parent)
    return {
        "content": lambda dtype: OpenClipContent.load(part, precision=dtype),
        "style": lambda dtype: VaeStatistics.load(style, precision=dtype),
    }


def _encode(encoder: Any) -> Callable[[Sequence[Image.Image]], Float32]:
    encode: Callable[[Sequence[Image.Image]], Float32] = getattr(encoder, "encode_images", None) or encoder.measure
    return encode


def _rates(encoder: Any, files: Path, rounds: int) -> dict[str, Any]:
    seen = walk([files]).files
    pictures = [Image.open(one.path).convert("RGB") for one in seen]
    make_ready = getattr(encoder, "_prepare", to_pixels)
    step = openclip.CPU_STEP if isinstance(encoder, OpenClipContent) else vae.CPU_STEP
    size = min(encoder.compute.batch if encoder.compute.device.type != "cpu" else step, len(pictures))
    ready = torch.stack([make_ready(picture) for picture in pictures[:size]])
    ready = ready.to(encoder.compute.device, encoder.compute.dtype).to(memory_format=torch.channels_last)
    encode = _encode(encoder)
    runs: dict[str, Callable[[], object]] = {
        "bare": lambda: [encoder._forward(ready).float().cpu() for _ in range(len(pictures) // size)],
        "from_pillow": lambda: encode(pictures),
        "from_files": lambda: _as_indexing(encode, seen),
    }
    counts = {"bare": len(pictures) // size * size, "from_pillow": len(pictures), "from_files": len(pictures)}
    rates: dict[str, list[float]] = {name: [] for name in runs}
    work: dict[str, list[float]] = {name: [] for name in runs}
    with torch.inference_mode():
        encoder._forward(ready[:1])
        for _ in range(rounds):  # side by side, so that other programs weigh on all alike
            for name, run in runs.items():
                start, spent = time.perf_counter(), time.process_time()
                run()
                rates[name].append(counts[name] / (time.perf_counter() - start))
                work[name].append(counts[name] / (time.process_time() - spent))
    return {
        "per_s": {name: round(max(some), 2) for name, some in rates.items()},
        "per_processor_s": {name: round(max(some), 2) for name, some in work.items()},
        "ratio": _to_bare(rates),
        "ratio_of_processor_time": _to_bare(work),
        "batch": size,
    }


def _to_bare(rates: dict[str, list[float]]) -> dict[str, float]:
    bare = np.array(rates["bare"])
    return {name: round(float(np.median(rates[name] / bare)), 3) for name in ("from_pillow", "from_files")}


def _as_indexing(encode: Callable[[Sequence[Image.Image]], Float32], seen: Sequence[Any]) -> None:
    """Read, hash, decode and thumbnail ahead in threads, encode in batches: what `index` does to new files."""
    waiting: list[Image.Image] = []
    for item in ahead(lambda one: prepare(one, known=frozenset()), seen, workers=2, depth=2 * INDEX_BATCH):
        waiting.append(item.decoded.image)  # type: ignore[union-attr]
        if len(waiting) == INDEX_BATCH:
            encode(waiting)
            waiting = []
    encode(waiting)


def _agreement(one: Float32, two: Float32) -> dict[str, float]:
    """Share of each picture's nearest pictures that both formats give, columns standardised; the lowest cosine."""
    orders, rows = [], []
    for measured in (one, two):
        standard = (measured - one.mean(0)) / (one.std(0) + 1e-6)
        standard /= np.linalg.norm(standard, axis=1, keepdims=True)
        rows.append(standard)
        near = standard @ standard.T - 2 * np.eye(len(standard))
        orders.append(np.argsort(-near, axis=1)[:, :NEIGHBOURS])
    shared = [len(set(ours) & set(theirs)) / NEIGHBOURS for ours, theirs in zip(*orders, strict=True)]
    return {
        "overlap_top_20": round(float(np.mean(shared)), 4),
        "lowest_cosine": round(float((rows[0] * rows[1]).sum(1).min()), 5),
    }


def _files(folder: Path, known: argparse.Namespace) -> Path:
    """The timed pictures as JPEG files of a camera's proportions."""
    folder.mkdir()
    for number, picture in enumerate(_pictures(known.data, known.pictures)):
        picture.resize((known.side, known.side * 3 // 4), Image.Resampling.BICUBIC).save(
            folder / f"{number}.jpg", quality=90
        )
    return folder


def _pictures(data: Path | None, count: int) -> list[Image.Image]:
    if data is None:
        draw = np.random.default_rng(0)
        return [Image.fromarray(draw.integers(0, 255, (480, 360, 3), dtype=np.uint8)) for _ in range(count)]
    files = sorted((data / "flickr8k/images").glob("*"))[:count]
    return [Image.open(file).convert("RGB").resize((480, 360)) for file in files]


if __name__ == "__main__":
    main()
