"""Labels read back: true millimetres, codes that can be read, Cyrillic that is text."""

from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.labelling import CodeContent, Label, LabelSettings, label_corner_mm
from mineral_desk.domain.progress import finish
from mineral_desk.services.labelling.codes import qr_modules
from mineral_desk.services.labelling.label_layout import code_square
from mineral_desk.services.labelling.pdf_file import draw_labels
from tests.services.labelling.sheets import Sheets

SHEET = LabelSettings()
NEAR_MM = 0.2
LABELS = [
    Label(f"FMM {82451 + n}", f"{n:032x}", "Малахит с азуритом", "Гумешевский рудник, Урал", (52.1, 33.0))
    for n in range(25)
]


def drawn(path: Path, labels: list[Label], settings: LabelSettings = SHEET) -> Sheets:
    sheets = finish(draw_labels(path, labels, settings, len(labels)))
    read = Sheets(path)
    assert len(read.paper_mm) == sheets
    return read


def test_paper_labels_and_codes_have_their_true_size(tmp_path: Path) -> None:
    read = drawn(tmp_path / "labels.pdf", LABELS)
    assert read.paper_mm == [pytest.approx((210.0, 297.0), abs=0.01)] * 2
    square = code_square(SHEET, len(qr_modules("FMM 82451")))
    by_text = dict(read.codes(0))
    assert len(by_text) == 21
    for place, label in enumerate(LABELS[:21]):
        left, top, width, height = by_text[label.number]
        corner = label_corner_mm(SHEET, place)
        assert (width, height) == pytest.approx((square.side_mm, square.side_mm), abs=NEAR_MM)
        assert (left, top) == pytest.approx((corner[0] + square.left_mm, corner[1] + square.top_mm), abs=NEAR_MM)
    assert {text for text, _ in read.codes(1)} == {label.number for label in LABELS[21:]}


def test_a_frame_is_where_the_label_ends(tmp_path: Path) -> None:
    one = replace(SHEET, columns=1, rows=1, width_mm=100.0, height_mm=50.0, left_mm=20.0, top_mm=30.0, frame=True)
    assert drawn(tmp_path / "one.pdf", LABELS[:1], one).ink_mm() == pytest.approx((20, 30, 120, 80), abs=NEAR_MM)


def test_cyrillic_is_text_and_the_font_is_inside(tmp_path: Path) -> None:
    path = tmp_path / "Этикетки № 1.pdf"
    words = drawn(path, LABELS[:1]).texts[0]
    assert "Малахит с азуритом" in " ".join(words.split())
    assert "52.1 × 33 mm" in words
    assert b"/FontFile2" in path.read_bytes()


@pytest.mark.parametrize("number", ["7", "FMM 82451", "Музей № 12345/1", "ALH84001,0", "X" * 60])
def test_any_number_is_read_back_from_its_code(tmp_path: Path, number: str) -> None:
    assert [text for text, _ in drawn(tmp_path / "one.pdf", [Label(number, "a" * 32)]).codes()] == [number]


def test_the_id_of_the_record_in_the_code(tmp_path: Path) -> None:
    settings = replace(SHEET, code=CodeContent.RECORD_ID)
    read = drawn(tmp_path / "one.pdf", LABELS[:2], settings)
    assert {text for text, _ in read.codes()} == {one.code(CodeContent.RECORD_ID) for one in LABELS[:2]}


def test_long_words_stay_on_their_label(tmp_path: Path) -> None:
    label = Label(
        "FMM " + "8" * 40, "a" * 32, "Очень длинное название " * 9, "Место находки " * 90, (1.0, 1.0, 1.0, 1.0)
    )
    small = replace(SHEET, columns=1, rows=1, width_mm=50.0, height_mm=24.0)
    left, top, right, bottom = drawn(tmp_path / "one.pdf", [label], small).ink_mm()
    assert left >= small.left_mm
    assert top >= small.top_mm
    assert right <= small.left_mm + small.width_mm
    assert bottom <= small.top_mm + small.height_mm


def test_a_label_too_small_for_its_code_is_refused(tmp_path: Path) -> None:
    tiny = replace(SHEET, width_mm=20.0, height_mm=10.0, columns=1, rows=1)
    with pytest.raises(SettingError, match="a dot of the QR code"):
        finish(draw_labels(tmp_path / "one.pdf", [LABELS[0]], tiny, 1))
