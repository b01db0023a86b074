"""Work on one library beside its searches: changing its model set, and looking for new pictures. One job at a time.

All sessions of a library share one; whichever vectors it holds at an instant, `models_for` gives the set they are of.
A job runs in a thread of its own; `work` says how it stands, in words for people. It draws nothing.

    jobs = LibraryJobs(library, models); jobs.switch("full"); jobs.work.text; jobs.go_on()
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.replies import job_phrases as words
from agent.suggestions.phrase_bank import warm
from tools.encoders import Models, load
from tools.encoders.library_fit import fit_is_due, keep_fitted
from tools.errors import BadRequest, DocentError
from tools.library import Library, Progress, give_up, index, reembed, reembed_cost
from tools.library.throughput import seconds_a_picture
from tools.types import CHANNELS, Collection

Kind = Literal["none", "switch", "index"]
Phase = Literal["idle", "loading", "asking", "working", "stopping", "done", "failed"]
AT_WORK: tuple[Phase, ...] = ("loading", "working", "stopping")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """How the present or the last job stands. `done` of `total` pictures; `left_s` seconds to go, None when nobody can
    say yet; `begun` tells that new vectors of an unfinished change are on the disk."""

    kind: Kind = "none"
    phase: Phase = "idle"
    target: str = ""
    text: str = ""
    done: int = 0
    total: int = 0
    left_s: float | None = None
    begun: bool = False


class LibraryJobs:
    """The jobs of one library, and the models that serve it. Safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        models: Models,
        *,
        load_set: Callable[[str], Models] = load,
        announce: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """`models` made the library's vectors; `load_set` finds others by name; `announce` hears each beginning and
        end."""
        self.library = library
        self._load_set = load_set
        self._announce = announce
        self._lock = threading.RLock()
        self._models = keep_fitted(models, library)
        self._next: Models | None = None
        self._ask = True
        self._work = Work()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._refit_at = -1
        self._closing = False

    # -- what serves --------------------------------------------------------------------------------------------

    @property
    def models(self) -> Models:
        """The set that serves, its words as last learned."""
        return self._models

    @property
    def pictures(self) -> int:
        """How many pictures the library holds at this moment."""
        return len(self.library)

    @property
    def version(self) -> int:
        """Grows whenever the library changes."""
        return self.library.version

    def models_for(self, collection: Collection) -> Models:
        """The set that made this collection's vectors. After a change it is another than before.

        Raises: ModelMissing, WrongModels when another process changed the library to a set that is not here.
        """
        with self._lock:
            if collection.encoders and collection.encoders != _names(self._models):
                self._adopt(collection)
            elif fit_is_due(self._models, len(collection)) and collection.version != self._refit_at:
                self._refit_at = collection.version  # tried once a version: too few pictures stay too few
                threading.Thread(target=self._refit, daemon=True, name="docent-refit").start()
            return self._models

    def _adopt(self, collection: Collection) -> None:
        found = self._next
        if found is None or collection.encoders != _names(found):  # another process changed it
            found = self._load_set(self.library.models_name or "auto")
            self.library.require(found)
        self._models = keep_fitted(found, self.library)

    def _refit(self) -> None:
        """Learn the style words anew beside the searches, which keep the old ones until then."""
        before = self._models
        fitted = keep_fitted(before, self.library)
        with self._lock:
            if self._models is before:
                self._models = fitted

    # -- jobs ---------------------------------------------------------------------------------------------------

    @property
    def work(self) -> Work:
        """How the present or the last job stands."""
        return self._work

    def switch(self, name: str, *, ask: bool = True) -> None:
        """Change the library to the model set of that name, in the background. It is loaded first, then `work` tells
        the cost and, with `ask`, waits for `go_on` or `stop`.

        Raises: BadRequest while another job is at work.
        """
        with self._lock:
            self._need_rest()
            self._ask = ask
            self._work = Work("switch", "loading", name, words.loading(name))
            self._start(self._prepare)

    def resume(self, wanted: str = "auto") -> None:
        """At a program's start: go on with a change that was begun, or begin the one that a setting asks for."""
        begun = self.library.reembedding
        if wanted == "auto" and begun:
            self.switch(begun, ask=False)
        elif wanted != "auto" and (begun or wanted != self._models.name):
            self.switch(wanted, ask=False)

    def go_on(self) -> None:
        """Yes to what `work` asks, or once more after it failed. Raises: BadRequest when nothing waits for it."""
        with self._lock:
            if self._work.phase == "failed" and self._work.kind == "switch":
                self.switch(self._work.target, ask=not self._work.begun)  # what was begun was agreed to
                return
            if self._work.phase != "asking":
                raise BadRequest("There is nothing to go on with.", remedy="Begin a change of models first.")
            self._work = replace(self._work, phase="working", text=words.changing(self._work.target))
            self._start(self._change)

    def stop(self) -> None:
        """Cancel: the library stays, or becomes again, as it was before a change of models; what indexing committed
        is kept. What has ended is put away."""
        with self._lock:
            if self._work.phase in ("working", "loading"):
                self._work = replace(self._work, phase="stopping", text=words.STOPPING, left_s=None)
                self._cancel.set()
            elif self._work.phase in ("asking", "failed") and self._work.begun:
                self._work = replace(self._work, phase="stopping", text=words.STOPPING)
                self._start(self._give_up)
            elif self._work.phase != "stopping":
                self._next, self._work = None, Work()

    def look_for_pictures(self, folders: Sequence[str] = ()) -> None:
        """Index these folders, or those that are in the library, in the background.

        Raises: BadRequest while another job is at work, or when there is no folder.
        """
        folders = list(folders) or self.library.folders()
        if not folders:
            raise BadRequest("No folder is in the library yet.", remedy="Index one first: docent index FOLDER.")
        with self._lock:
            self._need_rest()
            self._work = Work("index", "working", text=words.LOOKING)
            self._start(lambda: self._index(folders))

    def close(self, timeout_s: float = 20.0) -> None:
        """At a program's end: finish the batch in hand and stop. A change of models goes on from there next time."""
        self._closing = True
        self._cancel.set()
        self.wait(timeout_s)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Until no job is at work; whether that came in time. For the end of a program, and for tests."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def _need_rest(self) -> None:
        if self._work.phase in AT_WORK:
            raise BadRequest(self._work.text, remedy="Wait until it has ended, or cancel it.")

    def _start(self, job: Callable[[], None]) -> None:
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._told, args=(job,), daemon=True, name="docent-jobs")
        self._thread.start()

    def _told(self, job: Callable[[], None]) -> None:
        """Run a job; what it raises becomes its end, in one sentence with the remedy."""
        try:
            job()
        except DocentError as error:
            self._fail(str(error))
        except Exception as error:
            log.error("a job of the library failed", exc_info=error)
            self._fail(f"That failed inside Docent ({type(error).__name__}); its log says more.")

    def _fail(self, sentence: str) -> None:
        begun = self.library.reembedding is not None
        text = words.failed(sentence, self._work.kind, serving=self._models.name, begun=begun)
        self._work = replace(self._work, phase="failed", text=text, begun=begun, left_s=None)
        self._announce(text)

    # -- changing the model set -----------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Load the new set, see that it works and what it will cost; then ask, or go on."""
        target = self._load_set(self._work.target)
        cost = reembed_cost(self.library, target)
        if _names(target) == (self.library.collection().encoders or _names(self._models)):
            if self.library.reembedding:
                give_up(self.library)
            self._end(words.same(target.name, len(self.library)))
            return
        cost.refuse()
        speed_s = seconds_a_picture(self.library, target)
        text = words.cost(cost, old=self._models.name, new=target.name, seconds=speed_s)
        begun = self.library.reembedding is not None
        with self._lock:
            stopped = self._cancel.is_set()
            if not stopped:
                self._next = target
                phase: Phase = "asking" if self._ask else "working"
                self._work = replace(self._work, phase=phase, target=target.name, text=text, begun=begun)
        if stopped:
            self._give_up()
            return
        self._announce(text)
        if not self._ask:
            self._change()

    def _change(self) -> None:
        target = self._next
        if target is None:
            raise BadRequest("The new models are not at hand any more.", remedy="Begin the change again.")
        report = reembed(self.library, target, progress=_Clock(self), cancel=self._cancel)
        if report.cancelled:
            if not self._closing:
                self._give_up()
            return
        self.models_for(self.library.collection())  # sessions that search before this have taken it over themselves
        self._end(words.changed(report, target.name))
        threading.Thread(target=warm, args=(self._models,), daemon=True, name="docent-warm").start()

    def _give_up(self) -> None:
        give_up(self.library)
        with self._lock:
            self._next = None
        self._end(words.given_up(self._models.name))

    # -- looking for pictures ---------------------------------------------------------------------------------------

    def _index(self, folders: list[str]) -> None:
        models = self.models_for(self.library.collection())
        report = index(self.library, folders, models, progress=_Clock(self), cancel=self._cancel)
        with self._lock:
            self._models = keep_fitted(self._models, self.library)
        self._end(words.indexed(report))

    def _end(self, sentence: str) -> None:
        self._work = replace(self._work, phase="done", text=sentence, begun=False, left_s=None)
        self._announce(sentence)

    def note(self, progress: Progress, left_s: float | None) -> None:
        """A job's progress. Called by the job itself."""
        with self._lock:
            if self._work.phase == "working":
                self._work = replace(self._work, done=progress.done, total=progress.total, left_s=left_s)


class _Clock:
    """Progress with the time that is left, reckoned from this run's own speed."""

    def __init__(self, jobs: LibraryJobs) -> None:
        self._upkeep = jobs
        self._first: tuple[float, int] | None = None

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now, progress.done
        since, before = self._first
        done = progress.done - before
        left_s = (now - since) / done * (progress.total - progress.done) if done else None
        self._upkeep.note(progress, left_s)


def _names(models: Models) -> tuple[str, ...]:
    return tuple(getattr(models, channel).name for channel in CHANNELS)
