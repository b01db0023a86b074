"""A session that runs for a week: it has seen more texts than it remembers, and answers as on the first day.

python -m tests.unit.session.test_long_session 50000     # the whole week, with its memory
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from agent.plan.edits import AddTerm, RemoveTerm
from agent.session.opening import open_session
from tests.unit.library.pictures import folder_of
from tests.unit.session.echo import Echo, say
from tools.encoders.hashing import hash_models
from tools.library import Library, index


def talk(session, messages, *, wishes=1):
    """An early term stays in the plan while others, so many a message, come and go in content and in style."""
    say(session, AddTerm(text="the first wish"), AddTerm(text="the first look", channel="style"))
    first = [hit.score for hit in session.reply.hits]
    for number in range(0, messages, 2):
        texts = [f"wish {number} {wish}" for wish in range(wishes)]
        channel = "style" if number % 3 == 0 else "content"
        say(session, *(AddTerm(text=text, channel=channel) for text in texts), text=f"message {number}")
        assert say(session, *(RemoveTerm(term=text) for text in texts)).hits
    assert [hit.score for hit in session.reply.hits] == first


def test_a_session_outlives_what_it_remembers(library):
    talk(open_session(library, Echo(), hash_models()), 320, wishes=20)


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        folder_of(Path(place, "photos"), 20)
        with Library.create(Path(place, "library")) as library:
            index(library, [Path(place, "photos")], hash_models())
            session = open_session(library, Echo(), hash_models())
            talk(session, 5_000)
            before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
            talk(session, count)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            print(f"{count:,} messages in {time.monotonic() - started:.0f} s; memory grew by {grown / 1024:.0f} MB")


if __name__ == "__main__":
    main()
