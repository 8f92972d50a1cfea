"""Whatever a person types arrives: through CSV, XLSX, JSON and Darwin Core, as other programs read them."""

import csv
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from mineral_desk.catalogue.text import clean_line, clean_text
from mineral_desk.domain.catalogue import Specimen
from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.columns import PLAIN
from mineral_desk.services.exporting.csv_file import csv_writer
from mineral_desk.services.exporting.dwc_archive import archive_writer
from mineral_desk.services.exporting.dwc_rows import Publishing
from mineral_desk.services.exporting.json_file import json_writer
from mineral_desk.services.exporting.order import Separator
from mineral_desk.services.exporting.xlsx_file import xlsx_writer
from mineral_desk.services.spreadsheets import as_it_was

AWKWARD = (
    "=1+1",
    "'=1",
    "_x0041_",
    "a\tb\nc",
    "\uffff\ufffe",
    "\ud800",
    "😀 <&>\"'",
    "]]>",
    "=",
    "\u2028",
    "000",
    " 1 ",
)
words = st.text(max_size=30) | st.sampled_from(AWKWARD)
specimens = st.builds(
    lambda locality, notes, length_mm: ExportedSpecimen(
        "0" * 32, Specimen(1, "7", locality=clean_line(locality), notes=clean_text(notes), length_mm=length_mm)
    ),
    words,
    words,
    st.none() | st.floats(0.001, 1e5).map(lambda value: round(value, 3)),
)
several = st.lists(specimens, min_size=1, max_size=4)
PLACES = {column.heading: place for place, column in enumerate(PLAIN)}


@settings(max_examples=60)
@given(several, st.sampled_from(Separator))
def test_csv(found: list[ExportedSpecimen], separator: Separator) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with csv_writer(path, PLAIN, separator) as writer:
            for one in found:
                writer.add(one)
        sign = {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}[separator]
        with path.open(encoding="utf-8-sig", newline="") as file:
            _, *rows = csv.reader(file, delimiter=sign)
    assert [as_it_was(row[PLACES["notes"]]) for row in rows] == [one.record.notes for one in found]
    assert [as_it_was(row[PLACES["locality"]]) for row in rows] == [one.record.locality for one in found]
    lengths = [row[PLACES["length_mm"]].replace(",", ".") for row in rows]
    assert [float(text) if text else None for text in lengths] == [one.record.length_mm for one in found]


@settings(max_examples=60)
@given(several)
def test_xlsx(found: list[ExportedSpecimen]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        with xlsx_writer(path, PLAIN) as writer:
            for one in found:
                writer.add(one)
        _, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    forbidden = str.maketrans({"\uffff": "\ufffd", "\ufffe": "\ufffd"})
    assert [row[PLACES["length_mm"]] for row in rows] == [one.record.length_mm for one in found]
    for name in ("notes", "locality"):
        expected = [getattr(one.record, name).translate(forbidden) or None for one in found]
        # "_x0041_" would be read as "A", so that it is escaped (ECMA-376, 22.4.2.4), which the reader leaves to us
        assert [row[PLACES[name]] and unescape(row[PLACES[name]]) for row in rows] == expected


@settings(max_examples=60)
@given(several)
def test_json(found: list[ExportedSpecimen]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        with json_writer(path, {"version": 1}) as writer:
            for one in found:
                writer.add(one)
        read = json.loads(path.read_text(encoding="utf-8"))["specimens"]
    assert [(one["notes"], one["size"]["length_mm"]) for one in read] == [
        (one.record.notes, one.record.length_mm) for one in found
    ]


@settings(max_examples=60)
@given(several)
def test_darwin_core(found: list[ExportedSpecimen]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        with archive_writer(path, Publishing(), b"<eml/>") as writer:
            for one in found:
                writer.add(one)
            list(writer.settle())
        with zipfile.ZipFile(path) as archive:
            text = archive.read("occurrence.txt").decode("utf-8")
    heading, *rows = [line.split("\t") for line in text.splitlines()]
    place = heading.index("occurrenceRemarks")
    assert [" ".join(row[place].split()) for row in rows] == [" ".join(one.record.notes.split()) for one in found]
    assert all(len(row) == len(heading) for row in rows)
