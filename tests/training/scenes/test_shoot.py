import json
import math
from functools import cache

import numpy as np
import pytest

pytest.importorskip("scipy", reason="rendering scenes needs the training extra")

from mineral_desk.domain.measurement import CUBE_EDGES
from mineral_desk.domain.scoring import fill_polygon
from mineral_desk.domain.truth import Expected, MaskValue
from mineral_desk.services.truth_files import read_truth
from mineral_desk.training import render_scenes
from mineral_desk.training.scenes import Effort, compose, shoot
from mineral_desk.training.scenes.categories import Category
from mineral_desk.vision.decode import decode

ROUGH = Effort(supersample=1.0, key_samples=2, sky_samples=3, table_cells=40)
SEEDS = (1, 2, 5, 9, 16, 17)


@cache
def shot(seed):
    return shoot(compose(seed, 320), ROUGH, f"{seed}.jpg")


def test_a_seed_always_gives_the_same_photo_and_truth():
    again = shoot(compose(5, 320), ROUGH, "5.jpg")
    assert (again.pixels == shot(5).pixels).all()
    assert again.truth == shot(5).truth


def test_the_size_of_the_photo_does_not_change_the_scene():
    small, large = shot(2).truth, shoot(compose(2, 640), ROUGH, "2.jpg").truth
    assert small.category == large.category
    assert large.specimen.length_mm == pytest.approx(small.specimen.length_mm, rel=0.03)
    assert np.array(large.cubes[0].corners_px) == pytest.approx(2 * np.array(small.cubes[0].corners_px), abs=2.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_outline_is_the_specimens_mask(seed):
    mask, specimen = shot(seed).mask == MaskValue.SPECIMEN, shot(seed).truth.specimen
    polygon = fill_polygon(np.array(specimen.outline_px), mask.shape[1], mask.shape[0])
    assert (polygon & mask).sum() > 0.9 * min(mask.sum(), polygon.sum())
    assert specimen.length_mm >= specimen.width_mm > 0
    assert math.dist(*specimen.length_line_px) * specimen.mm_per_px == pytest.approx(specimen.length_mm, rel=1e-3)
    apart = np.array(specimen.outline_px)
    longest = np.linalg.norm(apart[:, None] - apart[None], axis=2).max()
    assert longest * specimen.mm_per_px == pytest.approx(specimen.length_mm, rel=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_corners_of_a_cube_enclose_what_is_seen_of_it(seed):
    truth, mask = shot(seed).truth, shot(seed).mask
    for cube in truth.cubes:
        corners = np.array(cube.corners_px)
        edges = [np.linalg.norm(corners[i] - corners[j]) for i, j in CUBE_EDGES]
        assert max(edges) < 1.5 * cube.edge_px
        if cube.box_px is not None:
            low, high = corners.min(axis=0) - 1.5, corners.max(axis=0) + 1.5
            assert low[0] <= cube.box_px.x0
            assert low[1] <= cube.box_px.y0
            assert cube.box_px.x1 <= high[0]
            assert cube.box_px.y1 <= high[1]
    assert (mask == MaskValue.CUBE).any() == any(cube.box_px for cube in truth.cubes)


def seeds_of(category, count=1):
    found = [seed for seed in range(400) if _category(seed) is category]
    return found[:count]


@cache
def _category(seed):
    return Category.draw(np.random.default_rng(seed))


def test_every_category_comes_up():
    drawn = {_category(seed) for seed in range(400)}
    assert drawn == set(Category)


def test_a_cube_that_is_cut_shows_less_than_all_of_it():
    for seed in seeds_of(Category.CUBE_CUT, 2):
        truth = shot(seed).truth
        assert truth.expected is Expected.FLAG
        assert truth.cubes[0].visible_fraction < 0.97
        corners = np.array(truth.cubes[0].corners_px)
        assert corners[:, 0].min() < 0 or corners[:, 0].max() > truth.width_px


def test_scenes_without_a_cube_have_none():
    for category in (Category.NO_CUBE, Category.CUBIC_NO_CUBE):
        (seed,) = seeds_of(category)
        truth = shot(seed).truth
        assert truth.cubes == ()
        assert truth.expected is Expected.FLAG
        assert not (shot(seed).mask == MaskValue.CUBE).any()


def test_a_second_specimen_has_its_own_value_in_the_mask():
    (seed,) = seeds_of(Category.TWO_SPECIMENS)
    assert (shot(seed).mask == MaskValue.SECOND_SPECIMEN).any()


def test_the_command_writes_photos_masks_and_truth(tmp_path):
    turned = 34  # taken with the camera held upright
    chosen = ["--out", str(tmp_path), "--seeds", f"{turned}:{turned}", "--masks", "--long-side", "200"]
    assert render_scenes.main(chosen) == 0
    (truth,) = read_truth(tmp_path)
    assert truth.exif_orientation == 6
    photo = decode(tmp_path / truth.file)
    assert (photo.photo.width_px, photo.photo.height_px) == (truth.width_px, truth.height_px)
    assert photo.photo.focal_length_35mm == truth.exif_focal_length_35mm
    assert decode(tmp_path / truth.mask_file).pixels.shape == photo.pixels.shape
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))[0]["seed"] == turned
