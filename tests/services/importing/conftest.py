"""Lists as museums and spreadsheets write them."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.services.importing.columns import proposed
from mineral_desk.services.importing.importing import import_list
from mineral_desk.services.importing.order import ImportOrder, ImportReport
from mineral_desk.services.importing.tables import open_table

Import = Callable[..., ImportReport]

BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def csv_text(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def raw_xlsx(path: Path, rows_xml: str, sheet: str = "", **parts: str) -> Path:
    """An XLSX file of a row's bare XML, so that it may hold what no spreadsheet writes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet or SHEET.format(rows_xml))
        for name, xml in parts.items():
            archive.writestr(f"xl/{name}.xml", xml)
    return path


@pytest.fixture
def imported(desk: Desk) -> Import:
    """``imported(path, ...)`` imports a file with the proposed columns and returns the report."""

    def run(path: Path, encoding: str = "", **about: object) -> ImportReport:
        table = open_table(path, encoding)
        about.setdefault("mapped", proposed(table.headings))
        return finish(import_list(desk, ImportOrder(table, **about)))  # type: ignore[arg-type]

    return run
