"""Locations of the full set's checkpoints on this machine. It reads folder names, never weights.

    content/ViT-B-16--openai/        open_clip_config.json, open_clip_model.safetensors
    style/stable-diffusion-v1-4/     vae/, text_encoder/, tokenizer/

under `DOCENT_MODELS` (default: the user's data folder). A folder copied from elsewhere serves as well: the two parts
may lie directly under it, under any name, or be named by `DOCENT_CLIP_MODEL` and `DOCENT_STYLE_MODEL`.

    content_part().folder
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from platformdirs import user_data_path

from tools.errors import BadRequest, ModelMissing
from tools.settings import DEFAULT_CLIP, DEFAULT_STYLE, current_settings

PartKind: TypeAlias = Literal["content", "style"]

CLIP_CONFIG = "open_clip_config.json"
CLIP_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")
VAE_CONFIG = "vae/config.json"
VAE_WEIGHTS = "vae/diffusion_pytorch_model.safetensors"
TEXT_CONFIG = "text_encoder/config.json"
TEXT_WEIGHTS = "text_encoder/model.safetensors"
TOKENIZER_FILES = ("tokenizer/vocab.json", "tokenizer/merges.txt")
MARKERS: dict[PartKind, str] = {"content": CLIP_CONFIG, "style": VAE_CONFIG}
PULL = "Run `docent models pull full` once, or set DOCENT_MODELS to a folder that holds it."


@dataclass(frozen=True)
class ClipPart:
    """A content checkpoint: the weights, and what says how to build the network around them.

    `folder` holds an open_clip_config.json; without one, `architecture` is an open_clip name such as "ViT-B-16".
    """

    weights: Path
    folder: Path | None = None
    architecture: str | None = None


def models_folder() -> Path:
    """Where model sets are kept: `DOCENT_MODELS` when it is a folder, else the user's data folder for Docent.

    The same variable may hold a set's name instead, as `--models` does.
    """
    return current_settings().models_folder or user_data_path("docent", appauthor=False) / "models"


def part_folder(kind: PartKind, choice: str) -> Path:
    """Where `pull` puts that choice: its own folder, so that several can lie side by side."""
    name = choice.replace("/", "--") if kind == "content" else choice.rsplit("/", 1)[-1]
    return models_folder() / kind / name


def content_part() -> ClipPart:
    """The content checkpoint in use.

    Raises: ModelMissing when nothing is there; BadRequest when the setting cannot be read.
    """
    choice = current_settings().clip_model
    architecture, _, named = choice.rpartition("@")
    path = Path(named).expanduser()
    if path.suffix == ".safetensors":
        return _single_file(path, architecture)
    if architecture:
        raise BadRequest(
            f"DOCENT_CLIP_MODEL names {named!r}, which is not a safetensors file.",
            remedy="Write NAME/TAG, NAME@FILE.safetensors, a .safetensors file, or a folder.",
        )
    if _looks_like_path(choice, path):
        return _clip_folder(path)
    for folder in _candidates("content", choice):
        if (folder / CLIP_CONFIG).is_file():
            return _clip_folder(folder)
    raise ModelMissing(f"The content model {choice} is not in {models_folder()}.", remedy=PULL)


def style_part() -> Path:
    """The folder of the Stable Diffusion parts in use, in diffusers' layout.

    Raises: ModelMissing when it or one of its files is not there.
    """
    choice = current_settings().style_model
    path = Path(choice).expanduser()
    found = [path] if _looks_like_path(choice, path) else list(_candidates("style", choice))
    for folder in found:
        if (folder / VAE_CONFIG).is_file():
            _need_style_files(folder)
            return folder
    where = path if _looks_like_path(choice, path) else models_folder()
    raise ModelMissing(f"The style model {choice} is not in {where}.", remedy=PULL)


def full_is_present() -> bool:
    """Whether every file of the set is present and the settings are valid. It does not open the files."""
    try:
        content_part()
        style_part()
    except (ModelMissing, BadRequest):
        return False
    return True


def _looks_like_path(choice: str, path: Path) -> bool:
    return path.is_absolute() or choice.startswith((".", "~")) or (path.is_dir() and "--" not in choice)


def _single_file(path: Path, architecture: str) -> ClipPart:
    if not path.is_file():
        raise ModelMissing(f"There is no checkpoint {path}.", remedy="Correct DOCENT_CLIP_MODEL.")
    if architecture:
        return ClipPart(path, architecture=architecture)
    if (path.parent / CLIP_CONFIG).is_file():
        return ClipPart(path, folder=path.parent)
    return ClipPart(path, architecture="ViT-B-16")


def _clip_folder(folder: Path) -> ClipPart:
    if not (folder / CLIP_CONFIG).is_file():
        raise ModelMissing(f"{folder} holds no {CLIP_CONFIG}.", remedy="Copy the whole open_clip checkpoint there.")
    named = [folder / name for name in CLIP_WEIGHTS if (folder / name).is_file()]
    others = sorted(folder.glob("*.safetensors"))
    if not named and not others:
        raise ModelMissing(
            f"{folder} holds no .safetensors weights.", remedy="Pickled checkpoints are not read. " + PULL
        )
    return ClipPart((named or others)[0], folder=folder)


def _candidates(kind: PartKind, choice: str) -> Iterator[Path]:
    """The pulled place first; then a lone checkpoint that somebody put there under a name of their own."""
    root = models_folder()
    yield part_folder(kind, choice)
    if choice not in (DEFAULT_CLIP, DEFAULT_STYLE):
        return  # another model was asked for by name: nothing else may replace it
    yield from (root / "full" / kind, root / kind, root / f"full/{part_folder(kind, choice).name}")
    yield root / part_folder(kind, choice).name
    if root.is_dir():
        yield from sorted(child for child in root.iterdir() if (child / MARKERS[kind]).is_file())


def _need_style_files(folder: Path) -> None:
    for name in (VAE_WEIGHTS, TEXT_CONFIG, TEXT_WEIGHTS, *TOKENIZER_FILES):
        if not (folder / name).is_file():
            raise ModelMissing(f"{folder} lacks {name}.", remedy=PULL)
