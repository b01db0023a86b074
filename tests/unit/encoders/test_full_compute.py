"""Devices, number formats, batches, and what happens when memory runs out."""

from __future__ import annotations

import threading

import pytest
import torch

from tools.encoders.full.processor import Compute, halve_when_full, has_fast_bfloat16, in_batches, pick_compute
from tools.errors import BadRequest, TooLittleMemory

CPU = Compute(torch.device("cpu"), torch.float32, 4)


def test_a_batch_fits_the_memory_and_is_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_DEVICE", "cpu")
    assert pick_compute(bytes_per_picture=10**15).batch == 1
    assert pick_compute(bytes_per_picture=1).batch == 32


def test_the_number_format_is_what_the_processor_is_fast_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_DEVICE", "cpu")
    expected = torch.bfloat16 if has_fast_bfloat16() else torch.float32
    assert pick_compute(bytes_per_picture=1).dtype == expected
    assert pick_compute(bytes_per_picture=1, precision=torch.float32).label == "cpu float32"


def test_a_device_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "cuda" if not torch.cuda.is_available() else "mps"
    monkeypatch.setenv("DOCENT_DEVICE", missing)
    with pytest.raises(BadRequest, match=missing) as caught:
        pick_compute(bytes_per_picture=1)
    assert "cpu" in caught.value.remedy


@pytest.mark.parametrize("count", [0, 1, 4, 5, 13])
def test_batches_keep_every_item_in_order(count: int) -> None:
    batches = list(in_batches(list(range(count)), CPU, cpu_step=4, prepare=lambda item: item * 10))
    assert [item for batch in batches for item in batch] == [item * 10 for item in range(count)]
    assert all(len(batch) <= 4 for batch in batches)


def test_a_processor_takes_small_steps_and_an_accelerator_large_batches() -> None:
    sizes = [len(batch) for batch in in_batches(list(range(8)), CPU, cpu_step=3, prepare=lambda item: item)]
    assert sizes == [3, 3, 2]
    card = Compute(torch.device("cuda"), torch.bfloat16, 6)
    assert [len(batch) for batch in in_batches(list(range(8)), card, cpu_step=3, prepare=lambda item: item)] == [6, 2]


def test_the_next_batch_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def prepare(item: int) -> int:
        if item == 4:
            made.set()
        return item

    batches = in_batches(list(range(8)), CPU, cpu_step=4, prepare=prepare)
    next(batches)
    assert made.wait(timeout=10)  # asked for nothing more, and yet it is there


def test_a_picture_that_cannot_be_prepared_stops_the_batch_with_its_own_error() -> None:
    def prepare(item: int) -> int:
        return 1 // item

    with pytest.raises(ZeroDivisionError):
        list(in_batches([1, 0], CPU, cpu_step=4, prepare=prepare))


def test_a_full_memory_halves_the_batch() -> None:
    sizes: list[int] = []

    def run(batch: torch.Tensor) -> torch.Tensor:
        sizes.append(len(batch))
        if len(batch) > 2:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: not enough memory")
        return batch * 2

    assert torch.equal(halve_when_full(run, torch.arange(7)), torch.arange(7) * 2)
    assert sizes[0] == 7
    assert max(sizes[1:]) < 7


def test_when_one_picture_does_not_fit_it_is_said() -> None:
    def run(_: torch.Tensor) -> torch.Tensor:
        raise MemoryError

    with pytest.raises(TooLittleMemory, match="one picture"):
        halve_when_full(run, torch.arange(3))


def test_other_failures_are_not_taken_for_a_full_memory() -> None:
    def run(_: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        halve_when_full(run, torch.arange(3))
