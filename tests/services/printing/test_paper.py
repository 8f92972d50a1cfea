"""What is drawn is where it was put, in true millimetres."""

from pathlib import Path

import pytest

from mineral_desk.services.printing.fonts import BOLD
from mineral_desk.services.printing.paper import Align, Paper
from tests.services.printing.pages import Page, pages_of

NEAR_MM = 0.25


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path / "one.pdf", (200.0, 100.0), "Title \x00\u202eline")


def only_page(paper: Paper, tmp_path: Path) -> Page:
    paper.save()
    (page,) = pages_of(tmp_path / "one.pdf")
    assert page.size_mm == pytest.approx((200.0, 100.0), abs=0.01)
    return page


def test_rectangles_lines_and_filled_shapes(paper: Paper, tmp_path: Path) -> None:
    paper.rectangle(10, 20, 50, 30)
    paper.line((100, 5), (100, 95))
    paper.fill([(120, 10, 5, 5), (130, 10, 5, 5)])
    frame, line, filled = only_page(paper, tmp_path).shapes
    assert frame == pytest.approx((10, 20, 60, 50), abs=NEAR_MM)
    assert line == pytest.approx((100, 5, 100, 95), abs=NEAR_MM)
    assert filled == pytest.approx((120, 10, 135, 15), abs=NEAR_MM)


def test_words_begin_end_or_are_centred_where_they_are_put(paper: Paper, tmp_path: Path) -> None:
    for align in Align:
        paper.text(100, 40, "HHHH", 20, BOLD, align=align)
    (_, left), (_, centre), (_, right) = only_page(paper, tmp_path).words
    assert left[0] == pytest.approx(100, abs=1)
    assert (centre[0] + centre[2]) / 2 == pytest.approx(100, abs=0.5)
    assert right[2] == pytest.approx(100, abs=1)
    assert left[3] == pytest.approx(40, abs=NEAR_MM), "words stand on their base line"


def test_turned_words_go_upwards_until_it_is_turned_back(paper: Paper, tmp_path: Path) -> None:
    paper.turned(50, 80)
    paper.text(55, 90, "HHHH", 20, BOLD)
    paper.back()
    paper.rectangle(10, 10, 20, 20)
    page = only_page(paper, tmp_path)
    (_, turned), (frame,) = page.words[0], page.shapes
    assert turned[3] == pytest.approx(75, abs=1), "5 mm to the right are 5 mm up"
    assert turned[2] == pytest.approx(60, abs=NEAR_MM), "10 mm down are 10 mm to the right"
    assert turned[3] - turned[1] > turned[2] - turned[0]
    assert frame == pytest.approx((10, 10, 30, 30), abs=NEAR_MM)


def test_what_is_moved_is_drawn_farther_right_and_down(paper: Paper, tmp_path: Path) -> None:
    paper.moved(30, 40)
    paper.rectangle(10, 10, 20, 20)
    paper.back()
    paper.rectangle(10, 10, 20, 20)
    moved, still = only_page(paper, tmp_path).shapes
    assert moved == pytest.approx((40, 50, 60, 70), abs=NEAR_MM)
    assert still == pytest.approx((10, 10, 30, 30), abs=NEAR_MM)


def test_pages_follow_each_other(paper: Paper, tmp_path: Path) -> None:
    paper.text(10, 10, "first", 10)
    paper.next_page()
    paper.text(10, 10, "second", 10)
    paper.save()
    assert paper.pages == 2
    assert [page.text.strip() for page in pages_of(tmp_path / "one.pdf")] == ["first", "second"]
    assert b"PrintScaling" in (tmp_path / "one.pdf").read_bytes()
