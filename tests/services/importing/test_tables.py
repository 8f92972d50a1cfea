"""Lists of any kind become rows of cells; what is no list is refused in words, in bounded memory."""

import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mineral_desk.domain.errors import UsageError
from mineral_desk.services.importing.encodings import checked_encoding, recognise_encoding
from mineral_desk.services.importing.limits import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS
from mineral_desk.services.importing.tables import open_table
from tests.services.importing.conftest import SHEET, csv_text, raw_xlsx

ROWS = [
    ("Номер", "Название", "Заметки"),
    ("ФММ 1", "Малахит", "одна, две; «три»"),
    ("2", "Кварц", 'сказал "да"\nи нет'),
]


def read(path: Path, encoding: str = "") -> list[tuple[str, ...]]:
    table = open_table(path, encoding)
    return [table.headings, *(cells for _, cells in table.rows())]


def read_or_told(path: Path) -> list[tuple[str, ...]]:
    """The rows; none where the list is refused, which must be told with its name."""
    told = ""
    try:
        return read(path)
    except UsageError as fault:
        told = fault.message
    assert str(path) in told
    return []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_recognised(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "список.txt"
    path.write_bytes(csv_text(ROWS, separator).encode(encoding))
    assert read(path) == ROWS


def test_utf_16_without_a_mark(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        path = tmp_path / encoding
        path.write_bytes("number,name\n1,Малахит\n".encode(encoding))
        assert recognise_encoding(path) == encoding
        assert read(path)[1] == ("1", "Малахит")


def test_a_wrong_guess_is_overridden(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Номер,Название\n1,Малахит\n".encode("cp866"))
    assert read(path)[1] != ("1", "Малахит")
    assert read(path, checked_encoding("CP866"))[1] == ("1", "Малахит")
    with pytest.raises(UsageError, match="not known"):
        checked_encoding("rot13")


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('number,notes\n1,"two\nlines"\n\n3,x\n', encoding="utf-8")
    assert [line for line, _ in open_table(path).rows()] == [2, 4]


def test_a_spreadsheet_by_its_content(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["number", "length", "seen", "bold", "right"])
    sheet.append(["FMM 1", 52.1, date(2026, 11, 29), 82451, True])
    sheet["G5"] = "far away"
    book.create_sheet("other").append(["not", "read"])
    path = tmp_path / "list.csv"
    book.save(path)
    assert read(path) == [
        ("number", "length", "seen", "bold", "right"),
        ("FMM 1", "52.1", "2026-11-29", "82451", "TRUE"),
        ("", "", "", "", "", "", "far away"),
    ]
    assert open_table(path).encoding == ""


def test_texts_that_xml_cannot_hold_and_readings(tmp_path: Path) -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>石</t></r><rPh><t>いし</t></rPh><r><t>!</t></r></si></sst>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>a_x005F_x000D_b_x000A_c</t></is></c><c t="s"><v>0</v></c></row>'
    assert read(raw_xlsx(tmp_path / "a.xlsx", row, sharedStrings=strings)) == [("a_x000D_b\nc", "石!")]


ENTITIES = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + SHEET.format(
    '<row><c t="inlineStr"><is><t>&b;</t></is></c></row>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SHEET.format(
    '<row><c t="inlineStr"><is><t>&a;</t></is></c></row>'
)


@pytest.mark.parametrize("sheet", [ENTITIES, OUTSIDE])
def test_entities_are_refused(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UsageError, match="declares entities"):
        read(raw_xlsx(tmp_path / "a.xlsx", "", sheet))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row><c r="ZZ1"><v>1</v></c></row>', "columns"),
        ("<row>" + "<c><v>1</v></c>" * (MOST_COLUMNS + 1) + "</row>", "columns"),
        ('<row r="9999999"><c><v>1</v></c></row>', "rows"),
        ('<row><c t="s"><v>5</v></c></row>', "not there"),
        (f'<row><c t="str"><v>{"a" * (LONGEST_CELL + 1)}</v></c></row>', "too long"),
        ("<x>" * 100 + "</x>" * 100, "deeply"),
        (f'<row note="{"a" * 3_000_000}"/>', "never ends"),
        ("<row><c></row>", "damaged"),
    ],
)
def test_sheets_that_are_bombs_are_refused(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(raw_xlsx(tmp_path / "a.xlsx", rows))


def test_a_row_of_a_million_elements_takes_no_memory(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", "<row><c/>" + "<x/>" * 1_000_000 + "</row>")
    assert path.stat().st_size < 50_000
    tracemalloc.start()
    with pytest.raises(UsageError, match="empty"):
        open_table(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_an_archive_that_lies_about_its_size(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", "<row><c><v>1</v></c></row>" * 100)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (40).to_bytes(4, "little")))
    with pytest.raises(UsageError, match="cannot be read"):
        read(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"PK\x03\x04 no archive", "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old kind"),
        (b"number\n" + b"x" * (LONGEST_ROW + 1), "too long"),
        (b'number\n"' + b"x" * (LONGEST_CELL + 1) + b'"', "too long"),
        (b'number\n"' + b"x\n" * LONGEST_CELL, "too long"),
        (b"number\n" + b"," * MOST_COLUMNS, "columns"),
    ],
)
def test_what_is_no_list_is_told_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=words):
        read(path)


def test_nul_bytes_are_letters_like_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"number,name\n1,Mala\0chite\n")
    assert read(path)[1][1].replace("\0", "") == "Malachite"


def test_a_missing_list_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            open_table(path)


@given(st.binary(max_size=3000) | st.binary(max_size=2000).map(lambda more: b"PK\x03\x04" + more))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    rows = read_or_told(path)
    assert all(len(row) <= MOST_COLUMNS for row in rows)


@given(
    st.text(st.sampled_from('<row r="1"><c t="s"><v>0</v></c>&amp;&#0;'), max_size=200),
    st.integers(0, 60),
    st.binary(max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_xml_and_any_damage_are_read_or_refused(tmp_path: Path, xml: str, place: int, other: bytes) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", xml)
    whole = bytearray(path.read_bytes())
    at = place * len(whole) // 61
    whole[at : at + len(other)] = other
    path.write_bytes(bytes(whole))
    assert isinstance(read_or_told(path), list)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=4),
        min_size=2,
        max_size=5,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_csv_writer_writes_is_read(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    first = ["a", "b", "c", "d"]
    path.write_text(csv_text([first, *rows]), encoding="utf-8-sig", newline="")
    from mineral_desk.services.spreadsheets import as_it_was

    told = [tuple(as_it_was(cell) for cell in row) for row in rows]
    wanted = [row for row in told if any(cell.strip() for cell in row)]
    assert [row + ("",) * (4 - len(row)) for row in read(path)[1:]] == [row + ("",) * (4 - len(row)) for row in wanted]
