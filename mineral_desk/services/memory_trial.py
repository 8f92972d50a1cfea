"""What the museum's own confirmed photos add to the suggestions: tried on collections of which every name is known.

Each photo is named by all the others of its collection, as if they were confirmed. Photos of the same specimen are left
out, as a curator seldom has to name a specimen that is named already; with ``photo`` only the photo itself is, which
flatters wherever a specimen was photographed twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.blending import blend
from mineral_desk.domain.errors import MineralDeskError, UsageError
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.model import MemoryCalibration
from mineral_desk.domain.neighbours import Vote
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.suggestion import NO_SUGGESTIONS, Suggestion, Suggestions
from mineral_desk.services.memory_report import MemoryRecord, MemoryReport
from mineral_desk.services.truth_files import KnownSpecies, read_species

RANKED = 5


class LeftOut(StrEnum):
    """What a photo is named without."""

    SPECIMEN = "leave-one-specimen-out"
    PHOTO = "leave-one-photo-out"


@dataclass(frozen=True, slots=True, eq=False)
class TrialPhoto:
    """A photo with its true species and what the model says; ``vector`` is a unit vector (D,), None where it failed.

    Names are spelt as the truth has them.
    """

    known: KnownSpecies
    starter: Suggestions = NO_SUGGESTIONS
    vector: npt.NDArray[np.float32] | None = None
    error: str = ""


def trial_photos(
    analyse: Callable[[Path], Analysis], folder: Path, table: Path | None = None
) -> Job[tuple[TrialPhoto, ...]]:
    """Analyse the photos of a table (file, species, collection; specimen or measured_size), or of other folders that
    tell species. Raises :class:`UsageError` where they do not.
    """
    known = read_species(folder, table)
    spelling = {folded(one.species): one.species for one in known}
    photos = []
    for done, one in enumerate(known, 1):
        try:
            photos.append(_trial_photo(one, analyse(one.path), spelling))
        except UsageError:
            raise
        except MineralDeskError as fault:
            photos.append(TrialPhoto(one, error=str(fault)))
        yield Progress(done, len(known), one.path.name)
    return tuple(photos)


def evaluate_memory(
    photos: Sequence[TrialPhoto],
    calibration: MemoryCalibration | None,
    left_out: LeftOut,
    group_of: Mapping[str, str] | None = None,
) -> MemoryReport:
    """Name each photo by its collection, and its group where ``group_of`` says which species belong to which.

    Raises :class:`UsageError` where the model has no calibration for it.
    """
    if calibration is None:
        raise UsageError("This model was not fitted to a museum's memory.", "Fit it with: train memory")
    groups = group_of or {}
    return MemoryReport(
        tuple(_record(photo, votes_for(photo, photos, left_out), calibration, groups) for photo in photos)
    )


def votes_for(photo: TrialPhoto, photos: Sequence[TrialPhoto], left_out: LeftOut) -> list[Vote]:
    """What the rest of its collection says of a photo: one vote a specimen, that of its most alike photo."""
    best: dict[str, Vote] = {}
    for other in photos:
        if other is photo or other.known.collection != photo.known.collection:
            continue
        if other.vector is None or photo.vector is None:
            continue
        own = other.known.specimen == photo.known.specimen
        if own and left_out is LeftOut.SPECIMEN:
            continue
        specimen = str(other.known.path) if left_out is LeftOut.PHOTO else other.known.specimen
        vote = Vote(other.known.species, float(other.vector @ photo.vector))
        if specimen not in best or vote.likeness > best[specimen].likeness:
            best[specimen] = vote
    return list(best.values())


def _record(
    photo: TrialPhoto, votes: Sequence[Vote], calibration: MemoryCalibration, group_of: Mapping[str, str]
) -> MemoryRecord:
    both = blend(photo.starter, votes, calibration, group_of)
    blended = both.suggestions
    best = [*(one.probability for one in blended.items), 0.0, 0.0]
    nearest = dict.fromkeys(vote.species for vote in sorted(votes, key=lambda vote: -vote.likeness))
    return MemoryRecord(
        file=photo.known.path.name,
        collection=photo.known.collection,
        species=photo.known.species,
        starter=tuple(one.species for one in photo.starter.items),
        nearest=tuple(nearest)[:RANKED],
        blended=tuple(one.species for one in blended.items),
        probability=best[0],
        gap=best[0] - best[1],
        museum_share=both.museum_share,
        recommendation=blended.recommendation.value,
        in_memory=photo.known.species in nearest,
        error=photo.error,
        group=blended.groups[0].group if blended.groups else "",
        group_probability=blended.groups[0].probability if blended.groups else 0.0,
        true_group=group_of.get(photo.known.species, ""),
        offered_group=blended.offered.group if blended.offered is not None else "",
        unfamiliar=blended.unfamiliar,
    )


def _trial_photo(known: KnownSpecies, analysis: Analysis, spelling: dict[str, str]) -> TrialPhoto:
    found = analysis.suggestions
    items, candidates = (
        tuple(Suggestion(spelling.get(folded(one.species), one.species), one.probability) for one in part)
        for part in (found.items, found.candidates)
    )
    vector = analysis.embedding
    length = 0.0 if vector is None else float(np.linalg.norm(vector))
    unit = np.asarray(vector / length, np.float32) if vector is not None and length > 0 else None
    return TrialPhoto(known, replace(found, items=items, candidates=candidates), unit, analysis.error)
