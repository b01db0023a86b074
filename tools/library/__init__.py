"""The library: pictures found, decoded, encoded and kept, so that they can be searched.

It knows nothing of plans, scores, conversations or pages.

    library = Library.create(path); index(library, ["~/Pictures"], models); library.collection()
"""

from tools.library.cost import ReembedCost, reembed_cost
from tools.library.doctor import DoctorReport, Finding
from tools.library.ingest import index
from tools.library.library import Library
from tools.library.paths import default_library_path
from tools.library.reembed import ReembedReport, give_up, reembed
from tools.library.report import IndexReport, Progress, ProgressCallback
from tools.library.snapshots import Rebuilt, rebuild

__all__ = [
    "DoctorReport",
    "Finding",
    "IndexReport",
    "Library",
    "Progress",
    "ProgressCallback",
    "Rebuilt",
    "ReembedCost",
    "ReembedReport",
    "default_library_path",
    "give_up",
    "index",
    "rebuild",
    "reembed",
    "reembed_cost",
]
