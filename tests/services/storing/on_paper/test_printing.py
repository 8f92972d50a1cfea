"""The printed plan read back: true scale, every specimen once, all reasons, both languages, hostile texts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.domain.storing.boxes import DrawerSize, parse_boxes
from mineral_desk.domain.storing.plan import Drawer, StoragePlan
from mineral_desk.domain.storing.rules import Borderline, StorageRules
from mineral_desk.services.desk import Desk
from mineral_desk.services.language import load_language
from mineral_desk.services.storing.on_paper import order, plan_file
from mineral_desk.services.storing.on_paper.drawer_page import DRAWER_PT, in_places
from mineral_desk.services.storing.on_paper.order import DRAWING, LISTING, PrintOrder
from mineral_desk.services.storing.on_paper.printing import print_plan
from mineral_desk.services.storing.on_paper.sheet import sheet_of
from mineral_desk.services.storing.planning import plan_storage
from mineral_desk.services.whose import Whose
from tests.services.printing.pages import MM_PER_PT, Page, Rect, is_within, pages_of
from tests.services.storing.conftest import accepted, add_photo
from tests.services.storing.test_planning import RULES
from tests.services.test_hostile_text import CONTROLS, HOSTILE

NEAR_MM = 0.25
DAY = date(2026, 11, 21)


def fill_drawers(catalogue: Catalogue) -> None:
    """Some drawers full, beside the cases that are told apart."""
    for n in range(16):
        length_mm = 40.0 + 3 * n if n % 4 == 0 else 198.0 + 2 * n
        add_photo(catalogue, f"K {100 + n}", accepted(length_mm, length_mm / 2))


@pytest.fixture
def desk_of_drawers(filled: Desk) -> Desk:
    filled.write(fill_drawers)
    return filled


def planned(desk: Desk, rules: StorageRules = RULES) -> StoragePlan:
    return finish(plan_storage(desk, Whose(), rules))


def printed(desk: Desk, plan: StoragePlan, out: Path, asked: PrintOrder | None = None) -> list[Page]:
    report = finish(print_plan(desk, plan, asked or PrintOrder(day=DAY), out))
    pages = pages_of(report.out)
    assert report.pages == len(pages)
    return pages


def frames_of(page: Page, drawer: Drawer, plan: StoragePlan) -> list[Rect]:
    """Where the boxes are to be on their page, in the order of their places."""
    sheet = sheet_of(plan.rules.drawer, "A4")
    left, top = sheet.corner_mm((drawer.number - 1) % sheet.a_page)
    made = []
    for one in in_places(drawer):
        x, y = left + one.x_mm / sheet.scale, top + one.y_mm / sheet.scale
        made.append((x, y, x + one.width_mm / sheet.scale, y + one.depth_mm / sheet.scale))
    assert page.shapes
    return made


def test_drawers_and_boxes_have_their_true_size_at_the_stated_scale(desk_of_drawers: Desk, tmp_path: Path) -> None:
    plan = planned(desk_of_drawers)
    assert len(plan.drawers) > 2
    pages = printed(desk_of_drawers, plan, tmp_path / "plan.pdf")
    for drawer in plan.drawers:
        page = next(one for one in pages if f"Drawer {drawer.number} " in one.text)
        assert "scale 1 : 2.5" in page.text
        assert page.size_mm == pytest.approx((297, 210), abs=0.01)
        left, top, right, bottom = page.shapes[0]
        edge = 2 * DRAWER_PT * MM_PER_PT  # what is measured goes around the line
        assert (right - left - edge, bottom - top - edge) == pytest.approx((600 / 2.5, 400 / 2.5), abs=0.05)
        for place, (wanted, one) in enumerate(
            zip(frames_of(page, drawer, plan), in_places(drawer), strict=True), start=1
        ):
            assert any(shape == pytest.approx(wanted, abs=NEAR_MM) for shape in page.shapes[1:]), one
            inside = [words for words, around in page.words if is_within(around, wanted)]
            assert inside[0] == str(place)
            assert one.boxed.specimen.number in " ".join(inside)
            assert "Quartz" in inside


def test_the_bar_says_how_long_it_is_and_the_control_line_is_100_mm(desk_of_drawers: Desk, tmp_path: Path) -> None:
    plan = planned(desk_of_drawers)
    pages = printed(desk_of_drawers, plan, tmp_path / "plan.pdf")
    bar = next(shape for shape in pages[1].shapes if shape[2] - shape[0] == pytest.approx(200 / 2.5, abs=NEAR_MM))
    assert bar[1] > pages[1].shapes[0][3], "below the drawer"
    assert "200 mm" in pages[1].text
    assert any(shape[2] - shape[0] == pytest.approx(100, abs=NEAR_MM) for shape in pages[0].shapes)


def test_every_specimen_is_in_one_box_and_once_in_the_index_or_among_those_left_out(
    desk_of_drawers: Desk, tmp_path: Path
) -> None:
    plan = planned(desk_of_drawers)
    pages = printed(desk_of_drawers, plan, tmp_path / "plan.pdf")
    drawers = pages[1 : 1 + len(plan.drawers)]
    lists = "\n".join(page.text for page in pages[1 + len(plan.drawers) :])
    boxed = {one.specimen.number for one in plan.boxed}
    drawn = [line for page in drawers for line in page.lines if line in boxed]
    assert sorted(drawn) == sorted(boxed)
    index = lists[lists.index("Where each specimen lies") : lists.index("Borderline")]
    assert {number: index.count(f"{number} Quartz") for number in boxed} == dict.fromkeys(boxed, 1)
    for drawer in plan.drawers:
        for place, one in enumerate(in_places(drawer), start=1):
            told = rf"{re.escape(one.boxed.specimen.number)} Quartz\s+{drawer.number} · {place} · {one.boxed.box.name}"
            assert re.search(told, index), told
    left_out = lists[lists.index("Fit no box") :]
    for one in (*plan.unsized, *(large.specimen for large in plan.too_large)):
        assert left_out.count(f"{one.number} Quartz") == 1
        assert f"{one.number} Quartz" not in index


def test_the_first_page_says_what_to_order_and_how_it_was_planned(filled: Desk, tmp_path: Path) -> None:
    plan = planned(filled)
    said = " ".join(" ".join(page.text.split()) for page in printed(filled, plan, tmp_path / "plan.pdf")[:1])
    assert "All specimens · in boxes: 3, drawers: 1 · fit no box: 1 · without a size: 5" in said
    assert re.search(r"A 40 × 30 × 25 600 1 –.*B 60 × 45 × 35 0 1 1.*Total 601 3 2", said)
    assert "Drawers, inside 600 × 400 × 130 mm: 1" in said
    assert "Padding: 2 mm on each side" in said
    assert "Lower bounds (*): 1. One photo shows two sides." in said
    assert "the height counts as the width: these boxes are the smallest that can do." in said
    assert "Borderline (!): 1." in said
    assert "not with 2 times their error. They get the smaller box." in said
    assert "21 Nov 2026" in said
    larger = planned(filled, replace(RULES, borderline=Borderline.LARGER))
    assert "They get the larger box." in printed(filled, larger, tmp_path / "larger.pdf")[0].text.replace("\r\n", " ")


def test_borderline_cases_with_their_odds_and_reasons_in_words(filled: Desk, tmp_path: Path) -> None:
    pages = printed(filled, planned(filled), tmp_path / "plan.pdf")
    said = " ".join(pages[-1].text.split())
    assert re.search(
        r"FMM 2 Quartz C → F length 82.4 ± 2.1 needs 90.6, C has 90; too small 1 of 20 drawer 1, place", said
    )
    assert re.search(r"Fit no box: 1 .*FMM 4 Quartz 312.0 × 220.0 × 220.0\* mm", said)
    for number, why in (
        ("FMM 5", "size to check: no cube"),
        ("FMM 6", "no size to be had"),
        ("FMM 7", "size left open"),
        ("=FMM 8", "not measured: no cube"),
        ("FMM 9", "only one side known"),
    ):
        assert f"{number} Quartz {why}" in said
    marked = " ".join(pages[1].text.split())
    assert "C!*" in marked, "borderline, and a lower bound"
    assert re.search(r"\bB FMM 3\b", marked), "a second photo shows the third side"


def test_in_russian(filled: Desk, tmp_path: Path) -> None:
    pages = printed(filled, planned(filled), tmp_path / "План № 1.pdf", PrintOrder(language="ru", day=DAY))
    said = " ".join(" ".join(page.text.split()) for page in pages)
    for words in ("План ящиков", "Заказ", "Нижние оценки (*): 1.", "Ящик 1", "масштаб 1 : 2,5", "21.11.2026"):
        assert words in said
    assert "FMM 2 Кварц C → F длина 82,4 ± 2,1" in said
    assert "мала 1 из 20" in said
    assert "Quartz" not in said


def test_boxes_that_go_into_no_drawer_are_told(filled: Desk, tmp_path: Path) -> None:
    low = replace(RULES, drawer=DrawerSize(600, 400, 40))
    said = " ".join(page.text for page in printed(filled, planned(filled, low), tmp_path / "plan.pdf"))
    assert "Boxes C do not go into the drawer: 1." in said
    assert "In no drawer: 1" in said
    flat = replace(RULES, drawer=DrawerSize(600, 400, 10))
    pages = printed(filled, planned(filled, flat), tmp_path / "none.pdf")
    assert "In no drawer: 3" in pages[-1].text
    assert not any("Drawer 1" in page.text for page in pages)


def test_numbers_too_large_for_their_boxes_are_listed_by_place(filled: Desk, tmp_path: Path) -> None:
    vast = replace(RULES, drawer=DrawerSize(3000, 2000, 200))
    plan = planned(filled, vast)
    pages = printed(filled, plan, tmp_path / "plan.pdf")
    listed = next(page for page in pages if "Boxes drawn without a number" in page.text)
    place = next(n for n, one in enumerate(in_places(plan.drawers[0]), 1) if one.boxed.specimen.number == "FMM 10")
    assert f"FMM 10 Quartz 1 · {place}" in " ".join(listed.text.split())
    assert "FMM 10" not in pages[1].text


def test_some_drawers_alone(desk_of_drawers: Desk, tmp_path: Path) -> None:
    plan = planned(desk_of_drawers)
    pages = printed(desk_of_drawers, plan, tmp_path / "plan.pdf", PrintOrder(first=2, last=2))
    said = " ".join(" ".join(page.text.split()) for page in pages)
    assert f"This file shows drawers 2 to 2 of {len(plan.drawers)}." in said
    index = said[said.index("Where each specimen lies") :]
    here = {one.specimen.number for one in plan.drawers[1].boxes}
    assert all(f"{number} Quartz" in index for number in here)
    assert index.count(" Quartz ") == len(here) + sum(one.is_borderline for one in plan.drawers[1].boxes)
    assert "No size" not in said


@pytest.mark.parametrize("asked", [(2, 1), (0, 1), (1, 99), (99, None)])
def test_drawers_that_are_not_there(filled: Desk, tmp_path: Path, asked: tuple[int, int | None]) -> None:
    with pytest.raises(UsageError, match="There are no drawers"):
        finish(print_plan(filled, planned(filled), PrintOrder(first=asked[0], last=asked[1]), tmp_path / "a.pdf"))


def test_too_much_for_one_file_says_what_would_do(
    desk_of_drawers: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(desk_of_drawers)
    monkeypatch.setattr(order, "MOST_DRAWERS", 2)
    with pytest.raises(UsageError, match="too many") as told:
        finish(print_plan(desk_of_drawers, plan, PrintOrder(), tmp_path / "a.pdf"))
    assert "drawers 1 to 2" in str(told.value)
    monkeypatch.setattr(order, "MOST_BOXES", 10)
    with pytest.raises(UsageError, match="boxes are too many"):
        finish(print_plan(desk_of_drawers, plan, PrintOrder(last=2), tmp_path / "a.pdf"))
    monkeypatch.setattr(plan_file, "MOST_LEFT_OUT", 2)
    pages = printed(desk_of_drawers, plan, tmp_path / "a.pdf", PrintOrder(last=1))
    assert "… and 3 more: they stand in the plan that is saved." in " ".join(pages[-1].text.split())


@pytest.mark.parametrize(("whose", "name"), [(Whose("zzzz"), "a.pdf"), (Whose(), "a.txt"), (Whose(), "pdf")])
def test_what_cannot_be_printed_leaves_no_file(filled: Desk, tmp_path: Path, whose: Whose, name: str) -> None:
    plan = finish(plan_storage(filled, whose, RULES))
    with pytest.raises(UsageError):
        finish(print_plan(filled, plan, PrintOrder(), tmp_path / "new" / name))
    assert not (tmp_path / "new").exists()


def test_the_job_tells_how_far_it_is_and_cancelled_it_leaves_nothing(
    desk_of_drawers: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file, "STEP", 5)
    plan, out, steps = planned(desk_of_drawers), tmp_path / "plan.pdf", list[Progress]()
    finish(print_plan(desk_of_drawers, plan, PrintOrder(), out), steps.append)
    assert {step.text for step in steps} == {DRAWING, LISTING}
    assert all(0 < step.done <= step.total == steps[0].total for step in steps)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    out.write_bytes(b"the file before")
    for count in (1, len(steps)):
        job = print_plan(desk_of_drawers, plan, PrintOrder(), out)
        for _ in range(count):
            next(job)
        job.close()
        assert out.read_bytes() == b"the file before"
        assert list(tmp_path.glob(".*.part")) == []


def test_a_folder_that_cannot_be_written(filled: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        finish(print_plan(filled, planned(filled), PrintOrder(), tmp_path / "file" / "plan.pdf"))


def hostile_texts() -> Iterator[str]:
    yield from HOSTILE
    yield from CONTROLS
    yield from ("שלום עולם", "مرحبا بالعالم", "漢字かな", "a" * 300 + " " + "b" * 300, "<para>x</para>", "(\\)")


def test_hostile_texts_stay_on_the_page_and_tell_their_specimen(desk: Desk, tmp_path: Path) -> None:
    def fill(catalogue: Catalogue) -> None:
        for n, text in enumerate(hostile_texts()):
            photo_id = add_photo(catalogue, f"{n:03} {text}", accepted(30.0 + n, 20.0 + n), name=f"{n}.jpg")
            catalogue.specimens.edit_of_photo(photo_id, {"species": text}, "Anna")

    desk.write(fill)
    boxes = parse_boxes("=A+1 60×40×40; @B 200×150×150")
    plan = planned(desk, replace(RULES, boxes=boxes, drawer=DrawerSize(600, 400, 200)))
    for code in ("en", "ru"):
        whose = Whose("x" * 900 + "\u202e\n\x00")
        pages = printed(desk, plan, tmp_path / f"{code}.pdf", PrintOrder(language=code, whose=whose, day=DAY))
        for page in pages:
            paper = (0.0, 0.0, *page.size_mm)
            assert all(is_within(around, paper, 0.5) for words, around in page.words if words)
            assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\u202a-\u202e]", page.text)
        index = "".join(page.text for page in pages[len(plan.drawers) :])
        for n, _ in enumerate(hostile_texts()):
            assert re.search(rf"\b{n:03}\b", index)


def test_a_long_name_is_whole_in_the_index(desk: Desk, tmp_path: Path) -> None:
    name = "Potassic-magnesio-fluoro-arfvedsonite-and-some-more-of-it"

    def fill(catalogue: Catalogue) -> None:
        photo_id = add_photo(catalogue, "FMM 1", accepted(30.0, 20.0))
        catalogue.specimens.edit_of_photo(photo_id, {"species": name}, "Anna")

    desk.write(fill)
    pages = printed(desk, planned(desk), tmp_path / "plan.pdf")
    assert name not in "".join(pages[1].text.split())
    assert name in "".join(pages[-1].text.split())


def test_every_sentence_of_the_paper_has_its_russian(filled: Desk) -> None:
    russian = load_language(filled.folders.resources, "ru")
    for words in (*(word for kind in plan_file.LEFT_OUT for word in kind), "Drawer plan", "Where each specimen lies"):
        assert re.search("[а-я]", russian.say(words))
