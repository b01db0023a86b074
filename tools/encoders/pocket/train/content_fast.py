"""The tuned picture path as training runs it: places last in memory, matrix products in bfloat16, filters frozen.

On this processor the weight gradient of a depthwise filter costs as much as the rest of its block, and its input
gradient is another depthwise filter, nearly free: so the filters of content's own blocks stay the trunk's, and only
the mixing of channels is learned. Equal to `TunedPicture.forward` but for rounding (a test says so).

    z = tuned_forward(net.tuned, maps)           # maps (N, h, w, 208)
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from tools.encoders.pocket.content_net import TunedPicture
from tools.encoders.pocket.trunk import Block


class FrozenFilter(torch.autograd.Function):
    """A depthwise filter with stride 1 whose weights get no gradient. x is (N, C, h, w), channels-last in memory."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(weight)
        return F.conv2d(x, weight, bias, padding=weight.shape[-1] // 2, groups=weight.shape[0])

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        (weight,) = ctx.saved_tensors
        flipped = weight.flip((2, 3))
        return F.conv2d(grads[0], flipped, padding=weight.shape[-1] // 2, groups=weight.shape[0]), None, None


def _mix(conv: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    """A 1x1 convolution as a matrix product in bfloat16: (N, h, w, C) -> (N, h, w, out) float32."""
    half = torch.bfloat16
    assert conv.bias is not None
    out = F.linear(x.to(half), conv.weight.flatten(1).to(half))
    return out.float() + conv.bias


def _block(block: Block, x: torch.Tensor) -> torch.Tensor:
    assert block.expand is not None
    assert block.depthwise.bias is not None
    wide = F.relu6(_mix(block.expand, x)).permute(0, 3, 1, 2)
    filtered = FrozenFilter.apply(wide, block.depthwise.weight.detach(), block.depthwise.bias.detach())
    narrow = _mix(block.project, F.relu6(filtered).permute(0, 2, 3, 1))
    return narrow + x if block.is_residual else narrow


def tuned_forward(tuned: TunedPicture, maps: torch.Tensor) -> torch.Tensor:
    """Maps (N, h, w, 208) after block 19 -> (N, 512), not normalised."""
    x = maps
    for block in tuned.blocks:
        assert isinstance(block, Block)
        x = _block(block, x)
    heads = _mix(tuned.head, x).flatten(1, 2).transpose(1, 2)
    return tuned.gather(heads, _mix(tuned.gaze, x).flatten(1, 2).transpose(1, 2))
