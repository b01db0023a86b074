"""Training texts through the frozen part of the text tower, computed once: states after layer 4, sentence vectors.

bank = TextBank.build(["a dog", "a harbour"])
states, mask, sentence = bank.batch([1, 0, 1])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from tools.encoders.pocket.content_net import TEXT_CUT
from tools.encoders.pocket.text import LAYERS, WIDTH, TextTower, batches_by_length, pool

LONGEST = 40  # word pieces; longer captions are cut in training only


@dataclass
class TextBank:
    """`states` float16 (all pieces, 384) in a row, text i at `starts[i]` for `lengths[i]`; `sentences` (T, 384)."""

    index: dict[str, int]
    states: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    sentences: torch.Tensor

    @staticmethod
    @torch.inference_mode()
    def build(texts: Sequence[str]) -> TextBank:
        """Encode each different text once."""
        different = list(dict.fromkeys(texts))
        tower, parts = TextTower.load(), [np.zeros((0, WIDTH), np.float16)] * len(different)
        sentences = torch.zeros(len(different), WIDTH)
        for chosen in batches_by_length(different, 128):
            pieces = tower.tokenize([different[i] for i in chosen])
            ids, mask = pieces.ids[:, :LONGEST], pieces.mask[:, :LONGEST]
            middle = tower(ids, mask, layer=TEXT_CUT)
            last = middle
            for layer in tower.layers[TEXT_CUT:LAYERS]:
                last = layer(last, mask)
            sentences[torch.tensor(chosen)] = pool(last, mask)
            for row, i in enumerate(chosen):
                parts[i] = middle[row, mask[row]].numpy().astype(np.float16)
        lengths = np.asarray([len(part) for part in parts])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        index = {text: i for i, text in enumerate(different)}
        return TextBank(index, np.concatenate(parts), starts, lengths, sentences)

    def pieces(self, row: int) -> np.ndarray:
        """float16 (length, 384): one text's states."""
        start: int = self.starts[row]
        return self.states[start : start + self.lengths[row]]

    def batch(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Padded states (T, L, 384) float32, mask (T, L), sentence vectors (T, 384)."""
        rows = np.asarray(chosen)
        longest = int(self.lengths[rows].max())
        states, mask = np.zeros((len(rows), longest, WIDTH), np.float32), np.zeros((len(rows), longest), bool)
        for row, i in enumerate(rows):
            length = self.lengths[i]
            states[row, :length] = self.pieces(i)
            mask[row, :length] = True
        return torch.from_numpy(states), torch.from_numpy(mask), self.sentences[torch.from_numpy(rows)]

    def rows(self, texts: Sequence[str]) -> list[int]:
        """Where those texts are in the bank."""
        return [self.index[text] for text in texts]


def class_names() -> list[str]:
    """ImageNet's 1,000 classes in readable words. Source: open_clip's zero-shot metadata."""
    from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES

    return list(IMAGENET_CLASSNAMES)


def common_words(count: int = 8000) -> list[str]:
    """The vocabulary's first whole words of three letters or more: it is in the order of their frequency."""
    vocabulary = TextTower.load().tokenizer.get_vocab()
    words = sorted((place, word) for word, place in vocabulary.items() if word.isascii() and word.isalpha())
    return [word for _, word in words if len(word) >= 3][:count]
