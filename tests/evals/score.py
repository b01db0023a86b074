"""Score a planner on files of conversations: everything that its plans hold, turn by turn.

python -m tests.evals.score tests/evals/data/regression.jsonl --planner embedded --wrong
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from tests.evals.plan_cases import Tally, play, read_cases
from tests.evals.sessions import TODAY, conversation


def main() -> None:
    """Print one line a file, and a total."""
    cli = argparse.ArgumentParser(prog="python -m tests.evals.score", description=__doc__.splitlines()[0])
    cli.add_argument("files", nargs="+", type=Path)
    cli.add_argument("--planner", default="embedded")
    cli.add_argument(
        "--today", type=date.fromisoformat, default=TODAY, help="the day of the talk (default: %(default)s)"
    )
    cli.add_argument("--wrong", action="store_true", help="print each wrong turn and what is wrong with it")
    args = cli.parse_args()
    conversation(args.planner).say("dogs")  # weights are read before the clock starts
    whole = Tally()
    for path in args.files:
        tally = play(read_cases(path), lambda: conversation(args.planner, today=args.today))
        whole.turns += tally.turns
        print(tally.line(path.name), flush=True)
        if args.wrong:
            print("\n".join(f"  {turn}" for turn in tally.wrong), flush=True)
    print(whole.line("total"))


if __name__ == "__main__":
    main()
