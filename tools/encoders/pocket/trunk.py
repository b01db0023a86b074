"""The picture trunk: EfficientNet-Lite2's convolutions, BatchNorm folded, frozen and shared by both channels.

Blocks 0 to 14 (`EARLY`) are computed once for a batch of pictures and cached briefly, so that content and style share
them; later blocks belong to each channel. It knows nothing of words.

    for chunk in SharedTrunk.load().chunks(pictures):
        chunk.maps[12]                                  # (n, 120, 17, 17), output of block 12
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from PIL.Image import Image
from torch import nn

from tools.encoders.pocket.picture_squares import to_batch
from tools.encoders.pocket.store import restored, weights_file

# (repeats, kernel, stride, expansion, channels in, channels out) of each stage.
# Source: EfficientNet-Lite2 (width 1.1, depth 1.2, stem and head fixed), github.com/tensorflow/tpu, Apache-2.0.
STAGES = (
    (1, 3, 1, 1, 32, 16),
    (3, 3, 2, 6, 16, 24),
    (3, 5, 2, 6, 24, 48),
    (4, 3, 2, 6, 48, 88),
    (4, 5, 1, 6, 88, 120),
    (5, 5, 2, 6, 120, 208),
    (1, 3, 1, 6, 208, 352),
)
FINE = 2  # stem and blocks 0 and 1 always compute in float32
FINE_CHUNK = 2  # pictures at once through those: their maps are the largest, memory traffic dominates
STRIP = 13  # rows of block 1's output at once, for the same reason
EARLY = 15  # blocks 0..14 are shared: everything down to 1/16 of the side
POOLED = 1280
CHUNK = 16  # pictures in one forward pass: larger batches exceed the processor's cache
KEPT_CHUNKS = 4  # the memo: the last 64 pictures


def same_padding(side: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's SAME padding of a side, before and behind: the odd one goes behind."""
    size = max((-(-side // stride) - 1) * stride + kernel - side, 0)
    return size // 2, size - size // 2


def conv_same(
    x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, *, stride: int, groups: int
) -> torch.Tensor:
    """A convolution with SAME padding. With stride 1 the padding is symmetric and costs nothing."""
    kernel = weight.shape[-1]
    if stride == 1:
        return F.conv2d(x, weight, bias, padding=kernel // 2, groups=groups)
    padded = F.pad(x, (*same_padding(x.shape[-1], kernel, stride), *same_padding(x.shape[-2], kernel, stride)))
    return F.conv2d(padded, weight, bias, stride=stride, groups=groups)


class SameConv(nn.Conv2d):
    """`conv_same` with weights of its own."""

    def __init__(self, channels: int, out: int, *, kernel: int, stride: int, groups: int = 1) -> None:
        super().__init__(channels, out, kernel, stride=stride, groups=groups)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return conv_same(x, self.weight, self.bias, stride=self.stride[0], groups=self.groups)


class Block(nn.Module):
    """Inverted residual: widen, filter each channel, narrow. Source: Sandler et al. 2018, arXiv 1801.04381."""

    def __init__(self, kernel: int, stride: int, expansion: int, channels: int, out: int) -> None:
        super().__init__()
        wide = channels * expansion
        self.expand = nn.Conv2d(channels, wide, 1) if expansion != 1 else None
        self.depthwise = SameConv(wide, wide, kernel=kernel, stride=stride, groups=wide)
        self.project = nn.Conv2d(wide, out, 1)
        self.is_residual = stride == 1 and channels == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        wide = x if self.expand is None else F.relu6(self.expand(x), inplace=not self.training)
        narrow = self.project(F.relu6(self.depthwise(wide), inplace=not self.training))
        out: torch.Tensor = narrow + x if self.is_residual else narrow
        return out

    def in_strips(self, x: torch.Tensor, rows: int) -> torch.Tensor:
        """The same for a block that widens and has no shortcut, `rows` of the output at a time.

        The widened strip fits the processor's cache; a whole large map does not.
        """
        assert self.expand is not None
        filters, side = self.depthwise, x.shape[2]
        kernel, stride = filters.kernel_size[0], filters.stride[0]
        top, left_right = same_padding(side, kernel, stride)[0], same_padding(x.shape[3], kernel, stride)
        strips = []
        for first in range(0, -(-side // stride), rows):
            last = min(first + rows, -(-side // stride)) - 1
            begin, end = first * stride - top, last * stride - top + kernel
            wide = F.relu6(self.expand(x[:, :, max(begin, 0) : end]), inplace=True)
            wide = F.pad(wide, (*left_right, max(-begin, 0), max(end - side, 0)))
            narrow = F.conv2d(wide, filters.weight, filters.bias, stride, groups=filters.groups)
            strips.append(self.project(F.relu6(narrow, inplace=True)))
        return torch.cat(strips, 2)


def make_blocks() -> list[Block]:
    """The 21 blocks in order."""
    blocks = []
    for repeats, kernel, stride, expansion, channels, out in STAGES:
        blocks.append(Block(kernel, stride, expansion, channels, out))
        blocks += [Block(kernel, 1, expansion, out, out) for _ in range(repeats - 1)]
    return blocks


class Trunk(nn.Module):
    """All of the network but its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, 32, kernel=3, stride=2)
        self.blocks = nn.ModuleList(make_blocks())
        self.head = nn.Conv2d(STAGES[-1][-1], POOLED, 1)

    def early(self, x: torch.Tensor, *, depth: int = EARLY) -> dict[int, torch.Tensor]:
        """(N, 3, S, S) -> outputs of blocks 1 to `depth` - 1 by block number; 260 px give 65, 33, 17 px maps.

        Block 0's map is left out: it is by far the largest and is not used.
        """
        x = torch.cat([self._fine(some) for some in x.split(FINE_CHUNK)])
        maps: dict[int, torch.Tensor] = {FINE - 1: x}
        for index in range(FINE, depth):
            block = self.blocks[index]
            x = block(x.to(next(block.parameters()).dtype))
            maps[index] = x
        return maps

    def _fine(self, x: torch.Tensor) -> torch.Tensor:
        """Stem and the two blocks that always compute in float32."""
        widest = self.blocks[1]
        assert isinstance(widest, Block)
        return widest.in_strips(self.blocks[0](F.relu6(self.stem(x))), STRIP)

    def late(self, x: torch.Tensor) -> torch.Tensor:
        """Output of block 14 -> (N, 1280, S/32, S/32), the pretrained head's map."""
        for index in range(EARLY, len(self.blocks)):
            x = self.blocks[index](x)
        return F.relu6(self.head(x))

    def pooled(self, x: torch.Tensor) -> torch.Tensor:
        """Output of block 14 -> float32 (N, 1280), the pretrained features."""
        return self.late(x).float().mean((2, 3))


@dataclass(frozen=True)
class Chunk:
    """Some pictures of a batch, rows `first`.. of it, and the trunk's early maps of them (do not write into them).

    `batch` is what the trunk read, float32 (n, 3, S, S) in about -1..1.
    """

    first: int
    pictures: tuple[Image, ...]
    batch: torch.Tensor
    maps: dict[int, torch.Tensor]


class SharedTrunk:
    """The frozen trunk with a memo of the last pictures. Not thread-safe.

    A picture is recognised by object identity, not by its pixels: do not change one between two calls.
    """

    def __init__(self, trunk: Trunk, *, dtype: torch.dtype = torch.float32) -> None:
        self.dtype = dtype
        self.trunk = trunk.to(memory_format=torch.channels_last)
        for part in (*trunk.blocks[FINE:], trunk.head):  # the first layers' rounding would be the largest by far
            part.to(dtype)
        self._memo: OrderedDict[tuple[int, ...], Chunk] = OrderedDict()

    @staticmethod
    def load() -> SharedTrunk:
        """The one of this process. Raises: ModelMissing, ModelBroken."""
        return _load_shared()

    def chunks(self, pictures: Sequence[Image]) -> Iterator[Chunk]:
        """The pictures in order, CHUNK at a time. The second channel that asks for the same objects gets the memo."""
        for first in range(0, len(pictures), CHUNK):
            some = tuple(pictures[first : first + CHUNK])
            key = tuple(map(id, some))
            found = self._memo.get(key)
            if found is None or any(a is not b for a, b in zip(found.pictures, some, strict=True)):
                batch = to_batch(some)
                found = Chunk(first, some, batch, self.early(batch))
                self._memo[key] = found
                while len(self._memo) > KEPT_CHUNKS:
                    self._memo.popitem(last=False)
            yield Chunk(first, some, found.batch, found.maps)

    def forget(self) -> None:
        """Drop the memo, and with it the pictures it holds on to."""
        self._memo.clear()

    @torch.inference_mode()
    def early(self, batch: torch.Tensor, *, depth: int = EARLY) -> dict[int, torch.Tensor]:
        """As `Trunk.early`, without the memo."""
        return self.trunk.early(batch.contiguous(memory_format=torch.channels_last), depth=depth)


def load_trunk() -> Trunk:
    """A new float32 trunk with the committed weights, for training on top. Raises: ModelMissing, ModelBroken."""
    return restored(Trunk(), weights_file("trunk.safetensors"), owner="the trunk")


def working_dtype() -> torch.dtype:
    """bfloat16 where the processor multiplies it natively (there it was 2.4 times as fast), float32 elsewhere."""
    supports = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return torch.bfloat16 if any(ask is not None and ask() for ask in supports) else torch.float32


@lru_cache(maxsize=1)
def _load_shared() -> SharedTrunk:
    return SharedTrunk(load_trunk(), dtype=working_dtype())
