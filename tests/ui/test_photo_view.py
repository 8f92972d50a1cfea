"""The photo: zoom, overlays, the map and its edge, places for words."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.geometry import Box
from mineral_desk.ui.photo_view.geometry import contour, free_place, runs, touching_point
from mineral_desk.ui.photo_view.images import make_heat_picture, make_picture, ramp, to_image
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.overlays import Ground, covered_plates, draw_findings
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import interface_family
from mineral_desk.ui.theme.tokens import LIGHT, OVERLAY
from tests.ui import scenes


@pytest.fixture
def theme(qapp: QApplication, resources_folder: Path) -> Theme:
    return Theme(LIGHT, interface_family(), resources_folder / "icons", reduce_motion=True)


@pytest.fixture
def view(theme: Theme) -> PhotoView:
    made = PhotoView(theme)
    made.resize(640, 480)
    made.show()
    picture = make_picture("sha-1", 3000, 2000, scenes.pixels(1500, 1000))
    made.show_picture(picture)
    made.show_analysis(scenes.analysis(Path("a.jpg"), "sha-1"))
    return made


def drawn(theme: Theme, layers: set[Layer], flagged: bool = False) -> QImage:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    found = scenes.analysis(Path("a.jpg"), "sha-1", flagged=flagged)
    draw_findings(painter, found, layers, Ground(theme, QTransform(), QRectF(0, 0, 900, 600)))
    painter.end()
    return image


NEARLY = 24
"""Smooth edges mix colours."""


def count_of(image: QImage, colour: str) -> int:
    wanted = np.array(QColor(colour).getRgb()[2::-1])
    values = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(int)
    return int((np.abs(values - wanted).max(axis=1) <= NEARLY).sum())


def test_pixels_become_an_image_of_their_own() -> None:
    pixels = np.zeros((5, 7, 3), np.uint8)
    pixels[2, 3] = (255, 10, 20)
    image = to_image(pixels)
    pixels[:] = 9
    assert (image.width(), image.height()) == (7, 5)
    assert image.pixelColor(3, 2).getRgb()[:3] == (255, 10, 20)


def test_a_picture_has_smaller_copies() -> None:
    picture = make_picture("x", 6000, 4000, np.zeros((2000, 3000, 3), np.uint8))
    assert [level.width() for level in picture.levels] == [3000, 1500, 750]


def test_fit_shows_the_whole_photo_with_a_margin(view: PhotoView) -> None:
    assert view.is_fitted
    assert view.scale_now == pytest.approx((640 - 2 * view.margin) / 3000)


def test_one_to_one_and_zoom_at_the_cursor(view: PhotoView) -> None:
    view.one_to_one()
    assert view.scale_now == pytest.approx(1.0)
    cursor = QPointF(150, 200)
    before = view.mapToScene(cursor.toPoint())
    view.zoom_by(1.25, cursor)
    after = view.mapToScene(cursor.toPoint())
    assert view.scale_now == pytest.approx(1.25)
    assert (after - before).manhattanLength() < 3
    assert not view.is_fitted


def test_more_pixels_are_asked_for_only_when_they_are_needed(view: PhotoView) -> None:
    asked: list[bool] = []
    view.needs_pixels.connect(lambda: asked.append(True))
    view.zoom_by(1.1)
    assert asked == []
    view.one_to_one()
    assert asked


def test_zoom_has_ends(view: PhotoView) -> None:
    for _ in range(40):
        view.zoom_by(2.0)
    assert view.scale_now <= 16.0
    for _ in range(60):
        view.zoom_by(0.5)
    assert view.scale_now > 0.01


def test_each_layer_is_drawn_in_its_colour(theme: Theme) -> None:
    nothing = drawn(theme, set())
    colours = {
        Layer.OUTLINE: OVERLAY.outline,
        Layer.CUBE: OVERLAY.cube,
        Layer.PLATES: OVERLAY.plate,
        Layer.SIZE: OVERLAY.size,
    }
    for layer, colour in colours.items():
        assert count_of(nothing, colour) == 0
        assert count_of(drawn(theme, {layer}), colour) > 50, layer


def test_doubtful_edges_are_dashed(theme: Theme) -> None:
    sure, doubtful = drawn(theme, {Layer.OUTLINE}), drawn(theme, {Layer.OUTLINE}, flagged=True)
    assert count_of(doubtful, OVERLAY.outline) < count_of(sure, OVERLAY.outline)
    assert count_of(doubtful, OVERLAY.badge) > 100


def test_a_bare_photo_shows_no_overlay(view: PhotoView) -> None:
    assert count_of(view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32), OVERLAY.outline) > 0
    view.set_bare(True)
    assert count_of(view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32), OVERLAY.outline) == 0


def test_plates_that_must_stay_visible_are_not_covered() -> None:
    found = scenes.analysis(Path("a.jpg"), "x")
    assert covered_plates(found) == [Box(60, 40, 260, 90)]
    from dataclasses import replace

    kept = replace(found, overrules=Overrules(uncovered_px=(Box(70, 50, 90, 80),), covered_px=(Box(1, 2, 3, 4),)))
    assert covered_plates(kept) == [Box(1, 2, 3, 4)]


def test_the_contour_of_a_disc_is_its_circle() -> None:
    y, x = np.mgrid[0:80, 0:100]
    distance = np.hypot(x - 50, y - 40).astype(np.float32)
    lines = contour(-distance, -20.0)
    radius = np.hypot(lines[..., 0] - 50, lines[..., 1] - 40)
    assert np.abs(radius - 20).max() < 0.05
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi * 20, rel=0.01)


def test_a_contour_closes() -> None:
    values = np.random.default_rng(3).random((12, 15)).astype(np.float32)
    padded = np.pad(values, 1)
    lines = contour(padded, 0.5)
    ends, counts = np.unique(np.round(lines.reshape(-1, 2), 4), axis=0, return_counts=True)
    assert len(ends)
    assert (counts % 2 == 0).all()


def test_the_map_is_clear_below_its_floor() -> None:
    colours = ramp()
    assert (colours[: int(OVERLAY.map_floor * 255), 3] == 0).all()
    assert (colours[80:, 3] == 255).all()
    assert tuple(colours[-1, :3]) == QColor(OVERLAY.map_ramp[-1]).getRgb()[:3]


def test_a_heat_picture_has_the_edge_of_its_mask() -> None:
    heat = np.zeros((40, 60), np.float32)
    heat[10:30, 20:40] = 1.0
    picture = make_heat_picture("x", heat, 0.5)
    assert picture.image.width() == 60
    assert picture.edge.min() > 0.2
    assert picture.edge.max() < 0.8


def test_runs_of_a_closed_outline() -> None:
    doubtful = np.array([True, False, False, True, True], np.bool_)
    assert runs(doubtful) == [(False, [1, 2, 3]), (True, [3, 4, 0, 1])]
    assert runs(np.zeros(3, np.bool_)) == [(False, [0, 1, 2, 0])]


def test_the_calipers_touch_the_farthest_point() -> None:
    square = np.array([[0, 0], [10, 1], [10, 9], [0, 10]], np.float32)
    assert touching_point(square, ((5, 0), (5, 10)), 1) == (0.0, 10.0)


def test_words_keep_off_the_specimen_and_each_other() -> None:
    specimen = QPolygonF([QPointF(20, 20), QPointF(80, 20), QPointF(80, 80), QPointF(20, 80)])
    ground, size = QRectF(0, 0, 200, 200), QSizeF(30, 10)
    anchors = [QPointF(50, 50), QPointF(110, 50), QPointF(110, 100)]
    first = free_place(size, anchors, specimen, [], ground)
    assert first.center() == QPointF(110, 50)
    second = free_place(size, anchors, specimen, [first], ground)
    assert second.center() == QPointF(110, 100)
    outside = free_place(size, [QPointF(300, 300)], specimen, [], ground)
    assert ground.contains(outside)
