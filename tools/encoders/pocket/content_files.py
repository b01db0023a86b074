"""content.safetensors: what the content channel learned, without what the trunk's file already holds.

The depthwise filters of content's own blocks are the trunk's (they were frozen in training), so they are put in when
the file is read.

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
TUNED = {
    "picture.tuned.project.weight": ("picture.tuned.",),
    "text.from_words.weight": ("text.layers.", "text.heed.", "text.from_words."),
}
"""The last matrix of each tuned path, and the names of all its parts."""


def write_content(path: Path, picture: PictureNet, text: TextNet) -> None:
    """Write both nets' weights, packed. A tuned path that adds nothing (its last matrix is zero) is left out."""
    state = {f"picture.{name}": weight for name, weight in picture.state_dict().items() if BORROWED not in name}
    state |= {f"text.{name}": weight for name, weight in text.state_dict().items()}
    for mark, parts in TUNED.items():
        if mark in state and not bool(state[mark].any()):
            state = {name: weight for name, weight in state.items() if not name.startswith(parts)}
    write_packed(path, state)


def read_content(path: Path, trunk: Trunk) -> tuple[PictureNet, TextNet]:
    """Both nets in eval mode, float32. Raises: ModelMissing, ModelBroken."""
    state = read_packed(path)
    has_tuned, has_layers = (mark in state for mark in TUNED)
    picture, text = PictureNet(has_tuned=has_tuned), TextNet(has_tuned=has_layers)
    for name, weight in trunk.state_dict().items():
        if has_tuned and BORROWED in name and int(name.split(".")[1]) >= CUT:
            own = f"blocks.{int(name.split('.')[1]) - CUT}{name[name.index(BORROWED) :]}"
            state[f"picture.tuned.{own}"] = weight.detach().float().clone()
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
