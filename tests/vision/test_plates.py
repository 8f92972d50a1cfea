"""Plates are found whole, read, told from engravings, and covered; stones are left alone."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.catalogue_number import catalogue_number_in
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.decode import decode
from mineral_desk.vision.plates import clear_of_cubes, cover, find_text, to_be_covered
from mineral_desk.vision.text import TextReader
from tests.vision.labels import desk, plate

LABEL = Box(300, 500, 700, 640)
OTHER = Box(740, 60, 960, 130)


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(threads=1)


def label(box: Box, text: str = "") -> Region:
    return Region(RegionKind.LABEL, box, 0.8, text)


def test_the_whole_paper_is_the_plate_and_its_number_is_read(reader: TextReader) -> None:
    scene = desk()
    plate(scene, LABEL, ["FMM 82451", "Malachite", "Gumeshevsky, Ural"])
    (found,) = find_text(scene, reader).plates
    assert found.kind is RegionKind.LABEL
    assert found.box_px.overlap(LABEL) > 0.9
    assert found.confidence > 0.6
    assert catalogue_number_in(found.text.splitlines()) == "FMM 82451"
    assert "Malachite" in found.text


def test_two_plates_are_two(reader: TextReader) -> None:
    scene = desk()
    plate(scene, LABEL, ["FMM 82451", "Malachite"])
    plate(scene, OTHER, ["12345"], paper=30, ink=230)
    upper, lower = find_text(scene, reader).plates
    assert upper.box_px.overlap(OTHER) > 0.7
    assert lower.box_px.overlap(LABEL) > 0.9
    assert upper.text == "12345"


def test_text_without_paper_is_covered_with_a_margin(reader: TextReader) -> None:
    scene = desk()
    cv2.putText(scene, "ALH84001,0", (350, 640), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (250, 250, 250), 3, cv2.LINE_AA)
    (found,) = find_text(scene, reader).plates
    covered = cover(scene, [found.box_px])
    assert (covered > 240).all(axis=2).sum() == 0
    assert found.box_px.area < 0.08 * scene.size / 3


def test_a_stone_without_a_label_has_no_plate(reader: TextReader) -> None:
    assert find_text(desk(), reader).plates == ()


def test_covering_is_uniform_in_the_colour_around_and_leaves_the_rest(reader: TextReader) -> None:
    scene = desk()
    before = scene.copy()
    plate(scene, LABEL, ["FMM 82451"])
    original = scene.copy()
    covered = cover(scene, [LABEL])
    inside = covered[500:640, 300:700]
    assert (inside == inside[0, 0]).all()
    assert abs(int(inside[0, 0, 0]) - int(np.median(before[500:640, 300:700, 0]))) < 12
    np.testing.assert_array_equal(scene, original)
    outside = np.ones(scene.shape[:2], bool)
    outside[500:640, 300:700] = False
    np.testing.assert_array_equal(covered[outside], original[outside])
    assert find_text(covered, reader).plates == ()


def test_a_person_can_uncover_and_cover() -> None:
    scene = desk()
    boxes = to_be_covered([label(LABEL), label(OTHER)], [Box(310, 510, 320, 520)], [Box(0, 0, 50, 50)])
    result = cover(scene, boxes)
    np.testing.assert_array_equal(result[500:640, 300:700], scene[500:640, 300:700])
    assert (result[60:130, 740:960] == result[60, 740]).all()
    assert (result[:50, :50] == result[0, 0]).all()


def test_engravings_are_no_plates() -> None:
    cube = Box(100, 500, 200, 600)
    on_cube, around_cube, beside = label(Box(110, 530, 190, 570)), label(Box(80, 480, 230, 620)), label(LABEL)
    assert clear_of_cubes([on_cube, around_cube, beside], [cube]) == (beside,)


def test_a_plate_before_a_cube_ends_at_the_cube() -> None:
    cube = Box(650, 450, 760, 560)
    (cut,) = clear_of_cubes([label(LABEL, "FMM 82451")], [cube])
    assert cut.box_px == Box(300, 500, 650, 640)
    assert cut.text == "FMM 82451"


def test_a_cube_beside_a_plate_is_no_part_of_it(reader: TextReader) -> None:
    scene = desk()
    plate(scene, LABEL, ["FMM 82451", "Malachite"])
    cube = Box(720, 540, 820, 640)
    plate(scene, cube, ["1 CM"], paper=60, ink=230)
    found = find_text(scene, reader)
    (only,) = found.plates
    assert only.box_px.intersection(cube).area == 0
    assert any(mark.box_px.intersection(cube).area > 0.9 * mark.box_px.area for mark in found.marks)


@given(
    st.tuples(st.floats(-50, 60), st.floats(-50, 60), st.floats(-20, 120), st.floats(-20, 120)),
    st.integers(0, 255),
)
def test_cover_takes_any_box(corners: tuple[float, float, float, float], shade: int) -> None:
    scene = np.full((40, 50, 3), shade, np.uint8)
    box = Box(min(corners[0], corners[2]), min(corners[1], corners[3]), max(corners[0::2]), max(corners[1::2]))
    np.testing.assert_array_equal(cover(scene, [box]), scene)


def test_every_real_label_is_found_and_no_stone_is_taken_for_one(shared_data: Path, reader: TextReader) -> None:
    with (shared_data / "species_photos.csv").open(encoding="utf-8") as table:
        marked = [row["file"] for row in csv.DictReader(table) if row["label_plate_in_photo"] == "1"][::2]
    missed = [
        name for name in marked if not find_text(decode(shared_data / "species_photos" / name).pixels, reader).plates
    ]
    assert missed == []
    bare = sorted((shared_data / "validation_photos").glob("*"))[::40]
    assert [path.name for path in bare if find_text(decode(path).pixels, reader).plates] == []
