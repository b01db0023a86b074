"""What content training minimises. Pure functions of unit vectors; they know no network and no data.

loss = contrast(pictures, texts, owners_p, owners_t, scale)
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

HUGE = 1e4


def multi_positive(logits: torch.Tensor, positive: torch.Tensor, ignore: torch.Tensor | None = None) -> torch.Tensor:
    """Mean over rows of the cross-entropy to the row's positives, shared equally. `ignore` leaves entries out."""
    if ignore is not None:
        logits = logits.masked_fill(ignore, -HUGE)
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
    memory: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None,
) -> torch.Tensor:
    """InfoNCE in both directions; equal keys are positives (one picture's captions, one label's pictures).

    `memory` (pictures, texts, keys) holds vectors of earlier steps without gradient, as more negatives.
    Source: van den Oord et al. 2018 (1807.03748); memory: Wang et al. 2020 (1912.06798).
    """
    all_texts, all_pictures, keys_t, keys_p = texts, pictures, text_keys, picture_keys
    if memory is not None:
        old_pictures, old_texts, old_keys = memory
        all_texts, keys_t = torch.cat([texts, old_texts]), torch.cat([text_keys, old_keys])
        all_pictures, keys_p = torch.cat([pictures, old_pictures]), torch.cat([picture_keys, old_keys])
    by_picture = multi_positive(
        scale * pictures @ all_texts.T,
        _match(picture_keys, keys_t, len(texts)),
        _stale(picture_keys, keys_t, len(texts)),
    )
    by_text = multi_positive(
        scale * texts @ all_pictures.T,
        _match(text_keys, keys_p, len(pictures)),
        _stale(text_keys, keys_p, len(pictures)),
    )
    return 0.5 * (by_picture + by_text)


def _match(rows: torch.Tensor, columns: torch.Tensor, fresh: int) -> torch.Tensor:
    same = rows[:, None] == columns[None, :]
    same[:, fresh:] = False
    return same


def _stale(rows: torch.Tensor, columns: torch.Tensor, fresh: int) -> torch.Tensor:
    same = rows[:, None] == columns[None, :]
    same[:, :fresh] = False
    return same


def agree(vectors: torch.Tensor, names: torch.Tensor, opinion: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of softmax(scale * cosine to class names) to the classifier's opinion (N, C), a distribution."""
    return -(opinion * (scale * vectors @ names.T).log_softmax(1)).sum(1).mean()


def keep_structure(ours: torch.Tensor, theirs: torch.Tensor, *, scale: float = 12.0) -> torch.Tensor:
    """Words near each other for the frozen tower stay near: KL between neighbourhoods (rows without the diagonal)."""
    off = torch.eye(len(ours), dtype=torch.bool)
    target = (scale * theirs @ theirs.T).masked_fill(off, -HUGE).softmax(1)
    found = (scale * ours @ ours.T).masked_fill(off, -HUGE).log_softmax(1)
    return F.kl_div(found, target, reduction="batchmean")
