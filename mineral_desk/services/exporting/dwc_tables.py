"""The files of a Darwin Core archive with their terms.

Sources: Darwin Core quick reference (https://dwc.tdwg.org/terms/); Darwin Core text guide
(https://dwc.tdwg.org/text/); the GBIF extensions "Darwin Core Measurement or Facts", "Darwin Core Identification
History" and "Simple Multimedia" (https://rs.gbif.org/extensions.html).
"""

from dataclasses import dataclass

from mineral_desk.services.exporting.dwc_rows import Rows, identifications, measurements, media, occurrence

DWC = "http://rs.tdwg.org/dwc/terms/"
DCTERMS = "http://purl.org/dc/terms/"
MULTIMEDIA = "http://rs.gbif.org/terms/1.0/Multimedia"


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the archive: its rows' type, the URIs of its columns, and where its rows come from.

    The first column of an extension is the core's id and has no term.
    """

    file: str
    row_type: str
    terms: tuple[str, ...]
    rows: Rows


def _dwc(*names: str) -> tuple[str, ...]:
    return tuple(DWC + name for name in names)


def _dcterms(*names: str) -> tuple[str, ...]:
    return tuple(DCTERMS + name for name in names)


CORE = Table(
    "occurrence.txt",
    DWC + "Occurrence",
    (
        *_dwc("occurrenceID"),
        *_dcterms("type"),
        *_dwc(
            "basisOfRecord", "institutionCode", "catalogNumber", "occurrenceStatus", "scientificName",
            "verbatimIdentification", "higherClassification", "identificationQualifier", "identifiedBy",
            "dateIdentified", "identificationVerificationStatus", "locality", "associatedMedia", "occurrenceRemarks",
        ),
    ),
    occurrence,
)  # fmt: skip
EXTENSIONS = (
    Table(
        "measurementorfact.txt",
        DWC + "MeasurementOrFact",
        _dwc(
            "measurementID", "measurementType", "measurementValue", "measurementAccuracy", "measurementUnit",
            "measurementMethod", "measurementDeterminedBy", "measurementDeterminedDate", "measurementRemarks",
        ),
        measurements,
    ),
    Table(
        "identification.txt",
        DWC + "Identification",
        _dwc(
            "identificationID", "scientificName", "identificationQualifier", "identifiedBy", "dateIdentified",
            "identificationVerificationStatus", "identificationRemarks",
        ),
        identifications,
    ),
    Table(
        "multimedia.txt",
        MULTIMEDIA,
        _dcterms("type", "format", "identifier", "title", "description", "created"),
        media,
    ),
)  # fmt: skip


def local_name(term: str) -> str:
    """``catalogNumber`` of its URI."""
    return term.rpartition("/")[2]
