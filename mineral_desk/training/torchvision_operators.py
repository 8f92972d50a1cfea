"""Lets torchvision be imported beside a build of torch without CUDA.

torchvision's wheels on PyPI are built against CUDA; beside a CPU build of torch their compiled part does not load, and
importing the package fails with "operator torchvision::nms does not exist", because it describes the shapes of
operators that nobody declared. open_clip and timm import torchvision but need none of these operators, so declaring
them by name is enough.
"""

import importlib.util
import re
from importlib.metadata import version
from pathlib import Path

import torch

_DESCRIBED = re.compile(r'register_(?:meta|fake)\("(?:torchvision::)?(\w+)"')
_declared: list[torch.library.Library] = []
"""Kept for the life of the program: operators are forgotten with the library object that declared them."""


def declare_missing_operators() -> None:
    """To be called before anything that imports torchvision; does nothing where its compiled part can be loaded."""
    if _declared or torch.version.cuda is not None:
        return
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for name in sorted(_described_operators()):
        library.define(f"{name}(Tensor input) -> Tensor")  # type: ignore[no-untyped-call]
    _declared.append(library)


def _described_operators() -> set[str]:
    found = importlib.util.find_spec("torchvision")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("torchvision is not installed: pip install 'mineral-desk[training]'")
    descriptions = Path(found.submodule_search_locations[0]) / "_meta_registrations.py"
    names = set(_DESCRIBED.findall(descriptions.read_text("utf-8")))
    if not names:
        raise RuntimeError(f"torchvision {version('torchvision')} describes its operators in another way than expected")
    return names
