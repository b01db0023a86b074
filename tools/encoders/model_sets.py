"""Lists the model sets on this machine and fetches one on request. Entry point for the rest of the program.

It knows no network and no file: `full/sets.py` and `full/pull.py` do.

    list_sets(); pull("full", confirm=ask, progress=bar)
"""

from tools.encoders.full.pull import PullPlan, PullProgress, PullReport, pull
from tools.encoders.full.sets import SetState, list_sets

__all__ = ["PullPlan", "PullProgress", "PullReport", "SetState", "list_sets", "pull"]
