"""A zero-shot model's files: made in a folder of their own, and put in place together, the card last."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.model import ZERO_SHOT, Calibration
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.training.card import to_toml
from mineral_desk.training.open_clip.image_graph import EMBEDDING, IMAGE, STATE
from mineral_desk.training.open_clip.loading import ClipModel
from mineral_desk.vision.model_store import is_plain_name

LICENCE = "As stated by whoever made the weights."
UNCALIBRATED: Mapping[str, object] = {"temperature": 1.0, "levels": {"low": {"probability": 0.5, "gap": 0.1667}}}
"""Nobody has measured what the probabilities of such a model are worth: it is never recommended above ``low``."""
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a model comes from, as its card says it."""

    command: str
    licence: str = LICENCE
    data: str = ""
    training: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a model is made of: the ONNX files, the names with their vectors (C, D), and how far ONNX Runtime and torch
    differ at most (relative to the largest value).
    """

    image: bytes
    maps: bytes
    names: Sequence[str]
    templates: Sequence[str]
    vectors: npt.NDArray[np.float32]
    parity: Mapping[str, float]


def check_place(out: Path, name: str, replace: bool) -> None:
    """Raise :class:`UsageError` where a model ``name`` cannot be written into ``out``, before hours of work for it."""
    if not is_plain_name(name) or name.startswith("."):
        raise UsageError(f"{name!r} is no name for a model.", "Give one with --name.")
    if (out / f"{name}.toml").exists() and not replace:
        raise UsageError(f"There is a model {name} in {out} already.", "Give --replace, or another name with --name.")


@contextmanager
def unfinished_folder(out: Path, name: str) -> Iterator[Path]:
    """A folder inside ``out`` for the files until they are whole; it is gone afterwards, whatever happened.

    What a killed export left there is removed first. Raises :class:`OutputError`.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for left in out.glob(f".{name}{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(mkdtemp(prefix=f".{name}{_UNFINISHED}", dir=out))
    except OSError as fault:
        raise OutputError(f"Nothing can be written into {out}: {fault.strerror}.", "Choose another folder.") from fault
    try:
        yield folder
    except OSError as fault:
        words = f"The model cannot be written into {out}: {fault.strerror or fault}."
        raise OutputError(words, "Make room on the disk.") from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, out: Path, name: str) -> Path:
    """Move all files of ``folder`` into ``out``; the card's path. An old card goes first and the new one comes last."""
    card = out / f"{name}.toml"
    card.unlink(missing_ok=True)
    for file in sorted(folder.iterdir(), key=lambda one: one.suffix == ".toml"):
        file.replace(out / file.name)
    return card


def write_parts(folder: Path, name: str, parts: Parts) -> dict[str, dict[str, object]]:
    """Write the files but the card into ``folder``; what the card says of each, by its section (empty: the card)."""
    files = {
        "": (f"{name}.onnx", parts.image),
        "labels": (f"{name}.labels.txt", "".join(f"{one}\n" for one in parts.names).encode()),
        "texts": (f"{name}.texts.f16", parts.vectors.astype("<f2").tobytes()),
        "maps": (f"{name}.maps.onnx", parts.maps),
    }
    sections: dict[str, dict[str, object]] = {}
    for section, (file, content) in files.items():
        if content:
            (folder / file).write_bytes(content)
            sections[section] = {"file": file, "sha256": hashlib.sha256(content).hexdigest()}
    return sections


def write_card(  # noqa: PLR0917 - where, what it is called, what it is, what it is made of
    folder: Path,
    name: str,
    model: ClipModel,
    parts: Parts,
    origin: Origin,
    sections: Mapping[str, Mapping[str, object]],
    *,
    fitted: Mapping[str, object] | None = None,
) -> None:
    """Write the card; ``fitted`` replaces its calibration and adds figures (:func:`fitted_tables`)."""
    table: dict[str, object] = dict(sections[""]) | {
        "kind": ZERO_SHOT,
        "version": model.source,
        "made": datetime.now(UTC).date().isoformat(),
        "architecture": model.architecture,
        "data": origin.data,
        "licence": origin.licence,
        "command": origin.command,
        "templates": list(parts.templates),
        "input": {"name": IMAGE, "size_px": model.size_px, "scale": 1 / 255, "offset": 0.0},
        "normalisation": {"mean": list(model.mean), "deviation": list(model.deviation), "inside": "the ONNX file"},
        "outputs": {"embedding": EMBEDDING, "state": STATE},
        "zero_shot": {
            "dimensions": parts.vectors.shape[1],
            "logit_scale": round(model.logit_scale, 5),
            "calibrated_on": 0,
        },
        "parity": {what: float(f"{value:.2g}") for what, value in parts.parity.items()},
        "calibration": UNCALIBRATED,
    }
    table |= {section: entry for section, entry in sections.items() if section}
    if origin.training:
        table["training"] = origin.training
    for key, value in (fitted or {}).items():
        old = table.get(key)
        table[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    (folder / f"{name}.toml").write_text(to_toml(table), encoding="utf-8")


def fitted_tables(calibration: Calibration, figures: Mapping[str, object], photos: int) -> dict[str, object]:
    """What a card says once its model was calibrated on so many ``photos``."""
    levels = {
        level.recommendation.value: {"probability": round(level.least_probability, 4), "gap": round(level.least_gap, 4)}
        for level in calibration.levels
        if level.recommendation is not Recommendation.NONE
    }
    return {
        "calibration": {
            "temperature": round(calibration.temperature, 5),
            "least_likeness": round(calibration.least_likeness, 4),
            "levels": levels,
        },
        "zero_shot": {"calibrated_on": photos},
        "accuracy": figures,
    }
