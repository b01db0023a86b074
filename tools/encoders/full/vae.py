"""Channel statistics of the layers of Stable Diffusion's VAE encoder, as raw material of style.

It returns raw statistics; `style_space.py` turns them into vectors. The decoder is never built in memory, and its
weights need not be on the disk.

    vae = VaeStatistics.load(folder); vae.measure(pictures)      # float32 (N, vae.size)

Source: channel mean and standard deviation as style: Huang & Belongie 2017, "Arbitrary Style Transfer in Real-time
with Adaptive Instance Normalization".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from tools.encoders.full.checkpoint import AGAIN, digest, read_config, read_tensors
from tools.encoders.full.folders import VAE_CONFIG, VAE_WEIGHTS
from tools.encoders.full.offline import stay_offline
from tools.encoders.full.processor import Compute, halve_when_full, in_batches, pick_compute
from tools.encoders.pocket.picture_squares import to_rgb
from tools.errors import ModelBroken
from tools.types import Float32

stay_offline()

SIDE_PX = 224
BYTES_PER_PICTURE = 250_000_000  # peak at 224 px in float32: conv_in alone gives 128 x 224 x 224
CPU_STEP = 2  # on one core .94 pictures a second singly, .92 by 2, .84 by 4, .81 by 8: what fits a cache is quicker
ENCODER_PREFIXES = ("encoder.", "quant_conv.")
SMALLEST_DEVIATION = 1e-4
"""Added before the logarithm: a flat picture's deviation is 0, and a dead channel must not dominate."""
ATTENTION_NAMES = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
"""v1.4's file was written before diffusers renamed these layers."""
OLD_ATTENTION = re.compile(r"\.attentions\.(\d+)\.(query|key|value|proj_attn)\.")


class VaeStatistics:
    """Channel mean and log-deviation of conv_in, every down block, the middle block, and the latent.

    `layers` names them with the columns each one fills; `size` is R, their sum. `name` is the exact weights.
    """

    def __init__(self, encoder: nn.Module, quant: nn.Module | None, *, name: str, compute: Compute) -> None:
        self.name = name
        self.compute = compute
        self.encoder = self._place(encoder)
        self.quant = self._place(quant) if quant is not None else None
        self._responses: list[torch.Tensor] = []
        parts = dict(encoder.named_children())
        downs = {f"down{number}": block for number, block in enumerate(parts["down_blocks"].children())}
        watched = {"conv_in": parts["conv_in"], **downs, "mid": parts["mid_block"]}
        for layer in watched.values():
            layer.register_forward_hook(self._note)
        self.layers = self._measure_layers([*watched, "latent"])
        self.size = self.layers[-1][1].stop

    @classmethod
    def load(cls, folder: Path, *, precision: torch.dtype | None = None) -> VaeStatistics:
        """The encoder of `folder`/vae, in diffusers' layout, whole or with its decoder left out.

        Raises: ModelMissing, ModelBroken, TooLittleMemory.
        """
        config = read_config(folder / VAE_CONFIG)
        tensors = read_tensors(folder / VAE_WEIGHTS, prefixes=ENCODER_PREFIXES)
        name = digest(tensors)
        encoder, quant = _build(config, {_current_name(key): value.float() for key, value in tensors.items()})
        compute = pick_compute(bytes_per_picture=BYTES_PER_PICTURE, precision=precision)
        return cls(encoder, quant, name=name, compute=compute)

    @torch.inference_mode()
    def measure(self, images: Sequence[Image.Image], /) -> Float32:
        """float32 (N, R): for each layer its channels' means, then their log-deviations."""
        rows = [np.zeros((0, self.size), dtype=np.float32)]
        for prepared in in_batches(images, self.compute, cpu_step=CPU_STEP, prepare=to_pixels):
            pixels = torch.stack(prepared).to(self.compute.device, self.compute.dtype)  # (B, 3, side, side), -1..1
            measured = halve_when_full(self._forward, pixels.to(memory_format=torch.channels_last))
            rows.append(measured.cpu().numpy())
        return np.concatenate(rows)

    def _forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return torch.cat(self._layer_statistics(pixels), dim=1)

    def _layer_statistics(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        self._responses.clear()
        moments = self.encoder(pixels)
        if self.quant is not None:
            moments = self.quant(moments)
        mean, _ = moments.chunk(2, dim=1)  # of the latent's distribution the spread is noise
        collected = [*self._responses, _mean_and_deviation(mean)]
        self._responses.clear()
        return collected

    def _note(self, _layer: nn.Module, _inputs: Any, output: torch.Tensor) -> None:
        self._responses.append(_mean_and_deviation(output))

    def _place(self, module: nn.Module) -> nn.Module:
        module = module.eval().requires_grad_(False).to(self.compute.device, self.compute.dtype)
        return module.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def _measure_layers(self, names: list[str]) -> tuple[tuple[str, slice], ...]:
        probe = torch.zeros(1, 3, 64, 64, device=self.compute.device, dtype=self.compute.dtype)
        widths = [statistics.shape[1] for statistics in self._layer_statistics(probe)]
        ends = np.cumsum(widths).tolist()
        return tuple((name, slice(end - width, end)) for name, width, end in zip(names, widths, ends, strict=True))


def to_pixels(image: Image.Image) -> torch.Tensor:
    """float32 (3, SIDE_PX, SIDE_PX) in -1..1: the middle square, resized. Squashing would distort brush strokes."""
    rgb = to_rgb(image)
    side = min(rgb.size)
    left, top = (rgb.width - side) // 2, (rgb.height - side) // 2
    middle = rgb.crop((left, top, left + side, top + side))
    square = middle.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1).float().div_(127.5).sub_(1.0)


def _mean_and_deviation(response: torch.Tensor) -> torch.Tensor:
    """(B, C, H, W) to float32 (B, 2 C): each channel's mean, then its log-deviation over the picture."""
    flat = response.float().flatten(2)  # (B, C, H W)
    deviation, mean = torch.std_mean(flat, dim=2, correction=0)
    return torch.cat([mean, (deviation + SMALLEST_DEVIATION).log()], dim=1)


def _build(config: dict[str, Any], tensors: dict[str, torch.Tensor]) -> tuple[nn.Module, nn.Module | None]:
    """diffusers' own encoder, laid out without memory, its parameters then being the tensors themselves."""
    from diffusers import AutoencoderKL

    try:
        with torch.device("meta"):
            network = AutoencoderKL.from_config(config)
        for prefix in ENCODER_PREFIXES:
            part = getattr(network, prefix.rstrip("."))
            if part is not None:
                own = {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
                part.load_state_dict(_shaped(own, part), strict=True, assign=True)
    except (RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        cause = " ".join(str(error).split())[:200]
        raise ModelBroken(f"{VAE_WEIGHTS} does not hold Stable Diffusion's encoder: {cause}", remedy=AGAIN) from error
    return network.encoder, network.quant_conv


def _current_name(key: str) -> str:
    return OLD_ATTENTION.sub(lambda found: f".attentions.{found[1]}.{ATTENTION_NAMES[found[2]]}.", key)


def _shaped(tensors: dict[str, torch.Tensor], module: nn.Module) -> dict[str, torch.Tensor]:
    """The oldest files keep the attention's projections as 1 x 1 convolutions; diffusers has them as matrices."""
    shapes = {key: value.shape for key, value in module.state_dict().items()}
    return {
        key: value[:, :, 0, 0] if value.ndim == 4 and len(shapes.get(key, ())) == 2 else value
        for key, value in tensors.items()
    }
