"""The network that is trained: one of timm's, or a float ONNX backbone, with one linear layer at the end.

Pictures go in as the program gives them (RGB as x / 127.5 - 1); what the network's own weights expect instead is the
first layer, so that it cannot be forgotten.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from mineral_desk.domain.errors import ModelUnfit, UsageError
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.torchvision_operators import declare_missing_operators

ONNX_SUFFIX = ".onnx"
MOST_MISSING = 0.2
"""Weights of the same network may lack this share of it: a normalisation that was added since, for instance."""


class Outputs(NamedTuple):
    """Logits (N, C), features (N, K) that they are linear in, and the last feature map (N, K, h, w).

    Where the features are not the mean of a feature map over space, the map has one cell, which holds them.
    """

    logits: Tensor
    features: Tensor
    activations: Tensor


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network is made as. ``average_tokens``: a transformer's features are the mean of its patches' tokens, not
    its class token, so that maps are possible.
    """

    network: str
    classes: int
    size_px: int
    average_tokens: bool = False


class ImageNetwork(nn.Module):
    """A backbone and one linear layer; ``has_map`` says whether the features are means of a feature map over space."""

    def __init__(self, shape: Shape, pretrained: str = "none") -> None:
        """Begin with the weights ``pretrained`` (:func:`timm_network`); an ONNX backbone has its own.

        Raises :class:`UsageError` for a network that cannot be made, :class:`ModelUnfit` for weights of another.
        """
        super().__init__()
        self.shape = shape
        self.is_onnx = shape.network.endswith(ONNX_SUFFIX)
        mean, deviation = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
        if self.is_onnx:
            if not Path(shape.network).is_file():
                raise UsageError(f"There is no backbone {shape.network}.", "Check the spelling of its name.")
            self.body: Any = OnnxBackbone(Path(shape.network))
        else:
            self.body = timm_network(shape, pretrained)
            mean, deviation = (self.body.pretrained_cfg.get(key) or (0.5,) * 3 for key in ("mean", "std"))
        self.normalise = _normalisation(mean, deviation)
        self.has_map, channels = self._probe()
        self.head = nn.Linear(channels, shape.classes)

    def forward(self, images: Tensor) -> Outputs:
        """Everything at once; ``images`` (N, 3, size_px, size_px)."""
        found = self.feature_map(images)
        features = found.mean((2, 3))
        return Outputs(self.head(features), features, found)

    def feature_map(self, images: Tensor) -> Tensor:
        """The last feature map (N, K, h, w), whose mean over space the linear layer sees."""
        normed = self.normalise(images)
        if self.is_onnx:
            found: Tensor = self.body(normed)
            return found
        features: Tensor = self.body.forward_features(normed)
        if not self.has_map:
            pooled: Tensor = self.body.forward_head(features, pre_logits=True)
            return pooled.flatten(1)[:, :, None, None]
        return self._patches_as_map(features) if features.ndim == 3 else features

    def _patches_as_map(self, tokens: Tensor) -> Tensor:
        """The tokens (N, prefix + h w, K) of a transformer's patches as a map (N, K, h, w)."""
        patches = tokens[:, self.body.num_prefix_tokens :]
        height, width = self.body.patch_embed.grid_size
        return patches.transpose(1, 2).reshape(-1, patches.shape[2], height, width)

    @torch.no_grad()
    def _probe(self) -> tuple[bool, int]:
        """Whether the features are means of a feature map, and how many there are; tried on noise."""
        self.has_map = True
        noise = torch.rand(2, 3, self.shape.size_px, self.shape.size_px, generator=torch.Generator().manual_seed(0))
        was_training = self.training
        self.eval()
        try:
            if self.is_onnx:
                return True, int(self.body(noise).shape[1])
            features = self.body.forward_features(noise)
            pooled = self.body.forward_head(features, pre_logits=True).flatten(1)
            if features.ndim == 3 and hasattr(self.body, "patch_embed") and self.shape.average_tokens:
                features = self._patches_as_map(features)
            same_size = features.ndim == 4 and features.shape[1] == pooled.shape[1]
            has_map = same_size and torch.allclose(features.mean((2, 3)), pooled, rtol=1e-3, atol=1e-4)
            return bool(has_map), int(pooled.shape[1])
        except (RuntimeError, AssertionError, ValueError, AttributeError) as fault:
            words = f"The network {self.shape.network} cannot take pictures of {self.shape.size_px} pixels: {fault}"
            raise UsageError(words, "Choose another --size-px or --network.") from fault
        finally:
            self.train(was_training)


def timm_network(shape: Shape, pretrained: str = "none") -> Any:
    """The network of that name without its classifier.

    ``pretrained``: "none", a file of weights (safetensors, or torch's with tensors only), or the tag of weights that
    timm then fetches from the network. Raises :class:`UsageError`, :class:`ModelUnfit`.
    """
    declare_missing_operators()
    import timm  # noqa: PLC0415 - after the operators are declared

    if not timm.is_model(shape.network):
        near = ", ".join(get_close_matches(shape.network, timm.list_models(), n=4))
        raise UsageError(f"timm knows no network {shape.network}.", f"Perhaps: {near}." if near else "Check its name.")
    more: dict[str, Any] = {"img_size": shape.size_px} if _takes_a_size(shape.network) else {}
    if shape.average_tokens:
        more |= {"global_pool": "avg", "fc_norm": False}
    if pretrained != "none":
        return _with_weights(shape.network, pretrained, more)
    try:
        return timm.create_model(shape.network, num_classes=0, **more)
    except (RuntimeError, TypeError, ValueError, AssertionError) as fault:
        words = f"The network {shape.network} cannot be made for {shape.size_px} pixels: {fault}"
        raise UsageError(words, "Choose another --size-px, or leave --average-tokens out.") from fault


def _with_weights(name: str, pretrained: str, more: dict[str, Any]) -> Any:
    """The network with weights from a file, or with those that timm fetches by their tag."""
    from timm.models import load_state_dict  # noqa: PLC0415

    file = Path(pretrained)
    if not file.is_file():
        if file.suffix or len(file.parts) > 1:
            raise UsageError(f"There is no file of weights {pretrained}.", "Check the spelling of its name.")
        return _fetched(name, pretrained, more)
    try:
        return _filled(name, dict(load_state_dict(str(file), weights_only=True)), more)
    except Exception as fault:  # whatever is in a file from outside, timm and torch say it in many ways
        words = f"The weights {pretrained} are not those of {name}: {first_line(fault)}"
        raise ModelUnfit(words, "Choose weights (safetensors, or tensors only) of the same network.") from fault


def _fetched(name: str, tag: str, more: dict[str, Any]) -> Any:
    """The network with the weights that timm has published under ``tag``; the only access to the network there is."""
    import timm  # noqa: PLC0415

    try:
        return timm.create_model(f"{name.partition('.')[0]}.{tag}", pretrained=True, num_classes=0, **more)
    except Exception as fault:  # no network, no such tag, a download broken off: each library has its own way
        words = f"The weights {tag} of {name} cannot be had: {first_line(fault)}"
        raise UsageError(words, "Check the tag and the connection, or give a file with --pretrained FILE.") from fault


def _filled(name: str, weights: dict[str, Any], more: dict[str, Any]) -> Any:
    """The network with ``weights``, which timm fits to the size of the pictures. Raises where they are of another one.

    timm itself takes any weights where it leaves the classifier out, and leaves untouched what is not among them.
    """
    import timm  # noqa: PLC0415

    told = {"state_dict": dict(weights)}
    net = timm.create_model(name, pretrained=True, pretrained_cfg_overlay=told, num_classes=0, **more)
    wanted = {key for key, _ in net.named_parameters()}
    missing = wanted - weights.keys()
    if len(missing) > MOST_MISSING * len(wanted):
        raise ValueError(f"{len(missing)} of {len(wanted)} are missing")
    return net


def first_line(fault: Exception) -> str:
    """The beginning of what ``fault`` says, or what it is where it says nothing."""
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0][:300]


def _takes_a_size(name: str) -> bool:
    """Whether timm's network has position embeddings, which belong to one size of picture."""
    import timm  # noqa: PLC0415

    about = timm.get_pretrained_cfg(name)
    return about is not None and bool(about.fixed_input_size)


def _normalisation(mean: tuple[float, ...], deviation: tuple[float, ...]) -> nn.Conv2d:
    """From x / 127.5 - 1 to (x / 255 - mean) / deviation: a convolution a pixel wide that is never trained.

    A convolution, because all that makes graphs out of backbones knows those.
    """
    layer = nn.Conv2d(3, 3, 1, groups=3)
    with torch.no_grad():
        layer.weight.copy_((0.5 / torch.tensor(deviation)).reshape(3, 1, 1, 1))
        layer.bias.copy_((0.5 - torch.tensor(mean)) / torch.tensor(deviation))  # type: ignore[union-attr]
    return layer.requires_grad_(False)
