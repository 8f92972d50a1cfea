"""What is engraved on a cube is read whichever way up it stands; what is not there is not read."""

import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
import pytest

from mineral_desk.domain.engraved_edge import engraved_edge_mm
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.engraving import read_engraving
from mineral_desk.vision.measuring.wireframe import CubePose
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.second_reading import SecondReading
from mineral_desk.vision.text import TextBox, TextReader
from tests.vision.measuring.drawn import CUBE, Drawn, draw
from tests.vision.measuring.reading import Says, lettered

FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(threads=1)


@pytest.fixture(scope="module")
def russian(models_folder: Path) -> TextReader:
    return TextReader(threads=1, second=SecondReading(ModelStore([models_folder]).load("cyrillic")))


@pytest.fixture(scope="module")
def scene() -> Drawn:
    return draw()


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
@pytest.mark.parametrize(("lines", "edge_mm"), [(["1 cm"], 10.0), (["T.", "1 CM"], 10.0), (["1 inch"], 25.4)])
def test_letters_are_read_whichever_way_up(
    scene: Drawn, reader: TextReader, lines: Sequence[str], edge_mm: float, quarter_turns: int
) -> None:
    text = read_engraving(lettered(scene, lines, quarter_turns), scene.cube, scene.camera, reader)
    assert engraved_edge_mm(text) == edge_mm


@pytest.mark.parametrize("edge_px", [36.0, 70.0, 260.0])
@pytest.mark.parametrize("ink", [-25, 60])
def test_small_and_large_dark_and_bright_letters_are_read(reader: TextReader, edge_px: float, ink: int) -> None:
    scene = draw(cube=CubePose(500.0, 400.0, math.log(edge_px), math.radians(20), math.radians(15), 0.05))
    text = read_engraving(lettered(scene, ["10 mm"], ink=ink), scene.cube, scene.camera, reader)
    assert engraved_edge_mm(text) == 10.0


@pytest.mark.parametrize("quarter_turns", [0, 2])
@pytest.mark.parametrize(
    ("lines", "edge_mm"),
    [(["1 см"], 10.0), (["1 СМ"], 10.0), (["10 мм"], 10.0), (["1", "см"], 10.0), (["1 дюйм"], 25.4)],
)
def test_russian_units_are_read(
    scene: Drawn, russian: TextReader, lines: Sequence[str], edge_mm: float, quarter_turns: int
) -> None:
    text = read_engraving(lettered(scene, lines, quarter_turns, font=FONT), scene.cube, scene.camera, russian)
    assert engraved_edge_mm(text) == edge_mm


class MissesTheFigure:
    """A reader that finds the unit's line, and reads the figure before it only where the crop is wider than that."""

    def __init__(self, unit: str) -> None:
        self.unit, self.line = unit, Says("")

    def detect(self, pixels: Pixels, side_px: int | None = None) -> list[TextBox]:
        return self.line.detect(pixels, side_px)

    def read(self, crop: Pixels) -> tuple[str, float]:
        height, width = crop.shape[:2]
        return (f"1 {self.unit}" if width > 4.5 * height else self.unit), 0.95


@pytest.mark.parametrize("unit", ["cm", "см", "СМ", "cм", "сm"])
def test_where_a_unit_stands_alone_its_figure_is_looked_for_beside_it(scene: Drawn, unit: str) -> None:
    assert read_engraving(scene.pixels, CUBE, scene.camera, MissesTheFigure(unit)) == f"1 {unit}"


def test_two_short_lines_are_one_text(scene: Drawn, reader: TextReader) -> None:
    text = read_engraving(lettered(scene, ["10", "mm"]), scene.cube, scene.camera, reader)
    assert engraved_edge_mm(text) == 10.0


@pytest.mark.parametrize("lines", [[], ["S."], ["N1"], ["FMM", "82451"]])
@pytest.mark.parametrize("quarter_turns", [0, 2])
def test_nothing_is_read_that_is_not_there(
    scene: Drawn, reader: TextReader, lines: Sequence[str], quarter_turns: int
) -> None:
    assert read_engraving(lettered(scene, lines, quarter_turns), scene.cube, scene.camera, reader) == ""


def test_the_stone_says_nothing(scene: Drawn, reader: TextReader) -> None:
    on_stone = CubePose(730.0, 400.0, math.log(150.0), math.radians(30), 0.4, 0.0)
    assert read_engraving(scene.pixels, on_stone, scene.camera, reader) == ""


@pytest.mark.parametrize(
    ("text", "confidence", "edge_px", "taken"),
    [
        ("1 cm", 0.75, 30.0, True), ("1 cm", 0.5, 120.0, False), ("1 in", 0.75, 120.0, False),
        ("1 in", 0.95, 120.0, True), ("1 in", 0.95, 20.0, False), ("2 cm", 0.97, 30.0, False),
        ("2 cm", 0.97, 80.0, True),
    ],
)  # fmt: skip
def test_a_rare_edge_has_to_be_read_more_surely(
    scene: Drawn, text: str, confidence: float, edge_px: float, taken: bool
) -> None:
    cube = CUBE.scaled(edge_px / CUBE.edge_px)
    assert read_engraving(scene.pixels, cube, scene.camera, Says(text, confidence)) == (text if taken else "")


def test_writing_much_smaller_than_the_face_is_not_on_it(scene: Drawn, reader: TextReader) -> None:
    pixels = scene.pixels.copy()
    corner = (round(CUBE.x) + 10, round(CUBE.y) - 60)
    cv2.putText(pixels, "1 cm", corner, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (250, 250, 250), 1, cv2.LINE_AA)
    huge = CubePose(CUBE.x + 80, CUBE.y - 100, math.log(330.0), CUBE.elevation, CUBE.yaw, 0.0)
    assert read_engraving(pixels, huge, scene.camera, reader) == ""


def test_reading_stops_at_the_first_proof(scene: Drawn) -> None:
    sure = Says("1 cm")
    assert read_engraving(scene.pixels, CUBE, scene.camera, sure) == "1 cm"
    assert sure.readings == 1


def test_a_cube_cut_by_the_frame_is_no_trouble(reader: TextReader) -> None:
    scene = draw(cube=CubePose(-10.0, 400.0, math.log(90.0), math.radians(20), 0.3, 0.0))
    assert read_engraving(scene.pixels, scene.cube, scene.camera, reader) == ""
    outside = CubePose(-400.0, 400.0, math.log(90.0), math.radians(20), 0.3, 0.0)
    assert read_engraving(np.zeros_like(scene.pixels), outside, scene.camera, reader) == ""
