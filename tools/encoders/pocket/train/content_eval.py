"""Numbers of a content model on held-out pictures, from the prepared views (training's own check).

The commands in tests/bench measure the same through the public encoder, from the files.

    evaluate(trainer.averaged, trainer) -> {"t2i_r1": ..., ...}
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F

from tools.encoders.pocket.train.content_fast import tuned_forward
from tools.encoders.pocket.train.content_loop import ContentModel, Trainer

BATCH = 100


@torch.inference_mode()
def picture_vectors(model: ContentModel, trainer: Trainer, chosen: Sequence[int], *, whole: bool) -> torch.Tensor:
    """(N, 512) of the plain views of those pairs."""
    out, views = [], trainer.views
    for start in range(0, len(chosen), BATCH):
        rows = [views.plain_of(i) for i in chosen[start : start + BATCH]]
        z = model.picture.kept(views.pooled[torch.as_tensor(rows)].float())
        if whole and model.picture.tuned is not None:
            z = z + tuned_forward(model.picture.tuned, views.maps(rows, 9))
        out.append(F.normalize(z, dim=-1))
    return torch.cat(out)


@torch.inference_mode()
def text_vectors(model: ContentModel, trainer: Trainer, rows: Sequence[int], *, whole: bool) -> torch.Tensor:
    """(T, 512) of bank texts."""
    bank, net = trainer.bank, model.text
    if not whole:
        sentence = bank.sentences[torch.as_tensor(rows)]
        return F.normalize(net.mix(net.from_sentence(sentence * sentence.shape[1] ** 0.5)), dim=-1)
    order = np.argsort(bank.lengths[np.asarray(rows)])
    out = torch.zeros(len(rows), 512)
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        with torch.autocast("cpu", torch.bfloat16):
            out[torch.from_numpy(some)] = net(*bank.batch([rows[i] for i in some])).float()
    return out


def ranks(texts: torch.Tensor, pictures: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Rank (0 is first) of each text's own picture."""
    cosines = texts @ pictures.T
    return (cosines > cosines.gather(1, truth[:, None])).sum(1)


def top1(pictures: torch.Tensor, names: torch.Tensor, truth: Sequence[int]) -> float:
    """Share of pictures whose nearest name is the right one."""
    return float((pictures @ names.T).argmax(1).eq(torch.as_tensor(truth)).float().mean())


def evaluate(model: ContentModel, trainer: Trainer, *, stage: str) -> dict[str, float]:
    """Recall on flickr8k dev, zero-shot PACS by style, labels and ImageNet names, all on held-out pictures."""
    model.eval()
    pairs, bank, whole, out = trainer.pairs, trainer.bank, stage == "whole", {}
    kinds = ("flickr8k", "labelled", "pacs")
    held = {kind: [i for i, p in enumerate(pairs) if p.kind == kind and p.held_out] for kind in kinds}
    dev = picture_vectors(model, trainer, held["flickr8k"], whole=whole)
    rows = [row for i in held["flickr8k"] for row in trainer.text_rows[i]]
    found = ranks(text_vectors(model, trainer, rows, whole=whole), dev, torch.arange(len(dev)).repeat_interleave(5))
    for k in (1, 5, 10):
        out[f"t2i_r{k}"] = float((found < k).float().mean())
    names = text_vectors(model, trainer, trainer.names, whole=whole)
    labelled = picture_vectors(model, trainer, held["labelled"], whole=whole)
    labels = sorted({p.label for p in pairs if p.kind == "labelled"})
    words = text_vectors(model, trainer, bank.rows(labels), whole=whole)
    out["labels_top1"] = top1(labelled, words, [labels.index(pairs[i].label) for i in held["labelled"]])
    logits = torch.stack([trainer.views.logits[trainer.views.plain_of(i)].float() for i in held["labelled"]])
    sure = logits.softmax(1).amax(1) > 0.5
    out["imagenet_names_top1"] = top1(labelled[sure], names, logits.argmax(1)[sure].tolist())
    pacs = picture_vectors(model, trainer, held["pacs"], whole=whole)
    contents = sorted({pairs[i].label for i in held["pacs"]})
    words = text_vectors(model, trainer, bank.rows(contents), whole=whole)
    for style in sorted({pairs[i].style for i in held["pacs"]}):
        some = [row for row, i in enumerate(held["pacs"]) if pairs[i].style == style]
        out[f"pacs_{style}"] = top1(pacs[some], words, [contents.index(pairs[held["pacs"][row]].label) for row in some])
    model.train()
    return {name: round(value, 3) for name, value in out.items()}
