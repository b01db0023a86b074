"""The library: pictures found, decoded, encoded and kept, so that they can be searched.

It knows nothing of plans, scores, conversations or pages.

    library = Library.create(path); index(library, ["~/Pictures"], models); library.collection()
"""

from tools.library.ingest import index
from tools.library.library import Library
from tools.library.paths import default_library_path
from tools.library.report import IndexReport, Progress, ProgressCallback

__all__ = ["IndexReport", "Library", "Progress", "ProgressCallback", "default_library_path", "index"]
