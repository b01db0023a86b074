"""Every turn of the eval files, and what came of it: plan, edits and answer, one JSON line a turn.

Two commits read alike when their files are the same; a change of structure must leave them so.

    python -m tests.evals.readings tests/evals/data/*.jsonl > before.jsonl
    python -m tests.evals.readings --library LIBRARY tests/evals/data/*.jsonl   # what was found, too
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.evals.plan_cases import read_cases
from tests.evals.sessions import TODAY, conversation


def readings(path: Path, planner: str, library: Path | None = None, *, today: date = TODAY) -> Iterator[dict[str, Any]]:
    """What each turn of the conversations in a file came to, in its order."""
    opened: Any = None
    for case in read_cases(path):
        session = conversation(planner, library=opened or library, today=today)
        opened = session.library
        for number, turn in enumerate(case["turns"]):
            reply = session.say(turn["user"])
            yield {
                "case": case["id"],
                "turn": number,
                "planner": planner,
                "said": turn["user"],
                "plan": json.loads(reply.plan.model_dump_json(by_alias=True)),
                "edits": [json.loads(edit.model_dump_json(by_alias=True)) for edit in reply.edits],
                "text": reply.text,
                "question": reply.question,
                "notices": list(reply.notices),
                "hits": [(Path(hit.path).name, round(hit.score, 6), hit.band) for hit in reply.hits],
                "suggestions": [(s.text, s.channel) for s in reply.suggestions],
            }


def main() -> None:
    """Print the readings of these files."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("files", nargs="+", type=Path)
    cli.add_argument("--planner", nargs="+", default=["rules", "embedded"])
    cli.add_argument("--library", type=Path)
    cli.add_argument(
        "--today", type=date.fromisoformat, default=TODAY, help="the day of the talk (default: %(default)s)"
    )
    args = cli.parse_args()
    for path in args.files:
        for planner in args.planner:
            for reading in readings(path, planner, args.library, today=args.today):
                sys.stdout.write(json.dumps({"file": path.name, **reading}, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
