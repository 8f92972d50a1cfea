"""Suggestions as they are shown: the stored ones of the model together with what the museum has confirmed since.

The stored analysis keeps what the model said and is never changed. What comes of both depends on the photo, the model,
the settings and the confirmed photos alone: asked again, the same answer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mineral_desk.catalogue.embeddings import embedding_model
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.blending import blend
from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.errors import MineralDeskError, UsageError
from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.model import Calibration, MemoryCalibration
from mineral_desk.domain.neighbours import NO_EVIDENCE, AlikePhoto, MuseumEvidence, Vote
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.domain.properties import NO_PROPERTIES, TypedProperties
from mineral_desk.domain.property_fit import Reason, reasons
from mineral_desk.domain.region import RegionKind
from mineral_desk.domain.suggestion import Suggestions
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.label_names import names_on_labels
from mineral_desk.services.remembering import MuseumMemory, Vector
from mineral_desk.services.reviewing import find_photo
from mineral_desk.services.typed_properties import fitting, properties_of

NEAREST_SHOWN = 6
ALIKE_SHOWN = 60
DEFAULT_NEAREST = 32
SAME_NUMBER_AT_MOST = 20
"""Photos of one number that nobody decided about are of one specimen too, though no record says so yet."""


def load_memory(desk: Desk) -> Job[int]:
    """Read the museum's memory; until that has ended, suggestions are the model's own."""
    return desk.memory.load(desk.reading)


def memory_is_stale(desk: Desk) -> bool:
    """Whether it is not loaded, or so much was written, by an import say, that it must be loaded again."""
    memory = _memory(desk)
    return memory is not None and not memory.catch_up(desk.reading)


def open_for_naming(desk: Desk, photo_id: int) -> StoredPhoto:
    """Everything known about one photo; its suggestions know what the museum confirmed, its labels tell names."""
    stored = desk.reading.stored(photo_id)
    if stored.analysis is None:
        return stored
    told = _names_on_labels(desk, stored.analysis)
    analysis, evidence = with_memory(desk, stored.analysis, photo_id)
    typed = properties_of(desk, photo_id)
    analysis = with_properties(desk, analysis, typed, voted=bool(evidence.votes))
    names = [one.species for one in analysis.suggestions.items]
    why = reasons(names, typed, desk.minerals.by_name) if typed else ()
    return replace(stored, analysis=analysis, evidence=evidence, properties=typed, reasons=why, label_names=told)


@dataclass(frozen=True, slots=True)
class Named:
    """Suggestions for a file, with what was found out by hand, what that says about them, and what its labels say."""

    suggestions: Suggestions
    properties: TypedProperties = NO_PROPERTIES
    reasons: tuple[Reason, ...] = ()
    label_names: tuple[LabelName, ...] = ()


def name_file(desk: Desk, path: Path, typed: TypedProperties) -> Named:
    """Suggest names for a file, in the catalogue or not; analysed where it has no comparable analysis, not stored.

    What the catalogue's record of its specimen holds counts where ``typed`` says nothing. Raises :class:`PhotoError`
    where it cannot be opened.
    """
    analysis, photo_id = _analysis_of_file(desk, path)
    known = NO_PROPERTIES if photo_id is None else properties_of(desk, photo_id)
    both = known.overruled_by(typed)
    analysis, evidence = with_memory(desk, analysis, photo_id)
    suggestions = with_properties(desk, analysis, both, voted=bool(evidence.votes)).suggestions
    names = [one.species for one in suggestions.items]
    why = reasons(names, both, desk.minerals.by_name)
    return Named(suggestions, both, why, _names_on_labels(desk, analysis))


def _names_on_labels(desk: Desk, analysis: Analysis) -> tuple[LabelName, ...]:
    return names_on_labels([label.text for label in analysis.regions_of(RegionKind.LABEL)], desk.minerals)


def with_properties(desk: Desk, analysis: Analysis, typed: TypedProperties, voted: bool) -> Analysis:
    """The analysis with suggestions in the order that follows from what was typed about the specimen.

    ``voted``: confirmed specimens had a say in the suggestions, so that the limits for those hold.
    """
    if not typed:
        return analysis
    memory = _memory(desk)
    limits: MemoryCalibration | Calibration | None = None
    if memory is not None and embedding_model(analysis) == memory.card.sha256:
        limits = memory.calibration if voted and memory.calibration is not None else memory.card.calibration
    suggestions = fitting(analysis.suggestions, typed, desk.minerals.by_name, desk.minerals.groups, limits)
    return replace(analysis, suggestions=suggestions)


def with_memory(desk: Desk, analysis: Analysis, photo_id: int | None) -> tuple[Analysis, MuseumEvidence]:
    """The analysis with suggestions that know what the museum confirmed, and what it rests them on.

    Photos of the same specimen have no say: whatever they are called, the suggestions stay a check of it. The analysis
    is returned as it is where the memory is not loaded, or holds nothing comparable.
    """
    vector = comparable(desk, analysis)
    if vector is None:
        return analysis, NO_EVIDENCE
    memory = desk.memory
    calibration = memory.calibration
    count = calibration.nearest if calibration is not None else DEFAULT_NEAREST
    found = memory.nearest(vector, count, confirmed=True, without=_own(desk, photo_id))
    if not found:
        return analysis, NO_EVIDENCE
    votes = [Vote(species, one.likeness) for one, species in found]
    nearest = desk.reading.embeddings.alike([one for one, _ in found[:NEAREST_SHOWN]])
    evidence = MuseumEvidence(tuple(nearest), Counter(vote.species for vote in votes), len(votes))
    if calibration is not None:
        both = blend(analysis.suggestions, votes, calibration, desk.minerals.groups)
        analysis = replace(analysis, suggestions=both.suggestions)
    return analysis, evidence


def find_alike(desk: Desk, analysis: Analysis, photo_id: int | None, limit: int = ALIKE_SHOWN) -> list[AlikePhoto]:
    """The specimens of the whole catalogue that look most like the photo, named or not, one photo of each, best first.

    Raises :class:`UsageError` where the photo has no embedding that can be compared.
    """
    vector = comparable(desk, analysis)
    if vector is None:
        words = said(
            "{name} cannot be compared: it was not analysed with the model in use.", name=analysis.photo.path.name
        )
        raise UsageError(words, "Analyse it again.")
    found = desk.memory.nearest(vector, limit + SAME_NUMBER_AT_MOST, confirmed=False, without=_own(desk, photo_id))
    number = "" if photo_id is None else desk.reading.queue.row(photo_id).catalogue_number
    photos = desk.reading.embeddings.alike([one for one, _ in found])
    return [one for one in photos if not number or one.catalogue_number != number][:limit]


def find_alike_in_catalogue(desk: Desk, photo_id: int, limit: int = ALIKE_SHOWN) -> list[AlikePhoto]:
    """The same for a photo of the catalogue. Raises :class:`UsageError` where it was not analysed."""
    latest = desk.reading.analyses.latest(photo_id)
    if latest is None:
        raise UsageError("This photo is not analysed yet.", "Wait a moment, or analyse it.")
    return find_alike(desk, latest[1], photo_id, limit)


def alike_job(desk: Desk, photo_id: int) -> Job[list[AlikePhoto]]:
    """The same, once the memory is there."""
    if memory_is_stale(desk):
        yield from load_memory(desk)
    return find_alike_in_catalogue(desk, photo_id)


def find_alike_to_file(desk: Desk, path: Path, limit: int = ALIKE_SHOWN) -> list[AlikePhoto]:
    """The same for a file, in the catalogue or not; it is analysed where it has no comparable analysis, not stored.

    Raises :class:`PhotoError` where it cannot be opened.
    """
    analysis, photo_id = _analysis_of_file(desk, path)
    return find_alike(desk, analysis, photo_id, limit)


def _analysis_of_file(desk: Desk, path: Path) -> tuple[Analysis, int | None]:
    """The stored analysis where it can be compared, else a new one; and the photo's id where it is in the catalogue."""
    row = None if desk.lane is None else find_photo(desk, path)
    latest = None if row is None else desk.reading.analyses.latest(row.id)
    analysis = None if latest is None else latest[1]
    if analysis is None or comparable(desk, analysis) is None:
        analysis = analyser(desk)(path)
    return analysis, None if row is None else row.id


def comparable(desk: Desk, analysis: Analysis) -> Vector | None:
    """The analysis' embedding as a unit vector, if the memory is loaded and up to date and of the same model."""
    vector = analysis.embedding
    if desk.lane is None or vector is None:
        return None
    memory = _memory(desk)
    if memory is None or embedding_model(analysis) != memory.card.sha256 or not memory.catch_up(desk.reading):
        return None
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length, np.float32) if np.isfinite(length) and length > 0 else None


def _memory(desk: Desk) -> MuseumMemory | None:
    """None where the model in the settings cannot be had: analysing says so, looking at photos need not."""
    try:
        return desk.memory
    except MineralDeskError:
        return None


def _own(desk: Desk, photo_id: int | None) -> Sequence[int]:
    return () if photo_id is None else desk.reading.embeddings.specimens_of(photo_id)
