"""Checkpoints of the full set's architectures with random weights, in the hub's layout on disk.

Tiny by default, so that a unit test takes a second; `vit_b_16=True` gives the real size.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

TINY_CLIP: dict[str, Any] = {
    "embed_dim": 24,
    "quick_gelu": True,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
}
PREPROCESS = {"mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28], "interpolation": "bicubic"}
VAE: dict[str, Any] = {
    "_class_name": "AutoencoderKL",
    "_diffusers_version": "0.2.2",
    "in_channels": 3,
    "out_channels": 3,
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "latent_channels": 4,
    "sample_size": 512,
    "act_fn": "silu",
}
TINY_VAE = {**VAE, "block_out_channels": [8, 8, 16, 16], "layers_per_block": 1, "norm_num_groups": 4}
FULL_VAE = {**VAE, "block_out_channels": [128, 256, 512, 512], "layers_per_block": 2}
OLD_NAMES = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}


def write_clip(folder: Path, *, vit_b_16: bool = False, seed: int = 0) -> Path:
    """An open_clip checkpoint; returns its weights file."""
    import open_clip

    folder.mkdir(parents=True, exist_ok=True)
    config = TINY_CLIP
    if vit_b_16:
        config = {**open_clip.get_model_config("ViT-B-16"), "quick_gelu": True}
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": PREPROCESS}))
    torch.manual_seed(seed)
    model = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    weights = folder / "open_clip_model.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, weights)
    return weights


def write_style(folder: Path, *, with_decoder: bool = True, old_names: bool = True, full_size: bool = False) -> Path:
    """VAE, text encoder and tokenizer in diffusers' layout; returns the folder."""
    from diffusers import AutoencoderKL
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(1)
    config = FULL_VAE if full_size else TINY_VAE
    (folder / "vae").mkdir(parents=True, exist_ok=True)
    (folder / "vae/config.json").write_text(json.dumps(config))
    state = AutoencoderKL.from_config(config).state_dict()
    tensors = {(_old(name) if old_names else name): tensor.contiguous() for name, tensor in state.items()}
    if not with_decoder:
        tensors = {name: tensor for name, tensor in tensors.items() if name.startswith(("encoder.", "quant_conv."))}
    save_file(tensors, folder / "vae/diffusion_pytorch_model.safetensors")
    width = 768 if full_size else 32
    text = CLIPTextConfig(
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=width,
        eos_token_id=49407,
        bos_token_id=49406,
    )
    CLIPTextModel(text).save_pretrained(folder / "text_encoder")
    write_tokenizer(folder / "tokenizer")
    return folder


def write_full(root: Path) -> Path:
    """A tiny full set where `docent models pull full` would put it; returns `root`."""
    write_clip(root / "content/ViT-B-16--openai")
    write_style(root / "style/stable-diffusion-v1-4")
    return root


def write_tokenizer(folder: Path) -> None:
    """CLIP's own byte pairs, as vocab.json and merges.txt, from the copy that open_clip ships."""
    import open_clip.tokenizer as clip_tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(clip_tokenizer.default_bpe(), "rt", encoding="utf-8") as file:
        lines = file.read().split("\n")[1 : 49152 - 256 - 2 + 1]
    letters = list(clip_tokenizer.bytes_to_unicode().values())
    words = [*letters, *(letter + "</w>" for letter in letters), *("".join(line.split()) for line in lines)]
    words += ["<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(
        json.dumps({word: number for number, word in enumerate(words)}), encoding="utf-8"
    )
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "pad_token": "<|endoftext|>"})
    )


def _old(name: str) -> str:
    """The names that v1.4's own file has for the attention of the middle block."""
    for current, old in OLD_NAMES.items():
        name = name.replace(f".attentions.0.{current}.", f".attentions.0.{old}.")
    return name
