"""Train the embedded planner's tagger: `python -m training.tagger --interrogator DATA --out FILE`.

DATA is the folder `clip_interrogator/data` of the unpacked package (`pip download --no-deps clip-interrogator`).
Captions and labels are JSON lines with "captions" or "label". One CPU thread, about half an hour; see docs/models.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from agent.language.tokens import Word, split
from agent.planners.acts.labels import LABELS, ActLabel
from agent.planners.build.code_reading import read_by_code
from agent.planners.extract.gazetteer import GeoGazetteer
from agent.planners.protocol import Context
from agent.planners.tagger import network as shipped
from agent.planners.tagger.features import features
from agent.planners.tagger.network import Tagger
from agent.planners.tagger.tag_decoding import TaggedSpan, spans
from tools.encoders.pocket.store import read_packed, write_packed
from training.tagger.act_head import fit_act_head
from training.tagger.conversations import Example, Talker
from training.tagger.fit import PEAK_RATE, encode, fit
from training.tagger.measure import Measured, acts_line, measure
from training.tagger.mixture import mixture, written_talks
from training.tagger.sources import Side, Words, load_words
from training.tagger.wordnet import read_wordnet


def main(arguments: Sequence[str] | None = None) -> None:
    """Generate, train, measure on the test side, write."""
    cli = argparse.ArgumentParser(prog="python -m training.tagger", description=__doc__)
    cli.add_argument("--interrogator", type=Path, help="folder with artists.txt, movements.txt, mediums.txt")
    cli.add_argument("--captions", type=Path, help="JSON lines with captions")
    cli.add_argument("--labels", type=Path, help="JSON lines with a label")
    cli.add_argument("--wordnet", type=Path, help="WordNet's folder, /usr/share/wordnet of Debian's wordnet-base")
    cli.add_argument("--examples", type=int, default=60_000)
    cli.add_argument("--epochs", type=int, default=2)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--start", type=Path, help="weights to go on from, instead of the tower's own upper layers")
    cli.add_argument(
        "--keep", type=float, default=0.0, help="share of the --start weights averaged into what is learned"
    )
    cli.add_argument("--rate", type=float, default=PEAK_RATE, help="peak learning rate")
    cli.add_argument("--side", choices=("train", "all"), default="train", help="all: the test side is learned too")
    cli.add_argument("--test-examples", type=int, default=1000)
    cli.add_argument("--measure-only", action="store_true", help="measure the file at --out")
    cli.add_argument("--out", type=Path, default=shipped.WEIGHTS)
    given = cli.parse_args(arguments)
    torch.set_num_threads(1)
    captions, things = _captions(given), _labels(given)
    if given.measure_only:
        tagger = _read(given.out).eval()
    else:
        tagger = _trained(given, captions, things)
        write_packed(given.out, tagger.state_dict())
        _say(f"written {given.out}, {given.out.stat().st_size / 1e6:.1f} MB")
    result = check(tagger, _words(given, "test", captions, things), count=given.test_examples)
    _say(f"test side: {result.right} of {result.messages} messages without a fault ({result.share:.3f})")
    for (expected, got), times in result.faults.most_common(12):
        _say(f"  {expected or 'nothing'} read as {got or 'nothing'}: {times} words")
    told = [example for talk in written_talks(side="test") for example in talk]
    if told:
        _say(acts_line(tagger, encode(told, context=Context(), gazetteer=GeoGazetteer(), log=_say)))


def check(tagger: Tagger, words: Words, *, count: int, seed: int = 99) -> Measured:
    """The tagger on messages of the other side."""

    def read(example: Example) -> tuple[list[TaggedSpan], list[Word], ActLabel]:
        read = read_by_code(example.text, example.plan, Context())
        found = split(example.text)
        rows = features(example.text, example.plan, taken=read.taken, gazetteer=GeoGazetteer())
        tagged = tagger.tag(example.text, found, rows)
        return spans(tagged, found, taken=read.taken), found, LABELS[int(tagged.acts.argmax())]

    talker = Talker(words, seed=seed)
    return measure(read, [talker.example() for _ in range(count)])


def _trained(given: argparse.Namespace, captions: list[str], things: list[str]) -> Tagger:
    words = _words(given, given.side, captions, things)
    examples = mixture(words, captions=captions, things=things, count=given.examples, seed=given.seed, side=given.side)
    _say(f"{len(examples)} messages, such as: {examples[0].text!r}")
    encoded = encode(examples, context=Context(), gazetteer=GeoGazetteer(), log=_say)
    start = _read(given.start) if given.start else None
    learned = fit(encoded, epochs=given.epochs, seed=given.seed, rate=given.rate, log=_say, tagger=start)
    if given.start and given.keep:
        learned = _averaged(learned, _read(given.start), kept=given.keep)
        fit_act_head(learned, encoded, seed=given.seed)
    return learned


def _averaged(learned: Tagger, start: Tagger, *, kept: float) -> Tagger:
    """Between where training began and where it ended: steadier on wording that neither has seen.

    Source: Wortsman et al. 2022, arXiv 2109.01903.
    """
    before, after = start.state_dict(), learned.state_dict()
    mixed = {name: kept * before[name] + (1 - kept) * after[name] for name in after}
    learned.load_state_dict(mixed)
    return learned


def _read(path: Path) -> Tagger:
    tagger = Tagger()
    tagger.load_state_dict(read_packed(path))
    return tagger


def _captions(given: argparse.Namespace) -> list[str]:
    if not given.captions:
        return []
    rows = [json.loads(line) for line in given.captions.read_text(encoding="utf-8").splitlines()]
    return [text for row in rows if row.get("split", "train") == "train" for text in row["captions"]]


def _labels(given: argparse.Namespace) -> list[str]:
    if not given.labels:
        return []
    return sorted({json.loads(line)["label"] for line in given.labels.read_text(encoding="utf-8").splitlines()})


def _words(given: argparse.Namespace, side: Side, captions: list[str], things: list[str]) -> Words:
    return load_words(
        side,
        interrogator=given.interrogator,
        captions=captions,
        labels=things,
        dictionary=read_wordnet(given.wordnet) if given.wordnet else None,
    )


def _say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, flush=True)


if __name__ == "__main__":
    main()
