"""Evaluation of a content model on held-out pictures, from the prepared views (a check during training).

The commands in tests/bench measure the same through the public encoder, from the files.

    evaluate(trainer.averaged, trainer) -> {"t2i_r1": ..., ...}
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from tools.encoders.pocket.content_net import DIM
from training.pocket.content_fast import own_forward
from training.pocket.content_loop import ContentModel, Trainer, batches
from training.pocket.content_views import PLAIN

BATCH = 100


@torch.inference_mode()
def picture_vectors(model: ContentModel, trainer: Trainer, chosen: Sequence[int]) -> torch.Tensor:
    """(N, 512) of the plain views of those pairs."""
    out, views, net = [], trainer.views, model.picture
    for some in batches(np.asarray(chosen), BATCH):
        rows = [views.plain_of(i) for i in some]
        pooled = views.pooled[torch.as_tensor(rows)].float()
        out.append(net.join(own_forward(net.own, views.maps(rows, PLAIN.places)), pooled, net.opinion(pooled)))
    return torch.cat(out)


@torch.inference_mode()
def text_vectors(model: ContentModel, trainer: Trainer, rows: Sequence[int]) -> torch.Tensor:
    """(T, 512) of bank texts."""
    bank, out = trainer.bank, torch.zeros(len(rows), DIM)
    order = np.argsort(bank.lengths[np.asarray(rows)])
    for some in batches(order, BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            out[torch.from_numpy(some)] = model.text(*bank.batch([rows[i] for i in some])).float()
    return out


def ranks(texts: torch.Tensor, pictures: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Rank (0 is first) of each text's own picture."""
    cosines = texts @ pictures.T
    return (cosines > cosines.gather(1, truth[:, None])).sum(1)


def top1(pictures: torch.Tensor, names: torch.Tensor, truth: Sequence[int]) -> float:
    """Share of pictures whose nearest name is the right one."""
    return float((pictures @ names.T).argmax(1).eq(torch.as_tensor(truth)).float().mean())


def evaluate(model: ContentModel, trainer: Trainer) -> dict[str, float]:
    """Recall on flickr8k dev, zero-shot PACS by style, labels and ImageNet names, all on held-out pictures."""
    model.eval()
    pairs, bank, out = trainer.pairs, trainer.bank, {}
    kinds = ("flickr8k", "labelled", "pacs")
    held = {kind: [i for i, p in enumerate(pairs) if p.kind == kind and p.held_out] for kind in kinds}
    dev = picture_vectors(model, trainer, held["flickr8k"])
    rows = [row for i in held["flickr8k"] for row in trainer.text_rows[i]]
    found = ranks(text_vectors(model, trainer, rows), dev, torch.arange(len(dev)).repeat_interleave(5))
    for k in (1, 5, 10):
        out[f"t2i_r{k}"] = float((found < k).float().mean())
    names = text_vectors(model, trainer, trainer.names)
    labelled = picture_vectors(model, trainer, held["labelled"])
    labels = sorted({p.label for p in pairs if p.kind == "labelled"})
    words = text_vectors(model, trainer, bank.rows(labels))
    out["labels_top1"] = top1(labelled, words, [labels.index(pairs[i].label) for i in held["labelled"]])
    logits = torch.stack([trainer.views.logits[trainer.views.plain_of(i)].float() for i in held["labelled"]])
    sure = logits.softmax(1).amax(1) > 0.5
    out["imagenet_names_top1"] = top1(labelled[sure], names, logits.argmax(1)[sure].tolist())
    pacs = picture_vectors(model, trainer, held["pacs"])
    contents = sorted({pairs[i].label for i in held["pacs"]})
    words = text_vectors(model, trainer, bank.rows(contents))
    for style in sorted({pairs[i].style for i in held["pacs"]}):
        some = [row for row, i in enumerate(held["pacs"]) if pairs[i].style == style]
        out[f"pacs_{style}"] = top1(pacs[some], words, [contents.index(pairs[held["pacs"][row]].label) for row in some])
    model.train()
    return {name: round(value, 3) for name, value in out.items()}
