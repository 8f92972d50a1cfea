"""Training sees what the program classifies; what cannot be read stops nothing."""

import shutil

import numpy as np
import pytest

pytest.importorskip("torch")

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UnreadablePhoto
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.taking_in import take_in
from mineral_desk.training.fewshot.catalogue import read_catalogue
from mineral_desk.training.fewshot.crops import CropMethod, Cropper, make_crops
from mineral_desk.training.fewshot.named_photo import NamedPhoto
from mineral_desk.vision.crop import crop_on_specimen
from mineral_desk.vision.decode import decode
from tests.training.fewshot.pictures import write_photo


@pytest.fixture
def desk(tmp_path, models_folder, resources_folder):
    folders = Folders((models_folder,), resources_folder, tmp_path / "user")
    with Desk(folders, Settings(), tmp_path / "музей.mdc") as one:
        yield one


def test_crops_are_what_the_program_classifies(desk, tmp_path, resources_folder, monkeypatch):
    shutil.copy(resources_folder / "demo" / "FMM_31906_01.jpg", tmp_path / "photo.jpg")
    classifier = desk.pipeline.classifier
    seen, classify = [], classifier.classify
    monkeypatch.setattr(classifier, "classify", lambda pixels, *more: seen.append(pixels) or classify(pixels, *more))
    photo = NamedPhoto(tmp_path / "photo.jpg", "Malachite")
    analysis = analyser(desk)(photo.path)
    found = Cropper(CropMethod.PROGRAM, tmp_path / "cache", 4000, lambda _: analysis).crop(photo)
    assert found.pixels().shape == seen[0].shape
    assert found.pixels().shape != decode(photo.path).pixels.shape
    assert np.abs(found.pixels().astype(int) - seen[0]).mean() < 2  # it is kept as JPEG
    assert found.perceptual_hash == analysis.quality.perceptual_hash

    finish(take_in(desk, [photo.path]))
    desk.write(lambda one: one.analyses.add(1, analysis, "fingerprint"))
    reviewing.decide(desk, Decision(1, Verb.ACCEPT, "Anna", "Malachite"))
    (confirmed,) = read_catalogue(desk.lane.path).photos
    assert (confirmed.path, confirmed.written) == (photo.path, "Malachite")
    assert confirmed.specimen.endswith(("музей.mdc: 1", "музей.mdc: -1"))
    again = Cropper(CropMethod.PROGRAM, tmp_path / "other", 4000, pytest.fail).crop(confirmed)
    np.testing.assert_array_equal(again.pixels(), found.pixels())


def test_a_photo_that_changed_since_it_was_confirmed_is_looked_at_anew(tmp_path):
    path = write_photo(tmp_path / "a.png")
    asked = []
    cropper = Cropper(CropMethod.PROGRAM, tmp_path / "cache", 500, lambda one: asked.append(one) or analysis_of(one))
    cropper.crop(NamedPhoto(path, "Azurite", part=None, sha256="0" * 64))
    assert asked == [path]


def analysis_of(path):
    from mineral_desk.domain.analysis import Analysis
    from mineral_desk.domain.quality import QualityReport, Verdict

    return Analysis(decode(path).photo, QualityReport(Verdict.OK), classified_px=Box(10, 10, 40, 30))


def test_crops_are_made_once_and_never_larger_than_wanted(tmp_path):
    path, asked = write_photo(tmp_path / "a.png"), []
    cropper = Cropper(CropMethod.PROGRAM, tmp_path / "cache", 20, lambda one: asked.append(one) or analysis_of(one))
    first = cropper.crop(NamedPhoto(path, "Azurite"))
    assert cropper.crop(NamedPhoto(path, "Azurite")).file == first.file
    assert first.pixels().shape == (13, 20, 3)
    assert len(asked) == 1
    first.file.unlink()
    with pytest.raises(UnreadablePhoto, match="is gone"):
        first.pixels()
    cropper.crop(NamedPhoto(path, "Azurite"))
    assert len(asked) == 2


def test_the_salient_part_and_the_whole(tmp_path):
    photo = NamedPhoto(write_photo(tmp_path / "a.png"), "Azurite")
    whole = Cropper(CropMethod.WHOLE, tmp_path / "cache", 500).crop(photo)
    salient = Cropper(CropMethod.SALIENT, tmp_path / "cache", 500).crop(photo)
    assert whole.pixels().shape == (60, 80, 3)
    assert salient.pixels().shape == crop_on_specimen(decode(photo.path).pixels, None)[0].shape
    assert salient.pixels().shape != whole.pixels().shape


def test_what_cannot_be_read_is_left_out_and_told(tmp_path):
    good = write_photo(tmp_path / "good.png")
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    (tmp_path / "cut.png").write_bytes(good.read_bytes()[:200])
    names = ["missing.png", "bad.jpg", "good.png", "cut.png"]
    photos = [NamedPhoto(tmp_path / name, "Azurite") for name in names]
    crops, left_out = finish(make_crops(photos, Cropper(CropMethod.SALIENT, tmp_path / "cache", 500)))
    assert [crop.photo.path.name for crop in crops] == ["good.png"]
    assert [one.what.rpartition("/")[2] for one in left_out] == ["missing.png", "bad.jpg", "cut.png"]
    assert all(one.reason for one in left_out)
