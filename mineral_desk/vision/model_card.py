"""Reading a model's card (TOML) into frozen values."""

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineral_desk.domain.errors import ModelMissing, ModelUnfit
from mineral_desk.domain.limits import NEVER
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.model import (
    ZERO_SHOT,
    Calibration,
    ImageInput,
    MemoryCalibration,
    ModelCard,
    TrustLevel,
    ZeroShot,
)
from mineral_desk.domain.phrase import Phrase, phrase_of, said
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.vision.card_files import card_table

MOST_NEAREST, STEEPEST = 1000, 100.0
MOST_DIMENSIONS, MOST_SCALE = 16384, 1000.0
MOST_LABEL_BYTES = 4 << 20
"""All names of the IMA list take a hundred thousand bytes."""
HEADS = ("cosine", "linear")
CURE = "Install Mineral Desk again, or run mineral-desk models verify."


def read_card(path: Path) -> ModelCard:
    """The card in the file ``path``. Raises :class:`ModelMissing`, :class:`ModelUnfit`."""
    table = card_table(path)
    try:
        return _card_from(table, path)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise ModelUnfit(
            said("The model card {path} does not make sense: {reason}.", path=path, reason=_reason(fault)), CURE
        ) from fault


def _card_from(table: Mapping[str, Any], path: Path) -> ModelCard:
    return ModelCard(
        name=path.stem,
        version=str(table["version"]),
        file=str(table["file"]),
        sha256=str(table["sha256"]).lower(),
        kind=str(table.get("kind", "")),
        image=_image(table["input"]) if "input" in table else None,
        outputs={str(role): str(name) for role, name in table.get("outputs", {}).items()},
        labels=_labels(table["labels"], path) if "labels" in table else (),
        calibration=_calibration(table.get("calibration", {}), table.get("abstaining", {})),
        memory=_memory(table["memory"]) if "memory" in table else None,
        fullgrad_file=str(table["fullgrad"]["file"]) if "fullgrad" in table else "",
        fullgrad_sha256=str(table["fullgrad"]["sha256"]).lower() if "fullgrad" in table else "",
        zero_shot=_zero_shot(table) if table.get("kind") == ZERO_SHOT else None,
        data=str(table.get("data", "")),
        licence=str(table.get("licence", "")),
        head=_head(table.get("head", HEADS[0])),
        facts={key: table[key] for key in ("command", "training", "accuracy", "baseline") if key in table},
    )


def _image(entry: Mapping[str, Any]) -> ImageInput:
    size_px = entry["size_px"]
    if not isinstance(size_px, int) or not 16 <= size_px <= 4096:
        raise ValueError(f"size_px is {size_px!r}")
    return ImageInput(str(entry["name"]), size_px, _number(entry["scale"]), _number(entry["offset"]))


def _head(form: object) -> str:
    if form not in HEADS:
        raise ValueError(f"head is {form!r}; {' or '.join(HEADS)} are known")
    return str(form)


def _labels(entry: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    """The species, one a line in the file that ``entry`` names, in the order of the logits."""
    file = str(entry["file"])
    if Path(file).name != file or "\\" in file:
        raise ValueError(f"labels lie outside its folder: {file!r}")
    try:
        with path.with_name(file).open("rb") as labels:
            data = labels.read(MOST_LABEL_BYTES + 1)
    except OSError as fault:
        raise ModelMissing(
            said("The list of species {path} cannot be read.", path=path.with_name(file)), CURE
        ) from fault
    if len(data) > MOST_LABEL_BYTES:
        raise ValueError(f"{file} is larger than a list of names can be")
    if hashlib.sha256(data).hexdigest() != str(entry["sha256"]).lower():
        raise ValueError(f"the sha256 of {file} is another one")
    names = tuple(without_markup(line) for line in data.decode("utf-8").splitlines())
    if not names or len(set(names)) != len(names) or not all(names):
        raise ValueError(f"{file} must hold different names, one a line")
    return names


def _zero_shot(table: Mapping[str, Any]) -> ZeroShot:
    texts, maps, about = table["texts"], table.get("maps", {}), table["zero_shot"]
    dimensions, scale = about["dimensions"], _number(about["logit_scale"])
    if not isinstance(dimensions, int) or not 1 <= dimensions <= MOST_DIMENSIONS:
        raise ValueError(f"dimensions is {dimensions!r}")
    if not 0 < scale <= MOST_SCALE:
        raise ValueError(f"logit_scale is {scale:g}")
    return ZeroShot(
        texts_file=str(texts["file"]),
        texts_sha256=str(texts["sha256"]).lower(),
        dimensions=dimensions,
        logit_scale=scale,
        maps_file=str(maps.get("file", "")),
        maps_sha256=str(maps.get("sha256", "")).lower(),
        calibrated=_number(about.get("calibrated_on", 0)) > 0,
    )


def _memory(entry: Mapping[str, Any]) -> MemoryCalibration:
    nearest, sharpness, weight = entry["nearest"], _number(entry["sharpness"]), _number(entry["weight"])
    if not isinstance(nearest, int) or not 1 <= nearest <= MOST_NEAREST:
        raise ValueError(f"nearest is {nearest!r}")
    if not 0 < sharpness <= STEEPEST or abs(weight) > STEEPEST:
        raise ValueError(f"sharpness is {sharpness:g} and weight {weight:g}")
    return MemoryCalibration(sharpness, weight, nearest, _levels(entry), _number(entry.get("least_group", NEVER)))


def _levels(entry: Mapping[str, Any]) -> tuple[TrustLevel, ...]:
    """The limits of each recommendation, strictest first."""
    levels = (
        TrustLevel(Recommendation(name), _number(limits["probability"]), _number(limits["gap"]))
        for name, limits in entry.get("levels", {}).items()
    )
    return tuple(sorted(levels, key=lambda level: -list(Recommendation).index(level.recommendation)))


def _calibration(entry: Mapping[str, Any], abstaining: Mapping[str, Any]) -> Calibration:
    temperature = _number(entry.get("temperature", 1.0))
    if temperature <= 0:
        raise ValueError(f"temperature is {temperature:g}")
    least_likeness, colour_weight = _number(entry.get("least_likeness", -1.0)), _number(entry.get("colour_weight", 0.0))
    least_group, least_familiarity = (
        _number(abstaining.get(name, usual)) for name, usual in (("least_group", NEVER), ("least_familiarity", 0.0))
    )
    return Calibration(temperature, _levels(entry), least_likeness, colour_weight, least_group, least_familiarity)


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no number")
    return number


def _reason(fault: Exception) -> Phrase:
    return said("{key} is missing", key=fault.args[0]) if isinstance(fault, KeyError) else phrase_of(str(fault))
