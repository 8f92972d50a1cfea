"""The confirmed photos of a catalogue, and the part of a photo that a classifier sees."""

import json
from pathlib import Path

from mineral_desk import vision
from mineral_desk.catalogue.confirmed import confirmed_names
from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.confirmed import ClassifiedPart, ConfirmedPhoto
from mineral_desk.domain.records import analysis_from_record
from mineral_desk.domain.region import RegionKind


def confirmed_photos(catalogue: Path) -> list[ConfirmedPhoto]:
    """The photos whose name a person confirmed and nobody contests, in the order taken in; nothing is written.

    Raises what opening raises (:class:`CatalogueError`).
    """
    with open_catalogue(catalogue, read_only=True) as opened:
        return [
            ConfirmedPhoto(one.path, one.sha256, one.species, str(one.specimen), _part(one.record))
            for one in confirmed_names(opened.database)
        ]


def classified_part(analysis: Analysis) -> ClassifiedPart | None:
    """What the classifier saw of the photo, None where it saw nothing."""
    if analysis.classified_px is None:
        return None
    said = analysis.overrules
    plates = analysis.regions_of(RegionKind.LABEL)
    covered = vision.plates.to_be_covered(plates, said.uncovered_px, said.covered_px)
    return ClassifiedPart(analysis.classified_px, covered)


def _part(record: str | None) -> ClassifiedPart | None:
    """A file from outside may hold anything there."""
    try:
        return classified_part(analysis_from_record(json.loads(record))) if record else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
