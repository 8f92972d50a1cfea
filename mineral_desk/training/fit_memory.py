"""Fit how the museum's confirmed specimens and the model's suggestions become one.

``python -m mineral_desk.training.fit_memory --held-out FOLDER --models models``

Two numbers (see :mod:`mineral_desk.domain.blending`) are fitted so that the right species gets the highest mean
log-probability, each photo named by the rest of its collection without photos of the same specimen; collections weigh
the same, and the sharpness is held back towards what is usual. The limits of the recommendations, and all figures,
come from constants fitted on the other collections. The analyses are kept in ``--cache``: fitting again takes seconds.
"""

import argparse
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from mineral_desk.domain.limits import NEVER
from mineral_desk.domain.model import MemoryCalibration
from mineral_desk.services.memory_limits import (
    below,
    familiarity_limit,
    group_limit,
    trust_levels,
    with_groups,
    with_levels,
)
from mineral_desk.services.memory_report import MemoryReport
from mineral_desk.services.memory_trial import LeftOut, TrialPhoto, evaluate_memory, votes_for
from mineral_desk.services.minerals import load_minerals
from mineral_desk.services.paths import find_folders
from mineral_desk.training.card import BASELINE_FILE, read_baseline, to_toml
from mineral_desk.training.export import write_atomically
from mineral_desk.training.memory_cache import analysed, familiarity_of
from mineral_desk.vision.model_store import DEFAULT_CLASSIFIER, ModelStore

NEAREST = 32
USUAL_SHARPNESS, SHARPNESS_SPREAD = 10.0, math.e
"""What is taken for likely before a photo is seen, and the factor that one standard deviation is.

A few dozen photos hardly tell a sharpness of 12 from one of 200, with which only copies would vote.
"""
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The constants and limits fitted to all collections, and what those fitted to the others do on each.

    ``lost`` says of each collection how many photos the limit of the others takes for something else than minerals, and
    how many there are; ``caught`` says how many photos of other things it finds out.
    """

    calibration: MemoryCalibration
    least_familiarity: float
    reports: Mapping[LeftOut, MemoryReport]
    lost: Mapping[str, tuple[int, int]]
    caught: Mapping[str, tuple[int, int]]

    def figures(self) -> dict[str, Any]:
        """For the baseline."""
        found = {left_out.value.replace("-", "_"): report.figures() for left_out, report in self.reports.items()}
        lost, caught = ({name: list(counts) for name, counts in one.items()} for one in (self.lost, self.caught))
        return found | {"minerals_not_recognised": lost, "other_things_found_out": caught}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A photo: what the model gives the right species, and the likenesses of the nearest specimens of that species and
    of all others.
    """

    starter: float
    own: Numbers
    others: Numbers


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse, fit, and write the constants into the model's card and the figures beside it."""
    parser = argparse.ArgumentParser(prog="fit_memory", description=__doc__)
    parser.add_argument("--held-out", type=Path, required=True, help="photos with a table: file, species, collection")
    parser.add_argument("--minerals", type=Path, nargs="*", default=[], help="more photos of minerals, names unknown")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="photos without minerals, to be measured on")
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder with the model and its card")
    parser.add_argument("--name", default=DEFAULT_CLASSIFIER, help="the model")
    parser.add_argument("--cache", type=Path, default=Path(".cache/memory"), help="folder for the analyses")
    chosen = parser.parse_args(arguments)
    card = ModelStore([chosen.models]).card(chosen.name)
    photos = analysed(card, chosen.models, chosen.held_out, chosen.cache)
    seen = {
        folder.name: familiarity_of(card, chosen.models, folder, chosen.cache)
        for folder in [*chosen.minerals, *chosen.others]
    }
    minerals, others = (
        {folder.name: seen[folder.name] for folder in part} for part in (chosen.minerals, chosen.others)
    )
    groups = load_minerals(find_folders().resources).groups
    fitted = fit_and_measure(photos, len(card.labels), groups, minerals, others)
    write_constants(chosen.models / f"{chosen.name}.toml", fitted.calibration, fitted.least_familiarity)
    if chosen.name == DEFAULT_CLASSIFIER:  # the baseline is of the model that comes with the program
        path = chosen.models / BASELINE_FILE
        figures = read_baseline(path) | {"memory": fitted.figures()}
        write_atomically(path, (json.dumps(figures, indent=1) + "\n").encode())
    print(json.dumps(fitted.figures(), indent=1))
    return 0


def fit_and_measure(
    photos: Sequence[TrialPhoto],
    species: int,
    group_of: Mapping[str, str],
    minerals: Mapping[str, Sequence[float]] | None = None,
    others: Mapping[str, Sequence[float]] | None = None,
) -> Fitted:
    """Fit to all collections, and measure each with what was fitted to the others.

    ``minerals`` and ``others`` say how surely more photos, with minerals and without, show a specimen.
    """
    sure = _familiarity(photos) | dict(minerals or {})
    found: dict[LeftOut, dict[str, MemoryReport]] = {left_out: {} for left_out in LeftOut}
    names = sorted({photo.known.collection for photo in photos})
    for name in names:
        rest = [photo for photo in photos if photo.known.collection != name]
        here = [photo for photo in photos if photo.known.collection == name]
        least = familiarity_limit({key: values for key, values in sure.items() if key != name})
        constants = fit(rest, species)
        for left_out, reports in found.items():
            reports[name] = evaluate_memory(_seen(here, least), constants, left_out, group_of)
    judged = found[LeftOut.SPECIMEN]
    elsewhere = {name: _together(judged[other] for other in names if other != name) for name in names}
    measured = {
        left_out: _together(_judged_by(elsewhere[name], reports[name]) for name in names)
        for left_out, reports in found.items()
    }
    whole = _together(judged.values())
    levels, least = trust_levels(whole), familiarity_limit(sure)
    limit = group_limit(with_levels(whole, levels))
    lost = {
        name: below(values, familiarity_limit({key: other for key, other in sure.items() if key != name}))
        for name, values in sure.items()
    }
    caught = {name: below(values, least) for name, values in (others or {}).items()}
    return Fitted(replace(fit(photos, species), levels=levels, least_group=limit), least, measured, lost, caught)


def _familiarity(photos: Sequence[TrialPhoto]) -> dict[str, list[float]]:
    """How surely each photo shows a specimen, by collection."""
    found: dict[str, list[float]] = {}
    for photo in photos:
        found.setdefault(photo.known.collection, []).append(photo.starter.familiarity)
    return found


def _seen(photos: Sequence[TrialPhoto], least_familiarity: float) -> list[TrialPhoto]:
    """The photos as that limit lets them be seen."""
    return [
        replace(one, starter=replace(one.starter, unfamiliar=one.starter.familiarity < least_familiarity))
        for one in photos
    ]


def _judged_by(others: MemoryReport, report: MemoryReport) -> MemoryReport:
    """The report with the recommendations and groups that follow from limits fitted to ``others``."""
    levels = trust_levels(others)
    return with_groups(with_levels(report, levels), group_limit(with_levels(others, levels)))


def _together(reports: Iterable[MemoryReport]) -> MemoryReport:
    return MemoryReport(tuple(record for report in reports for record in report.records))


def fit(photos: Sequence[TrialPhoto], species: int) -> MemoryCalibration:
    """The constants without levels; what the model gives to species it does not suggest is shared out evenly."""
    cases = [_case(photo, photos, species) for photo in photos if photo.vector is not None]
    names = [photo.known.collection for photo in photos if photo.vector is not None]
    weights = np.array([1 / names.count(name) for name in names])

    def surprise(constants: Numbers) -> float:
        sharpness, weight = np.exp(constants[0]), constants[1]
        right = np.array([_probability(case, float(sharpness), float(weight)) for case in cases])
        unusual = (constants[0] - math.log(USUAL_SHARPNESS)) / math.log(SHARPNESS_SPREAD)
        return float(-(weights * np.log(right)).sum() / weights.sum() + unusual**2 / 2 / len(cases))

    found = minimize(surprise, np.array([2.2, 2.2]), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6})
    return MemoryCalibration(round(float(np.exp(found.x[0])), 3), round(float(found.x[1]), 3), NEAREST)


def _case(photo: TrialPhoto, photos: Sequence[TrialPhoto], species: int) -> Case:
    votes = sorted(votes_for(photo, photos, LeftOut.SPECIMEN), key=lambda vote: -vote.likeness)[:NEAREST]
    given = {one.species: one.probability for one in (*photo.starter.items, *photo.starter.candidates)}
    even = (1 - sum(given.values())) / max(1, species - len(given))
    truth = photo.known.species
    own = np.array([vote.likeness for vote in votes if vote.species == truth])
    others = np.array([vote.likeness for vote in votes if vote.species != truth])
    return Case(given.get(truth, even), own, others)


def _probability(case: Case, sharpness: float, weight: float) -> float:
    own, others = (float(np.exp(weight + sharpness * (found - 1)).sum()) for found in (case.own, case.others))
    return max((case.starter + own) / (1 + own + others), 1e-9)


def write_constants(card_file: Path, calibration: MemoryCalibration, least_familiarity: float) -> None:
    """Put the constants into the card in place of those that are there; nothing else in it changes."""
    text = card_file.read_text(encoding="utf-8")
    own = r"(?:memory|abstaining)"
    rest = re.sub(rf"(?ms)^\[{own}(?:\.[a-z.]+)?\]\n.*?(?=^\[(?!{own})|\Z)", "", text)
    levels = {
        level.recommendation.value: {"probability": level.least_probability, "gap": level.least_gap}
        for level in calibration.levels
    }
    table: dict[str, Any] = {
        "memory": {
            "sharpness": calibration.sharpness,
            "weight": calibration.weight,
            "nearest": calibration.nearest,
            "least_group": calibration.least_group,
            "levels": levels,
        },
        "abstaining": {"least_familiarity": least_familiarity, "least_group": NEVER},
    }
    write_atomically(card_file, (rest.rstrip("\n") + "\n\n" + to_toml(table)).encode())


if __name__ == "__main__":
    raise SystemExit(main())
