"""Reads safetensors defensively: contents, completeness, and a name for the exact weights.

It knows no network. Pickles are never opened, because opening one executes its code.

    tensors = read_tensors(path, prefixes=("encoder.",)); digest(tensors)
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from tools.encoders.full.processor import free_memory_bytes
from tools.errors import ModelBroken, ModelMissing, TooLittleMemory

AGAIN = "Pull it again (`docent models pull full`) or copy it once more."
LONGEST_HEADER = 100_000_000  # bytes; the format's own limit
WORKING_ROOM = 300_000_000  # bytes beside the weights: one batch and the libraries' own


def check_safetensors(path: Path) -> dict[str, Any]:
    """The header of a file that is whole: tensor name to dtype, shape and offsets.

    Raises: ModelMissing when there is no file; ModelBroken when it is truncated, a pickle, or something else.
    """
    if not path.is_file():
        raise ModelMissing(f"There is no checkpoint {path}.", remedy=AGAIN)
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if start[:1] == b"\x80" or start[:4] == b"PK\x03\x04":
            raise ModelBroken(
                f"{path.name} is a pickled checkpoint, and opening one could run anything.",
                remedy="Use the .safetensors file of the same model.",
            )
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= LONGEST_HEADER:
            raise ModelBroken(f"{path.name} is not a safetensors file.", remedy=AGAIN)
        try:
            header: dict[str, Any] = json.loads(file.read(length))
            end = 8 + length + max(entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__")
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            cause = "cut off" if size < 8 + length else "not a safetensors file"
            raise ModelBroken(f"{path.name} is {cause}.", remedy=AGAIN) from error
    if size != end:
        raise ModelBroken(f"{path.name} is cut off: {size:,} of {end:,} bytes are there.", remedy=AGAIN)
    header.pop("__metadata__", None)
    return header


def read_tensors(path: Path, *, prefixes: tuple[str, ...] = ("",)) -> dict[str, torch.Tensor]:
    """The tensors whose names start with one of `prefixes`, on the CPU; the rest of the file is not read.

    Raises: as `check_safetensors`; TooLittleMemory when they would not fit.
    """
    header = check_safetensors(path)
    wanted = sorted(name for name in header if name.startswith(prefixes))
    need_memory(sum(_extent(header[name]) for name in wanted), path.name)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            return {name: file.get_tensor(name) for name in wanted}
    except (SafetensorError, OSError) as error:
        raise ModelBroken(f"{path.name} cannot be read: {error}.", remedy=AGAIN) from error


def need_memory(weight_bytes: int, what: str) -> None:
    """Raises TooLittleMemory when weights of that size and one batch would not fit in what is free now."""
    free = free_memory_bytes()
    if free is not None and free < weight_bytes + WORKING_ROOM:
        raise TooLittleMemory(
            f"{what} needs {(weight_bytes + WORKING_ROOM) / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free.",
            remedy="Close other programs, or use `--models pocket`.",
        )


def digest(tensors: Mapping[str, torch.Tensor], *, also: str = "") -> str:
    """12 hex digits that name these exact weights (names, types, shapes and every byte) and the string `also`."""
    running = hashlib.blake2b(also.encode(), digest_size=6)
    for name in sorted(tensors):
        tensor = tensors[name].contiguous()
        running.update(f"{name}:{tensor.dtype}:{tuple(tensor.shape)};".encode())
        running.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return running.hexdigest()


def read_config(path: Path) -> dict[str, Any]:
    """A JSON object. Raises: ModelMissing, ModelBroken."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelMissing(f"There is no {path}.", remedy=AGAIN) from error
    except (OSError, ValueError) as error:
        raise ModelBroken(f"{path} is not readable JSON.", remedy=AGAIN) from error
    if not isinstance(config, dict):
        raise ModelBroken(f"{path} does not describe a model.", remedy=AGAIN)
    return config


def _extent(entry: dict[str, Any]) -> int:
    first, last = entry["data_offsets"]
    return int(last) - int(first)
