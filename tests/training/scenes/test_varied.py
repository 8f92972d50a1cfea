"""Scenes of the second variety: what the truth says is what the mask and the pixels show."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="rendering scenes needs the training extra")

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.scoring import fill_polygon
from mineral_desk.domain.truth import Expected, MaskValue
from mineral_desk.training import render_scenes
from mineral_desk.training.scenes import Effort, shoot
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.cutouts import Cutout, cut, is_clean
from mineral_desk.training.scenes.expect import is_faint
from mineral_desk.training.scenes.lens import Caption, Lens, distort_picture, finish, straighten_points
from mineral_desk.training.scenes.mesh import about_y
from mineral_desk.training.scenes.plate_photos import read_plates
from mineral_desk.training.scenes.standee import steady_roll
from mineral_desk.training.scenes.varied.compose import WEIGHTS, compose_varied

ROUGH = Effort(supersample=1.0, key_samples=2, sky_samples=3, table_cells=40)
SEEDS = range(12)


class DrawnCutouts:
    """Stands in for photos: an uneven blob, checked in two colours."""

    def draw(self, rng):
        angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        reach = 60 + 12 * np.sin(3 * angles + rng.uniform(0, 6)) + 6 * np.sin(7 * angles)
        outline = np.stack([90 + reach * np.cos(angles), 80 + 0.8 * reach * np.sin(angles)], axis=1)
        inside = fill_polygon(outline, 180, 160)
        checks = (np.indices((160, 180)) // 12).sum(axis=0) % 2
        picture = np.where(checks[..., None] > 0, [0.5, 0.2, 0.1], [0.2, 0.4, 0.2]).astype(np.float32)
        return Cutout(picture, inside, "Drawn")


@cache
def scene(seed):
    return compose_varied(seed, 320, DrawnCutouts() if seed % 2 else None)


@cache
def shot(seed):
    return shoot(scene(seed), ROUGH, f"{seed}.jpg")


def test_a_seed_always_gives_the_same_scene():
    again = shoot(compose_varied(3, 320, DrawnCutouts()), ROUGH, "3.jpg")
    assert (again.pixels == shot(3).pixels).all()
    assert again.truth == shot(3).truth


@pytest.mark.parametrize("seed", SEEDS)
def test_outline_mask_and_lengths_agree(seed):
    truth, mask = shot(seed).truth, shot(seed).mask == MaskValue.SPECIMEN
    if truth.specimen is None:
        assert not mask.any()
        return
    largest = largest_part(mask)
    polygon = fill_polygon(np.array(truth.specimen.outline_px), mask.shape[1], mask.shape[0])
    # An outline runs half a pixel beside the mask's rim, which tells in needles; what stands before a specimen may
    # leave holes that an outline cannot show.
    assert (polygon & largest).sum() > 0.93 * largest.sum()
    closed = cv2.morphologyEx(largest.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0
    assert (polygon & closed).sum() > 0.85 * polygon.sum()
    k1 = scene(seed).lens.distortion
    straight = straighten_points(np.array(truth.specimen.outline_px, np.float32), k1, mask.shape[::-1])
    longest = np.linalg.norm(straight[:, None] - straight[None], axis=2).max()
    assert longest * truth.specimen.mm_per_px == pytest.approx(truth.specimen.length_mm, rel=0.02)
    assert truth.specimen.length_mm >= truth.specimen.width_mm > 0


def largest_part(mask):
    _, parts, sizes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return parts == 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA]))


@pytest.mark.parametrize("seed", SEEDS)
def test_cubes_lie_within_their_corners(seed):
    truth, mask = shot(seed).truth, shot(seed).mask
    hulls = np.zeros(mask.shape, np.uint8)
    for cube in truth.cubes:
        cv2.fillConvexPoly(hulls, cv2.convexHull(np.round(np.float32(cube.corners_px)).astype(np.int32)), 1)
    grown = cv2.dilate(hulls, np.ones((5, 5), np.uint8)) > 0
    assert not ((mask == MaskValue.CUBE) & ~grown).any()
    assert (mask == MaskValue.CUBE).any() == any(cube.box_px for cube in truth.cubes)


def test_a_real_cutout_keeps_its_shape_on_the_table():
    seeds = [seed for seed in SEEDS if scene(seed).look.species == "Drawn"]
    assert seeds
    for seed in seeds:
        (thing,) = scene(seed).specimen
        low, high = thing.mesh.vertices.min(axis=0), thing.mesh.vertices.max(axis=0)
        assert low[2] >= 0
        assert (high - low).max() > 5
        assert thing.kind is MaskValue.SPECIMEN


def test_categories_come_as_the_weights_say():
    assert Category.LOW_CONTRAST not in WEIGHTS
    flagged = sum(weight for category, weight in WEIGHTS.items() if category.expected is Expected.FLAG)
    assert 0.2 < flagged / sum(WEIGHTS.values()) < 0.4


@given(st.floats(-38, 38))  # at 40 the turn that stands it on its end is as small
def test_a_tilted_bar_is_turned_to_lie(degrees):
    bar = np.array([[x, 0, z] for x in np.linspace(-2, 2, 21) for z in np.linspace(-0.5, 0.5, 5)])
    tilted = bar @ about_y(np.radians(degrees)).T
    lying = tilted @ about_y(steady_roll(tilted.astype(np.float32))).T
    assert np.ptp(lying[:, 2]) < 1.25


def test_only_a_crisp_body_free_of_the_frame_is_cut_out():
    mask = np.zeros((160, 160), np.uint8)
    cv2.circle(mask, (80, 80), 50, 255, -1)
    assert is_clean(mask)
    cut_by_frame = np.roll(mask, 40, axis=1)
    two = mask.copy()
    two[:, 76:84] = 0
    for bad in (cut_by_frame, two, cv2.GaussianBlur(mask, (0, 0), 15), np.zeros_like(mask)):
        assert not is_clean(bad)


def test_the_rim_snaps_to_the_picture_and_no_old_background_is_left():
    pixels = np.full((400, 400, 3), 250, np.uint8)
    cv2.circle(pixels, (200, 200), 120, (120, 40, 30), -1)
    rough = np.zeros((160, 160), np.uint8)
    cv2.circle(rough, (80, 80), 49, 255, -1)
    cutout = cut(pixels, rough, "Garnet")
    wanted = np.hypot(*(np.indices((400, 400)) - 200)) < 120
    assert (cutout.inside & wanted).sum() / (cutout.inside | wanted).sum() > 0.97
    assert cutout.picture.max() < 0.3
    assert cut(pixels[::2, ::2], rough, "Garnet") is None


def test_a_cube_of_the_tables_colour_need_not_be_measured():
    cube = np.zeros((100, 100), bool)
    cube[40:60, 40:60] = True
    for tone, faint in ((84, True), (140, False)):
        pixels = np.full((100, 100, 3), 80, np.uint8)
        pixels[cube] = tone
        assert is_faint(pixels, cube) is faint
    assert not is_faint(pixels, np.zeros_like(cube))


def test_a_photo_may_be_made_small_and_large_again():
    pixels = np.random.default_rng(1).integers(0, 255, (90, 120, 3)).astype(np.uint8)
    assert (finish(pixels, Lens()) == pixels).all()
    small = finish(pixels, Lens(native_px=30, caption=Caption("1 cm", (0.5, 0.5), 0.1, "#ffffff")))
    assert small.shape == pixels.shape
    assert small.std() < 0.6 * pixels.std()


def test_the_command_says_what_it_needs_to_cut_specimens_out(tmp_path, capsys):
    wanted = ["--out", str(tmp_path / "out"), "--seeds", "1:2", "--cutouts", str(tmp_path / "photos")]
    with pytest.raises(SystemExit):
        render_scenes.main(wanted)
    assert "--teacher" in capsys.readouterr().err
    assert render_scenes.main([*wanted, "--variety", "2", "--teacher", str(tmp_path / "teacher.onnx")]) == 1
    assert "There is no table" in capsys.readouterr().err


def test_photographed_plates_lie_in_the_scene(tmp_path):
    with pytest.raises(UsageError, match="no JPEG photos of plates"):
        read_plates(tmp_path)
    plate = np.full((120, 200, 3), (40, 200, 220), np.uint8)
    (tmp_path / "plate.jpg").write_bytes(cv2.imencode(".jpg", plate)[1].tobytes())
    (picture,) = read_plates(tmp_path)
    assert picture.shape == (108, 180, 3)
    labels = [label for seed in range(18) for label in compose_varied(seed, 100, None, (picture,)).labels]
    shown = [label for label in labels if label.thing.print.card is picture]
    assert len(labels) > len(shown) > 0.2 * len(labels)
    for label in shown:
        across = np.linalg.norm(label.corners[1] - label.corners[0])
        down = np.linalg.norm(label.corners[3] - label.corners[0])
        assert down / across == pytest.approx(108 / 180, rel=0.03)


def test_a_barrel_pulls_in_what_was_rendered_beyond_the_frame():
    columns = np.mgrid[-20:120, -20:180].astype(np.float32)[1] + 0.5
    seen = np.asarray(distort_picture(columns, 0.1, margin=20))
    assert seen.shape == (100, 160)
    corner = straighten_points(np.float32([[0.5, 0.5]]), 0.1, (160, 100))[0]
    assert seen[0, 0] == pytest.approx(corner[0], abs=0.05)
    assert corner[0] < -5


def test_the_visible_share_of_a_cube_is_that_without_distortion():
    straight = shot_with(0.0)
    for k1 in (-0.08, 0.08):
        bent = shot_with(k1)
        for one, other in zip(straight.cubes, bent.cubes, strict=True):
            assert other.visible_fraction == pytest.approx(one.visible_fraction, abs=0.06)


def shot_with(k1):
    seed = next(seed for seed in SEEDS if scene(seed).category is Category.STANDARD)
    bent = replace(scene(seed), lens=replace(scene(seed).lens, distortion=k1))
    return shoot(bent, ROUGH, "bent.jpg").truth


def test_a_size_is_asked_for_only_where_all_is_in_the_frame():
    for seed in SEEDS:
        truth = shot(seed).truth
        if truth.expected is Expected.MEASURE:
            box = truth.specimen.box_px
            assert box.x0 > 0
            assert box.y0 > 0
            assert box.x1 < truth.width_px
            assert box.y1 < truth.height_px
            assert all(0 <= x <= truth.width_px and 0 <= y <= truth.height_px for x, y in truth.cubes[0].corners_px)
    assert any(shot(seed).truth.expected is Expected.MEASURE for seed in SEEDS)
