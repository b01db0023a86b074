"""Fitting the tagger: the frozen tower's states are computed once, then its own layers learn from them.

It knows nothing of where messages come from.

    fit(examples, epochs=2, log=print)   # Tagger
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import torch
import torch.nn.functional as F

from agent.language.span import Span as CodeSpan
from agent.language.tokens import Word, split
from agent.planners.acts.labels import LABELS
from agent.planners.build.code_reading import read_by_code
from agent.planners.extract.gazetteer import Gazetteer
from agent.planners.protocol import Context
from agent.planners.tagger.features import features
from agent.planners.tagger.network import BELOW, DEPTH, Tagger, owners
from agent.planners.tagger.roles import OUTSIDE, TAGS, begin
from agent.planners.tagger.scenes import whole_scenes
from agent.planners.tagger.tag_decoding import TaggedSpan
from tools.encoders.pocket.text import TextTower
from tools.types import Float32
from training.tagger.conversations import Example

BATCH = 64
PEAK_RATE = 4e-4
DROPOUT = 0.1
SMOOTHING = 0.03  # labels of the generator are not always what a person would say
IGNORED = -100
BLIND_EVERY = 4  # every so many messages are read without a gazetteer


@dataclass(frozen=True)
class Encoded:
    """One example as the tagger takes it: `states` bfloat16 (L, 384), `tags` and `channel` of its W words."""

    states: torch.Tensor
    owner: list[int]
    rows: Float32
    tags: list[int]
    channel: list[int]
    act: int


def labels_of(example: Example, taken: Sequence[CodeSpan] = ()) -> tuple[list[int], list[int]]:
    """Tags and channels (1 style, 0 content, IGNORED outside) of an example's words.

    What the generator names thing by thing becomes whole scenes, as people mark them.
    """
    words = split(example.text)
    tags, channels = [OUTSIDE] * len(words), [IGNORED] * len(words)
    if example.source == "act":
        return [IGNORED] * len(words), channels
    spans = _in_words(example, words)
    if example.source == "generated":
        spans = whole_scenes(words, spans, taken=taken)
    for span in spans:
        for n in range(span.first, span.last + 1):
            tags[n] = begin(span.role, span.channel) + (n > span.first)
            channels[n] = IGNORED if span.role == "place" else int(span.channel == "style")
    return tags, channels


def _in_words(example: Example, words: Sequence[Word]) -> list[TaggedSpan]:
    spans = []
    for span in example.spans:
        inside = [n for n, w in enumerate(words) if span.start <= w.start < span.end and w.end <= span.end + 1]
        if inside:
            spans.append(TaggedSpan(inside[0], inside[-1], span.role, span.channel))
    return spans


def encode(
    examples: Sequence[Example],
    *,
    context: Context,
    gazetteer: Gazetteer,
    log: Callable[[str], None] = print,
) -> list[Encoded]:
    """The frozen half of the work, longest texts together."""
    tower = TextTower.load()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].text))
    found: list[Encoded | None] = [None] * len(examples)
    started = time.monotonic()
    for at in range(0, len(order), BATCH):
        chosen = order[at : at + BATCH]
        with torch.autocast("cpu", torch.bfloat16):
            hidden = tower.hidden([examples[i].text for i in chosen], layer=BELOW)
        for n, i in enumerate(chosen):
            length = int(hidden.mask[n].sum())
            states = hidden.states[n, :length].to(torch.bfloat16).clone()
            blind = i % BLIND_EVERY == 0  # a place that no gazetteer knows must be seen too
            found[i] = _encoded(examples[i], states, hidden.offsets[n][:length], context, None if blind else gazetteer)
        if at % (BATCH * 100) == 0:
            log(f"encoded {at + len(chosen)} of {len(order)}, {time.monotonic() - started:.0f} s")
    return [e for e in found if e is not None]


def _encoded(
    example: Example,
    states: torch.Tensor,
    offsets: list[tuple[int, int]],
    context: Context,
    gazetteer: Gazetteer | None,
) -> Encoded:
    words = split(example.text)
    read = read_by_code(example.text, example.plan, context)
    tags, channel = labels_of(example, read.taken)
    act = IGNORED if example.act is None else LABELS.index(example.act)
    rows = features(example.text, example.plan, taken=read.taken, gazetteer=gazetteer)
    return Encoded(states, owners(offsets, words), rows, tags, channel, act)


def collate(batch: Sequence[Encoded]) -> tuple[torch.Tensor, ...]:
    """states (T, L, 384), mask (T, L), owner (T, L), rows (T, W, F), tags (T, W), channel (T, W), act (T,)."""
    texts, length, words = len(batch), max(len(e.owner) for e in batch), max(len(e.tags) for e in batch)
    states = torch.zeros(texts, length, batch[0].states.shape[1])
    mask = torch.zeros(texts, length, dtype=torch.bool)
    owner = torch.full((texts, length), words)
    rows = torch.zeros(texts, words, batch[0].rows.shape[1])
    tags, channel = torch.full((texts, words), IGNORED), torch.full((texts, words), IGNORED)
    for n, e in enumerate(batch):
        states[n, : len(e.owner)] = e.states.float()
        mask[n, : len(e.owner)] = True
        owner[n, : len(e.owner)] = torch.tensor([words if w == len(e.tags) else w for w in e.owner])
        rows[n, : len(e.tags)] = torch.from_numpy(e.rows)
        tags[n, : len(e.tags)] = torch.tensor(e.tags)
        channel[n, : len(e.tags)] = torch.tensor(e.channel)
    return states, mask, owner, rows, tags, channel, torch.tensor([e.act for e in batch])


def loss_of(tagger: Tagger, batch: Sequence[Encoded]) -> torch.Tensor:
    """Cross-entropy of the tags plus, inside spans, of the channel, and of the act."""
    states, mask, owner, rows, tags, channel, act = collate(batch)
    with torch.autocast("cpu", torch.bfloat16):
        scores, style, acts = tagger(states, mask, owner, rows, dropout=DROPOUT)
    of_tags = _entropy(scores.reshape(-1, len(TAGS)), tags.reshape(-1))
    known = channel != IGNORED
    target = channel[known].float() * (1 - 2 * SMOOTHING) + SMOOTHING
    of_channel = F.binary_cross_entropy_with_logits(style.float()[known], target) if known.any() else 0.0
    return of_tags + 0.5 * of_channel + 0.5 * _entropy(acts, act)


def _entropy(scores: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy where something is known; 0 where nothing is."""
    summed = F.cross_entropy(scores.float(), wanted, ignore_index=IGNORED, label_smoothing=SMOOTHING, reduction="sum")
    return summed / (wanted != IGNORED).sum().clamp(min=1)


def fit(
    encoded: list[Encoded],
    *,
    epochs: int,
    seed: int = 0,
    rate: float = PEAK_RATE,
    log: Callable[[str], None] = print,
    tagger: Tagger | None = None,
) -> Tagger:
    """A tagger whose layers begin as copies of the tower's own upper layers."""
    torch.manual_seed(seed)
    if tagger is None:
        tagger = Tagger()
        for n in range(DEPTH):
            tagger.layers[n].load_state_dict(TextTower.load().layers[BELOW + n].state_dict())
    tagger.train().requires_grad_(True)
    steps = epochs * math.ceil(len(encoded) / BATCH)
    optimiser = torch.optim.AdamW(tagger.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.1)
    rng, started, step, mean = Random(seed), time.monotonic(), 0, 0.0
    for _ in range(epochs):
        for batch in _batches(encoded, rng):
            loss = loss_of(tagger, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
            if step % 100 == 0:
                log(f"step {step} of {steps}, loss {mean:.4f}, {time.monotonic() - started:.0f} s")
    return tagger.eval()


def _batches(encoded: list[Encoded], rng: Random) -> list[list[Encoded]]:
    """Batches of like length, in random order."""
    order = sorted(encoded, key=lambda e: len(e.owner) + rng.random() * 4)
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    return batches
