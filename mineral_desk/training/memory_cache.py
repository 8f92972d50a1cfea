"""The analyses that the museum's memory is fitted to, kept between runs: fitting again takes seconds."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import PhotoError
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.progress import finish
from mineral_desk.domain.suggestion_records import groups_to_record, names_to_record, suggestions_from_record
from mineral_desk.services.analysing import analyse_alone, analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import find_photos
from mineral_desk.services.memory_trial import TrialPhoto, trial_photos
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.truth_files import read_species
from mineral_desk.training.export import write_atomically
from mineral_desk.vision.pipeline import ENGINE_VERSION


def analysed(card: ModelCard, models: Path, folder: Path, cache: Path) -> tuple[TrialPhoto, ...]:
    """The photos of a table with their analyses, out of the cache where they are there for this model."""
    kept = cache / f"{card.sha256[:16]}-engine-{ENGINE_VERSION}.json"
    if kept.is_file():
        return _from_cache(json.loads(kept.read_text(encoding="utf-8")), folder)
    with _desk(card, models) as desk:
        photos = finish(trial_photos(analyser(desk), folder))
    cache.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, json.dumps([_to_cache(photo) for photo in photos]).encode())
    return photos


def familiarity_of(card: ModelCard, models: Path, folder: Path, cache: Path) -> list[float]:
    """How surely each photo of a folder shows a specimen; out of the cache where it is there. Photos that cannot be
    opened are left out.
    """
    kept = cache / f"{folder.name}-engine-{ENGINE_VERSION}.json"
    if kept.is_file():
        return [float(one) for one in json.loads(kept.read_text(encoding="utf-8")).values()]
    found: dict[str, float] = {}
    with _desk(card, models) as desk:
        for path in find_photos([folder]).files:
            with suppress(PhotoError):
                found[path.name] = analyse_alone(desk, path).suggestions.familiarity
    cache.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, json.dumps(found, indent=1).encode())
    return list(found.values())


def _desk(card: ModelCard, models: Path) -> Desk:
    own = find_folders()
    settings = replace(Settings(), analysis=AnalysisSettings(model=card.name, explain="none"))
    return Desk(Folders((models, *own.models), own.resources, own.user), settings)


def _to_cache(photo: TrialPhoto) -> dict[str, Any]:
    return {
        "file": photo.known.path.name,
        **names_to_record(photo.starter),
        **groups_to_record(photo.starter),
        "vector": None if photo.vector is None else photo.vector.tolist(),
        "error": photo.error,
    }


def _from_cache(records: Sequence[dict[str, Any]], folder: Path) -> tuple[TrialPhoto, ...]:
    known = {one.path.name: one for one in read_species(folder)}
    return tuple(
        TrialPhoto(
            known[one["file"]],
            suggestions_from_record(one),
            None if one["vector"] is None else np.array(one["vector"], np.float32),
            one["error"],
        )
        for one in records
    )
