"""The main job on real pictures: index flickr8k (dev), artists and gps, then hold six conversations.

    python -m tests.bench.show --data ../shared/data > show.md

Prints Markdown: the indexing rate, then every turn with what came first and what is known of it (a caption, an artist).
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from agent.session.opening import open_session
from tools.encoders import load
from tools.library import Library, index

CONVERSATIONS = (
    ("a dog running on the beach", "no people", "more like the first one"),
    ("children playing in the snow", "make it black and white", "colour instead"),
    ("portraits in the style of Rembrandt", "less Rembrandt, more Van Gogh", "only women"),
    ("pictures taken in Tuscany", "within 500 km of Rome", "anywhere, but animals"),
    ("impressionist landscapes with water", "boats too", "why this one?"),
    ("a man on a mountain bike", "no helmets", "undo"),
)
SETS = ("flickr8k", "artists", "gps")


def known(data: Path) -> dict[str, str]:
    """What the manifests say of each file, by its name."""
    facts = {}
    for name in SETS:
        for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            said = (
                row.get("captions", [""])[0] or row.get("artist") or f"{row.get('nearest_place')}, {row.get('country')}"
            )
            facts[Path(row["file"]).name] = said
    return facts


def gather(data: Path, folder: Path) -> None:
    """The pictures of the three sets (flickr8k: its dev side alone) as links in one folder."""
    for name in SETS:
        for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("split", "dev") == "dev":
                target = folder / name / Path(row["file"]).name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(data / name / row["file"], target)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--planner", default="embedded")
    args = cli.parse_args()
    facts = known(args.data)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "pictures"
        gather(args.data, folder)
        models = load("pocket")
        library = Library.create(Path(scratch) / "library")
        report = index(library, [folder], models)
        print(
            f"Indexed {report.added} pictures in {report.seconds:.0f} s "
            f"({report.pictures_per_second:.1f} a second), {len(report.skipped)} skipped.\n"
        )
        for number, turns in enumerate(CONVERSATIONS, start=1):
            session = open_session(library, args.planner, models)
            print(f"**Conversation {number}**\n")
            for message in turns:
                started = time.perf_counter()
                reply = session.say(message)
                seconds = time.perf_counter() - started
                plan = ", ".join(f"{t.text} ({t.channel} {t.weight:+.1f})" for t in reply.plan.terms)
                print(f"- *{message}* ({seconds * 1000:.0f} ms): {plan or 'no terms'}  ")
                print(f"  {reply.text}")
                for hit in reply.hits[:3]:
                    away = "" if hit.distance_km is None else f", {hit.distance_km:.0f} km"
                    print(f"  - {hit.score:+.2f} {hit.band}{away}: {facts.get(Path(hit.path).name, '?')}")
            print()
        library.close()


if __name__ == "__main__":
    main()
