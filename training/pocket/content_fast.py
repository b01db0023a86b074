"""Content's own blocks for training: channels last in memory, all products in bfloat16, filters frozen.

On a processor the weight gradient of a depthwise filter costs as much as the rest of its block, while its input
gradient is a cheap depthwise filter. So the filters stay the trunk's, and only channel mixing is trained. Equal to
`OwnBlocks.forward` up to rounding (held by a test).

    seen = own_forward(net.own, maps)           # maps (N, h, w, 88)
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.content_net import OwnBlocks
from tools.encoders.pocket.trunk import Block, conv_same, same_padding

HALF = torch.bfloat16
TOP = 6.0  # of relu6
CHUNK = 32  # pictures at once


class FrozenFilterBlock(torch.autograd.Function):
    """An inverted residual without its shortcut: x (N, h, w, C) -> (N, h, w, out), both bfloat16.

    The depthwise filter and its bias get no gradient.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: torch.Tensor,
        rise: torch.Tensor,
        rise_bias: torch.Tensor,
        filters: torch.Tensor,
        filter_bias: torch.Tensor,
        fall: torch.Tensor,
        fall_bias: torch.Tensor,
        stride: int,
    ) -> torch.Tensor:
        n, h, w, channels = x.shape
        flat, up, down, kernel = x.reshape(-1, channels), rise.to(HALF), fall.to(HALF), filters.to(HALF)
        wide = F.linear(flat, up, rise_bias.to(HALF)).clamp_(0, TOP)
        filtered = _depthwise(wide, (n, h, w), kernel, filter_bias.to(HALF), stride).clamp_(0, TOP)
        ctx.save_for_backward(flat, wide, filtered, up, down, kernel)
        ctx.places, ctx.stride = (n, h, w), stride
        return F.linear(filtered, down, fall_bias.to(HALF)).view(n, -(-h // stride), -(-w // stride), -1)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        flat, wide, filtered, up, down, kernel = ctx.saved_tensors
        grad = grads[0].flatten(0, 2).to(HALF)
        inner = _through(grad @ down, filtered)
        outer = _through(_undo(inner, ctx.places, kernel, ctx.stride), wide)
        to_x = (outer @ up).view(*ctx.places, -1)
        to_rise, to_fall = (outer.T @ flat).float(), (grad.T @ filtered).float()
        return to_x, to_rise, _sum(outer), None, None, to_fall, _sum(grad), None


def _through(grad: torch.Tensor, clamped: torch.Tensor) -> torch.Tensor:
    """Gradient of relu6 in one pass, 25 times as fast as a mask on bfloat16."""
    passed: torch.Tensor = torch.ops.aten.hardtanh_backward(grad, clamped, 0.0, TOP)
    return passed


def _sum(rows: torch.Tensor) -> torch.Tensor:
    """Over rows, summed up in float32 by the product with ones."""
    return (rows.new_ones(1, len(rows)) @ rows)[0].float()


def _depthwise(
    rows: torch.Tensor, places: tuple[int, int, int], kernel: torch.Tensor, bias: torch.Tensor | None, stride: int
) -> torch.Tensor:
    """Rows (N*h*w, C) through one filter a channel: rows of the map that is 1/`stride` of the size."""
    n, h, w = places
    maps = rows.view(n, h, w, -1).permute(0, 3, 1, 2)
    filtered = conv_same(maps, kernel, bias, stride=stride, groups=len(kernel))
    return filtered.permute(0, 2, 3, 1).reshape(-1, len(kernel))


def _undo(rows: torch.Tensor, places: tuple[int, int, int], kernel: torch.Tensor, stride: int) -> torch.Tensor:
    """Gradient of `_depthwise` with respect to its input, rows (N*h*w, C)."""
    if stride != 1:
        # Spread over a map of the input's size with zeros between, it is a plain filter again: 60 times as fast as
        # conv_transpose2d on bfloat16 groups.
        (n, h, w), size = places, kernel.shape[-1]
        top, left = (size // 2 - same_padding(side, size, stride)[0] for side in (h, w))
        spread = rows.new_zeros(n, h, w, rows.shape[1])
        spread[:, top::stride, left::stride] = rows.view(n, -(-h // stride), -(-w // stride), -1)
        rows = spread.flatten(0, 2)
    return _depthwise(rows, places, kernel.flip((2, 3)), None, 1)


def _block(block: Block, x: torch.Tensor) -> torch.Tensor:
    assert block.expand is not None
    expand, depthwise, project = block.expand, block.depthwise, block.project
    assert expand.bias is not None
    assert depthwise.bias is not None
    assert project.bias is not None
    narrow: torch.Tensor = FrozenFilterBlock.apply(
        x,
        expand.weight.flatten(1),
        expand.bias,
        depthwise.weight.detach(),
        depthwise.bias.detach(),
        project.weight.flatten(1),
        project.bias,
        depthwise.stride[0],
    )
    return narrow + x if block.is_residual else narrow


def _mix(conv: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    """A 1x1 convolution as a matrix product in bfloat16: (N, h, w, C) -> (N, h*w, out) float32."""
    assert conv.bias is not None
    return F.linear(x, conv.weight.flatten(1).to(HALF)).float().flatten(1, 2) + conv.bias


def own_forward(own: OwnBlocks, maps: torch.Tensor) -> torch.Tensor:
    """Maps (N, h, w, 88) after block 10 -> (N, 512), not normalised. In small chunks that fit the cache."""
    return torch.cat([_own(own, some) for some in maps.split(CHUNK)])


def _own(own: OwnBlocks, maps: torch.Tensor) -> torch.Tensor:
    x = maps.to(HALF)
    for block in own.blocks:
        assert isinstance(block, Block)
        x = _block(block, x)
    return own.gather(_mix(own.head, x), _mix(own.gaze, x))
