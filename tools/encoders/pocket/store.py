"""Packed weights: safetensors with large matrices as int8 and a float16 scale for each run of 64 numbers of a row.

A run is stored as round(w / scale) with scale = max|w| / 127: about a quarter of float32's size. One scale for a
whole row is too coarse (docs/decisions/0015-pocket-content-towers.md). It knows no network.

    tensors = read_packed(weights_file("text.safetensors"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from tools.errors import ModelBroken, ModelMissing

Network = TypeVar("Network", bound=nn.Module)
WEIGHTS = Path(__file__).parent / "weights"
SCALE = "::scale"
RUN = 64
SMALLEST_SCALE = 1e-7  # above float16's smallest subnormal
SMALLEST_PACKED = 4096  # below this many numbers int8 saves too little


def weights_file(name: str) -> Path:
    """The committed file of that name."""
    return WEIGHTS / name


def pack_rows(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(R, ...) float -> int8 (R, ...), float16 (R, runs). Rows that are no multiple of RUN make one run each."""
    rows = weight.detach().float().reshape(weight.shape[0], -1)
    length = RUN if rows.shape[1] % RUN == 0 else rows.shape[1]
    runs = rows.reshape(rows.shape[0], -1, length)
    scale = (runs.abs().amax(dim=2) / 127.0).clamp(min=SMALLEST_SCALE).to(torch.float16)
    packed = torch.round(runs / scale.float()[:, :, None]).clamp(-127, 127).to(torch.int8)
    return packed.reshape(weight.shape), scale


def unpack_rows(packed: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """The inverse of `pack_rows`: float32 (R, ...)."""
    runs = packed.reshape(*scale.shape, -1).float()
    return runs.mul_(scale.float()[:, :, None]).reshape(packed.shape)


def write_packed(
    path: Path, tensors: Mapping[str, torch.Tensor], *, is_exact: Callable[[str], bool] = lambda name: False
) -> None:
    """Write named weights. Matrices become int8 runs unless `is_exact` says no of their name; those are kept as
    float16, and whatever is small or a vector as it is."""
    out: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        weight = tensor.detach().cpu().contiguous()
        is_matrix = weight.dim() >= 2 and weight.numel() >= SMALLEST_PACKED
        if is_matrix and not is_exact(name):
            out[name], out[name + SCALE] = pack_rows(weight)
        else:
            out[name] = weight.to(torch.float16) if is_matrix else weight.float()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(out, str(path))
    path.chmod(0o644)


def read_packed(path: Path) -> dict[str, torch.Tensor]:
    """Named float32 weights of a file that `write_packed` made.

    Raises: ModelMissing when there is no such file, ModelBroken when it is truncated or no safetensors.
    """
    remedy = "Install Docent again: its pocket weights belong to the package."
    if not path.is_file():
        raise ModelMissing(f"The pocket weights {path.name} are not in {path.parent}.", remedy=remedy)
    try:
        raw = load_file(str(path))
    except (SafetensorError, ValueError) as cause:
        raise ModelBroken(f"The pocket weights {path} cannot be read ({cause}).", remedy=remedy) from cause
    return {
        name: unpack_rows(tensor, raw[name + SCALE]) if name + SCALE in raw else tensor.float()
        for name, tensor in raw.items()
        if not name.endswith(SCALE)
    }


def restored(network: Network, path: Path, *, owner: str) -> Network:
    """That network with the weights of a file that `write_packed` made, in eval mode, frozen.

    `owner` names the network in the message. Raises: ModelMissing, ModelBroken, also for weights of another network.
    """
    try:
        network.load_state_dict(read_packed(path), assign=True)
    except RuntimeError as cause:  # keys or shapes of another network
        raise ModelBroken(f"{path} is not {owner}'s.", remedy="Install Docent again.") from cause
    return network.eval().requires_grad_(False)
