"""The one switch that keeps model libraries off the network.

It knows no model. `pull.py` is the only module that may speak to a hub, and it does so without these libraries.

    stay_offline()      # before open_clip, diffusers or transformers are imported, and harmless after
"""

from __future__ import annotations

import os
import sys

from tools.environment import OFFLINE_SETTINGS


def stay_offline() -> None:
    """Forbid hub requests and telemetry in this process, whatever the environment said."""
    os.environ.update(OFFLINE_SETTINGS)
    # Gradio imports huggingface_hub too, and it may have come first: then the variables were already read.
    constants = sys.modules.get("huggingface_hub.constants")
    if constants is not None:
        for flag in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
            setattr(constants, flag, True)
