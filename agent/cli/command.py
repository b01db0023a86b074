"""The `docent` command: which verbs there are, what all of them take, and errors as one sentence and an exit code.

Each verb is a typed function in a file beside this one, imported when it is called: `docent --help` needs none of the
libraries behind them. Exit codes: 0 done, 1 nothing found or only part of it done, 2 usage, 130 interrupted.

    docent search "a harbour at sunset" -k 5 --json
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, MissingArgumentError, Parameter, UnusedCliTokensError, ValidationError

from agent.cli.terminal import settle_streams, visible
from tools.choices import ModelSet
from tools.environment import settle_environment
from tools.errors import BadRequest, DocentError

OK, PARTIAL, USAGE, INTERRUPTED = 0, 1, 2, 130

app = App(
    name="docent",
    usage="docent [FOLDER] | docent VERB ...",
    help="A guide who knows every picture you own. Without a verb: open the page (indexing FOLDER first).",
    help_flags=("-h", "--help"),
    help_epilogue="Options may also be given as DOCENT_LIBRARY, DOCENT_MODELS and DOCENT_PLANNER.",
    help_format="plaintext",
    version_flags=(),
    default_parameter=Parameter(negative=(), show_default=False),
    print_error=False,
    exit_on_error=False,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)
app.meta.end_of_options_delimiter = ""  # "--" is for the verb to see

app.command("agent.cli.page_verb:open_page", name="open", help="open the page (the default)")
app.command("agent.cli.index_verb:index", name="index", help="add, update and sweep pictures")
app.command("agent.cli.search_verbs:search", name="search", help="search once")
app.command(
    "agent.cli.search_verbs:plan",
    name="plan",
    help="show how requests are read",
    usage="docent plan [OPTIONS] REQUEST...",
)
app.command("agent.cli.search_verbs:chat", name="chat", help="the conversation in the terminal")
app.command(
    "agent.cli.search_verbs:similar",
    name="similar",
    help="pictures like these",
    usage="docent similar [OPTIONS] IMAGE...",
)
app.command("agent.cli.models_verb:models", name="models", help="which model sets are here, and getting more")
app.command("agent.cli.library_verbs:doctor", name="doctor", help="is everything in order?")
app.command("agent.cli.library_verbs:export", name="export", help="the catalogue as a readable file")
VERBS = tuple(name for name in app if not name.startswith("-"))


@app.meta.default
def launch(
    *words: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    library: Annotated[Path | None, Parameter(group="Every verb", help="where the library lies")] = None,
    models: Annotated[ModelSet | None, Parameter(group="Every verb", help="which encoders to use")] = None,
) -> int:
    """Run the verb that these words begin with, or open the page, with the settings and these options over them."""
    first = words[0] if words else ""
    if first not in VERBS:
        if first and not first.startswith("-") and not Path(first).expanduser().exists():
            raise BadRequest(f"{first} is neither a folder nor a verb.", remedy=f"The verbs: {', '.join(VERBS)}.")
        words = ("open", *words)
    verb, given, left = app.parse_args(words)
    from tools.settings import current_settings  # late: what is mistyped is told without it

    options = {"library": library and library.expanduser(), "models": models}
    settings = current_settings().model_copy(update={name: value for name, value in options.items() if value})
    logging.basicConfig(level=settings.log, format="%(levelname)s %(name)s: %(message)s")
    return int(verb(*given.args, **given.kwargs, **dict.fromkeys(left, settings)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    settle_environment()
    settle_streams()
    try:
        return int(app.meta(sys.argv[1:] if argv is None else argv) or OK)
    except CycloptsError as error:
        print(f"docent: {visible(_in_words(error))}", file=sys.stderr)
        return USAGE
    except BadRequest as error:
        print(f"docent: {visible(str(error))}", file=sys.stderr)
        return USAGE
    except DocentError as error:
        print(f"docent: {visible(str(error))}", file=sys.stderr)
        return PARTIAL
    except KeyboardInterrupt:
        print("docent: stopped; what was done is kept.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `docent search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _in_words(error: CycloptsError) -> str:
    """What is wrong with the command line, and where to read what would be right."""
    match error:
        case MissingArgumentError(argument=argument) if argument is not None:
            name = argument.name
            said = f"{name} needs a value." if name.startswith("-") else f"The {name.lower()} is missing."
        case UnusedCliTokensError(unused_tokens=[first, *_]):
            said = f'"{first}" is one word too many.'
        case ValidationError(group=group, exception_message=message) if group is not None:
            said = message
        case _:
            said = str(error)
    verb = " ".join(["docent", *(error.command_chain or ())])
    return f"{said} See: {verb} --help."
