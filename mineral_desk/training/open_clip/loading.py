"""Loading a CLIP model of any architecture that open_clip knows, with weights that nobody has to trust."""

import contextlib
import json
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from mineral_desk.domain.errors import ModelMissing, ModelUnfit, UsageError
from mineral_desk.training.open_clip.library import load_checkpoint, open_clip

NO_WEIGHTS = "none"
"""What ``--pretrained`` says for a model that is to be trained from nothing."""
WEIGHT_FILES = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
MAX_CONFIG_BYTES = 1 << 20
LONGEST_REASON = 300

Tokenizer = Callable[[list[str]], Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class ClipModel:
    """A CLIP model on the CPU, in float32 and evaluation mode.

    ``mean`` and ``deviation`` normalise RGB from 0 to 1; ``size_px`` is the side of its square pictures. ``source``
    says where the weights are from: a tag of open_clip, or the name of a file.
    """

    architecture: str
    source: str
    net: Any
    tokenizer: Tokenizer
    size_px: int
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]

    @property
    def visual(self) -> nn.Module:
        """The image tower."""
        tower: nn.Module = self.net.visual
        return tower

    @property
    def logit_scale(self) -> float:
        """What cosines are multiplied with."""
        return float(self.net.logit_scale.detach().exp())


def known_architecture(wanted: str) -> str:
    """The name of an architecture of open_clip, or of one described in a JSON file in open_clip's own form.

    Raises :class:`UsageError`.
    """
    if wanted.endswith(".json"):
        return _described_architecture(Path(wanted))
    names = open_clip.list_models()
    if wanted in names:
        return wanted
    close = get_close_matches(wanted, names, 5, 0.5) or ["ViT-B-32", "ViT-B-16", "ViT-L-14", "convnext_base"]
    raise UsageError(f"open_clip knows no model {wanted!r}.", f"Near to it, or common: {', '.join(close)}.")


def is_file(architecture: str, pretrained: str) -> bool:
    """Whether ``pretrained`` means a file rather than a tag. Raises :class:`UsageError` for neither."""
    if pretrained in open_clip.list_pretrained_tags_by_model(architecture):
        return False
    path = Path(pretrained)
    if path.is_file():
        if path.suffix.lower() not in WEIGHT_FILES:
            words = f"{path.name} is no file of weights that can be read without trusting it."
            raise UsageError(words, f"Such files end in {', '.join(WEIGHT_FILES)}.")
        return True
    tags = ", ".join(open_clip.list_pretrained_tags_by_model(architecture)) or "none"
    raise UsageError(
        f"{pretrained!r} is neither a file nor a tag of published weights for {architecture}.",
        f"Tags for it: {tags}.",
    )


def announced(architecture: str, pretrained: str) -> None:
    """Say what will be fetched from where, before it is. Raises :class:`UsageError` as :func:`is_file` does."""
    if pretrained != NO_WEIGHTS and not is_file(architecture, pretrained):
        print(download_words(architecture, pretrained), flush=True)


def download_words(architecture: str, tag: str) -> str:
    """What will be fetched from where."""
    about = open_clip.get_pretrained_cfg(architecture, tag)
    place = about.get("hf_hub") or about.get("url") or "its maker"
    where = f"huggingface.co/{place}" if about.get("hf_hub") else place
    return (
        f"Fetching the weights {tag} of {architecture} from {where}, unless they were fetched before: hundreds of "
        "megabytes to several gigabytes. A proxy is taken from the environment (HTTPS_PROXY). Nothing is sent but the "
        "request."
    )


def load_clip(architecture: str, pretrained: str) -> ClipModel:
    """The model with the weights of a tag, of a file, or (``none``) random ones.

    Weights are read as tensors only (safetensors, or ``torch.load`` that refuses everything else). Raises
    :class:`UsageError`, :class:`ModelMissing`, :class:`ModelUnfit`.
    """
    tag = "" if pretrained == NO_WEIGHTS or is_file(architecture, pretrained) else pretrained
    about = open_clip.get_pretrained_cfg(architecture, tag) if tag else _usual_preprocessing(architecture)
    with _quiet():
        net = _created(architecture, tag, bool(about.get("quick_gelu")) and bool(tag))
        if not tag and pretrained != NO_WEIGHTS:
            _load_file(net, architecture, Path(pretrained))
        tokenizer = _tokenizer(architecture)
    shape = getattr(net.visual, "image_size", 224)
    height, width = (shape, shape) if isinstance(shape, int) else tuple(shape)[:2]
    if height != width:
        raise ModelUnfit(f"{architecture} takes pictures of {width} x {height} pixels.", "Choose one with square ones.")
    mean, deviation = _normalisation(net, about)
    source = tag or (Path(pretrained).name if pretrained != NO_WEIGHTS else NO_WEIGHTS)
    return ClipModel(architecture, source, net.float().eval(), tokenizer, int(height), mean, deviation)


def _described_architecture(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise ValueError("it is too large")
        table = json.loads(path.read_text(encoding="utf-8"))
        if not {"embed_dim", "vision_cfg", "text_cfg"} <= set(table):
            raise ValueError("embed_dim, vision_cfg or text_cfg is missing")
    except (OSError, ValueError, TypeError, RecursionError) as fault:
        raise UsageError(
            f"{path} describes no model: {fault}.", "See open_clip's model_configs for examples."
        ) from fault
    open_clip.add_model_config(path)
    return path.stem


def _created(architecture: str, tag: str, quick_gelu: bool) -> Any:
    try:
        return open_clip.create_model(
            architecture,
            pretrained=tag or None,
            precision="fp32",
            device="cpu",
            force_quick_gelu=quick_gelu,
            pretrained_text=False,
            weights_only=True,
        )
    except Exception as fault:  # whatever open_clip, timm or the network meets
        words = f"The weights {tag} of {architecture} cannot be had" if tag else f"{architecture} cannot be built"
        hint = "Check the network and the proxy, or bring a file of weights: --pretrained FILE." if tag else ""
        raise ModelMissing(f"{words}: {_reason(fault)}.", hint) from fault


def _load_file(net: Any, architecture: str, path: Path) -> None:
    try:
        load_checkpoint(net, str(path), strict=True, weights_only=True, device="cpu")
    except Exception as fault:  # a hostile file may raise anything
        raise ModelUnfit(
            f"{path.name} holds no weights for {architecture} that can be read safely: {_reason(fault)}.",
            "Choose the architecture that they were trained with; open_clip's own checkpoints and safetensors fit.",
        ) from fault


def _tokenizer(architecture: str) -> Tokenizer:
    try:
        tokenizer: Tokenizer = open_clip.get_tokenizer(architecture)
        tokenizer(["quartz"])
    except Exception as fault:
        raise ModelMissing(
            f"The tokenizer of {architecture} cannot be had: {_reason(fault)}.",
            "SigLIP and multilingual models need pip install transformers, and fetch theirs with a tag of weights.",
        ) from fault
    return tokenizer


def _usual_preprocessing(architecture: str) -> dict[str, Any]:
    """What all published weights of an architecture agree on: a file does not say how its pictures are normalised."""
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    found = [open_clip.get_pretrained_cfg(architecture, tag) for tag in tags]
    keys = ("mean", "std")
    agreed = {key: found[0][key] for key in keys if found and all(one.get(key) == found[0].get(key) for one in found)}
    return {key: value for key, value in agreed.items() if value is not None}


def _normalisation(net: Any, about: dict[str, Any]) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    told = open_clip.get_model_preprocess_cfg(net) | {key: about[key] for key in ("mean", "std") if about.get(key)}
    return _three(told["mean"]), _three(told["std"])


def _three(values: float | Sequence[float]) -> tuple[float, float, float]:
    one, two, three = (values,) * 3 if isinstance(values, int | float) else values
    return float(one), float(two), float(three)


def _reason(fault: Exception) -> str:
    line = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
    return line.rstrip(".") if len(line) <= LONGEST_REASON else f"{line[:LONGEST_REASON]} …"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without open_clip's own messages: what matters of them is told in the program's words."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def freeze(net: nn.Module) -> None:
    """No derivative by any weight is wanted any more."""
    for parameter in net.parameters():
        parameter.requires_grad_(False)


def settle(net: nn.Module) -> None:
    """Have no module change what it is given: operations in place corrupt what is exported beside the result.

    Image towers that give their tokens beside the embedding (CoCa) give the embedding alone.
    """
    for module in net.modules():
        if getattr(module, "output_tokens", False) is True:
            module.output_tokens = False  # type: ignore[assignment]
        if getattr(module, "inplace", None) is True:
            module.inplace = False  # type: ignore[assignment]
