"""Small CLIP models with random weights: a transformer, a ConvNeXt and CLIP's own ResNet, each exported in a second."""

import json
from pathlib import Path

TEXTS = {"context_length": 16, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}
VISION = {
    "small-vit": {"image_size": 32, "layers": 3, "width": 32, "head_width": 16, "patch_size": 8},
    "small-convnext": {
        "timm_model_name": "test_convnext",
        "timm_model_pretrained": False,
        "timm_pool": "",
        "timm_proj": "linear",
        "image_size": 64,
    },
    "small-resnet": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 8, "patch_size": None},
}
EMBED_DIM = 32
SPECIES = ("Azurite", "Calcite", "Fluorite", "Galena", "Gypsum", "Malachite", "Quartz", "Sulphur")


def write_config(folder: Path, name: str, **texts: object) -> Path:
    """The architecture as a JSON file in open_clip's form; ``texts`` changes its text tower, or the model."""
    extra = {key: texts.pop(key) for key in ("custom_text", "init_logit_bias") if key in texts}
    table = {"embed_dim": EMBED_DIM, "vision_cfg": VISION[name], "text_cfg": TEXTS | texts} | extra
    path = folder / f"{name}.json"
    path.write_text(json.dumps(table))
    return path


def random_clip(folder: Path, name: str, seed: int = 0, **texts: object):
    """The model with random weights that are the same for the same seed."""
    import torch

    from mineral_desk.training.open_clip.loading import NO_WEIGHTS, known_architecture, load_clip

    torch.manual_seed(seed)
    model = load_clip(known_architecture(str(write_config(folder, name, **texts))), NO_WEIGHTS)
    for module in model.net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):  # as they begin, they would hide most of the network
            torch.nn.init.uniform_(module.weight, 0.8, 1.6)
            torch.nn.init.normal_(module.bias, std=0.3)
            torch.nn.init.uniform_(module.running_var, 0.3, 0.9)
    return model


def write_weights(folder: Path, name: str, seed: int = 0) -> tuple[Path, Path]:
    """The architecture's file, and a file of weights for it."""
    from safetensors.torch import save_file

    model = random_clip(folder, name, seed)
    path = folder / f"{name}.safetensors"
    save_file({key: value.contiguous() for key, value in model.net.state_dict().items()}, path)
    return folder / f"{name}.json", path


def write_names(folder: Path, names: tuple[str, ...] = SPECIES) -> Path:
    """A list of names, one a line."""
    path = folder / "names.txt"
    path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return path
