"""Content's own blocks as training runs them: places last in memory, all products in bfloat16, filters frozen.

On a processor the weight gradient of a depthwise filter costs as much as the rest of its block, and its input gradient
is another depthwise filter, nearly free: so the filters of content's own blocks stay the trunk's, and only the mixing
of channels is learned. Equal to `OwnBlocks.forward` but for rounding (a test says so).

    seen = own_forward(net.own, maps)           # maps (N, h, w, 208)
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.content_net import OwnBlocks
from tools.encoders.pocket.trunk import Block

HALF = torch.bfloat16
TOP = 6.0  # of relu6


class FrozenFilterBlock(torch.autograd.Function):
    """An inverted residual without its shortcut: x (N, h, w, C) -> (N, h, w, out), both bfloat16; stride 1.

    The depthwise filter and its bias get no gradient.
    """

    @staticmethod
    def forward(
        ctx: Any, x: torch.Tensor,
        rise: torch.Tensor, rise_bias: torch.Tensor,
        filters: torch.Tensor, filter_bias: torch.Tensor,
        fall: torch.Tensor, fall_bias: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        n, h, w, channels = x.shape
        flat, up, down, kernel = x.reshape(-1, channels), rise.to(HALF), fall.to(HALF), filters.to(HALF)
        wide = F.linear(flat, up, rise_bias.to(HALF)).clamp_(0, TOP)
        filtered = _depthwise(wide, (n, h, w), kernel, filter_bias.to(HALF)).clamp_(0, TOP)
        ctx.save_for_backward(flat, wide, filtered, up, down, kernel)
        ctx.places = (n, h, w)
        return F.linear(filtered, down, fall_bias.to(HALF)).view(n, h, w, -1)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        flat, wide, filtered, up, down, kernel = ctx.saved_tensors
        grad = grads[0].reshape(len(flat), -1).to(HALF)
        inner = (grad @ down).masked_fill_((filtered <= 0) | (filtered >= TOP), 0)
        outer = _depthwise(inner, ctx.places, kernel.flip((2, 3)), None)
        outer = outer.masked_fill((wide <= 0) | (wide >= TOP), 0)
        to_x = (outer @ up).view(*ctx.places, -1)
        to_rise, to_fall = (outer.T @ flat).float(), (grad.T @ filtered).float()
        return to_x, to_rise, outer.float().sum(0), None, None, to_fall, grad.float().sum(0)


def _depthwise(
    rows: torch.Tensor, places: tuple[int, int, int], kernel: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    """Rows (N*h*w, C) through one filter a channel, padded to the same size."""
    n, h, w = places
    maps = rows.view(n, h, w, -1).permute(0, 3, 1, 2)
    filtered = F.conv2d(maps, kernel, bias, padding=kernel.shape[-1] // 2, groups=len(kernel))
    return filtered.permute(0, 2, 3, 1).reshape(n * h * w, -1)


def _block(block: Block, x: torch.Tensor) -> torch.Tensor:
    assert block.expand is not None
    expand, depthwise, project = block.expand, block.depthwise, block.project
    assert expand.bias is not None
    assert depthwise.bias is not None
    assert project.bias is not None
    narrow: torch.Tensor = FrozenFilterBlock.apply(
        x, expand.weight.flatten(1), expand.bias, depthwise.weight.detach(), depthwise.bias.detach(),
        project.weight.flatten(1), project.bias,
    )  # fmt: skip
    return narrow + x if block.is_residual else narrow


def _mix(conv: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    """A 1x1 convolution as a matrix product in bfloat16: (N, h, w, C) -> (N, h*w, out) float32."""
    assert conv.bias is not None
    return F.linear(x, conv.weight.flatten(1).to(HALF)).float().flatten(1, 2) + conv.bias


def own_forward(own: OwnBlocks, maps: torch.Tensor) -> torch.Tensor:
    """Maps (N, h, w, 208) after block 15 -> (N, 512), not normalised."""
    x = maps.to(HALF)
    for block in own.blocks:
        assert isinstance(block, Block)
        x = _block(block, x)
    return own.gather(_mix(own.head, x), _mix(own.gaze, x))
