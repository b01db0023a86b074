"""Training pictures and texts of the content channel, and the held-out ones. It knows no network.

A held-out picture is chosen by the hash of its file name, so that the split is stable. Flickr8k's dev split, half of
PACS and a fifth of each well-filled label are never trained on.

    pairs = read_pairs(Path("../shared/data"), stamps=None)
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.encoders.pocket.text import tidy

STYLE_NOUNS = {
    "photo": ("photo", "photograph", "picture"),
    "art_painting": ("painting", "oil painting", "work of art"),
    "cartoon": ("cartoon", "comic drawing", "illustration"),
    "sketch": ("sketch", "pencil drawing", "line drawing"),
}
LABEL_TEMPLATES = ("{}", "a photo of a {}", "a picture of a {}", "{} in a photograph", "a close-up of a {}")
SHORTEST_CAPTION = 6  # words; a shorter one is not cut
LONGEST_SPAN = 0.75  # of a caption's words
_NO_START = frozenset({"of", "and", "to", "is", "are"})
_NO_END = frozenset(
    "a an the of in on at with and to is are his her their its while as by from for near into over through up"
    " down".split()
)
LEAST_FOR_SPLIT = 5  # a label with fewer pictures is trained on whole
HELD_OUT_FIFTH = 5


@dataclass(frozen=True)
class Pair:
    """A picture and the texts that are true of it. `kind` names its set, `held_out` says that training skips it.

    `label`: the class that an evaluation asks for, "" where there is none.
    """

    path: Path
    texts: tuple[str, ...]
    kind: str
    held_out: bool
    label: str = ""
    style: str = ""


def read_pairs(data: Path, *, stamps: Path | None = None) -> list[Pair]:
    """All pictures of the sets under `data`, and tuxpaint's stamps when their folder is given."""
    pairs = [*_flickr(data), *_labelled(data), *_pacs(data), *_wikiart(data)]
    return pairs + list(_stamps(stamps)) if stamps is not None else pairs


def caption_spans(pairs: Sequence[Pair], *, each: int = 3, seed: int = 5) -> list[tuple[str, ...]]:
    """Spans of words from the captions of each pair: "in a pink dress" is true of the photograph too.

    Only training photographs have any; users ask with single words and phrases, not with captions.
    """
    rng = np.random.default_rng(seed)
    return [_spans(pair.texts, each, rng) if pair.kind == "flickr8k" and not pair.held_out else () for pair in pairs]


def _spans(captions: Sequence[str], each: int, rng: np.random.Generator) -> tuple[str, ...]:
    found: list[str] = []
    for words in (caption.split() for caption in captions):
        for _ in range(each if len(words) >= SHORTEST_CAPTION else 0):
            length = int(rng.integers(3, max(4, int(len(words) * LONGEST_SPAN)) + 1))
            start = int(rng.integers(0, len(words) - length + 1))
            part = words[start : start + length]
            while part and part[-1].lower().strip(",.") in _NO_END:
                part = part[:-1]
            while part and part[0].lower() in _NO_START:
                part = part[1:]
            if len(part) >= 2:
                found.append(" ".join(part).strip(" ,;"))
    return tuple(found)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "manifest.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _bucket(name: str, buckets: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % buckets


def _flickr(data: Path) -> Iterator[Pair]:
    folder = data / "flickr8k"
    for row in _rows(folder):
        yield Pair(folder / row["file"], tuple(map(tidy, row["captions"])), "flickr8k", row["split"] != "train")


def _labelled(data: Path) -> Iterator[Pair]:
    folder = data / "labelled"
    rows = list(_rows(folder))
    counts = Counter(row["label"] for row in rows)
    for row in rows:
        label = row["label"]
        is_held = counts[label] >= LEAST_FOR_SPLIT and _bucket(row["file"], HELD_OUT_FIFTH) == 0
        texts = tuple(template.format(label) for template in LABEL_TEMPLATES)
        yield Pair(folder / row["file"], texts, "labelled", is_held, label)


def _pacs(data: Path) -> Iterator[Pair]:
    folder = data / "pacs"
    for row in _rows(folder):
        content, style = row["content"], row["style"]
        texts = (content, *(f"a {noun} of a {content}" for noun in STYLE_NOUNS[style]))
        yield Pair(folder / row["file"], texts, "pacs", _bucket(row["file"], 2) == 0, content, style)


def _wikiart(data: Path) -> Iterator[Pair]:
    """Titles with words (not numbers, "untitled" or one word) roughly describe a painting."""
    folder = data / "wikiart"
    for row in _rows(folder):
        words = [word for word in re.findall(r"[^\W\d_]+", row["title"] or "") if len(word) > 1]
        is_telling = len(words) >= 2 and not re.search(r"\bunt?it+l|\bsenza|\bsans|\bno\b", " ".join(words).lower())
        title = " ".join(words)
        texts = (title, f"a painting of {title}") if is_telling else ()
        yield Pair(folder / row["file"], texts, "wikiart", False, "", row["style"])


def _stamps(folder: Path) -> Iterator[Pair]:
    for text in sorted(folder.rglob("*.txt")):
        picture = text.with_suffix(".png")
        lines = text.read_text(encoding="utf-8", errors="replace").splitlines()
        if not picture.is_file() or not lines:
            continue
        caption, stem = tidy(lines[0]), re.sub(r"[\d_\-]+", " ", text.stem).strip()
        yield Pair(picture, (caption, f"a drawing of {caption}", stem or caption), "stamps", False)
