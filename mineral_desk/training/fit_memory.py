"""Fit how the museum's confirmed specimens and the model's suggestions become one.

``python -m mineral_desk.training.fit_memory --held-out FOLDER --models models``

Two numbers (see :mod:`mineral_desk.domain.blending`) are fitted so that the right species gets the highest mean
log-probability, each photo named by the rest of its collection without photos of the same specimen; collections weigh
the same. The limits of the recommendations, and all figures, come from constants fitted on the other collections. The
analyses are kept in ``--cache``: fitting again takes seconds.
"""

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.blending import CARRIED, as_carried
from mineral_desk.domain.model import MemoryCalibration, ModelCard, TrustLevel, trusted
from mineral_desk.domain.progress import finish
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.memory_report import MemoryRecord, MemoryReport
from mineral_desk.services.memory_trial import LeftOut, TrialPhoto, evaluate_memory, trial_photos, votes_for
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.truth_files import read_species
from mineral_desk.training.calibration import GAP_SHARE, NEVER, PRECISION
from mineral_desk.training.card import BASELINE_FILE, read_baseline, to_toml
from mineral_desk.training.export import write_atomically
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.pipeline import DEFAULT_CLASSIFIER

NEAREST = 32
LEAST_CASES = 20
"""A limit must be backed by at least this many photos above it."""
NEAR_THE_LIMIT = 30
"""So many photos right above a limit must reach the precision too: those far above it must not carry them."""
Numbers = npt.NDArray[np.float64]


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
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder with the model and its card")
    parser.add_argument("--name", default=DEFAULT_CLASSIFIER, help="the model")
    parser.add_argument("--cache", type=Path, default=Path(".cache/memory"), help="folder for the analyses")
    chosen = parser.parse_args(arguments)
    card = ModelStore([chosen.models]).card(chosen.name)
    photos = analysed(card, chosen.models, chosen.held_out, chosen.cache)
    calibration, by_left_out = fit_and_measure(photos, len(card.labels))
    write_constants(chosen.models / f"{chosen.name}.toml", calibration)
    if chosen.name != DEFAULT_CLASSIFIER:  # the baseline is the shipped model's
        print(json.dumps({left_out.value: report.figures() for left_out, report in by_left_out.items()}, indent=1))
        return 0
    figures = {left_out.value.replace("-", "_"): report.figures() for left_out, report in by_left_out.items()}
    path = chosen.models / BASELINE_FILE
    write_atomically(path, (json.dumps(read_baseline(path) | {"memory": figures}, indent=1) + "\n").encode())
    print(json.dumps(figures, indent=1))
    return 0


def fit_and_measure(
    photos: Sequence[TrialPhoto], species: int
) -> tuple[MemoryCalibration, dict[LeftOut, MemoryReport]]:
    """The constants and limits fitted on all collections, and what those fitted on the others do on each."""
    names = sorted({photo.known.collection for photo in photos})
    found: dict[LeftOut, dict[str, MemoryReport]] = {left_out: {} for left_out in LeftOut}
    for name in names:
        constants = fit([photo for photo in photos if photo.known.collection != name], species)
        here = [photo for photo in photos if photo.known.collection == name]
        for left_out, reports in found.items():
            reports[name] = evaluate_memory(here, constants, left_out)
    judged = found[LeftOut.SPECIMEN]
    levels = {name: trust_levels(_together(judged[other] for other in names if other != name)) for name in names}
    measured = {
        left_out: _together(with_levels(reports[name], levels[name]) for name in names)
        for left_out, reports in found.items()
    }
    return replace(fit(photos, species), levels=trust_levels(_together(judged.values()))), measured


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
        return float(-(weights * np.log(right)).sum() / weights.sum())

    found = minimize(surprise, np.array([2.2, 2.2]), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6})
    return MemoryCalibration(round(float(np.exp(found.x[0])), 3), round(float(found.x[1]), 3), NEAREST)


def _case(photo: TrialPhoto, photos: Sequence[TrialPhoto], species: int) -> Case:
    votes = sorted(votes_for(photo, photos, LeftOut.SPECIMEN), key=lambda vote: -vote.likeness)[:NEAREST]
    given = {one.species: one.probability for one in photo.starter.items}
    even = (1 - sum(given.values())) / max(1, species - len(given))
    truth = photo.known.species
    own = np.array([vote.likeness for vote in votes if vote.species == truth])
    others = np.array([vote.likeness for vote in votes if vote.species != truth])
    return Case(given.get(truth, even), own, others)


def _probability(case: Case, sharpness: float, weight: float) -> float:
    own, others = (float(np.exp(weight + sharpness * (found - 1)).sum()) for found in (case.own, case.others))
    return max((case.starter + own) / (1 + own + others), 1e-9)


def trust_levels(report: MemoryReport) -> tuple[TrustLevel, ...]:
    """The mildest limits of the first name's probability that reach each recommendation's precision.

    Only limits at which the photos right above them reach it as well count. The gap to the second name must be a third
    of the limit. A recommendation that nothing earns gets a limit above 1: it is never given.
    """
    probability = np.array([one.probability for one in report.records])
    gaps = np.array([one.gap for one in report.records])
    carried = np.array([one.museum_share >= CARRIED for one in report.records])
    levels = []
    for level, (first, precision) in PRECISION.items():
        allowed = carried | (level is Recommendation.LOW)
        right = np.array([one.species in one.blended[:first] for one in report.records])
        limit = NEVER
        for candidate in np.sort(probability)[::-1]:
            given = np.flatnonzero(allowed & (probability >= candidate) & (gaps >= candidate * GAP_SHARE))
            near = given[np.argsort(probability[given])][:NEAR_THE_LIMIT]
            if len(given) >= LEAST_CASES and min(right[given].mean(), right[near].mean()) >= precision:
                limit = float(candidate)
        levels.append(TrustLevel(level, round(limit, 4), round(limit * GAP_SHARE, 4)))
    return tuple(levels)


def with_levels(report: MemoryReport, levels: Sequence[TrustLevel]) -> MemoryReport:
    """The same with the recommendations that follow from ``levels``."""
    return MemoryReport(tuple(replace(one, recommendation=_level(one, levels)) for one in report.records))


def _level(record: MemoryRecord, levels: Sequence[TrustLevel]) -> str:
    return as_carried(trusted([record.probability, record.probability - record.gap], levels), record.museum_share).value


def write_constants(card_file: Path, calibration: MemoryCalibration) -> None:
    """Put the constants into the card in place of those that are there; nothing else in it changes."""
    text = card_file.read_text(encoding="utf-8")
    rest = re.sub(r"(?ms)^\[memory(?:\.[a-z.]+)?\]\n.*?(?=^\[(?!memory)|\Z)", "", text)
    levels = {
        level.recommendation.value: {"probability": level.least_probability, "gap": level.least_gap}
        for level in calibration.levels
    }
    table: dict[str, Any] = {
        "memory": {
            "sharpness": calibration.sharpness,
            "weight": calibration.weight,
            "nearest": calibration.nearest,
            "levels": levels,
        }
    }
    write_atomically(card_file, (rest.rstrip("\n") + "\n\n" + to_toml(table)).encode())


def analysed(card: ModelCard, models: Path, folder: Path, cache: Path) -> tuple[TrialPhoto, ...]:
    """The photos with their analyses, out of the cache where they are there for this model."""
    kept = cache / f"{card.sha256[:16]}.json"
    if kept.is_file():
        return _from_cache(json.loads(kept.read_text(encoding="utf-8")), folder)
    own = find_folders()
    folders = Folders((models, *own.models), own.resources, own.user)
    settings = replace(Settings(), analysis=AnalysisSettings(model=card.name, explain="none"))
    with Desk(folders, settings) as desk:
        photos = finish(trial_photos(analyser(desk), folder))
    cache.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, json.dumps([_to_cache(photo) for photo in photos]).encode())
    return photos


def _to_cache(photo: TrialPhoto) -> dict[str, Any]:
    return {
        "file": photo.known.path.name,
        "suggestions": [[one.species, one.probability] for one in photo.starter.items],
        "vector": None if photo.vector is None else photo.vector.tolist(),
        "error": photo.error,
    }


def _from_cache(records: Sequence[dict[str, Any]], folder: Path) -> tuple[TrialPhoto, ...]:
    known = {one.path.name: one for one in read_species(folder)}
    return tuple(
        TrialPhoto(
            known[one["file"]],
            Suggestions(tuple(Suggestion(str(name), float(value)) for name, value in one["suggestions"])),
            None if one["vector"] is None else np.array(one["vector"], np.float32),
            one["error"],
        )
        for one in records
    )


if __name__ == "__main__":
    raise SystemExit(main())
