"""A specimen as rows of a Darwin Core archive's files: the values by term.

Occurrence is the core; sizes are MeasurementOrFact, every name ever given and not taken back is an Identification.
Where the specimen is kept and who gave it is not said: archives are made to be published.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mineral_desk.domain.decision import Verb
from mineral_desk.domain.exported import ExportedPhoto, ExportedSpecimen, Identification
from mineral_desk.domain.record_id import record_urn
from mineral_desk.domain.record_numbers import printable
from mineral_desk.services.exporting.columns import METHOD_WORDS, VERIFICATION_TERMS, photo_names, verification_status
from mineral_desk.services.exporting.models import ModelWords, model_in_words
from mineral_desk.services.exporting.order import BASES_OF_RECORD

Row = Mapping[str, str]
"""Values by the local names of the terms; what is not there is empty."""

ONE_VIEW = "One view shows two sides: the specimen may be larger."
SD = "Accuracy is one standard deviation."
MEDIA_TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tif": "image/tiff", "tiff": "image/tiff",
    "webp": "image/webp", "bmp": "image/bmp", "heic": "image/heic",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Publishing:
    """What an archive says that the catalogue does not know."""

    institution: str = ""
    basis_of_record: str = BASES_OF_RECORD[0]
    model_versions: ModelWords = field(default_factory=dict)


def occurrence(specimen: ExportedSpecimen, publishing: Publishing) -> Iterator[Row]:
    """The one row of the core. The current name is repeated here, as GBIF asks for beside the extension."""
    record = specimen.record
    yield {
        "occurrenceID": occurrence_id(specimen),
        "type": "PhysicalObject",
        "basisOfRecord": publishing.basis_of_record,
        "institutionCode": publishing.institution,
        "catalogNumber": record.catalogue_number,
        "occurrenceStatus": "present",
        "scientificName": record.species,
        "verbatimIdentification": record.label_name,
        "higherClassification": record.group_name,
        "identificationQualifier": specimen.qualifier,
        "identifiedBy": specimen.identified_by,
        "dateIdentified": _day(specimen.identified_at),
        "identificationVerificationStatus": verification_status(specimen),
        "locality": record.locality,
        "associatedMedia": photo_names(specimen),
        "occurrenceRemarks": record.notes,
    }


def measurements(specimen: ExportedSpecimen, publishing: Publishing) -> Iterator[Row]:  # noqa: ARG001
    """A row for each side whose size is known, in millimetres, and for what was found out by hand."""
    record = specimen.record
    sides = (
        ("length", record.length_mm, record.length_error_mm, True),
        ("width", record.width_mm, record.width_error_mm, True),
        ("height", record.height_mm, None, False),
        ("depth", record.depth_mm, None, False),
    )
    for name, value, error, seen in sides:
        if value is None:
            continue
        from_photo = seen and specimen.size_method in ("measured", "adjusted")
        remarks = (SD if error is not None else "", ONE_VIEW if from_photo else "")
        yield {
            "measurementID": f"{occurrence_id(specimen)}/{name}",
            "measurementType": name,
            "measurementValue": f"{value:g}",
            "measurementAccuracy": "" if error is None else f"{error:g}",
            "measurementUnit": "mm",
            "measurementMethod": METHOD_WORDS.get(specimen.size_method if seen else "typed", specimen.size_method),
            "measurementDeterminedBy": specimen.size_by,
            "measurementDeterminedDate": _day(specimen.size_at),
            "measurementRemarks": " ".join(remark for remark in remarks if remark),
        }
    yield from _found_out(specimen)


def _found_out(specimen: ExportedSpecimen) -> Iterator[Row]:
    """A row for each property that was found out by hand."""
    record = specimen.record
    for kind, found, unit in (
        ("hardness", record.hardness, "Mohs"),
        ("streak", record.streak, ""),
        ("lustre", record.lustre, ""),
        ("magnetism", record.magnetism, ""),
        ("density", record.density, "g/cm3"),
    ):
        if found:
            yield {
                "measurementID": f"{occurrence_id(specimen)}/{kind}",
                "measurementType": kind,
                "measurementValue": found,
                "measurementUnit": unit,
                "measurementMethod": "found out by hand",
            }


def identifications(specimen: ExportedSpecimen, publishing: Publishing) -> Iterator[Row]:
    """Every name that was given and not taken back, with the model behind the suggestions in the remarks."""
    for one in specimen.identifications:
        if one.undone:
            continue
        yield {
            "identificationID": f"{occurrence_id(specimen)}/{one.guid}",
            "scientificName": one.species,
            "identificationQualifier": one.qualifier,
            "identifiedBy": one.who,
            "dateIdentified": _day(one.when),
            "identificationVerificationStatus": _status(one),
            "identificationRemarks": " ".join(_remarks(one, publishing.model_versions)),
        }


def _status(one: Identification) -> str:
    if one.verification is not None:
        return VERIFICATION_TERMS[one.verification.status]
    return "unsure" if one.qualifier == "unsure" else "unverified"


def _remarks(one: Identification, versions: ModelWords) -> Iterator[str]:
    """How the name came about and why, and who verified or contested it."""
    yield grounds(one, versions)
    if one.reason:
        yield f"Reason: {one.reason}."
    said = one.verification
    if said is not None:
        why = f": {said.reason}" if said.reason else ""
        yield f"{VERIFICATION_TERMS[said.status].capitalize()} by {said.who} on {_day(said.when)}{why}."


def media(specimen: ExportedSpecimen, publishing: Publishing) -> Iterator[Row]:  # noqa: ARG001
    """A row for each photo: the name of its file, which has to be put online beside the archive, and its sha256."""
    for photo in specimen.photos:
        yield {
            "type": "StillImage",
            "format": _media_type(photo),
            "identifier": printable(photo.path.name),
            "title": specimen.record.catalogue_number,
            "description": f"sha256 {photo.sha256}",
            "created": photo.taken_at,
        }


def grounds(one: Identification, versions: ModelWords) -> str:
    """How a name came about: typed, accepted or corrected, and which model had suggested what."""
    if one.decision is None:
        return "Typed into the record."
    decided = one.decision
    decision, model = decided.decision, decided.models.get("classifier")
    by = "" if model is None else f" by {model_in_words(model, versions)}"
    if decision.typed_before_seeing:
        return "Typed before any suggestion was shown."
    if not decision.shown:
        return "Named by a person without any suggestion."
    if decision.species in decision.shown:
        place = decision.shown.index(decision.species) + 1
        odds = "" if decided.probability is None else f", probability {decided.probability:.2f}"
        return f"Suggestion {place} of {len(decision.shown)}{by}{odds}, confirmed by a person."
    verb = "Group named" if decision.verb is Verb.GROUP else "Named otherwise"
    return f"{verb} by a person; first suggestion{by}: {decision.shown[0]}."


def occurrence_id(specimen: ExportedSpecimen) -> str:
    """The record's GUID as a URN."""
    return record_urn(specimen.guid)


def _media_type(photo: ExportedPhoto) -> str:
    return MEDIA_TYPES.get(photo.path.suffix.lower().lstrip("."), "")


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()


Rows = Callable[[ExportedSpecimen, Publishing], Iterator[Row]]
"""The rows of one file that belong to a specimen."""
