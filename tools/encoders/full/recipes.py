"""Parts of the full set: repository, files, and post-processing of each.

It fetches nothing.

    [part.repository for part in missing_parts()]
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tools.encoders.full.checkpoint import read_config, read_tensors
from tools.encoders.full.folders import (
    CLIP_CONFIG,
    CLIP_WEIGHTS,
    TEXT_CONFIG,
    TEXT_WEIGHTS,
    TOKENIZER_FILES,
    VAE_CONFIG,
    VAE_WEIGHTS,
    PartKind,
    content_part,
    part_folder,
    style_part,
)
from tools.encoders.full.hub import HubFile
from tools.encoders.full.offline import stay_offline
from tools.encoders.full.vae import ENCODER_PREFIXES
from tools.errors import BadRequest, ModelMissing, ModelNotPulled
from tools.settings import current_settings

STYLE_NEEDS = (VAE_CONFIG, VAE_WEIGHTS, TEXT_CONFIG, TEXT_WEIGHTS, *TOKENIZER_FILES)
STYLE_TAKES = ("tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json")
CLIP_TAKES = (
    CLIP_CONFIG,
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "vocab.txt",
)


@dataclass(frozen=True)
class PartRecipe:
    """`files`: place in `folder` to file of the repository. `model_cfg`: what open_clip says of a content model."""

    kind: PartKind
    repository: str
    folder: Path
    revision: str = ""
    files: Mapping[str, HubFile] = field(default_factory=dict)
    model_cfg: Mapping[str, Any] | None = None


def missing_parts() -> tuple[PartRecipe, ...]:
    """The parts that are not on this machine, as the settings ask for them.

    Raises: BadRequest when a setting names something that no hub has; ModelMissing when it names a path without files.
    """
    missing: list[PartRecipe] = []
    try:
        content_part()
    except ModelMissing:
        missing.append(_content_recipe(current_settings().clip_model))
    try:
        style_part()
    except ModelMissing:
        missing.append(_style_recipe(current_settings().style_model))
    return tuple(missing)


def pick_files(recipe: PartRecipe, listed: Mapping[str, HubFile]) -> PartRecipe:
    """The recipe with the files to fetch. Raises: ModelNotPulled when the repository lacks one, or has only pickles."""
    needs: tuple[str, ...] = STYLE_NEEDS
    takes: tuple[str, ...] = STYLE_TAKES
    if recipe.kind == "content":
        needs = (next((name for name in CLIP_WEIGHTS if name in listed), CLIP_WEIGHTS[0]),)
        takes = CLIP_TAKES
    absent = [name for name in needs if name not in listed]
    if absent:
        raise ModelNotPulled(
            f"{recipe.repository} holds no {absent[0]}.",
            remedy="Choose another model: pickled checkpoints are not taken.",
        )
    names = (*needs, *(name for name in takes if name in listed))
    files = {name: listed[name] for name in names}
    return replace(recipe, files=files, revision=files[needs[0]].revision)


def finish(part: PartRecipe, folder: Path) -> None:
    """Post-processing of checked files before use."""
    if part.kind == "content":
        _write_clip_config(part, folder / CLIP_CONFIG)
    else:
        _drop_decoder(folder / VAE_WEIGHTS)


def _write_clip_config(part: PartRecipe, path: Path) -> None:
    """The repository's own, with the activation that the weights were trained with; open_clip's where it has none."""
    known = part.model_cfg or {}
    config = read_config(path) if path.is_file() else {"model_cfg": known.get("model_cfg"), "preprocess_cfg": {}}
    if known.get("quick_gelu"):
        config["model_cfg"]["quick_gelu"] = True
    preprocess = config.setdefault("preprocess_cfg", {})
    for name in ("mean", "std", "interpolation", "resize_mode"):
        if known.get(name) is not None:
            preprocess.setdefault(name, known[name])
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def _drop_decoder(path: Path) -> None:
    """Keep the encoder; the decoder is three fifths of the file and is never used."""
    from safetensors.torch import save_file

    kept = read_tensors(path, prefixes=ENCODER_PREFIXES)
    if not kept:
        return  # not this network at all: loading will say so
    slim = path.with_name(path.name + ".slim")
    save_file(kept, slim)
    os.replace(slim, path)


def _content_recipe(choice: str) -> PartRecipe:
    stay_offline()
    from open_clip import get_model_config, get_pretrained_cfg

    name, _, tag = choice.partition("/")
    known = get_pretrained_cfg(name, tag)
    model = get_model_config(name)
    if not known or model is None or not known.get("hf_hub"):
        raise BadRequest(
            f"open_clip has no weights called {choice}.",
            remedy="Set DOCENT_CLIP_MODEL to NAME/TAG as `open_clip.list_pretrained()` gives them, or to a local file.",
        )
    repository = "/".join(str(known["hf_hub"]).split("/")[:2])
    return PartRecipe("content", repository, part_folder("content", choice), model_cfg={**known, "model_cfg": model})


def _style_recipe(choice: str) -> PartRecipe:
    if choice.count("/") != 1 or choice.startswith((".", "/", "~")):
        raise BadRequest(
            f"DOCENT_STYLE_MODEL names {choice}, which is not here and no repository of the hub.",
            remedy="Set it to OWNER/NAME, or to a folder with vae/, text_encoder/ and tokenizer/.",
        )
    return PartRecipe("style", choice, part_folder("style", choice))
