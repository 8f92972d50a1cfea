"""Writing a trained network that looks at crops, with its card."""

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mineral_desk.training.card import to_toml
from mineral_desk.training.export import write_atomically

LICENCE = "Weights: MIT, as Mineral Desk. Trained on rendered scenes and on photos that are public domain or CC."


@dataclass(frozen=True, slots=True)
class CropModel:
    """What a card says of the network ``name``, which is also its kind; ``output`` is its one output."""

    name: str
    version: str
    output: str
    data: str
    command: str
    scores: Mapping[str, float | int]


def in_words(counts: Mapping[str, int]) -> str:
    """How many of what it was trained on."""
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def portable(program: str, arguments: Sequence[str]) -> str:
    """The command as a card tells it: files and folders by their names, wherever they lay."""
    names = [Path(word).name if "/" in word else word for word in arguments]
    return shlex.join(["python", "-m", f"mineral_desk.training.{program}", *names])


def write_crop_model(out: Path, onnx: bytes, model: CropModel) -> None:
    """Write the network, then its card."""
    write_atomically(out / f"{model.name}.onnx", onnx)
    card = {
        "kind": model.name,
        "version": model.version,
        "made": date.today().isoformat(),
        "file": f"{model.name}.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "data": model.data,
        "licence": LICENCE,
        "command": model.command,
        "outputs": {model.output: model.output},
        "accuracy": model.scores,
    }
    write_atomically(out / f"{model.name}.toml", to_toml(card).encode())
