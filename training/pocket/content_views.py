"""Views of the training pictures through the frozen part of the trunk, computed once and stored on disk.

Each picture gives a plain view (as at index time) and crops of random size and shape, some in another look (grey,
edges, few colours, blur, flat paint), so that objects are recognised in drawings too. A crop is read at 224 px: objects
appear about as large as in the plain view at 260, for two thirds of the cost. Kept per view: the map after block 10 as
int8 with one scale per channel, the pretrained head's pooled features, the classifier's logits (float16).

    build(pairs, Path("views"), plan=PLAIN)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from tools.encoders.pocket.content_net import CUT
from tools.encoders.pocket.picture_squares import SIDE, to_batch, to_rgb
from tools.encoders.pocket.trunk import EARLY, POOLED, SharedTrunk, Trunk, load_trunk
from training.pocket.content_data import Pair
from training.pocket.towers import lite2_state

CHANNELS = 88  # of the map that content's own blocks read, block 10's
STRIDE = 16  # pixels a place of it
CROP_SIDE = 224  # pixels
CLASSES = 1000
BATCH = 16
HEADROOM = 1.15  # int8's range beyond the largest value of the sample


@dataclass(frozen=True)
class ViewPlan:
    """Views of one folder, all of `side` pixels: the plain view of every picture, or `crops` random ones of the
    training pictures of each kind, `look_share` of them in another look."""

    side: int
    crops: Mapping[str, int] | None = None
    look_share: Mapping[str, float] = field(default_factory=dict)
    seed: int = 7

    @property
    def places(self) -> int:
        """The map's height and width after block 10."""
        return -(-self.side // STRIDE)


PLAIN = ViewPlan(SIDE)
CROPS = ViewPlan(
    CROP_SIDE,
    crops={"flickr8k": 9, "labelled": 2, "pacs": 2, "wikiart": 2, "stamps": 2},
    look_share={"flickr8k": 0.1, "labelled": 0.5, "stamps": 0.2},
    seed=107,
)


def crop(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A random part (40 to 100 % of the area, shape 3:5 to 5:3 against the original's), perhaps mirrored and toned."""
    area, shape = rng.uniform(0.4, 1.0), np.exp(rng.uniform(np.log(0.6), np.log(1 / 0.6)))
    width, height = image.size
    wide = min(width, max(8, round(width * np.sqrt(area * shape))))
    high = min(height, max(8, round(height * np.sqrt(area / shape))))
    left, top = int(rng.integers(0, width - wide + 1)), int(rng.integers(0, height - high + 1))
    part = image.crop((left, top, left + wide, top + high))
    if rng.random() < 0.5:
        part = ImageOps.mirror(part)
    for tool in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if rng.random() < 0.5:
            part = tool(part).enhance(rng.uniform(0.7, 1.3))
    return part


def _pencil(image: Image.Image) -> Image.Image:
    """Dodge of a grey picture by its blurred negative: dark lines on white paper."""
    grey = ImageOps.grayscale(image)
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(5))
    base, top = np.asarray(grey, np.float32), np.asarray(blurred, np.float32)
    return Image.fromarray(np.clip(base * 255 / np.maximum(255 - top, 1), 0, 255).astype(np.uint8))


def _lines(image: Image.Image) -> Image.Image:
    """Hard black outlines on white, as in a sketch of a few strokes."""
    soft = ImageOps.grayscale(image).filter(ImageFilter.GaussianBlur(1.5))
    edges = ImageOps.autocontrast(ImageChops.lighter(soft.filter(ImageFilter.FIND_EDGES), Image.new("L", soft.size)))
    return ImageOps.invert(edges.point(lambda value: 255 if value > 60 else 0).filter(ImageFilter.MaxFilter(3)))


def _flat(image: Image.Image) -> Image.Image:
    """Patches of one colour, as of a broad brush."""
    small = image.resize((96, 96), Image.Resampling.BICUBIC).filter(ImageFilter.ModeFilter(5))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _cartoon(image: Image.Image) -> Image.Image:
    """Flat bright colours under black outlines."""
    flat = ImageOps.posterize(_flat(image), 3)
    return ImageChops.darker(ImageEnhance.Color(flat).enhance(1.6), _lines(image).convert("RGB"))


def look(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The picture in one of eight looks."""
    small = image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    which = int(rng.integers(0, 8))
    if which == 0:
        changed = ImageOps.grayscale(small)
    elif which == 1:
        changed = _pencil(small)
    elif which == 2:
        changed = _lines(small)
    elif which == 3:
        changed = _cartoon(small)
    elif which == 4:
        changed = _flat(small)
    elif which == 5:
        changed = ImageOps.posterize(small, 2)
    elif which == 6:
        changed = small.filter(ImageFilter.GaussianBlur(rng.uniform(1.5, 3.5)))
    else:
        changed = ImageOps.colorize(ImageOps.grayscale(small), "#301010", "#f4e6c8")
    return changed.convert("RGB")


def views_of(pair: Pair, plan: ViewPlan, rng: np.random.Generator) -> list[Image.Image]:
    """The plain view, or the crops: a held-out picture has none."""
    count = 0 if plan.crops is None or pair.held_out else plan.crops.get(pair.kind, 0)
    if plan.crops is not None and not count:
        return []
    with Image.open(pair.path) as opened:
        opened.load()
        image = to_rgb(opened)
    if plan.crops is None:
        return [image]
    views = [crop(image, rng) for _ in range(count)]
    return [look(view, rng) if rng.random() < plan.look_share.get(pair.kind, 0.0) else view for view in views]


class FrozenPart(torch.nn.Module):
    """Pictures -> (map after block 10, pooled features, ImageNet logits) in bfloat16's speed, returned in float32."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side
        self.trunk: Trunk = SharedTrunk(load_trunk(), dtype=torch.bfloat16).trunk
        state = lite2_state()
        self.classes = torch.nn.Linear(POOLED, CLASSES)
        self.classes.load_state_dict({"weight": state["_fc.weight"], "bias": state["_fc.bias"]})

    @torch.inference_mode()
    def forward(self, images: Sequence[Image.Image]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        x = to_batch(images, side=self.side).contiguous(memory_format=torch.channels_last)
        maps = self.trunk.early(x)
        kept, pooled = maps[CUT - 1], self.trunk.pooled(maps[EARLY - 1])
        return kept.float(), pooled, self.classes(pooled)


def build(pairs: Sequence[Pair], folder: Path, *, plan: ViewPlan, scale: np.ndarray | None = None) -> None:
    """Write maps.i8 (V, h, w, 88), pooled.f16, logits.f16, owner.npy (index of the pair), scale.npy under `folder`.

    `scale`: another folder's, so that all share one; measured when there is none yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frozen, rng = FrozenPart(plan.side).eval(), np.random.default_rng(plan.seed)
    owners: list[int] = []
    waiting: list[Image.Image] = []
    if scale is None:
        scale = measure_scale(pairs, frozen)
    with (
        (folder / "maps.i8").open("wb") as maps,
        (folder / "pooled.f16").open("wb") as pooled,
        (folder / "logits.f16").open("wb") as logits,
    ):

        def flush(count: int) -> None:
            kept, features, classes = frozen(waiting[:count])
            del waiting[:count]
            whole = np.round(kept.permute(0, 2, 3, 1).numpy() / scale)
            maps.write(np.clip(whole, -127, 127).astype(np.int8).tobytes())
            pooled.write(features.numpy().astype(np.float16).tobytes())
            logits.write(classes.numpy().astype(np.float16).tobytes())

        for index, pair in enumerate(pairs):
            views = views_of(pair, plan, rng)
            waiting += views
            owners += [index] * len(views)
            while len(waiting) >= BATCH:
                flush(BATCH)
            if index % 1000 == 0:
                print(json.dumps({"pictures": index, "views": len(owners)}), flush=True)
        if waiting:
            flush(len(waiting))
    np.save(folder / "owner.npy", np.asarray(owners, np.int32))
    np.save(folder / "scale.npy", scale)


def measure_scale(pairs: Sequence[Pair], frozen: FrozenPart) -> np.ndarray:
    """float32 (88,): the step of each channel's int8, from the plain views of 256 pictures spread over the sets."""
    chosen = pairs[:: max(1, len(pairs) // 256)]
    peak = np.zeros(CHANNELS, np.float32)
    for start in range(0, len(chosen), BATCH):
        images = [to_rgb(Image.open(pair.path)) for pair in chosen[start : start + BATCH]]
        peak = np.maximum(peak, frozen(images)[0].abs().amax((0, 2, 3)).numpy())
    return peak * HEADROOM / 127.0
