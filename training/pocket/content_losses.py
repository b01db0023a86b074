"""Losses of content training: pure functions of unit vectors; they know no network and no data.

loss = contrast(pictures, texts, picture_keys=keys, text_keys=keys, scale=scale)
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

HUGE = 1e4


def multi_positive(logits: torch.Tensor, positive: torch.Tensor) -> torch.Tensor:
    """Mean over rows of the cross-entropy to the row's positives, shared equally; a row without one is left out."""
    target = positive.float() / positive.sum(1, keepdim=True).clamp(min=1)
    losses = -(target * logits.log_softmax(1)).sum(1)
    has = positive.any(1)
    return losses[has].mean() if bool(has.any()) else logits.sum() * 0.0


def contrast(
    pictures: torch.Tensor,
    texts: torch.Tensor,
    *,
    picture_keys: torch.Tensor,
    text_keys: torch.Tensor,
    scale: torch.Tensor,
) -> torch.Tensor:
    """InfoNCE in both directions; equal keys are positives (one picture's captions, one label's pictures).

    Source: van den Oord et al. 2018 (1807.03748).
    """
    same = picture_keys[:, None] == text_keys[None, :]
    logits = scale * pictures @ texts.T
    return 0.5 * (multi_positive(logits, same) + multi_positive(logits.T, same.T))


def softened(
    pictures: torch.Tensor, texts: torch.Tensor, *, likeness: torch.Tensor, share: float, scale: torch.Tensor
) -> torch.Tensor:
    """InfoNCE in both directions whose target is shared with pictures of similar captions.

    `texts` (N * R, D) hold R captions in a row for each of N pictures; `likeness` (N, N) logits of how alike the
    pictures' descriptions are; `share` 0..1 of the target follows it, so that another photograph of a dog on a beach is
    not fully wrong.
    """
    count, each = len(pictures), len(texts) // len(pictures)
    target = (1 - share) * torch.eye(count) + share * likeness.softmax(1)
    logits = scale * pictures @ texts.T
    forth = -(target.repeat_interleave(each, 1) / each * logits.log_softmax(1)).sum(1).mean()
    back = -(target.repeat_interleave(each, 0) * logits.T.log_softmax(1)).sum(1).mean()
    return 0.5 * (forth + back)


def agree(vectors: torch.Tensor, names: torch.Tensor, opinion: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of softmax(scale * cosine to class names) to the classifier's opinion (N, C), a distribution."""
    return -(opinion * (scale * vectors @ names.T).log_softmax(1)).sum(1).mean()


def keep_structure(ours: torch.Tensor, theirs: torch.Tensor, *, scale: float = 12.0) -> torch.Tensor:
    """Words near each other for the frozen tower stay near: KL between neighbourhoods (rows without the diagonal)."""
    off = torch.eye(len(ours), dtype=torch.bool)
    target = (scale * theirs @ theirs.T).masked_fill(off, -HUGE).softmax(1)
    found = (scale * ours @ ours.T).masked_fill(off, -HUGE).log_softmax(1)
    return F.kl_div(found, target, reduction="batchmean")
