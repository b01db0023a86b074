"""content.safetensors: the trained weights of the content channel, without those in the trunk's file.

The depthwise filters of content's own blocks are the trunk's (frozen in training), so they are inserted when the file
is read.

    picture, text = read_content(weights_file("content.safetensors"), trunk)
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.encoders.pocket.content_net import CUT, PictureNet, TextNet
from tools.encoders.pocket.store import read_packed, write_packed
from tools.encoders.pocket.trunk import Trunk
from tools.errors import ModelBroken

BORROWED = ".depthwise."


def write_content(path: Path, picture: PictureNet, text: TextNet) -> None:
    """Write both nets' weights, packed."""
    state = {f"picture.{name}": weight for name, weight in picture.state_dict().items() if BORROWED not in name}
    write_packed(path, state | {f"text.{name}": weight for name, weight in text.state_dict().items()})


def read_content(path: Path, trunk: Trunk) -> tuple[PictureNet, TextNet]:
    """Both nets in eval mode, float32. Raises: ModelMissing, ModelBroken."""
    state, picture, text = read_packed(path), PictureNet(), TextNet()
    for index, block in enumerate(list(trunk.blocks)[CUT:]):
        for name, weight in block.state_dict().items():
            if BORROWED in f".{name}":
                state[f"picture.own.blocks.{index}.{name}"] = weight.detach().float().clone()
    try:
        for prefix, net in (("picture.", picture), ("text.", text)):
            part = {name.removeprefix(prefix): weight for name, weight in state.items() if name.startswith(prefix)}
            net.load_state_dict(part, assign=True)
    except RuntimeError as cause:  # keys or shapes of another network
        raise ModelBroken(f"{path} is not the content channel's.", remedy="Install Docent again.") from cause
    for net in (picture, text):
        net.eval().requires_grad_(False)
    return picture, text


def fingerprint(path: Path) -> str:
    """The first ten hex digits of the file's SHA-256: the part of a model's name that changes with its weights."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
