"""`python -m training.pocket content|style|towers`: each subcommand reproduces its committed files."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

COMMANDS = {
    "content": "training.pocket.content",
    "style": "training.pocket.style",
    "null_texts": "training.pocket.null_texts",
}
"""Subcommand -> module with `main(data: Path, rest: list[str]) -> None`."""


def main() -> None:
    """Parse the subcommand and hand the rest of the line to its module."""
    parser = argparse.ArgumentParser(prog="python -m training.pocket", description=__doc__)
    parser.add_argument("what", choices=[*COMMANDS, "towers"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training sets")
    known, rest = parser.parse_known_args()
    if known.what == "towers":
        from training.pocket.towers import pack_towers

        pack_towers()
    else:
        importlib.import_module(COMMANDS[known.what]).main(known.data, rest)


if __name__ == "__main__":
    main()
