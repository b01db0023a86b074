"""Model sets on this machine, and fetching one when the user asks for it. The rest of the program comes in here.

It knows no network and no file: `full/sets.py` and `full/pull.py` do.

    list_sets(); pull("full", confirm=ask, progress=bar)
"""

from tools.encoders.full.pull import PullPlan, PullProgress, PullReport, pull
from tools.encoders.full.sets import SetState, list_sets

__all__ = ["PullPlan", "PullProgress", "PullReport", "SetState", "list_sets", "pull"]
