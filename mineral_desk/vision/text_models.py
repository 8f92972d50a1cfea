"""The text models that come inside RapidOCR's wheel: PP-OCR detection and recognition (Apache-2.0), as bytes.

Only the files are used. RapidOCR's own classes would fetch a missing model over the network, and importing them costs
half a second of CPU.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.errors import ModelMissing, ModelUnfit
from mineral_desk.domain.phrase import said

_CURE = "Install Mineral Desk again: pip install --force-reinstall rapidocr"
_CHARACTERS_KEY = b"\x0a\x09character\x12"
"""How ONNX spells the metadata entry "character": a StringStringEntryProto's key, then the tag of its value."""


@dataclass(frozen=True, slots=True)
class TextModels:
    """Two ONNX files as bytes. ``characters`` are what the recognition model tells apart, its blank apart."""

    detection: bytes
    recognition: bytes
    characters: tuple[str, ...]
    refs: tuple[ModelRef, ModelRef]


def text_models(folder: Path | None = None) -> TextModels:
    """Read the models from ``folder``, by default RapidOCR's own. Raises ModelMissing and ModelUnfit."""
    place = folder or _folder_in_wheel()
    (detection, found), (recognition, read) = _model(place, "det"), _model(place, "rec")
    return TextModels(detection, recognition, _characters(recognition, read.name), (found, read))


def _folder_in_wheel() -> Path:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing("The text reader is not installed.", _CURE)
    return Path(spec.submodule_search_locations[0]) / "models"


def _model(folder: Path, task: str) -> tuple[bytes, ModelRef]:
    """The newest model for ``task`` by name, as its wheel names them: ``PP-OCRv6_det_small.onnx``."""
    paths = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not paths:
        raise ModelMissing(
            said("The text reader's model is not there: {path}.", path=folder / f"*_{task}_*.onnx"), _CURE
        )
    try:
        data = paths[-1].read_bytes()
    except OSError as refusal:
        raise ModelMissing(
            said("The text reader's model {name} cannot be read.", name=paths[-1].name), _CURE
        ) from refusal
    return data, ModelRef(paths[-1].stem, hashlib.sha256(data).hexdigest())


def _characters(model: bytes, name: str) -> tuple[str, ...]:
    at = model.find(_CHARACTERS_KEY)
    if at < 0:
        raise ModelUnfit(said("The text reader's model {name} does not tell its characters.", name=name), _CURE)
    length, at = _varint(model, at + len(_CHARACTERS_KEY))
    return (*model[at : at + length].decode("utf-8", "replace").splitlines(), " ")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A protobuf variable-length integer at ``at``, and the place behind it."""
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1
