import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.domain.truth import CubeTruth, Expected, MaskValue, SceneTruth, SpecimenTruth
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import compare_sizes
from mineral_desk.services.size_methods import SizeMethod, size_methods

CUBE, STONE, SECOND = Box(60, 200, 110, 250), Box(200, 100, 451, 250), Box(500, 40, 560, 90)
TRUTH = SceneTruth(
    file="a.png",
    seed=1,
    category="standard",
    expected=Expected.MEASURE,
    width_px=600,
    height_px=400,
    specimen=SpecimenTruth((), STONE, 50.2, 30.0, ((200, 250), (451, 250)), 0.2, 1.0),
    cubes=(CubeTruth(10.0, (), CUBE, 1.0, 50.0),),
    background="grey",
    elevation_deg=0.0,
)


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    """A cube's square face and a three-cornered stone; the same with a second stone that only the mask tells of."""
    folder = tmp_path / "scenes"
    folder.mkdir()
    picture = Image.new("RGB", (600, 400), (190, 190, 190))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 200, 109, 249), fill=(25, 25, 25))
    pen.polygon([(200, 249), (450, 249), (340, 100)], fill=(150, 60, 60))
    picture.save(folder / "a.png")
    picture.save(folder / "b.png")
    mask = np.zeros((400, 600), np.uint8)
    mask[40:90, 500:560] = MaskValue.SECOND_SPECIMEN
    Image.fromarray(mask).save(folder / "b_mask.png")
    truths = [TRUTH, replace(TRUTH, file="b.png", category="two_specimens", mask_file="b_mask.png")]
    (folder / "truth.json").write_text(json.dumps([one.as_dict() for one in truths]), "utf-8")
    return folder


def test_the_methods_are_named_and_each_runs_once(desk: Desk) -> None:
    methods = size_methods(desk, [SizeMethod.PAPER, SizeMethod.OURS, SizeMethod.PAPER])
    assert list(methods) == ["paper", "ours"]


def test_true_boxes_give_the_papers_method_its_best(desk: Desk, scenes: Path) -> None:
    methods = size_methods(desk, [SizeMethod.PAPER_TRUE_BOXES])
    first, second = finish(compare_sizes(methods, scenes))["paper-with-true-boxes"].records
    assert first.measured
    assert first.cube_found
    assert first.found_mm == pytest.approx((50.2, 30.0))
    assert second.flags == ("several_specimens",), "three boxes: the paper drops such photos"


def test_the_papers_method_finds_its_own_boxes(desk: Desk, scenes: Path) -> None:
    first, second = finish(compare_sizes(size_methods(desk, [SizeMethod.PAPER]), scenes))["paper"].records
    assert first.measured
    assert first.worst_error < 0.2
    assert second.found_mm == first.found_mm
    assert first.deviations_mm == ()


def test_true_boxes_need_rendered_scenes(desk: Desk, scenes: Path) -> None:
    (scenes / "truth.json").unlink()
    (scenes / "sizes.csv").write_text("file,measured_size\na.png,5 x 3 cm\n", "utf-8")
    with pytest.raises(UsageError, match="true boxes"):
        finish(compare_sizes(size_methods(desk, [SizeMethod.PAPER_TRUE_BOXES]), scenes))
