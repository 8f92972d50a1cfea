"""What is set aside, what is only marked, and what real photos show."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.photo import DecodedPhoto, Photo, Pixels
from mineral_desk.domain.quality import IssueCode, KnownPhoto, QualityReport, Verdict
from mineral_desk.vision.crop import working_copy
from mineral_desk.vision.decode import decode
from mineral_desk.vision.hash_index import HashIndex
from mineral_desk.vision.quality import among_known, assess, clipped_fractions, sharpness
from tests.vision.test_phash import picture

SETTINGS = AnalysisSettings()


def decoded(pixels: Pixels, sha256: str = "a" * 64) -> DecodedPhoto:
    height, width = pixels.shape[:2]
    return DecodedPhoto(Photo(Path("a.jpg"), sha256, 1000, width, height), pixels)


def rock(background: int, width: int = 1200, height: int = 900, seed: int = 0) -> Pixels:
    """A grainy stone in the middle of an even background."""
    chance = np.random.default_rng(seed)
    scene = np.full((height, width, 3), background, np.uint8)
    grain = cv2.resize(chance.integers(60, 200, (height // 3, width // 3, 3), dtype=np.uint8), (width, height))
    inside = np.zeros((height, width), np.uint8)
    cv2.ellipse(inside, (width // 2, height // 2), (width // 5, height // 4), 20, 0, 360, (1,), cv2.FILLED)
    scene[inside > 0] = np.asarray(grain)[inside > 0]
    return scene


def codes(report: QualityReport) -> set[IssueCode]:
    return {issue.code for issue in report.issues}


@pytest.mark.parametrize("background", [0, 3, 128, 252, 255])
def test_a_good_photo_is_ok_on_velvet_and_on_white(background: int) -> None:
    report = assess(decoded(rock(background)), SETTINGS)
    assert report.verdict is Verdict.OK
    assert report.issues == ()
    assert report.perceptual_hash != 0


def test_a_long_strip_is_set_aside_with_its_numbers() -> None:
    report = assess(decoded(rock(128, 1300, 400)), SETTINGS)
    assert report.verdict is Verdict.REJECT
    (issue,) = report.issues
    assert issue.code is IssueCode.ASPECT_RATIO
    assert issue.value == pytest.approx(3.25)
    assert issue.limit == 3


def test_blur_is_set_aside() -> None:
    blurred = np.asarray(cv2.GaussianBlur(rock(40), (0, 0), 5), np.uint8)
    report = assess(decoded(blurred), SETTINGS)
    assert codes(report) == {IssueCode.BLURRED}
    assert report.verdict is Verdict.REJECT
    assert report.sharpness == report.issues[0].value < SETTINGS.min_sharpness


def test_sharpness_falls_with_blur_and_ignores_background_contrast_and_size() -> None:
    scene = rock(40)
    values = [sharpness(np.asarray(cv2.GaussianBlur(scene, (0, 0), s), np.uint8)) for s in (0.5, 1, 2, 4, 8)]
    assert values == sorted(values, reverse=True)
    faint = (scene.astype(np.float32) * 0.5 + 60).astype(np.uint8)
    assert sharpness(faint) == pytest.approx(sharpness(scene), rel=0.15)
    wide = np.full((1800, 2400, 3), 40, np.uint8)
    blurred = np.asarray(cv2.GaussianBlur(scene, (0, 0), 4), np.uint8)
    wide[450:1350, 600:1800] = blurred
    twice = np.asarray(cv2.resize(blurred, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    assert sharpness(twice) == pytest.approx(sharpness(blurred), rel=0.3)
    assert sharpness(wide) < 2 * SETTINGS.min_sharpness


@pytest.mark.parametrize(("level", "code"), [(6, IssueCode.TOO_DARK), (252, IssueCode.TOO_BRIGHT)])
def test_a_subject_without_tones_is_marked(level: int, code: IssueCode) -> None:
    scene = rock(128)
    scene[200:700, 300:900] = level
    report = assess(decoded(scene), SETTINGS)
    assert codes(report) == {code}
    assert report.verdict is Verdict.WARN


def test_an_all_black_photo_is_too_dark() -> None:
    dark, bright = clipped_fractions(np.zeros((300, 400, 3), np.uint8))
    assert (dark, bright) == (1, 0)
    assert IssueCode.TOO_DARK in codes(assess(decoded(np.zeros((300, 400, 3), np.uint8)), SETTINGS))


def test_a_tiny_photo_is_marked_not_set_aside() -> None:
    report = assess(decoded(rock(128, 150, 110)), SETTINGS)
    assert codes(report) == {IssueCode.TOO_SMALL}
    assert report.verdict is Verdict.WARN


def test_duplicates_are_named() -> None:
    scene = picture(1)
    first = assess(decoded(scene), SETTINGS)
    known = [
        KnownPhoto("other.jpg", "c" * 64, assess(decoded(picture(2)), SETTINGS).perceptual_hash),
        KnownPhoto("IMG_0001.jpg", "b" * 64, first.perceptual_hash),
    ]
    smaller = np.asarray(cv2.resize(scene, (240, 180), interpolation=cv2.INTER_AREA), np.uint8)
    near = assess(decoded(smaller), SETTINGS, known)
    assert near.duplicate_of == "IMG_0001.jpg"
    alone = assess(decoded(smaller), SETTINGS)
    assert among_known(alone, decoded(smaller).photo.sha256, SETTINGS, HashIndex(known)) == near
    assert near.verdict is Verdict.REJECT
    assert {issue.code for issue in near.issues} >= {IssueCode.NEAR_DUPLICATE}
    same_file = assess(decoded(scene, "c" * 64), SETTINGS, HashIndex(known))
    assert same_file.duplicate_of == "other.jpg"
    assert same_file.issues[-1].value == 0
    assert assess(decoded(picture(3)), SETTINGS, known).duplicate_of is None


def test_limits_are_settings() -> None:
    scene = rock(128)
    strict = replace(SETTINGS, max_aspect_ratio=1.2, min_sharpness=1000.0)
    assert codes(assess(decoded(scene), strict)) == {IssueCode.ASPECT_RATIO, IssueCode.BLURRED}


def test_real_photos_pass_and_blurred_ones_do_not(shared_data: Path) -> None:
    paths = sorted((shared_data / "validation_photos").glob("*"))[::5] + sorted(
        (shared_data / "museum_photos").glob("*")
    )
    set_aside = caught = 0
    for path in paths:
        photo = decode(path)
        set_aside += assess(photo, SETTINGS).verdict is Verdict.REJECT
        blurred = np.asarray(cv2.GaussianBlur(working_copy(photo.pixels), (0, 0), 2), np.uint8)
        caught += sharpness(blurred) < SETTINGS.min_sharpness
    assert set_aside == 0
    assert caught >= 0.95 * len(paths)
