"""Device, number format and batch size for this machine.

It knows no network; callers state the memory of one picture.

    compute = pick_compute(bytes_per_picture=60_000_000)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch

from tools.errors import BadRequest, TooLittleMemory
from tools.settings import current_settings

T = TypeVar("T")
U = TypeVar("U")
LARGEST_BATCH = {"cpu": 32, "mps": 64, "cuda": 256}
SHARE_OF_MEMORY = 0.25  # of free memory: other programs, the page and the index need some too


@dataclass(frozen=True)
class Compute:
    """`dtype` is what weights and pictures are cast to; results are always float32."""

    device: torch.device
    dtype: torch.dtype
    batch: int

    @property
    def label(self) -> str:
        """For people, such as "cpu bfloat16"."""
        return f"{self.device.type} {str(self.dtype).removeprefix('torch.')}"


def pick_compute(*, bytes_per_picture: int, precision: torch.dtype | None = None) -> Compute:
    """The best device here (`DOCENT_DEVICE` takes precedence), its fastest safe format, a batch that fits its memory.

    `bytes_per_picture` is the peak of one picture in float32. Raises: BadRequest for a device that is not there.
    """
    device = _pick_device(current_settings().device)
    dtype = precision or _pick_dtype(device)
    free = _free_on(device)
    fitting = int(free * SHARE_OF_MEMORY) // bytes_per_picture if free is not None else 8
    return Compute(device, dtype, max(1, min(LARGEST_BATCH[device.type], fitting)))


def has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 natively (AMX or AVX512-BF16, or ARM's own).

    Elsewhere bfloat16 is emulated and slower than float32.
    """
    probes = ("_is_amx_tile_supported", "_is_avx512_bf16_supported", "_is_arm_bf16_supported")
    found = [getattr(torch.cpu, probe) for probe in probes if hasattr(torch.cpu, probe)]
    if any(probe() for probe in found):
        return True
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False  # no such file on this system, and torch saw none
    return any(flag in flags for flag in ("amx_bf16", "avx512_bf16"))


def free_memory_bytes() -> int | None:
    """Main memory available without swapping, within this process's limits; None where unknown."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kib.get("MemAvailable", kib.get("MemFree", 0)) * 1024


def in_batches(items: Sequence[T], compute: Compute, *, cpu_step: int, prepare: Callable[[T], U]) -> Iterator[list[U]]:
    """Prepared items in batches of at most `compute.batch`; threads prepare the next batch while one is in use.

    On a processor a batch is `cpu_step` at most: larger ones are no faster, and smaller ones overlap with preparation.
    """
    size = min(compute.batch, cpu_step) if compute.device.type == "cpu" else compute.batch
    groups = [items[first : first + size] for first in range(0, len(items), size)]
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1), thread_name_prefix="prepare") as pool:
        ahead: list[list[Future[U]]] = []
        for group in groups:
            ahead.append([pool.submit(prepare, item) for item in group])
            if len(ahead) == 2:
                yield [future.result() for future in ahead.pop(0)]
        for futures in ahead:
            yield [future.result() for future in futures]


def halve_when_full(run: Callable[[torch.Tensor], torch.Tensor], batch: torch.Tensor) -> torch.Tensor:
    """`run(batch)`; when memory runs out, the same in two halves, down to single pictures.

    Raises: TooLittleMemory when even one does not fit.
    """
    try:
        return run(batch)
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        if len(batch) <= 1:
            raise TooLittleMemory(
                "There is not enough memory to look at one picture.",
                remedy="Close other programs, set DOCENT_DEVICE=cpu, or use `--models pocket`.",
            ) from error
    if batch.device.type == "cuda":
        torch.cuda.empty_cache()
    middle = len(batch) // 2
    return torch.cat([halve_when_full(run, batch[:middle]), halve_when_full(run, batch[middle:])])


def _is_out_of_memory(error: BaseException) -> bool:
    words = str(error).lower()
    return (
        isinstance(error, MemoryError | torch.OutOfMemoryError)
        or "out of memory" in words
        or "not enough memory" in words
    )


def _pick_device(wanted: str) -> torch.device:
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, present in here.items() if present))
    if not here.get(wanted, False):
        present = ", ".join(name for name, there in here.items() if there)
        raise BadRequest(f"DOCENT_DEVICE={wanted} is not on this machine.", remedy=f"Choose one of: auto, {present}.")
    return torch.device(wanted)


def _pick_dtype(device: torch.device) -> torch.dtype:
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    if device.type == "cpu" and has_fast_bfloat16():
        return torch.bfloat16
    return torch.float32


def _free_on(device: torch.device) -> int | None:
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return free_memory_bytes()
