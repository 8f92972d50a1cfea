"""The files of a trained network: model, labels, FullGrad model and, last, the card that describes them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.model import Calibration
from mineral_desk.services.writing import write_bytes
from mineral_desk.training.card import to_toml
from mineral_desk.training.fewshot.exporting import MODEL_OUTPUTS

NO_MAPS = "None: this network does not tell where it looks. A transformer does that is trained with --average-tokens."
MAPS = "GradCAM++ in closed form; the features are the mean of a feature map over space."


@dataclass(frozen=True, slots=True)
class Exported:
    """The content of a network's files. ``fullgrad`` is empty where there is none."""

    model: bytes
    fullgrad: bytes
    names: Sequence[str]
    size_px: int
    has_map: bool
    parity: float


def write_files(
    out: Path, name: str, exported: Exported, calibration: Calibration, about: Mapping[str, object]
) -> Path:
    """Write everything into ``out``, the card last: a card never describes a file that is not there.

    ``about`` is what the card says beside files, input, outputs and calibration. Raises :class:`OutputError`.
    """
    files = {
        "": (f"{name}.onnx", exported.model),
        "labels": (f"{name}.labels.txt", "".join(f"{one}\n" for one in exported.names).encode()),
    }
    if exported.fullgrad:
        files["fullgrad"] = (f"{name}.fullgrad.onnx", exported.fullgrad)
    references = {
        role: {"file": file, "sha256": hashlib.sha256(data).hexdigest()} for role, (file, data) in files.items()
    }
    plain = {key: value for key, value in about.items() if not isinstance(value, Mapping)}
    nested = {key: value for key, value in about.items() if isinstance(value, Mapping)}
    table: dict[str, object] = {
        **references.pop(""),
        "kind": "classifier",
        "head": "linear",
        **plain,
        "maps": MAPS if exported.has_map else NO_MAPS,
        "parity": float(f"{exported.parity:.2g}"),
        "input": {"name": "image", "size_px": exported.size_px, "scale": 1 / 127.5, "offset": -1.0},
        "outputs": {one: one for one in MODEL_OUTPUTS},
        "calibration": _calibration(calibration),
        **nested,
        **references,
    }
    for file, data in files.values():
        write_bytes(out / file, data)
    card = out / f"{name}.toml"
    write_bytes(card, to_toml(table).encode())
    return card


def _calibration(calibration: Calibration) -> dict[str, object]:
    return {
        "temperature": round(calibration.temperature, 5),
        "least_likeness": round(calibration.least_likeness, 4),
        "levels": {
            level.recommendation.value: {
                "probability": round(level.least_probability, 4),
                "gap": round(level.least_gap, 4),
            }
            for level in calibration.levels
        },
    }
