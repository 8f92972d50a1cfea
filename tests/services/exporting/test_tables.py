"""CSV and XLSX as other programs read them."""

import csv
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.columns import PLAIN
from mineral_desk.services.exporting.csv_file import as_text
from mineral_desk.services.exporting.order import ExportFormat, Profile, Separator
from mineral_desk.services.exporting.profiles import EMU, PROFILES, SPECIFY, emu_day, number_part
from mineral_desk.services.exporting.xlsx_file import CUT, LONGEST_TEXT, fitting
from mineral_desk.services.spreadsheets import as_it_was
from tests.services.exporting.conftest import DANGEROUS, NOTE, Export

FORMATS_PAGE = Path(__file__).resolve().parents[3] / "mineral_desk" / "services" / "exporting" / "FORMATS.md"


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_csv_holds_every_specimen_and_can_be_read_back(exported: Export) -> None:
    report = exported(ExportFormat.CSV, "minerals.csv")
    assert report.specimens == 3
    assert report.out.read_bytes().startswith(b"\xef\xbb\xbfcatalogue_number,")
    first, second, third = rows_of(report.out)
    assert (first["catalogue_number"], first["name"], first["name_on_label"]) == ("FMM 82451", "Malachite", "Малахитъ")
    assert (first["length_mm"], first["length_error_mm"], first["width_mm"]) == ("52.1", "1.25", "33")
    assert (first["locality"], first["photos"]) == ("Гумешевский рудник, Урал", "IMG_1.jpg | IMG_1.JPG")
    assert first["donor"] == "'" + DANGEROUS
    assert as_it_was(first["donor"]) == DANGEROUS
    assert as_it_was(first["notes"]) == NOTE
    assert (second["catalogue_number"], second["name_qualifier"], second["depth_mm"]) == ("007", "group", "15")
    assert (third["catalogue_number"], third["name"], third["identified_by"]) == ("", "'@Quartz", "Вера")
    assert (first["verification"], first["verified_by"], first["verification_reason"]) == (
        "verified", "Борис", "в лупу",
    )  # fmt: skip
    assert (second["verification"], third["verification"]) == ("unverified", "unverified")
    assert (third["last_reason"], second["last_reason"]) == ("'=label", "")


def test_semicolons_go_with_decimal_commas(exported: Export) -> None:
    first, *_ = rows_of(exported(ExportFormat.CSV, "a.csv", separator=Separator.SEMICOLON).out, ";")
    assert (first["length_mm"], first["width_error_mm"]) == ("52,1", "0,9")


def test_xlsx_is_read_by_another_program(exported: Export) -> None:
    book = openpyxl.load_workbook(exported(ExportFormat.XLSX, "minerals.xlsx").out)
    sheet = book["Specimens"]
    headings = [cell.value for cell in sheet[1]]
    first = dict(zip(headings, sheet[2], strict=True))
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:AG4"
    assert (first["length_error_mm"].value, first["length_error_mm"].number_format) == (1.25, "[<1]0.0##;0.0")
    assert first["photo_count"].value == 2
    assert isinstance(first["identified_on"].value, datetime)
    assert sheet["A3"].value == "007"
    assert first["notes"].value == NOTE


def test_no_cell_of_an_xlsx_is_a_formula(exported: Export) -> None:
    path = exported(ExportFormat.XLSX, "minerals.xlsx").out
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
    risky = [cell for cell in cells if cell.value in (DANGEROUS, NOTE, "@Quartz", "=label")]
    assert [(cell.data_type, cell.quotePrefix, cell.number_format) for cell in risky] == [("s", True, "@")] * 4
    assert not any(cell.quotePrefix for cell in cells if cell not in risky)


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    assert fitting("a" * LONGEST_TEXT) == "a" * LONGEST_TEXT
    cut = fitting("a" * (LONGEST_TEXT + 1))
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith(CUT)
    assert fitting("a\uffff") == "a\ufffd"


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.XLSX])
def test_profiles_name_the_columns(exported: Export, kind: ExportFormat, profile: Profile) -> None:
    path = exported(kind, f"a.{kind}", profile=profile).out
    if kind is ExportFormat.CSV:
        headings = list(rows_of(path)[0])
    else:
        headings = [cell.value for cell in openpyxl.load_workbook(path).active[1]]
    assert headings == [column.heading for column in PROFILES[profile]]
    assert len(set(headings)) == len(headings)


def test_every_column_of_every_profile_is_explained() -> None:
    page = FORMATS_PAGE.read_text(encoding="utf-8")
    for column in (*PLAIN, *SPECIFY, *EMU):
        explained = (
            column.heading.replace("_tab(2)", "_tab(1)").replace("_tab(3)", "_tab(1)").replace("_tab(4)", "_tab(1)")
        )
        assert f"`{explained}`" in page, column.heading


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("FMM 82451", ("FMM", "82451", "")),
        ("ALH 84001,0", ("ALH", "84001", ",0")),
        ("№ 12", ("№", "12", "")),
        ("007", ("", "007", "")),
        ("unknown", ("unknown", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_number_is_parted_as_emu_keeps_it(number: str, parts: tuple[str, str, str]) -> None:
    specimen = ExportedSpecimen("g", Specimen(1, number))
    assert tuple(number_part(part)(specimen) for part in ("prefix", "number", "suffix")) == parts


def test_days_and_sizes_as_emu_reads_them(exported: Export) -> None:
    assert emu_day(datetime(2026, 3, 4)) == "04-Mar-2026"
    first, second, third = rows_of(exported(ExportFormat.CSV, "a.csv", profile=Profile.EMU).out)
    assert [first[f"MeaVerbatimValue_tab({row})"] for row in (1, 2, 3)] == ["52.1", "33", ""]
    assert [first[f"MeaType_tab({row})"] for row in (1, 2, 3)] == ["Length", "Width", ""]
    assert "± 1.25 mm (1 sd), Anna" in first["MeaRemarks_tab(1)"]
    assert second["MeaVerbatimValue_tab(4)"] == "15"
    assert third["MeaType_tab(1)"] == ""


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (2, "2"), (0.1 + 0.2, "0.3"), (1200.0, "1200"), (-0.5, "-0.5"), ("=1", "'=1")]
)
def test_cells_as_text(cell: object, text: str) -> None:
    assert as_text(cell) == text  # type: ignore[arg-type]
