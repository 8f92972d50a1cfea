"""Archives that lead out of themselves or unpack to very much, and imports of anything at all taken back."""

import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.importing import xlsx_table
from mineral_desk.services.importing.columns import proposed
from mineral_desk.services.importing.importing import import_list
from mineral_desk.services.importing.order import ImportOrder
from mineral_desk.services.importing.tables import open_table
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from tests.services.exporting.conftest import fill
from tests.services.importing.conftest import BOOK, RELATIONS, SHEET, csv_text, raw_xlsx

ROW = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


@pytest.mark.parametrize(
    "target",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "..\\..\\secret.xml",
        "//host/share/a.xml",
        "\0",
        "",
    ],
)
def test_a_sheet_lies_in_the_archive_or_nowhere(tmp_path: Path, target: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.replace("worksheets/sheet1.xml", target))
    with pytest.raises(UsageError, match="The XLSX file cannot be read") as refusal:
        open_table(path)
    assert "root:" not in str(refusal.value)


def test_nothing_of_an_archive_is_ever_unpacked(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = raw_xlsx(folder / "a.xlsx", ROW.format("number"))
    link = zipfile.ZipInfo("xl/media/link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../evil.csv", "number\n1\n")
        archive.writestr("/evil.csv", "number\n1\n")
        archive.writestr(link, "/etc/passwd")
    assert open_table(path).headings == ("number",)
    assert list(tmp_path.rglob("*")) == [folder, path]


@pytest.mark.parametrize(
    ("limit", "strings"),
    [("MOST_STRINGS", "<si><t>a</t></si>" * 12), ("MOST_STRING_LETTERS", "<si><t>aaaaaaaaaaaa</t></si>")],
)
def test_shared_strings_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, strings: str) -> None:
    row = '<row><c t="s"><v>0</v></c></row>'
    path = raw_xlsx(tmp_path / "a.xlsx", row, sharedStrings=SHARED.format(strings))
    assert open_table(path).headings[0].startswith("a")
    monkeypatch.setattr(xlsx_table, limit, 10)
    with pytest.raises(UsageError, match="The XLSX file cannot be read"):
        open_table(path)


@pytest.mark.parametrize("part", ["sheet", "strings"])
def test_a_cell_that_unpacks_to_very_much_takes_no_memory(tmp_path: Path, part: str) -> None:
    vast = "a" * 2**20
    path, begin = tmp_path / "a.xlsx", SHEET if part == "sheet" else SHARED
    head, tail = begin.format("<row><c t='str'><v>|" if part == "sheet" else "<si><t>|").split("|")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        if part == "strings":
            archive.writestr("xl/worksheets/sheet1.xml", SHEET.format('<row><c t="s"><v>0</v></c></row>'))
        name = "xl/worksheets/sheet1.xml" if part == "sheet" else "xl/sharedStrings.xml"
        with archive.open(name, "w", force_zip64=True) as stream:
            stream.write(head.encode())
            for _ in range(32):
                stream.write(vast.encode())
            stream.write(tail.encode())
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    with pytest.raises(UsageError):
        open_table(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


CELLS = st.text(max_size=20) | st.sampled_from(
    ["", "FMM 1", "FMM 82451", "007", "Quartz", "Малахит", "52", "5,2 cm", "-1", "1e999", "'; DROP TABLE specimen; --",
     "=1+1", "a\nb", "\x1b[31m", "\ud800", "\ufeff", "x" * 40_000, "2026-11-30", "NaN"]
)  # fmt: skip
HEADINGS = ("Number", "Name", "Locality", "Length", "Width", "Notes", "Donor", "Storage place")
LISTS = st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADINGS)), min_size=1, max_size=8)


def contents(desk: Desk) -> list[list[tuple]]:
    tables = ("specimen", "specimen_photo", "photo_state")
    return [[tuple(row) for row in desk.reading.database.execute(f"SELECT * FROM {table}")] for table in tables]


@given(LISTS, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=8)
def test_any_list_is_imported_taken_back_and_brought_back(
    tmp_path: Path, folders: Folders, rows: list[list[str]], update: bool
) -> None:
    catalogue, path = tmp_path / "one.mdc", tmp_path / "list.csv"
    for left in tmp_path.glob("one.mdc*"):
        left.unlink()
    path.write_text(csv_text([HEADINGS, *rows]), encoding="utf-8", errors="replace", newline="")
    with Desk(folders, Settings(), catalogue) as desk:
        desk.write(fill)
        before = contents(desk)
        table = open_table(path)
        report = finish(import_list(desk, ImportOrder(table, proposed(table.headings), update=update)))
        after = contents(desk)
        told = report.counts.total()
        assert told <= len(rows)
        if after != before:
            reviewing.undo(desk)
            assert contents(desk) == before
            reviewing.redo(desk)
            assert contents(desk) == after
    with open_catalogue(catalogue) as again:
        assert again.check() == []
