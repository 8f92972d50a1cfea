"""Specimens, photos and decisions as JSON objects; the shapes are described in FORMATS.md."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.exported import (
    ExportedDecision,
    ExportedPhoto,
    ExportedSpecimen,
    Findings,
    Identification,
)
from mineral_desk.domain.hand_records import marks_to_record
from mineral_desk.domain.record_numbers import fraction, path_to_text, printable
from mineral_desk.domain.verification import Verification
from mineral_desk.services.exporting.columns import VERIFICATION_TERMS, verification_status

Record = dict[str, Any]
"""A JSON object."""


def specimen_to_record(specimen: ExportedSpecimen) -> Record:
    """A specimen with its photos and all that was decided about them."""
    return {
        **record_to_record(specimen),
        "identifications": [_identification(one) for one in specimen.identifications],
        "verifications": [_verification(one) for one in specimen.verifications],
        "photos": [photo_to_record(photo) for photo in specimen.photos],
    }


def record_to_record(specimen: ExportedSpecimen) -> Record:
    """The record alone: what people say about the specimen now."""
    record = specimen.record
    return {
        "record_id": specimen.guid,
        "catalogue_number": record.catalogue_number,
        "name": record.species,
        "name_qualifier": specimen.qualifier,
        "name_on_label": record.label_name,
        "group": record.group_name,
        "identified_by": specimen.identified_by,
        "identified_at": _moment(specimen.identified_at),
        "verification": {
            "status": verification_status(specimen),
            "by": record.verified_by,
            "at": _moment(record.verified_at),
            "reason": record.verification_reason,
        },
        "size": {
            "length_mm": record.length_mm,
            "length_error_mm": record.length_error_mm,
            "width_mm": record.width_mm,
            "width_error_mm": record.width_error_mm,
            "height_mm": record.height_mm,
            "depth_mm": record.depth_mm,
            "method": specimen.size_method,
            "by": specimen.size_by,
            "at": _moment(specimen.size_at),
        },
        "properties": {
            "hardness_mohs": record.hardness,
            "streak": record.streak,
            "lustre": record.lustre,
            "magnetism": record.magnetism,
            "density_g_cm3": record.density,
        },
        "locality": record.locality,
        "donor": record.donor,
        "storage_place": record.storage_place,
        "notes": record.notes,
        "last_reason": specimen.last_reason,
    }


def photo_to_record(photo: ExportedPhoto) -> Record:
    """A photo with the machine's last findings and every decision about it."""
    return {
        **photo_facts(photo),
        "analysis": None if photo.findings is None else _findings(photo.findings),
        "decisions": [decision_to_record(one) for one in photo.decisions],
    }


def photo_facts(photo: ExportedPhoto) -> Record:
    """The file and how it came in."""
    return {
        "file": printable(photo.path.name),
        "path": path_to_text(photo.path),
        "sha256": photo.sha256,
        "byte_size": photo.byte_size,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "taken_at": photo.taken_at,
        "taken_in_at": _moment(photo.taken_in_at),
        "taken_in_by": photo.taken_in_by,
        "catalogue_number": photo.catalogue_number,
        "number_source": photo.number_source,
        "state": photo.state,
    }


def decision_to_record(one: ExportedDecision) -> Record:
    """What a person decided, what was on the screen then, and whether it was taken back."""
    decision, size = one.decision, one.decision.size
    return {
        "verb": decision.verb.value,
        "name": decision.species,
        "by": decision.who,
        "at": _moment(one.when),
        "undone": one.undone,
        "shown": list(decision.shown),
        "shown_probability": fraction(decision.shown_probability),
        "shown_recommendation": decision.shown_recommendation,
        "typed_before_seeing": decision.typed_before_seeing,
        "probability": fraction(one.probability),
        "models": _models(one.models),
        "size": {
            "verb": size.verb.value,
            "length_mm": size.length_mm,
            "length_error_mm": size.length_error_mm,
            "width_mm": size.width_mm,
            "width_error_mm": size.width_error_mm,
            "height_mm": size.height_mm,
            "depth_mm": size.depth_mm,
            "hand_marks": marks_to_record(size.marks),
        },
        "notes": decision.notes,
        "reason": decision.reason,
    }


def _findings(found: Findings) -> Record:
    return {
        "made_at": _moment(found.made_at),
        "verdict": found.verdict,
        "suggestions": [
            {"species": one.species, "probability": fraction(one.probability)} for one in found.suggestions
        ],
        "recommendation": found.recommendation,
        "size_status": found.size_status,
        "flags": list(found.flags),
        "length_mm": found.length_mm,
        "length_error_mm": found.length_error_mm,
        "width_mm": found.width_mm,
        "width_error_mm": found.width_error_mm,
        "models": _models(found.models),
        "error": found.error,
    }


def _identification(one: Identification) -> Record:
    return {
        "name": one.species,
        "qualifier": one.qualifier,
        "by": one.who,
        "at": _moment(one.when),
        "undone": one.undone,
        "from": "record" if one.decision is None else "photo",
        "reason": one.reason,
    }


def _verification(one: Verification) -> Record:
    return {
        "status": VERIFICATION_TERMS[one.status],
        "name": one.species,
        "qualifier": one.qualifier,
        "identified_by": one.identified_by,
        "by": one.who,
        "at": _moment(one.when),
        "reason": one.reason,
        "undone": one.undone,
    }


def _models(models: Mapping[str, ModelRef]) -> Record:
    return {key: {"name": model.name, "sha256": model.sha256} for key, model in models.items()}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
