"""The full model set: CLIP for content, Stable Diffusion's parts for style, from checkpoints on this machine.

Nothing here fetches anything, except `pull.py` on request.

    models = load_full()
"""

from tools.encoders.full.folders import full_is_present
from tools.encoders.full.load import load_full

__all__ = ["full_is_present", "load_full"]
