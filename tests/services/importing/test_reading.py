import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.services.importing.cells import day, error_in_remark_mm, joined_number, length_and_error_mm
from mineral_desk.services.importing.columns import proposed
from mineral_desk.services.importing.reading import RowReader


@pytest.mark.parametrize(
    ("cell", "unit", "found"),
    [
        ("52.1", "", (52.1, None)),
        ("5,2", "cm", (52.0, None)),
        ("5,2 см", "mm", (52.0, None)),
        ("52 ± 1,5 mm", "", (52.0, 1.5)),
        ("2 in.", "", (50.8, None)),
        ("", "", (None, None)),
        ("0", "", (None, None)),
    ],
)
def test_sizes_with_units_and_errors(cell: str, unit: str, found: tuple) -> None:
    assert length_and_error_mm(cell, unit) == found


@pytest.mark.parametrize("cell", ["-5", "1e9", "nan", "inf", "52 g", "about 5", "5 6", "=1+1", "9999999 m"])
def test_what_is_no_size_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match=r"size|unit"):
        length_and_error_mm(cell)


def test_days_remarks_and_numbers_in_parts() -> None:
    assert {day(text)[:10] for text in ("2026-11-09", "09-Nov-2026", "9.11.2026", "2026-11-09 12:30:00")} == {
        "2026-11-09"
    }
    with pytest.raises(ValueError, match="no day"):
        day("31.02.2026")
    assert error_in_remark_mm("typed, ± 1.2 mm (1 sd)") == 1.2
    assert error_in_remark_mm("typed") is None
    assert joined_number("FMM", "82451", ",1") == "FMM 82451,1"
    assert joined_number("", "82451", "") == "82451"


def reader(*headings: str) -> RowReader:
    return RowReader(headings, proposed(headings))


def test_a_row_is_understood() -> None:
    row = reader("No.", "Mineral", "Length, cm", "Width", "Unit", "Notes").read(
        (2, (" FMM  1 ", "Quartz", "5,2", "3 ± 0.1", "in", "a\r\nb"))
    )
    assert (row.number, row.faults) == ("FMM 1", ())
    assert row.values == {
        "species": "Quartz",
        "notes": "a\nb",
        "length_mm": 52.0,
        "width_mm": 76.2,
        "width_error_mm": 2.54,
    }


def test_sizes_in_one_cell() -> None:
    assert reader("No.", "Size").read((2, ("1", "6 x 3,5 x 3 cm"))).values == {
        "length_mm": 60.0,
        "width_mm": 35.0,
        "height_mm": 30.0,
    }


def test_emu_tells_what_was_measured() -> None:
    one = reader(
        "CatNumber", "MeaType_tab(1)", "MeaVerbatimValue_tab(1)", "MeaVerbatimUnit_tab(1)", "MeaRemarks_tab(1)"
    )
    assert one.read((2, ("1", "Length", "5", "cm", "typed, ± 1 mm"))).values == {
        "length_mm": 50.0,
        "length_error_mm": 1.0,
    }
    assert "another kind" in one.read((3, ("1", "Weight", "5", "g"))).faults[0]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("", "Quartz"), "there is no catalogue number"),
        (("1", "Quartz", "long"), "“long” is no size"),
        (("1", "Quartz", "5", "left over"), "more cells than headings"),
        (("9" * 201, "Quartz"), "more than 200 letters"),
    ],
)
def test_reasons_are_told_in_words(cells: tuple[str, ...], reason: str) -> None:
    assert reason in "; ".join(reader("No.", "Mineral", "Length").read((2, cells)).faults)


@pytest.mark.parametrize(
    ("mapped", "words"),
    [(("species", ""), "No column"), (("catalogue_number", "catalogue_number"), "both"), (("number", ""), "no field")],
)
def test_mappings_that_make_no_sense(mapped: tuple[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        RowReader(("a", "b"), mapped)
