"""Writing a model with its card, its list of species and the figures to compare later models with."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.domain.model import Calibration
from mineral_desk.training.export import MODEL_OUTPUTS, write_atomically
from mineral_desk.vision.colour import COLOUR_OUTPUTS

MODEL_NAME = "species"
BASELINE_FILE = "baseline.json"

DATA = (
    "{photos} photos of {species} species from Wikimedia Commons (public domain or Creative Commons, per file on "
    "Commons); facts of the IMA list. Calibrated on {held_out} photos of three private collections, which no weight "
    "was trained on."
)
LICENCE = (
    "Weights: MIT, as Mineral Desk. Initial weights: {initial}. Training photos: public domain or Creative Commons, "
    "per file."
)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says beside the figures. ``parity`` is the largest difference between ONNX Runtime and torch."""

    version: str
    command: str
    size_px: int
    photos: int
    species: int
    held_out: int
    data_sha256: str
    training: Mapping[str, object]
    made: str = ""
    parity: float = 0.0
    initial: str = "MobileNetEdgeTPU 1.0, Apache-2.0 (MLCommons)"
    """What the weights were before training, and under which licence."""


def write_model(
    out: Path,
    data: bytes,
    *,
    fullgrad: bytes,
    species: Sequence[str],
    calibration: Calibration,
    facts: CardFacts,
    figures: Mapping[str, object],
    places: Mapping[str, int],
) -> Path:
    """Write the model's files into ``out``, the card last: a card never describes a file that is not there."""
    labels = "".join(f"{name}\n" for name in species).encode()
    model_file = out / f"{MODEL_NAME}.onnx"
    labels_file = out / f"{MODEL_NAME}.labels.txt"
    write_atomically(model_file, data)
    write_atomically(labels_file, labels)
    fullgrad_file = out / f"{MODEL_NAME}.fullgrad.onnx"
    write_atomically(fullgrad_file, fullgrad)
    others = {"labels": _reference(labels_file, labels), "fullgrad": _reference(fullgrad_file, fullgrad)}
    table = _reference(model_file, data) | _table(calibration, facts) | others | {"accuracy": figures}
    write_atomically(out / f"{MODEL_NAME}.toml", to_toml(table).encode())
    baseline = read_baseline(out / BASELINE_FILE) | {
        "model": MODEL_NAME,
        "version": facts.version,
        "sha256": table["sha256"],
        "accuracy": figures,
        "places": places,
    }
    write_atomically(out / BASELINE_FILE, (json.dumps(baseline, indent=1) + "\n").encode())
    return model_file


def read_baseline(path: Path) -> dict[str, object]:
    """The figures of all models as they were written before; empty where there is no such file or it is broken."""
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(figures) if isinstance(figures, dict) else {}


def _reference(file: Path, content: bytes) -> dict[str, object]:
    return {"file": file.name, "sha256": hashlib.sha256(content).hexdigest()}


def _table(calibration: Calibration, facts: CardFacts) -> dict[str, object]:
    return {
        "kind": "classifier",
        "version": facts.version,
        "made": facts.made,
        "data": DATA.format(photos=facts.photos, species=facts.species, held_out=facts.held_out),
        "data_sha256": facts.data_sha256,
        "licence": LICENCE.format(initial=facts.initial),
        "command": facts.command,
        "parity": float(f"{facts.parity:.2g}"),
        "input": {"name": "image", "size_px": facts.size_px, "scale": 1 / 127.5, "offset": -1.0},
        "outputs": {name: name for name in (*MODEL_OUTPUTS, *COLOUR_OUTPUTS)},
        "calibration": {
            "temperature": round(calibration.temperature, 5),
            "least_likeness": round(calibration.least_likeness, 4),
            "colour_weight": round(calibration.colour_weight, 4),
            "levels": {
                level.recommendation.value: {
                    "probability": round(level.least_probability, 4),
                    "gap": round(level.least_gap, 4),
                }
                for level in calibration.levels
            },
        },
        "training": facts.training,
    }


def to_toml(table: Mapping[str, object], prefix: str = "") -> str:
    """A nested table of text, numbers and truth values as TOML."""
    plain = [(key, value) for key, value in table.items() if not isinstance(value, Mapping)]
    nested = [(key, value) for key, value in table.items() if isinstance(value, Mapping)]
    # JSON's strings, numbers and truth values are TOML's
    lines = "".join(f"{_key(key)} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in plain)
    parts = [f"[{prefix[:-1]}]\n{lines}" if prefix and (plain or not nested) else lines]
    parts += [to_toml(value, f"{prefix}{_key(key)}.") for key, value in nested]
    return "\n".join(part for part in parts if part)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)
