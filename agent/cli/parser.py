"""The `docent` command: reading the command line, and turning errors into one sentence and an exit code.

What each verb does is in `agent.cli.verbs`. Exit codes: 0 done, 1 nothing found or only part of it done, 2 usage.

    docent search "a harbour at sunset" -k 5 --json
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from tools.choices import MODEL_SETS, PLANNERS
from tools.environment import settle_environment
from tools.errors import BadRequest, DocentError

VERBS = ("open", "index", "search", "plan", "chat", "similar", "models", "doctor", "export")
OK, PARTIAL, USAGE = 0, 1, 2
INTERRUPTED = 130


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. `--library` and `--models` are understood before and behind the verb."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--library", metavar="PATH", default=argparse.SUPPRESS, help="where the library lies")
    common.add_argument("--models", choices=MODEL_SETS, default=argparse.SUPPRESS, help="which encoders to use")
    planning = argparse.ArgumentParser(add_help=False)
    planning.add_argument("--planner", choices=PLANNERS, default=argparse.SUPPRESS, help="who reads the requests")
    found = argparse.ArgumentParser(add_help=False)
    found.add_argument("-k", type=_positive, default=12, metavar="N", help="how many results (12)")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON and nothing else")

    parser = argparse.ArgumentParser(
        prog="docent",
        description="A guide who knows every picture you own. Without a verb: open the page (indexing FOLDER first).",
        epilog="Every option may also be given as DOCENT_LIBRARY, DOCENT_MODELS and DOCENT_PLANNER.",
        parents=[common],
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    page = verbs.add_parser("open", parents=[common, planning], help="open the page (the default)")
    page.add_argument("folder", nargs="?", help="a folder of pictures to index first")
    page.add_argument("--port", type=int, default=7860, help="port on 127.0.0.1 (7860, or the next free one)")
    page.add_argument("--no-browser", action="store_true", help="do not open a browser window")

    index = verbs.add_parser("index", parents=[common, as_json], help="add, update and sweep pictures")
    index.add_argument("folders", nargs="*", metavar="FOLDER", help="none: the folders that are in the library")
    index.add_argument("--reembed", action="store_true", help="make the vectors again with the models of --models")

    search = verbs.add_parser("search", parents=[common, planning, found, as_json], help="search once")
    search.add_argument("request")

    plan = verbs.add_parser("plan", parents=[common, planning, as_json], help="show how requests are read")
    plan.add_argument("requests", nargs="+", metavar="REQUEST", help="several are one conversation")

    verbs.add_parser("chat", parents=[common, planning], help="the conversation in the terminal")

    similar = verbs.add_parser("similar", parents=[common, found, as_json], help="pictures like these")
    similar.add_argument("images", nargs="+", metavar="IMAGE", help="image ids or files")
    similar.add_argument("--nearby", type=_kilometres, metavar="KM", help="only taken within this distance")
    only = similar.add_mutually_exclusive_group()
    only.add_argument("--content-only", action="store_true", help="what is shown, however it is made")
    only.add_argument("--style-only", action="store_true", help="how it is made, whatever it shows")

    models = verbs.add_parser("models", parents=[common, as_json], help="which model sets are here, and getting more")
    models.add_argument("action", nargs="?", choices=("list", "pull"), default="list")
    models.add_argument("name", nargs="?", help="the set to pull")
    models.add_argument("--yes", action="store_true", help="do not ask before downloading")

    doctor = verbs.add_parser("doctor", parents=[common, planning, as_json], help="is everything in order?")
    doctor.add_argument("--repair", action="store_true", help="mend what can be mended")

    export = verbs.add_parser("export", parents=[common], help="the catalogue as a readable file")
    export.add_argument("out", metavar="OUT")
    kind = export.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_const", dest="format", const="json", default="json")
    kind.add_argument("--csv", action="store_const", dest="format", const="csv")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError("must be from 1 to 1000")
    return value


def _kilometres(text: str) -> float:
    value = float(text)
    if not 0 < value <= 20_040:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 20040 km, half way round the globe")
    return value


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line with what the DOCENT_* variables say filled in.

    Raises: BadRequest for a variable with a value that is none; SystemExit(2) as argparse does.
    """
    words = list(argv)
    first = _first_word(words)
    if first and first not in VERBS and not first.startswith("-") and not os.path.exists(os.path.expanduser(first)):
        raise BadRequest(f"{first} is neither a folder nor a verb.", remedy=f"The verbs: {', '.join(VERBS)}.")
    if first not in VERBS and not {"-h", "--help"} & set(words):
        words.insert(_verb_position(words), "open")  # `docent` and `docent FOLDER` open the page
    args = build_parser().parse_args(words)
    from tools.settings import current_settings  # late: --help needs none of it

    for name in ("library", "models", "planner"):
        if not hasattr(args, name):
            setattr(args, name, getattr(current_settings(), name))
    return args


def _verb_position(words: Sequence[str]) -> int:
    """Behind leading `--library PATH` and `--models NAME`, which belong to every verb."""
    at = 0
    while at < len(words) and words[at].split("=")[0] in ("--library", "--models"):
        at += 1 if "=" in words[at] else 2
    return min(at, len(words))


def _first_word(words: Sequence[str]) -> str:
    at = _verb_position(words)
    return words[at] if at < len(words) else ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    settle_environment()
    try:
        args = parse(sys.argv[1:] if argv is None else argv)
        from agent.cli import verbs  # late: --help needs none of the libraries behind it
        from tools.settings import current_settings

        logging.basicConfig(level=current_settings().log, format="%(levelname)s %(name)s: %(message)s")
        return int(getattr(verbs, args.verb)(args))
    except BadRequest as error:
        print(f"docent: {error}", file=sys.stderr)
        return USAGE
    except DocentError as error:
        print(f"docent: {error}", file=sys.stderr)
        return PARTIAL
    except KeyboardInterrupt:
        print("docent: stopped; what was done is kept.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `docent search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except SystemExit as stop:  # argparse
        return stop.code if isinstance(stop.code, int) else USAGE
