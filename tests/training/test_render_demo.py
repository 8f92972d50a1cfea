import pytest

pytest.importorskip("scipy", reason="rendering scenes needs the training extra")

from mineral_desk.domain.errors import UnreadablePhoto
from mineral_desk.domain.truth import Expected
from mineral_desk.services.truth_files import read_truth
from mineral_desk.training.render_demo import CUT_SHORT, DEMO
from mineral_desk.vision.decode import decode
from mineral_desk.vision.phash import perceptual_hash


@pytest.fixture
def demo(resources_folder):
    return resources_folder / "demo"


def test_the_demo_is_complete_and_small(demo):
    assert {photo.name for photo in demo.glob("*.jpg")} == set(DEMO)
    assert sum(file.stat().st_size for file in demo.iterdir()) < 3_000_000


def test_the_truth_fits_the_photos(demo):
    scenes = read_truth(demo)
    assert {scene.file for scene in scenes} == set(DEMO) - {CUT_SHORT}
    for scene in scenes:
        photo = decode(demo / scene.file).photo
        assert (photo.width_px, photo.height_px) == (scene.width_px, scene.height_px)


def test_at_least_six_photos_can_be_measured(demo):
    clean = [
        scene
        for scene in read_truth(demo)
        if scene.expected is Expected.MEASURE and scene.cubes[0].visible_fraction > 0.99 and scene.cubes[0].edge_px > 90
    ]
    assert len(clean) >= 6


def test_one_file_is_cut_short(demo):
    with pytest.raises(UnreadablePhoto):
        decode(demo / CUT_SHORT)


def test_two_photos_are_near_duplicates(demo):
    one, other = (perceptual_hash(decode(demo / f"FMM_31907_0{k}.jpg").pixels) for k in (1, 2))
    assert (one ^ other).bit_count() <= 6
