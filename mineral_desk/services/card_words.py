"""What a model's card says of its accuracy, and what models compute on, for both faces.

Cards come from outside as well: whatever in them is no number is passed over.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mineral_desk.domain.device import ComputeDevice
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import Phrase, said

ALL = "all"
NOT_SAID = "not said"
NAMES_RIGHT = "first right {first}, one of five {five}, of {n} photos"
CUBES_JUDGED = "area under the ROC curve {value:.3f}, of {n} fits"
CUBES_TOLD = "cube or no cube right {value:.3f}, of {n} pictures"
PIXELS_RIGHT = "overlap with the true specimen (IoU) {value:.3f}, of {n} scenes"
LETTERS_WRONG = "letters wrong {value:.3f}, of {n} drawn lines"
CPU_ALONE = "CPU, {threads} threads: no other execution provider of ONNX Runtime is installed"
CPU_CHOSEN = (
    "CPU, {threads} threads: {others} is installed and not used, so that a photo gives the same analysis everywhere"
)
ACCURACY_TEMPLATES = (NOT_SAID, NAMES_RIGHT, CUBES_JUDGED, CUBES_TOLD, PIXELS_RIGHT, LETTERS_WRONG)
_HEADLINES = {
    "cube_acceptance": (CUBES_JUDGED, "area_under_roc", "examples"),
    "cube_check": (CUBES_JUDGED, "area_under_roc", "fits"),
    "cube_pose": (CUBES_TOLD, "presence_right", "crops"),
    "segmentation": (PIXELS_RIGHT, "iou.specimen", "scenes"),
    "cyrillic": (LETTERS_WRONG, "cyrillic.wrong_letters", "cyrillic.lines"),
}


@dataclass(frozen=True, slots=True)
class CollectionAccuracy:
    """How a classifier did on one collection of photos, or on all: ``n`` photos, shares right of 0 to 1."""

    collection: str
    n: int
    top_1: float
    top_5: float


def accuracy_line(card: ModelCard) -> Phrase:
    """The accuracy that the card states, in one line."""
    for one in accuracy_by_collection(card):
        if one.collection == ALL:
            return Phrase(NAMES_RIGHT, {"first": _share(one.top_1), "five": _share(one.top_5), "n": one.n})
    if card.kind in _HEADLINES:
        template, value, count = _HEADLINES[card.kind]
        told, n = _number(card.facts.get("accuracy"), value), _number(card.facts.get("accuracy"), count)
        if not math.isnan(told) and not math.isnan(n):
            return Phrase(template, {"value": told, "n": round(n)})
    return Phrase(NOT_SAID)


def accuracy_by_collection(card: ModelCard) -> tuple[CollectionAccuracy, ...]:
    """What the card says of each collection, all photos last; empty where it says nothing of that kind."""
    found = list(_collections(card.facts.get("accuracy")))
    return tuple(sorted(found, key=lambda one: (one.collection == ALL, one.collection)))


def device_words(device: ComputeDevice) -> Phrase:
    """What the models compute on, and why."""
    if not device.unused:
        return Phrase(CPU_ALONE, {"threads": device.threads})
    return Phrase(CPU_CHOSEN, {"threads": device.threads, "others": ", ".join(device.unused)})


def _share(value: float) -> Phrase:
    return said("{percent:.1f} %", percent=100 * value)


def _collections(accuracy: Any) -> Iterator[CollectionAccuracy]:
    table = accuracy.get("all_species") if isinstance(accuracy, Mapping) else None
    for name, part in table.items() if isinstance(table, Mapping) else ():
        n, first, five = (_number(part, key) for key in ("photos", "top_1", "top_5"))
        if not any(map(math.isnan, (n, first, five))):
            yield CollectionAccuracy(str(name), int(n), first, five)


def _number(table: Any, place: str) -> float:
    """The number at ``place`` (``iou.specimen``) of nested tables; nan where there is none."""
    for key in place.split("."):
        table = table.get(key) if isinstance(table, Mapping) else None
    is_number = isinstance(table, int | float) and not isinstance(table, bool) and math.isfinite(table)
    return float(table) if is_number else math.nan
