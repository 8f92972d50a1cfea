import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.contradiction import TypedSize
from mineral_desk.domain.errors import UsageError
from mineral_desk.services.spreadsheets import harmless
from mineral_desk.services.typed_lists import read_typed_list

LIST = "Файл;file;length_mm;width_mm;height_mm;catalogue_number\nя;Кварц 1.jpg;52,5;33;;ФММ 7\n;b.jpg;60;40;20;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lists_are_read_as_museums_keep_them(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST.replace("\n", ends).encode(encoding))
    first, second = read_typed_list(path, tmp_path)
    assert first.path == tmp_path / "Кварц 1.jpg"
    assert first.typed == TypedSize(52.5, 33)
    assert first.catalogue_number == "ФММ 7"
    assert second.typed == TypedSize(60, 40, 20)
    assert second.fault == ""


def test_commas_and_written_sizes(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('File, measured_size ,number\na.jpg,"6 x 3,5 x 3 cm - Miniature",7\nb.jpg,Thumbnail,\n', "utf-8")
    first, second = read_typed_list(path, tmp_path)
    assert first.typed == TypedSize(60, 35, 30)
    assert first.catalogue_number == "7"
    assert second.typed.sides_mm == ()


@pytest.mark.parametrize("cell", ["elf", "-5", "0", "nan", "inf", "5 cm", "1e999"])
def test_a_line_without_numbers_is_told_with_its_number_and_the_rest_goes_on(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"file,length_mm,width_mm\na.jpg,{cell},3\n\nb.jpg,5\nc.jpg,5,3,9,9\n", "utf-8")
    first, second, third = read_typed_list(path, tmp_path)
    assert first.fault.startswith("Line 2, a.jpg:")
    assert cell in first.fault
    assert first.typed.sides_mm == ()
    assert second.typed == TypedSize(5)
    assert third.typed == TypedSize(5, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file"),
        (b"name,length_mm\na,1\n", "file"),
        (b"file,species\na.jpg,Quartz\n", "length_mm"),
        (b"\xff\xfe\0", "file"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        read_typed_list(path, tmp_path)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.csv"):
        read_typed_list(tmp_path / "nowhere.csv", tmp_path)


def test_a_line_that_names_the_folder_itself_has_a_fault(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("file,length_mm\n.,12\nstone.jpg,12\n", "utf-8")
    folder, photo = read_typed_list(tmp_path / "list.csv", tmp_path)
    assert folder.fault == "Line 2: . is no photo."
    assert not folder.typed.sides_mm
    assert photo.path == tmp_path / "stone.jpg"


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_lines_the_list_is_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    path.write_bytes(b"file,length_mm\n" + content)
    with contextlib.suppress(UsageError):
        for one in read_typed_list(path, path.parent):
            assert one.path != path.parent or one.fault
            assert not (one.fault and one.typed.sides_mm)


@pytest.mark.parametrize("cell", ["=1+1", "+7", "-x", "@SUM(A1)", "\tx", "\r=1", " =1", "＝1"])
def test_formulas_become_text(cell: str) -> None:
    assert harmless(cell) == ("+7" if cell == "+7" else f"'{cell}")


@pytest.mark.parametrize("cell", ["52.3", "-5", "FMM 7", "", "a=b", "'quoted"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == cell
