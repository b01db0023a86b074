"""Every error that Docent raises on purpose, in one tree.

    DocentError
    +-- BadRequest (ValueError)             your mistake: the call can be corrected and made again
    |   +-- UnknownTerm (LookupError)       an edit names a term that the plan does not have
    |   +-- UnknownImage (LookupError)      an image id that the library does not have
    |   +-- PlaceNotFound (LookupError)     no such place in the gazetteer
    +-- LibraryError (RuntimeError)         the library cannot be used as it is
    |   +-- LibraryMissing (FileNotFoundError)  there is no library at that path yet
    |   +-- LibraryTooNew                   written by a newer Docent
    |   +-- LibraryBusy                     another process is writing to it
    |   +-- LibraryReadOnly (PermissionError) it may be searched, not changed
    |   +-- LibraryFull (OSError)           no space left on the device
    |   +-- WrongModels                     its vectors come from another model set
    +-- UnreadableImage (OSError)           one picture cannot be decoded; batch work skips it
    +-- ModelMissing (FileNotFoundError)    weights that were asked for are not on this machine
    +-- ModelBroken (RuntimeError)          weights are there but truncated, foreign or unsafe
    +-- ModelNotPulled (OSError)            a download did not come to its end; nothing of it is in use
    +-- TooLittleMemory (MemoryError)       weights or one picture do not fit in what is free
    +-- PlannerFailed (RuntimeError)        a planner gave no usable answer; the next one takes over

A message is one sentence for people; `remedy` is the sentence that says what to do about it.
"""

from __future__ import annotations


class DocentError(Exception):
    """Root of the tree. `str(error)` is the message with its remedy behind it."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class BadRequest(DocentError, ValueError):
    """The call is wrong; a corrected one can succeed."""


class UnknownTerm(BadRequest, LookupError):
    """An edit names a term that the plan does not have."""


class UnknownImage(BadRequest, LookupError):
    """An image id that the library does not have."""


class PlaceNotFound(BadRequest, LookupError):
    """The gazetteer has no such place."""


class LibraryError(DocentError, RuntimeError):
    """The library cannot be used as it is."""


class LibraryMissing(LibraryError, FileNotFoundError):
    """There is no library at that path yet."""


class LibraryTooNew(LibraryError):
    """The library was written by a newer version of Docent."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryReadOnly(LibraryError, PermissionError):
    """The library may be searched and not changed."""


class LibraryFull(LibraryError, OSError):
    """The device has no space left; what was committed before stays."""


class WrongModels(LibraryError):
    """The library's vectors come from another model set than the one loaded."""


class UnreadableImage(DocentError, OSError):
    """One picture cannot be decoded. Batch work skips it and names it."""


class ModelMissing(DocentError, FileNotFoundError):
    """Weights that were asked for are not on this machine."""


class ModelBroken(DocentError, RuntimeError):
    """Weights are there, but truncated, foreign or not safetensors."""


class ModelNotPulled(DocentError, OSError):
    """A download did not come to its end. What was there before still works; pulling again goes on from there."""


class TooLittleMemory(DocentError, MemoryError):
    """Weights, or one picture, do not fit in the memory that is free."""


class PlannerFailed(DocentError, RuntimeError):
    """A planner gave no usable answer in time."""
