"""Pixels become values: decoding, clean-up, plates, cube, size, suggestions and their explanation.

Every function takes pixels and returns coordinates in those same pixels; :mod:`mineral_desk.vision.pipeline`
alone brings them to the full size of the upright photo.

The services reach the parts of this room through it: ``vision.decode.inspect(path)``. OpenCV, ONNX Runtime and Pillow
come with them, so a part is loaded when it is first asked for, and a window is on the screen before. What needs none
of these libraries (the model store, the file kinds) is imported as anything else is.
"""

from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from mineral_desk.vision import classified_view as classified_view
    from mineral_desk.vision import classify as classify
    from mineral_desk.vision import decode as decode
    from mineral_desk.vision import inference as inference
    from mineral_desk.vision import model_check as model_check
    from mineral_desk.vision import paper_size as paper_size
    from mineral_desk.vision import pipeline as pipeline
    from mineral_desk.vision import plates as plates
    from mineral_desk.vision import second_reading as second_reading
    from mineral_desk.vision import text_models as text_models
    from mineral_desk.vision.explain import mask as mask
    from mineral_desk.vision.measuring import brush as brush
    from mineral_desk.vision.measuring import by_hand as by_hand
    from mineral_desk.vision.measuring import edge_flags as edge_flags
    from mineral_desk.vision.measuring import hand_cube as hand_cube
    from mineral_desk.vision.measuring import simplify as simplify

PARTS = {
    "classified_view": "classified_view",
    "classify": "classify",
    "decode": "decode",
    "inference": "inference",
    "model_check": "model_check",
    "paper_size": "paper_size",
    "pipeline": "pipeline",
    "plates": "plates",
    "second_reading": "second_reading",
    "text_models": "text_models",
    "mask": "explain.mask",
    "brush": "measuring.brush",
    "by_hand": "measuring.by_hand",
    "edge_flags": "measuring.edge_flags",
    "hand_cube": "measuring.hand_cube",
    "simplify": "measuring.simplify",
}
"""What the services ask for, and the module below this room that answers."""
_LOADING = RLock()
"""One thread at a time: two that import packages from different ends may see one of them half loaded."""


def load_all() -> None:
    """Load every part now, so that nobody waits for one later."""
    for name in PARTS:
        _load(name)


def _load(name: str) -> "ModuleType":
    with _LOADING:
        return import_module(f"{__name__}.{PARTS[name]}")


if not TYPE_CHECKING:  # a name that is misspelt is to be found by the type checker

    def __getattr__(name: str) -> "ModuleType":
        """The part ``name``, loaded now if nobody asked for it before."""
        if name not in PARTS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        part = globals()[name] = _load(name)
        return part
