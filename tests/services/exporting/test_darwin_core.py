"""Archives are read back with a library for Darwin Core, and their terms compared with the standards."""

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from dwca.read import DwCAReader

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.dwc_rows import grounds
from mineral_desk.services.exporting.dwc_tables import CORE, EXTENSIONS, MULTIMEDIA
from mineral_desk.services.exporting.models import model_in_words, versions_of
from mineral_desk.services.exporting.order import ExportFormat
from tests.services.exporting.conftest import Export

DWC = "http://rs.tdwg.org/dwc/terms/"
TERMS = {
    DWC + "Occurrence": {
        "occurrenceID", "basisOfRecord", "institutionCode", "catalogNumber", "occurrenceStatus", "scientificName",
        "verbatimIdentification", "higherClassification", "identificationQualifier", "identifiedBy", "dateIdentified",
        "identificationVerificationStatus", "locality", "associatedMedia", "occurrenceRemarks",
    },
    DWC + "MeasurementOrFact": {
        "measurementID", "measurementType", "measurementValue", "measurementAccuracy", "measurementUnit",
        "measurementMethod", "measurementDeterminedBy", "measurementDeterminedDate", "measurementRemarks",
    },
    DWC + "Identification": {
        "identificationID", "scientificName", "identificationQualifier", "identifiedBy", "dateIdentified",
        "identificationVerificationStatus", "identificationRemarks",
    },
    MULTIMEDIA: set(),
}  # fmt: skip
"""The Darwin Core terms used, written down from https://dwc.tdwg.org/list/ by hand."""


@pytest.fixture
def archive(exported: Export) -> Path:
    return exported(ExportFormat.DWCA, "minerals.zip", institution="FMM").out


def qualname(name: str) -> str:
    return DWC + name


def extension(row: object, row_type: str) -> list[dict[str, str]]:
    return [line.data for line in row.extensions if line.rowtype == row_type]  # type: ignore[attr-defined]


def test_the_core_is_read_back(archive: Path) -> None:
    with DwCAReader(str(archive)) as read:
        assert read.descriptor.core.type == qualname("Occurrence")
        assert {one.type for one in read.descriptor.extensions} == {table.row_type for table in EXTENSIONS}
        first, second, third = read.rows
        assert first.data[qualname("catalogNumber")] == "FMM 82451"
        assert first.data[qualname("basisOfRecord")] == "PreservedSpecimen"
        assert first.data[qualname("institutionCode")] == "FMM"
        assert first.data[qualname("scientificName")] == "Malachite"
        assert first.data[qualname("verbatimIdentification")] == "Малахитъ"
        assert first.data[qualname("identificationVerificationStatus")] == "verified"
        assert second.data[qualname("identificationVerificationStatus")] == "unverified"
        assert first.data[qualname("locality")] == "Гумешевский рудник, Урал"
        assert first.data[qualname("occurrenceRemarks")] == "First line -second; =2+3"
        assert first.data[qualname("occurrenceID")] == first.id
        assert len({row.id for row in (first, second, third)}) == 3
        assert second.data[qualname("identificationQualifier")] == "group"
        assert third.data[qualname("catalogNumber")] == ""


def test_measurements_have_unit_accuracy_method_and_person(archive: Path) -> None:
    with DwCAReader(str(archive)) as read:
        rows = [extension(row, qualname("MeasurementOrFact")) for row in read.rows]
    length = rows[0][0]
    told = {name: length[qualname(name)] for name in (
        "measurementType", "measurementValue", "measurementUnit", "measurementAccuracy", "measurementMethod",
        "measurementDeterminedBy",
    )}  # fmt: skip
    assert told == {
        "measurementType": "length",
        "measurementValue": "52.1",
        "measurementUnit": "mm",
        "measurementAccuracy": "1.25",
        "measurementMethod": "measured in the photo, accepted",
        "measurementDeterminedBy": "Anna",
    }
    assert "one standard deviation" in length[qualname("measurementRemarks")]
    assert [one[qualname("measurementType")] for one in rows[1]] == ["length", "width", "height", "depth"]
    assert {one[qualname("measurementMethod")] for one in rows[1]} == {"typed"}
    assert [one[qualname("measurementValue")] for one in rows[2]] == ["5"]


def test_identifications_name_the_model_and_leave_out_what_was_taken_back(archive: Path) -> None:
    with DwCAReader(str(archive)) as read:
        rows = [extension(row, qualname("Identification")) for row in read.rows]
    assert [one[qualname("scientificName")] for one in rows[0]] == ["Malachite", "Malachite"]
    accepted = rows[0][0]
    assert accepted[qualname("identifiedBy")] == "Anna"
    assert accepted[qualname("identificationRemarks")] == (
        f"Suggestion 1 of 2 by starter (sha256 {'c' * 12}), probability 0.71, confirmed by a person."
    )
    assert accepted[qualname("identificationVerificationStatus")] == "unverified"
    verified = rows[0][1]  # Anna named it twice; what was looked at is the later one
    assert verified[qualname("identificationVerificationStatus")] == "verified"
    assert "Verified by Борис on 20" in verified[qualname("identificationRemarks")]
    assert verified[qualname("identificationRemarks")].endswith(": в лупу.")
    assert rows[1][0][qualname("identificationQualifier")] == "group"
    assert rows[2][0][qualname("identificationRemarks")] == "Typed into the record. Reason: =label."
    identifiers = [one[qualname("identificationID")] for found in rows for one in found]
    assert len(set(identifiers)) == len(identifiers)


def test_photos_are_named_without_their_folders(archive: Path) -> None:
    with DwCAReader(str(archive)) as read:
        photos = extension(next(iter(read)), MULTIMEDIA)
    assert [one["http://purl.org/dc/terms/identifier"] for one in photos] == ["IMG_1.jpg", "IMG_1.JPG"]
    assert photos[0]["http://purl.org/dc/terms/format"] == "image/jpeg"


def test_every_term_is_one_of_the_standards() -> None:
    for table in (CORE, *EXTENSIONS):
        own = {term.removeprefix(DWC) for term in table.terms if term.startswith(DWC)}
        assert own == TERMS[table.row_type]
        others = [term for term in table.terms if not term.startswith(DWC)]
        assert all(term.startswith("http://purl.org/dc/terms/") for term in others)
        assert len(set(table.terms)) == len(table.terms)


def test_the_descriptor_fits_the_files(archive: Path) -> None:
    space = {"text": "http://rs.tdwg.org/dwc/text/"}
    with zipfile.ZipFile(archive) as files:
        assert files.testzip() is None
        assert files.namelist() == ["meta.xml", "eml.xml", *(table.file for table in (CORE, *EXTENSIONS))]
        meta = ElementTree.fromstring(files.read("meta.xml"))
        for table in [*meta.findall("text:core", space), *meta.findall("text:extension", space)]:
            location = table.find("text:files/text:location", space)
            assert location is not None
            lines = files.read(str(location.text)).decode("utf-8").split("\n")
            indexes = {int(field.attrib["index"]) for field in table.findall("text:field", space)}
            assert all(len(line.split("\t")) == max(indexes) + 1 for line in lines[:-1])
            assert lines[-1] == ""


def test_the_data_set_is_described(archive: Path) -> None:
    with DwCAReader(str(archive)) as read:
        assert read.metadata is not None
        assert read.metadata.findtext("dataset/creator/organizationName") == "FMM"
        assert read.metadata.findtext("dataset/title") == "Каталог № 1"


def test_the_basis_of_record_can_be_another(exported: Export) -> None:
    out = exported(ExportFormat.DWCA, "a.zip", basis_of_record="MaterialSample").out
    with DwCAReader(str(out)) as read:
        assert {row.data[qualname("basisOfRecord")] for row in read} == {"MaterialSample"}
    with pytest.raises(UsageError, match="Rock"):
        exported(ExportFormat.DWCA, "a.zip", basis_of_record="Rock")


def test_the_version_of_a_model_is_told_where_its_card_is_here(desk: Desk) -> None:
    card = desk.models.list()[0]
    versions = versions_of(desk.models.list())
    assert model_in_words(card.ref, versions) == f"{card.name} version {card.version} (sha256 {card.sha256[:12]})"
    assert model_in_words(ModelRef("gone", "f" * 64), versions) == f"gone (sha256 {'f' * 12})"


def test_the_grounds_of_a_name_are_told(filled: Desk) -> None:
    def told(**about: object) -> str:
        specimen = next(filled.reading.exports.specimens(whole=True))
        first = specimen.identifications[0]
        assert first.decision is not None
        decision = replace(first.decision.decision, **about)  # type: ignore[arg-type]
        return grounds(replace(first, decision=replace(first.decision, decision=decision)), {})

    assert told(typed_before_seeing=True) == "Typed before any suggestion was shown."
    assert told(shown=()) == "Named by a person without any suggestion."
    starter = f"first suggestion by starter (sha256 {'c' * 12}): Quartz."
    assert told(shown=("Quartz",)) == f"Named otherwise by a person; {starter}"
    assert told(shown=("Quartz",), verb=Verb.GROUP) == f"Group named by a person; {starter}"
